"""The vote to stay: only where everybody who is there says yes, and once."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest

from bot.core.lifecycle.phase import Ending
from bot.core.text import Refusal
from tests.engine.closing.voting import (
    COUNTS,
    END,
    LENGTH,
    OPENS,
    STAYED,
    all_vote,
    at_the_vote,
    choose,
    open_ballot,
    said,
    stays,
    to_the_end,
    until,
    vote,
)
from tests.engine.seating.rooms_in_view import SECOND, channel, leave, seated, sitting
from tests.evening import GUILD, START, Evening, minutes

LATE = 150


async def test_the_room_where_all_said_yes_stays_ten_minutes_more_and_the_other_closes_in_time() -> None:
    evening = await at_the_vote()
    staying, going = channel(evening, 1), channel(evening, 2)
    people = sitting(evening)
    await all_vote(evening, 1)
    await until(evening, END + minutes(1.5))
    assert sitting(evening) == {1: people[1]}
    assert {evening.people[user] for user in people[2]} == {evening.lobby}
    assert going not in evening.venue.servers[GUILD].channels
    assert staying in evening.venue.servers[GUILD].channels
    await until(evening, STAYED - SECOND)
    assert sitting(evening) == {1: people[1]}
    assert not evening.posts("goodbye")
    mixer = await to_the_end(evening)
    assert (mixer.ending, mixer.ended_at) == (Ending.TIME, START + STAYED)
    assert stays(evening) == {1}
    assert evening.posts("goodbye") == ["goodbye"]
    assert {evening.people[user] for users in people.values() for user in users} == {evening.lobby}


async def test_if_all_rooms_say_yes_all_stay_once() -> None:
    evening = await at_the_vote()
    await all_vote(evening, 1)
    await all_vote(evening, 2)
    await until(evening, STAYED - minutes(2))
    with pytest.raises(Refusal):
        await open_ballot(evening, min(sitting(evening)[1]), 1)
    assert stays(evening) == {1, 2}
    assert len(evening.posts("ballot")) == 2, "there is no second vote"
    assert (await to_the_end(evening)).ended_at == START + STAYED


def keys_at(evening: Evening, number: int, *keys: str) -> list[tuple[timedelta, str]]:
    """When these were said in a room since the beginning, and which."""
    place = channel(evening, number)
    return [(at - START, key) for at, key in said(evening, place) if key in keys]


async def test_who_stays_is_asked_once_what_to_end_on_and_reads_of_each_extension() -> None:
    evening = await at_the_vote()
    await all_vote(evening, 1)
    last_round = ("room.closing_round", "room.sign_5", "room.nearly_over")
    before = keys_at(evening, 1, *last_round)
    assert len(before) == 1
    await until(evening, END + minutes(1))
    assert not keys_at(evening, 1, "room.extended")
    await evening.ask(lambda r: r.extend(evening.caller(), 3))
    await until(evening, END + minutes(2))
    assert [at for at, _ in keys_at(evening, 1, "room.extended")] == [END + minutes(1)]
    await evening.kill()
    await until(evening, STAYED + minutes(2.5))
    assert keys_at(evening, 1, *last_round) == [*before, (STAYED - minutes(2), "room.nearly_over")]
    assert len(keys_at(evening, 1, "room.extended")) == 1
    assert (await to_the_end(evening)).ended_at == START + STAYED + minutes(3)


async def one_no(evening: Evening) -> None:
    await all_vote(evening, 1, no=(min(sitting(evening)[1]),))


async def one_silent(evening: Evening) -> None:
    await all_vote(evening, 1, silent=(min(sitting(evening)[1]),))


async def all_silent(evening: Evening) -> None:
    del evening


async def one_changed_to_no(evening: Evening) -> None:
    await all_vote(evening, 1)
    await vote(evening, 1, min(sitting(evening)[1]), yes=False)


async def one_came_and_said_nothing(evening: Evening) -> None:
    await all_vote(evening, 1)
    await all_vote(evening, 2)
    evening.gather(LATE)
    await evening.press_join(LATE)
    await evening.quiet()
    (number,) = (number for number, users in sitting(evening).items() if LATE in users)
    leave(evening, *sitting(evening)[3 - number])


@pytest.mark.parametrize("happens", [one_no, one_silent, all_silent, one_changed_to_no, one_came_and_said_nothing])
async def test_without_a_yes_of_everybody_it_closes_in_time_and_nothing_is_said(
    happens: Callable[[Evening], Awaitable[None]],
) -> None:
    evening = await at_the_vote()
    await happens(evening)
    mixer = await to_the_end(evening)
    assert (mixer.ended_at, stays(evening)) == (START + END, set())


async def test_who_comes_back_during_the_vote_and_does_not_answer_is_a_no() -> None:
    evening = await at_the_vote()
    silent = min(sitting(evening)[1])
    leave(evening, silent)
    await vote(evening, 1, *(sitting(evening)[1] - {silent}))
    await until(evening, COUNTS - SECOND)
    evening.venue.go(GUILD, silent, channel(evening, 1))
    await to_the_end(evening)
    assert not stays(evening)


async def test_who_comes_back_and_says_yes_is_one_of_them() -> None:
    evening = await at_the_vote()
    back = min(sitting(evening)[1])
    leave(evening, back)
    await vote(evening, 1, *(sitting(evening)[1] - {back}))
    evening.venue.go(GUILD, back, channel(evening, 1))
    await evening.quiet()
    await vote(evening, 1, back)
    await to_the_end(evening)
    assert stays(evening) == {1}


@pytest.mark.parametrize("said_yes", [True, False])
async def test_the_answer_of_somebody_who_left_does_not_count(said_yes: bool) -> None:
    evening = await at_the_vote()
    gone = min(sitting(evening)[1])
    await all_vote(evening, 1, no=() if said_yes else (gone,))
    leave(evening, gone)
    await to_the_end(evening)
    assert stays(evening) == {1}


async def test_one_left_alone_stays_nowhere() -> None:
    evening = await at_the_vote()
    alone, *others = sorted(sitting(evening)[1])
    await all_vote(evening, 1)
    await until(evening, COUNTS - SECOND)
    leave(evening, *others)
    await to_the_end(evening)
    assert not stays(evening)
    assert evening.people[alone] == evening.lobby


@pytest.mark.parametrize("answers", [True, False])
async def test_who_is_brought_into_another_room_during_the_vote_decides_with_those_there(answers: bool) -> None:
    evening = await at_the_vote(people=9)
    alone, *others = sorted(sitting(evening)[1])
    leave(evening, *others)
    await until(evening, COUNTS - 10 * SECOND)
    (number,) = (number for number, users in sitting(evening).items() if alone in users)
    assert number != 1
    await all_vote(evening, number, silent=() if answers else (alone,))
    await to_the_end(evening)
    assert stays(evening) == ({number} if answers else set())


async def test_an_answer_can_be_changed_until_it_is_counted() -> None:
    evening = await at_the_vote()
    await all_vote(evening, 1, no=(wavering := min(sitting(evening)[1]),))
    await vote(evening, 1, wavering)
    await vote(evening, 1, wavering, yes=False)
    await vote(evening, 1, wavering)
    await to_the_end(evening)
    assert stays(evening) == {1}


async def test_nobody_can_answer_too_early_or_too_late() -> None:
    evening = await seated(6, Evening(ears=0), length=LENGTH)
    user = min(sitting(evening)[1])
    await until(evening, OPENS - SECOND)
    with pytest.raises(Refusal):
        await open_ballot(evening, user, 1)
    await until(evening, OPENS)
    offer = await open_ballot(evening, user, 1)
    await until(evening, COUNTS)
    with pytest.raises(Refusal) as refused:
        await choose(evening, user, offer, yes=True)
    assert refused.value.text.key == "refusal.ballot.over"
    with pytest.raises(Refusal):
        await open_ballot(evening, user, 1)
    assert not any(guest.ballot for guest in evening.mixer.guests), "what comes late is not kept"


async def test_only_those_who_sit_in_a_room_vote_there_and_only_for_themselves() -> None:
    evening = await at_the_vote()
    stranger, other = min(sitting(evening)[2]), min(sitting(evening)[1])
    for nobody in (stranger, LATE):
        with pytest.raises(Refusal) as refused:
            await open_ballot(evening, nobody, 1)
        assert refused.value.text.key == "refusal.ballot.over"
    offer = await open_ballot(evening, other, 1)
    with pytest.raises(Refusal) as refused:
        await choose(evening, LATE, offer, yes=True)
    assert refused.value.text.key == "refusal.ballot.over"
    assert not any(guest.ballot for guest in evening.mixer.guests)
    await choose(evening, stranger, offer, yes=True)
    assert [guest.user_id for guest in evening.mixer.guests if guest.ballot] == [stranger], "their own"
    await vote(evening, 1, *sorted(sitting(evening)[1] - {other}))
    await vote(evening, 2, *sorted(sitting(evening)[2] - {stranger}))
    await to_the_end(evening)
    assert stays(evening) == {2}, "it counts where they sit, and nowhere else"


async def test_more_time_from_the_host_during_the_vote_puts_it_off() -> None:
    evening = await at_the_vote()
    await all_vote(evening, 1)
    await evening.ask(lambda r: r.extend(evening.caller(), 5))
    await until(evening, END + minutes(2.5))
    assert len(evening.posts("ballot")) == 4, "both rooms are asked anew"
    mixer = await to_the_end(evening)
    assert (mixer.ended_at, stays(evening)) == (START + END + minutes(5), set()), "what was said of another end is void"
