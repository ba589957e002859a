"""Several rounds within one hour, as the people in it see them."""

from __future__ import annotations

from collections import Counter
from contextlib import suppress
from datetime import timedelta
from itertools import product

import pytest

from bot.core.community.settings import Community
from bot.core.lifecycle.phase import Phase
from bot.core.lifecycle.rounds import WARNING
from bot.core.reconcile.acts import Bring
from bot.core.text import Refusal
from tests.engine.seating.rooms_in_view import (
    SECOND,
    begin,
    channel,
    crowd,
    leave,
    named,
    pairs,
    room_of,
    said_at,
    sitting,
    together,
)
from tests.evening import GUILD, HOST, START, Evening, check, check_once, minutes
from tests.fake_venue import Crash, Failure
from tests.moments import share

LATE = 170


async def in_round(evening: Evening, round: int) -> Evening:
    """The evening a minute into a round of a quarter of an hour."""
    await evening.run_until(START + minutes(15) * (round - 1) + minutes(1))
    assert evening.mixer.round == round
    return evening


def welcomes(evening: Evening, round: int) -> dict[int, frozenset[int]]:
    """Whom the welcome of each room names that was posted in a round."""
    nth = f"{round}:" if round > 1 else ""
    keys = {room.number: f"welcome:{nth}{room.number}" for room in evening.mixer.rooms}
    return {number: named(evening, key) for number, key in keys.items() if key in evening.posts()}


async def test_twelve_in_threes_meet_nobody_twice_in_four_rounds() -> None:
    evening = await begin(12, rounds=4)
    met: Counter[tuple[int, int]] = Counter()
    for round in range(1, 5):
        await in_round(evening, round)
        seats = sitting(evening)
        assert sorted(map(len, seats.values())) == [3, 3, 3, 3]
        assert welcomes(evening, round) == seats, "each room is welcomed by the names of just those who are there"
        met += pairs(seats.values())
    assert set(met.values()) == {1}
    assert len(met) == 4 * 4 * 3
    await evening.run_for(minutes(60))
    assert set(evening.people.values()) == {evening.lobby}
    check(evening)
    check_once(evening)


async def test_each_change_is_announced_in_every_room_a_minute_before() -> None:
    evening = await begin(12, rounds=4)
    await evening.run_for(minutes(90))
    for number in range(1, 5):
        for round in range(1, 4):
            assert said_at(evening, f"change:{round}:{number}") == START + minutes(15) * round - WARNING
    assert len(evening.posts("change")) == 12
    moves = {at for at, act in evening.venue.acts if isinstance(act, Bring)}
    assert moves == {START + minutes(15) * round for round in range(4)}, "and nobody is moved at any other time"


async def test_short_rounds_are_announced_half_a_minute_before() -> None:
    evening = await begin(9, rounds=3, length=9)
    await evening.run_for(minutes(30))
    assert said_at(evening, "change:1:1") == START + minutes(2.5)


async def test_every_round_of_a_room_has_a_question_of_its_own_on_show() -> None:
    evening = await begin(6, rounds=3)
    asked = [evening.venue.statuses[channel(await after_change(evening, round), 1)] for round in range(1, 4)]
    assert len(set(asked)) == 3


async def after_change(evening: Evening, round: int) -> Evening:
    await evening.run_until(START + minutes(20) * (round - 1) + minutes(1))
    return evening


async def test_a_gentle_question_waits_from_when_its_people_sat_down() -> None:
    evening = Evening(ears=0)
    evening.store.communities[GUILD] = Community(guild_id=GUILD, gentle_minutes=20)
    await evening.store.ledger.add_questions(GUILD, ["What made you laugh?", "What did you learn?", "Tea or coffee?"])
    await begin(9, evening, rounds=2)
    await evening.run_until(START + minutes(54))
    asked = {message.at for message in evening.venue.messages if message.key.startswith("ask")}
    assert [round((at - START) / minutes(1)) for at in sorted(asked)] == [20, 50]


async def test_who_left_is_not_moved_nor_named_any_more() -> None:
    evening = await begin(12, rounds=4)
    await in_round(evening, 1)
    gone, resting = 105, 106
    leave(evening, gone)
    evening.gather(resting)
    for round in (2, 3, 4):
        await in_round(evening, round)
        assert evening.people[resting] == evening.lobby, "leaving is silent, and nobody is brought back unasked"
        assert welcomes(evening, round) == sitting(evening)
    assert {gone, resting}.isdisjoint(user for users in sitting(evening).values() for user in users)


async def test_the_tables_to_come_are_for_those_who_are_there() -> None:
    evening = await begin(9, rounds=2, length=30)
    await evening.run_for(minutes(13))
    first = sitting(evening)
    leave(evening, *(min(users) for users in first.values()))
    await in_round(evening, 2)
    assert sorted(map(len, sitting(evening).values())) == [3, 3]
    assert welcomes(evening, 2) == sitting(evening), "and a room that nobody needs any more is not welcomed"
    assert max((pairs(first.values()) + pairs(sitting(evening).values())).values()) == 1


