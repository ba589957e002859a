"""With what each room begins: nothing of last week, the host's own before all, and rooms that differ while they can."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.core.questions.deck import ON_THE_FORM, OWN, Prompt
from bot.core.questions.firsts import Beginning, first_questions

NOW = datetime(2026, 5, 7, 20, tzinfo=UTC)
WEEK = timedelta(weeks=1)
PLAIN = [Prompt(f"plain-{n}", 1, "open", "Why?", first=True) for n in range(3)]
GROUND = [Prompt(f"ground-{n}", 1, "open", "Why {common_ground}?", first=True) for n in range(2)]
LATER = Prompt("later", 2, "open", "What is hard?")
ROOMS = [(1, 2, 3), (4, 5, 6)]


def firsts(deck: list[Prompt], rooms: Any = (ROOMS,), seed: int = 0, **changes: Any) -> tuple[tuple[str, ...], ...]:
    usual: dict[str, Any] = {"now": NOW, "ground": None}
    return first_questions([*deck, LATER], rooms, seed, Beginning(**usual | changes))


def test_rooms_begin_with_different_questions_while_they_can() -> None:
    ((one, other),) = firsts(PLAIN)
    assert one != other
    ((one, other),) = firsts(PLAIN[:1])
    assert one == other == "plain-0"


def test_a_room_begins_with_the_common_ground_if_there_is_one() -> None:
    for seed in range(10):
        assert set(firsts([*PLAIN, *GROUND], seed=seed, ground="topic")[0]) == {"ground-0", "ground-1"}
    assert not set(firsts([*PLAIN, *GROUND])[0]) & {"ground-0", "ground-1"}


def test_no_room_begins_with_what_somebody_there_had_last_week() -> None:
    put = {"ground-0": {1: NOW - WEEK}, "ground-1": {1: NOW - WEEK, 4: NOW - 9 * WEEK}}
    for seed in range(10):
        ((one, other),) = firsts([*PLAIN, *GROUND], seed=seed, ground="topic", put=put)
        assert one.startswith("plain"), "rather another than last week's"
        assert other == "ground-0", "new to everybody there, before what one had long ago"


def test_where_all_are_known_it_is_the_one_that_is_longest_ago() -> None:
    put = {f"plain-{n}": dict.fromkeys((1, 2, 3), NOW - (n + 1) * WEEK) for n in range(3)}
    assert firsts(PLAIN, rooms=[ROOMS[:1]], put=put) == (("plain-2",),)


def test_the_hosts_own_go_first_and_the_one_for_this_evening_opens_every_room() -> None:
    own = Prompt(f"{OWN}1", 1, "open", "Ours?", first=True)
    assert own.id in firsts([*PLAIN, *GROUND, own], ground="topic")[0]
    tonight = Prompt(f"{OWN}2", 1, "open", "Tonight?")
    rounds = firsts([*PLAIN, *GROUND, own, tonight], rooms=[ROOMS, ROOMS], ground="topic", opening=tonight.id)
    assert set(rounds[0]) == {tonight.id}
    assert tonight.id not in rounds[1]


def test_nobody_is_asked_in_a_later_round_what_they_were_asked_before() -> None:
    twins = [Prompt(f"twin-{n}", 1, "open", "?", first=True, family="twins") for n in range(2)]
    for seed in range(10):
        (before,), (after,) = firsts([*twins, PLAIN[0]], rooms=[[(1, 2)], [(1, 3)]], seed=seed)
        assert {before, after} != {"twin-0", "twin-1"}


def test_a_later_round_begins_with_what_is_made_for_it_and_the_first_never_does() -> None:
    change = Prompt("change", 1, "open", "From your last room?", first=True, when="round")
    names = Prompt("names", 1, "go-round", "Names?", first=True, when="early")
    for seed in range(10):
        (one, other), (later, _) = firsts([*PLAIN, change, names], rooms=[ROOMS, ROOMS], seed=seed)
        assert change.id not in {one, other}
        assert later == change.id


def test_who_answered_on_the_form_why_they_come_is_not_asked_it_again() -> None:
    why = Prompt("why", 1, "open", "Why {common_ground}?", first=True, family=ON_THE_FORM)
    ((one, other),) = firsts([why, PLAIN[0]], ground="topic", today={2: (ON_THE_FORM,)})
    assert (one, other) == ("plain-0", "why")


def test_a_deck_without_a_first_question_is_said_to_be_one() -> None:
    with pytest.raises(ValueError, match="no first question"):
        firsts([])
