"""From a host's wish to a mixer, or to kind words."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from bot.core.lifecycle.events import Opened
from bot.core.lifecycle.parts import FirstQuestions, Guest
from bot.core.lifecycle.phase import Phase
from bot.core.lifecycle.snapshot import Snapshot
from bot.core.planning.start import Wish, check_space, gathered, more_rooms, new_mixer, rooms_and_guests, with_absent
from bot.core.questions.deck import Prompt
from bot.core.questions.firsts import Beginning
from bot.core.seating import Person, Request, solve
from bot.core.text import Refusal
from tests.core.making import HOME, HOST, LOBBY, T0, a_mixer, a_sight, after, an_open_mixer, built, channel

DECK = [Prompt(f"q{n}", 1, "open", "Why?", first=True) for n in range(5)]


def refused(key: str) -> Any:
    return pytest.raises(Refusal, match=f"^{key}$")


def test_a_host_who_types_nothing_gets_an_hour_for_four() -> None:
    title, length, ground, size, rounds = Wish().checked(untitled="Engawa")
    assert (title, length.total_seconds(), ground, size, rounds) == ("Engawa", 3600, "", 4, 1)


def test_line_breaks_and_blanks_do_not_make_a_title() -> None:
    assert Wish(title=" \n ", common_ground=" a\n b ").checked(untitled="Engawa")[:3:2] == ("Engawa", "a b")
    assert Wish(title="Tea\u202e and\0 cake\u200b").checked(untitled="Engawa")[0] == "Tea and cake", "nor a category"


@pytest.mark.parametrize(
    ("wish", "key"),
    [
        (Wish(title="x" * 4000), "start.title"),
        (Wish(common_ground="x" * 61), "start.common_ground"),
        (Wish(length=0), "start.length"),
        (Wish(length=-5), "start.length"),
        (Wish(length=10_000), "start.length"),
        (Wish(length=2), "start.length"),
        (Wish(length=91), "start.length"),
        (Wish(room_size=2), "start.room_size"),
        (Wish(room_size=6), "start.room_size"),
        (Wish(rounds=0), "start.rounds"),
        (Wish(rounds=5), "start.rounds"),
        (Wish(rounds=4, length=11), "start.short_rounds"),
        (Wish(rounds=2, length=5), "start.short_rounds"),
    ],
    ids=str,
)
def test_what_cannot_be_is_refused_with_its_limits(wish: Wish, key: str) -> None:
    with refused(key):
        wish.checked(untitled="Engawa")


@pytest.mark.parametrize(
    "wish",
    [
        Wish(title="x" * 80, length=3),
        Wish(length=90, common_ground="x" * 60, room_size=5),
        Wish(rounds=4, length=12),
        Wish(rounds=1, length=3),
    ],
)
def test_the_limits_themselves_are_allowed(wish: Wish) -> None:
    wish.checked(untitled="Engawa")


def test_the_hosts_own_channel_comes_first_if_there_are_people_in_it() -> None:
    seen = a_sight(a_mixer(), {1: LOBBY, 2: LOBBY, 3: 30, 4: 30}, channel(30))
    assert gathered(seen, (30, LOBBY), [], T0) == (30, [3, 4])
    assert gathered(seen, (None, LOBBY), [], T0) == (LOBBY, [1, 2])


def test_a_host_alone_in_their_channel_starts_with_the_lobby() -> None:
    seen = a_sight(a_mixer(), {1: LOBBY, 2: LOBBY, 3: 30}, channel(30))
    assert gathered(seen, (30, LOBBY), [], T0) == (LOBBY, [1, 2])


@pytest.mark.parametrize(
    ("people", "places", "key"),
    [
        ({}, (LOBBY,), "start.nobody"),
        ({1: LOBBY}, (LOBBY,), "start.one_person"),
        ({1: LOBBY, 2: LOBBY}, (None, None), "start.no_lobby"),
        ({}, (None, 404), "start.no_lobby"),
    ],
)
def test_too_few_people_or_no_lobby_is_no_mixer(
    people: dict[int, int], places: tuple[int | None, ...], key: str
) -> None:
    with refused(key):
        gathered(a_sight(a_mixer(), people), places, [], T0)


def test_start_pressed_twice_starts_once() -> None:
    running = [an_open_mixer()]
    with refused("start.already"):
        gathered(a_sight(running[0], {1: LOBBY, 2: LOBBY}), (LOBBY,), running, after(seconds=5))
    with refused("start.already"):
        gathered(a_sight(running[0], {101: LOBBY, 2: LOBBY}), (LOBBY,), running, after(5))


def test_the_same_lobby_serves_a_second_mixer_once_the_first_is_seated() -> None:
    running = [built(an_open_mixer())]
    seen = a_sight(running[0], {1: LOBBY, 2: LOBBY})
    assert gathered(seen, (LOBBY,), running, after(5)) == (LOBBY, [1, 2])


def test_an_evening_that_was_just_announced_or_is_closing_does_not_stand_in_the_way() -> None:
    for running in (replace(a_mixer(), announce_at=T0, phase=Phase.SCHEDULED), a_mixer(phase=Phase.CLOSING)):
        seen = a_sight(running, {1: LOBBY, 2: LOBBY})
        assert gathered(seen, (LOBBY,), [running], after(seconds=5)) == (LOBBY, [1, 2])


def test_a_mixer_does_not_start_inside_a_room_of_another() -> None:
    running = [built(an_open_mixer())]
    with refused("start.in_room"):
        gathered(a_sight(running[0], {1: 21, 2: 21}), (21,), running, after(5))


def test_discords_limits_are_known_before_anything_is_made() -> None:
    channels = {n: channel(n, is_category=n < 49) for n in range(497)}
    check_space(Snapshot(channels, {}), 2)
    with refused("start.full"):
        check_space(Snapshot(channels, {}), 3)
    with refused("start.full"):
        check_space(Snapshot({n: channel(n, is_category=True) for n in range(50)}, {}), 1)
    with refused("start.too_many"):
        check_space(Snapshot({}, {}), 51)


@pytest.mark.parametrize("now", [T0, T0 + timedelta(milliseconds=700)])
def test_a_new_mixer_gathers_now_and_ends_at_the_second_that_people_are_shown(now: datetime) -> None:
    mixer = new_mixer(
        id="m",
        guild_id=1,
        host_id=HOST,
        channel_id=HOME,
        lobby_id=LOBBY,
        language="ja",
        wish=Wish(title="Tea", length=30),
        untitled="Engawa",
        now=now,
    )
    assert (mixer.phase, mixer.title, mixer.category_name) == (Phase.GATHERING, "Tea", "Tea")
    assert (mixer.opens_at, mixer.closes_at) == (now, after(30))


def test_everyone_gets_seats_in_named_rooms_with_a_question_for_each_round() -> None:
    request = Request(people=tuple(Person(id=str(n)) for n in range(9)))
    seating = solve(request, rounds=2, size=3)
    beginning = Beginning(now=T0, ground=None)
    rooms, guests = rooms_and_guests(a_mixer(rounds=2), seating, DECK, ["A", "B", "C", "D"], beginning)
    assert [room.name for room in rooms] == ["A", "B", "C"]
    assert len({room.questions.now for room in rooms}) == 3
    assert all(len(room.questions.later) == 1 and room.questions.later[0] != room.questions.now for room in rooms)
    assert sorted(guest.user_id for guest in guests) == list(range(9))
    assert all(guest.waiting for guest in guests)
    for round in range(2):
        rooms_of = {str(guest.user_id): (guest.room, *guest.next_rooms)[round] for guest in guests}
        seated = {frozenset(user for user, number in rooms_of.items() if number == n) for n in (1, 2, 3)}
        assert seated == {frozenset(room) for room in seating.rounds[round]}
    assert all(guest.moved(guest.next_rooms[0]).admitted for guest in guests), "the rooms of all rounds let them in"


def test_a_room_that_opens_later_has_a_question_for_every_round_it_will_see() -> None:
    mixer = replace(built(an_open_mixer()), rounds=3, round=2)
    taken = tuple(replace(r, questions=FirstQuestions(f"q{r.number}", ("q0",))) for r in mixer.rooms)
    (room,) = more_rooms(replace(mixer, rooms=taken), DECK, ["C"], T0)
    assert (room.number, room.name) == (3, "C")
    assert {room.questions.now, *room.questions.later} == {"q3", "q4"}, "that no other room has"
    assert not more_rooms(mixer, DECK, [], T0)


def test_who_signed_up_and_is_not_there_is_awaited_by_the_fewest_and_not_by_whom_they_avoid() -> None:
    opened = Opened(an_open_mixer().rooms, an_open_mixer().guests[:-1])
    for avoided, room in (((), 2), ([(7, 201)], 1), ([(7, 101), (7, 201)], 0)):
        guest = with_absent(a_mixer(), opened, [7], {}, T0, avoided=avoided)[-1]
        assert guest == Guest(7, room, asked_at=T0, admitted=room > 0, absent=True)
    guests = with_absent(a_mixer(), opened, [7, 8], {}, T0, avoided=[(7, 8), (7, 101)])
    assert [guest.room for guest in guests[-2:]] == [2, 1], "nor by each other"