async def test_somebody_late_has_a_seat_at_once_and_at_new_tables_later() -> None:
    evening = await begin(14, rounds=4)
    await in_round(evening, 1)
    evening.gather(LATE)
    assert (await evening.press_join(LATE)).key == "join.coming"
    await evening.run_for(SECOND)
    assert room_of(evening, LATE)
    met = pairs(sitting(evening).values())
    for round in range(2, 5):
        await in_round(evening, round)
        assert sorted(map(len, sitting(evening).values())) == [3, 3, 3, 3, 3]
        assert welcomes(evening, round) == sitting(evening)
        met += pairs(sitting(evening).values())
    assert set(met.values()) == {1}


async def test_when_many_come_late_the_coming_round_has_a_room_more() -> None:
    evening = await begin(6, rounds=2, length=30)
    await in_round(evening, 1)
    for late in range(LATE, LATE + 3):
        evening.gather(late)
        await evening.press_join(late)
    await evening.run_for(SECOND)
    assert sorted(map(len, sitting(evening).values())) == [4, 5]
    await in_round(evening, 2)
    assert sorted(map(len, sitting(evening).values())) == [3, 3, 3]
    assert welcomes(evening, 2) == sitting(evening)


async def test_who_comes_late_in_the_last_minute_of_a_round_has_a_table_in_the_next() -> None:
    evening = await begin(9, rounds=2, length=30)
    await evening.run_until(START + minutes(15) - 40 * SECOND)
    await evening.members.avoid(evening.caller(LATE), HOST, avoids=True)
    evening.gather(LATE)
    await evening.press_join(LATE)
    await in_round(evening, 2)
    assert room_of(evening, LATE)
    assert sum(map(len, sitting(evening).values())) == 10
    assert not together(evening, LATE, HOST)


async def test_who_leaves_in_the_last_minute_of_a_round_leaves_no_table_of_two() -> None:
    evening = await begin(9, rounds=2, length=30)
    await evening.run_until(START + minutes(15) - 30 * SECOND)
    coming = {guest.user_id: guest.next_rooms[0] for guest in evening.mixer.guests}
    leave(evening, *[user for user, room in coming.items() if room == 1][:2])
    await in_round(evening, 2)
    assert sorted(map(len, sitting(evening).values())) == [3, 4]


@pytest.mark.parametrize("by_button", [True, False], ids=["join", "by themselves"])
async def test_who_was_gone_when_tables_changed_is_given_a_fitting_seat_on_coming_back(by_button: bool) -> None:
    evening = await begin(12, rounds=4)
    await in_round(evening, 1)
    user, place = 105, channel(evening, room_of(evening, 105) or 0)
    leave(evening, user)
    await in_round(evening, 2)
    for other in sitting(evening)[next(n for n in sitting(evening) if channel(evening, n) == place)]:
        await evening.members.avoid(evening.caller(other), user, avoids=True)
    if by_button:
        evening.gather(user)
        await evening.press_join(user)
    else:
        evening.venue.go(GUILD, user, place)
    await evening.run_for(SECOND)
    room = room_of(evening, user)
    assert room
    assert channel(evening, room) != place, "their old room is now that of people who would not have them"
    assert user in named(evening, f"welcome:2:{room}")
    await in_round(evening, 3)
    assert welcomes(evening, 3) == sitting(evening)
    assert sum(map(len, sitting(evening).values())) == 12


async def test_who_had_a_seat_and_never_came_has_one_when_they_come_at_last() -> None:
    evening = await begin(12, rounds=4)
    evening.venue.go(GUILD, LATE, None)
    await in_round(evening, 1)
    await evening.press_join(LATE)
    await evening.run_until(START + minutes(15) - 10 * SECOND)
    await in_round(evening, 2)
    evening.gather(LATE)
    await evening.press_join(LATE)
    await evening.run_for(SECOND)
    assert room_of(evening, LATE)


async def test_a_question_asked_before_the_change_does_not_stay_on_show() -> None:
    evening = await begin(6, rounds=2)
    await evening.run_for(minutes(28))
    room = evening.mixer.rooms[0]
    await evening.roomside.press(evening.caller(HOST), "topic", evening.mixer.id, room.number)
    await evening.quiet()
    asked = evening.venue.statuses[channel(evening, 1)]
    assert asked != room.questions.now
    await evening.run_for(minutes(3))
    assert evening.venue.statuses[channel(evening, 1)] == room.questions.later[0]


