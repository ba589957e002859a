"""The process is killed at every single call to Discord and at every save, and comes back sooner or later."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.core.lifecycle.mixer import RESEND
from bot.core.lifecycle.phase import Ending
from bot.core.reconcile.acts import Bring
from tests.evening import Evening, check, check_once, minutes, usual
from tests.fake_venue import Crash, Failure
from tests.moments import share

DOWN = [timedelta(0), timedelta(seconds=30), minutes(5), minutes(60)]
OVER = minutes(90)
moments = pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
downtimes = pytest.mark.parametrize("down_for", DOWN, ids=str)


async def whole(evening: Evening) -> Evening:
    """The usual evening, and long after it."""
    await usual(evening)
    await evening.run_for(OVER)
    return evening


async def undisturbed() -> Evening:
    """What happens when nothing happens."""
    evening = await whole(Evening())
    check_all(evening)
    assert not evening.unmet
    assert evening.posts("goodbye") == ["goodbye"]
    return evening


def check_all(evening: Evening) -> None:
    """Nothing left, nothing twice, and an end at the right time or as soon as the process was back."""
    check(evening)
    check_once(evening)
    assert len(evening.posts("goodbye")) <= 1
    for mixer in evening.store.mixers.values():
        assert mixer.ended_at
        on_time = mixer.ending in {Ending.TIME, Ending.SLEPT}
        assert not on_time or mixer.closes_at <= mixer.ended_at <= mixer.closes_at + evening.down_for
        if mixer.ending is Ending.SLEPT:
            assert not any(isinstance(act, Bring) for _, act in evening.venue.acts), "people sat there"
    assert evening.foreign <= evening.venue.servers[1].channels.keys()


@moments
@downtimes
async def test_a_kill_at_any_call_loses_nothing(down_for: timedelta, after: bool) -> None:
    calls = range(1, (await undisturbed()).venue.calls + 1)
    for number in share(calls, DOWN.index(down_for), len(DOWN)):
        evening = Evening(down_for=down_for)
        evening.venue.failures = {number: Failure(Crash(), after=after)}
        try:
            await whole(evening)
            check_all(evening)
            assert evening.deaths == 1
            # At most once: back after Discord has forgotten the nonce of a goodbye that was just promised, nobody can
            # tell whether it has been read.
            unsaid = "goodbye" in evening.promised and down_for > RESEND
            assert evening.posts("goodbye") == ([] if unsaid else ["goodbye"])
        except AssertionError as error:
            error.add_note(f"killed {'after' if after else 'before'} call {number}")
            raise


@pytest.mark.parametrize(("down_for", "after"), [(DOWN[0], False), (DOWN[2], True)], ids=str)
async def test_a_kill_at_any_save_loses_nothing(down_for: timedelta, after: bool) -> None:
    for number in share(range(1, (await undisturbed()).saves.saves + 1), int(after), 2):
        evening = Evening(down_for=down_for)
        evening.saves.failures = {number: Failure(Crash(), after=after)}
        try:
            await whole(evening)
            check_all(evening)
            assert evening.deaths == 1
            assert bool(evening.store.mixers) == (number > 1 or after)
        except AssertionError as error:
            error.add_note(f"killed {'after' if after else 'before'} save {number}")
            raise


async def test_a_mixer_that_slept_through_its_evening_opens_nothing_and_says_so() -> None:
    evening = Evening(down_for=minutes(30))
    evening.saves.failures = {1: Failure(Crash(), after=True)}
    await usual(evening)
    await evening.run_for(OVER)
    assert evening.mixer.ending is Ending.SLEPT
    assert not evening.venue.created
    assert evening.posts() == ["goodbye"]
    assert evening.venue.messages[0].texts[0].key == "goodbye.slept"


async def test_killed_over_and_over_it_still_gets_everyone_home() -> None:
    calls = (await undisturbed()).venue.calls
    evening = Evening(down_for=timedelta(seconds=2))
    evening.venue.failures = {number: Failure(Crash(), after=bool(number % 2)) for number in range(1, 2 * calls, 3)}
    await whole(evening)
    check_all(evening)
    assert evening.deaths > 10
