"""However many leave, however late, and whenever the process is killed: nobody is alone for more than a minute."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta

import pytest

from tests.engine.seating.rooms_in_view import SECOND, Solitude, begin, leave, left, seated, sitting
from tests.evening import Evening, check, check_once, minutes
from tests.fake_venue import Crash, Failure
from tests.moments import share

LATE = 170
MINUTE = timedelta(minutes=1)


@pytest.mark.parametrize("people", [12, 24])
async def test_when_every_room_falls_to_one_all_are_with_others_within_a_minute(people: int) -> None:
    evening = await seated(people)
    solitude = Solitude(evening)
    for number in list(sitting(evening)):
        await left(evening, 1, of=number)
    await evening.run_for(minutes(5))
    assert all(len(users) > 1 for users in sitting(evening).values())
    assert solitude.longest <= MINUTE


async def test_nobody_is_alone_for_more_than_a_minute_before_the_end_either() -> None:
    for seconds in range(0, 240, 20):
        evening = await seated()
        solitude = Solitude(evening)
        await evening.run_until(evening.mixer.closes_at - timedelta(seconds=seconds) - SECOND)
        await left(evening, 1)
        await evening.run_for(minutes(10))
        assert solitude.longest <= MINUTE, f"left alone {seconds} s before the end"


async def usual(evening: Evening) -> Evening:
    """One is left alone, two are left in another room, and everybody is with others at last."""

    async def thin_out() -> None:
        for number, users in zip((1, 2), ((1, 2)), strict=True):
            inside = sorted(sitting(evening).get(number, ()))
            leave(evening, *inside[users:])

    evening.at(minutes(2), thin_out)
    with suppress(Crash):
        await begin(9, evening, length=9)
    await evening.run_for(minutes(7))
    assert all(len(users) > 2 for users in sitting(evening).values()), sitting(evening)
    await evening.run_for(minutes(10))
    return evening


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
async def test_a_kill_at_any_call_tells_nobody_twice_and_leaves_nobody_alone(after: bool) -> None:
    calls = (await usual(Evening())).venue.calls
    for number in share(range(1, calls + 1), int(after), 2):
        evening = Evening(down_for=2 * SECOND)
        solitude = Solitude(evening)
        evening.venue.failures = {number: Failure(Crash(), after=after)}
        try:
            await usual(evening)
            check(evening)
            check_once(evening)
            assert solitude.longest <= MINUTE
        except AssertionError as error:
            error.add_note(f"killed {'after' if after else 'before'} call {number}")
            raise