async def test_time_given_later_goes_to_the_last_round() -> None:
    evening = await begin(9, rounds=2, length=30)
    await evening.run_for(minutes(5))
    await evening.ask(lambda r: r.extend(evening.caller(), 10))
    await in_round(evening, 2)
    await evening.run_until(START + minutes(39))
    assert (evening.mixer.phase, evening.mixer.round) == (Phase.OPEN, 2)


async def test_a_room_deleted_between_two_rounds_is_a_table_less() -> None:
    evening = await begin(9, rounds=2, length=30)
    await in_round(evening, 1)
    evening.venue.delete(GUILD, channel(evening, 2))
    await evening.run_for(SECOND)
    for user in (user for user in crowd(9) if user not in evening.people):
        evening.gather(user)
        await evening.press_join(user)
    await in_round(evening, 2)
    assert sum(map(len, sitting(evening).values())) == 9
    assert welcomes(evening, 2) == sitting(evening)


async def test_one_who_is_left_of_all_stays_where_they_are() -> None:
    evening = await begin(6, rounds=2, length=30)
    await in_round(evening, 1)
    leave(evening, *(user for user in crowd(6) if user != 103))
    room = room_of(evening, 103)
    await in_round(evening, 2)
    assert sitting(evening) == {room: {103}}
    assert named(evening, f"welcome:2:{room}") == {103}


async def test_an_evening_that_everybody_left_turns_its_rounds_and_ends() -> None:
    evening = await begin(6, rounds=4)
    await in_round(evening, 1)
    leave(evening, *crowd(6))
    await evening.run_for(minutes(70))
    assert evening.mixer.round == 4
    check(evening)


@pytest.mark.parametrize(("back", "round"), [(16, 2), (31, 3), (44, 3)])
async def test_back_after_one_change_or_two_everybody_goes_where_they_were_to_go(back: int, round: int) -> None:
    undisturbed = await begin(12, rounds=4)
    await in_round(undisturbed, round)
    evening = await begin(12, rounds=4)
    await in_round(evening, 1)
    evening.down_for = minutes(back - 1)
    await evening.kill()
    await evening.run_until(START + minutes(back) + SECOND)
    assert evening.mixer.round == round
    assert sitting(evening) == sitting(undisturbed) == welcomes(evening, round)
    assert evening.posts("change") == ([f"change:3:{n}" for n in range(1, 5)] if back == 44 else [])
    await evening.run_for(minutes(70))
    check(evening)


async def whole(evening: Evening) -> dict[int, dict[int, frozenset[int]]]:
    """Who sat where in each of two short rounds; nobody starts it again if it came to nothing."""
    seen: dict[int, dict[int, frozenset[int]]] = {}

    async def look() -> None:
        if evening.store.mixers and not evening.life.killed.is_set():
            seen[evening.mixer.round] = sitting(evening)

    for after in (minutes(2.2), minutes(4.7)):
        evening.at(after, look)
    with suppress(Crash):
        await begin(6, evening, rounds=2, length=6)
    await evening.run_for(minutes(12))
    return seen


async def undisturbed() -> tuple[Evening, dict[int, dict[int, frozenset[int]]]]:
    """What happens when nothing happens."""
    evening = Evening()
    seen = await whole(evening)
    check(evening)
    assert seen[1] != seen[2]
    return evening, seen


@pytest.mark.parametrize(("down_for", "after"), [(timedelta(0), False), (45 * SECOND, True)], ids=str)
async def test_after_a_kill_at_any_call_the_same_plan_goes_on(down_for: timedelta, after: bool) -> None:
    whole_evening, seats = await undisturbed()
    for number in share(range(1, whole_evening.venue.calls + 1), int(after), 2):
        evening = Evening(down_for=down_for)
        evening.venue.failures = {number: Failure(Crash(), after=after)}
        try:
            assert await whole(evening) == seats
            assert evening.deaths == 1
            check(evening)
            check_once(evening)
        except AssertionError as error:
            error.add_note(f"killed {'after' if after else 'before'} call {number}")
            raise


async def test_after_a_kill_at_any_save_the_same_plan_goes_on() -> None:
    whole_evening, seats = await undisturbed()
    for number, after in product(share(range(1, whole_evening.saves.saves + 1), 0, 2), (False, True)):
        evening = Evening()
        evening.saves.failures = {number: Failure(Crash(), after=after)}
        try:
            assert await whole(evening) == (seats if number > 1 or after else {})
            check(evening)
            check_once(evening)
        except AssertionError as error:
            error.add_note(f"killed {'after' if after else 'before'} save {number}")
            raise


async def test_a_round_that_is_refused_is_said_how() -> None:
    for rounds, length, key in ((0, 60, "rounds"), (5, 60, "rounds"), (4, 11, "short_rounds")):
        with pytest.raises(Refusal, match=rf"^start\.{key}$"):
            await begin(9, rounds=rounds, length=length)
