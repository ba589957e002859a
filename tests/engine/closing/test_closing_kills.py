"""The bot is away over the vote or the close, or dies at any save and act between them."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.core.lifecycle.phase import Ending
from bot.core.text import Refusal
from tests.engine.closing.voting import (
    COUNTS,
    END,
    LENGTH,
    OPENS,
    OVER,
    STAYED,
    all_vote,
    at_the_vote,
    stays,
    to_the_end,
    until,
    vote,
)
from tests.engine.seating.rooms_in_view import SECOND, seated, sitting
from tests.evening import HOST, START, Evening, check, check_once, minutes
from tests.fake_venue import Crash, Failure
from tests.moments import share


async def dead_from(evening: Evening, since: timedelta, down: timedelta) -> None:
    evening.down_for = down
    await until(evening, since)
    await evening.kill()


async def test_away_over_the_vote_everything_ends_in_time() -> None:
    evening = await seated(6, Evening(ears=0), length=LENGTH)
    await dead_from(evening, OPENS - SECOND, minutes(2.5))
    assert (await to_the_end(evening)).ended_at == START + END
    assert not evening.posts("ballot"), "a vote that can hardly be answered is not opened"


async def test_votes_outlive_a_restart() -> None:
    evening = await at_the_vote()
    await all_vote(evening, 1)
    await dead_from(evening, OPENS + 30 * SECOND, minutes(1))
    await to_the_end(evening)
    assert stays(evening) == {1}


async def test_away_over_the_count_it_is_made_up_for_before_the_end() -> None:
    evening = await at_the_vote()
    await all_vote(evening, 1)
    await dead_from(evening, COUNTS - SECOND, timedelta(seconds=20))
    assert (await to_the_end(evening)).ended_at == START + STAYED
    assert stays(evening) == {1}


async def test_away_until_after_the_end_nobody_stays_and_the_votes_are_gone() -> None:
    evening = await at_the_vote()
    await all_vote(evening, 1)
    await dead_from(evening, COUNTS - SECOND, minutes(3))
    mixer = await to_the_end(evening)
    assert (mixer.ending, stays(evening)) == (Ending.TIME, set())
    assert mixer.ended_at == START + COUNTS - SECOND + minutes(3)


async def test_away_over_the_close_the_others_are_brought_home_and_those_who_stay_stay() -> None:
    evening = await at_the_vote()
    people = sitting(evening)
    await all_vote(evening, 1)
    await dead_from(evening, COUNTS + 10 * SECOND, minutes(4))
    await until(evening, COUNTS + minutes(6))
    assert sitting(evening) == {1: people[1]}
    assert {evening.people[user] for user in people[2]} == {evening.lobby}
    assert (await to_the_end(evening)).ended_at == START + STAYED


async def test_away_over_both_ends_all_are_brought_home_at_once() -> None:
    evening = await at_the_vote()
    await all_vote(evening, 1)
    await dead_from(evening, COUNTS + 10 * SECOND, minutes(15))
    mixer = await to_the_end(evening)
    assert mixer.ended_at == START + COUNTS + 10 * SECOND + minutes(15)
    assert set(evening.people.values()) == {evening.lobby}


async def the_whole_vote(evening: Evening) -> None:
    """Room 1 says yes, room 2 does not; whoever's answer is not taken presses again."""
    for user in sorted(sitting(evening)[1]):
        evening.at(OPENS + (user - HOST + 1) * 5 * SECOND, lambda u=user: persistently(evening, u))
    await evening.run_for(OVER)


async def persistently(evening: Evening, user: int) -> None:
    try:
        await vote(evening, 1, user)
    except (Crash, Refusal, AssertionError):
        evening.at(evening.now - START + 5 * SECOND, lambda: persistently(evening, user))


async def before_the_vote(down_for: timedelta = timedelta(0)) -> Evening:
    evening = await seated(6, Evening(ears=0, down_for=down_for), length=LENGTH)
    await until(evening, OPENS - SECOND)
    return evening


def check_all(evening: Evening) -> None:
    check(evening)
    check_once(evening)
    mixer = evening.mixer
    assert stays(evening) == {1} or "stay:1" in evening.promised
    assert mixer.ended_at is not None
    assert START + STAYED <= mixer.ended_at <= START + STAYED + evening.down_for
    assert not any(guest.ballot for guest in mixer.guests)
    homeward = [repr(act) for _, act in evening.venue.acts if "SendHome" in repr(act)]
    assert len(homeward) == len(set(homeward)), "somebody was moved twice"
    assert set(evening.people.values()) == {evening.lobby}


@pytest.mark.parametrize("down_for", [timedelta(0), timedelta(seconds=20)], ids=str)
@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
async def test_a_kill_at_any_act_between_vote_and_end_loses_no_vote(down_for: timedelta, after: bool) -> None:
    evening = await before_the_vote()
    first = evening.venue.calls + 1
    await the_whole_vote(evening)
    check_all(evening)
    assert not evening.unmet
    for number in share(range(first, evening.venue.calls + 1), bool(down_for) + after, 2):
        evening = await before_the_vote(down_for=down_for)
        evening.venue.failures = {number: Failure(Crash(), after=after)}
        await the_whole_vote(evening)
        try:
            check_all(evening)
            assert evening.deaths == 1
        except AssertionError as error:
            error.add_note(f"killed {'after' if after else 'before'} call {number}")
            raise


@pytest.mark.parametrize(("down_for", "after"), [(timedelta(0), False), (timedelta(seconds=20), True)], ids=str)
async def test_a_kill_at_any_save_between_vote_and_end_loses_no_vote(down_for: timedelta, after: bool) -> None:
    evening = await before_the_vote()
    first = evening.saves.saves + 1
    await the_whole_vote(evening)
    for number in share(range(first, evening.saves.saves + 1), int(after), 2):
        evening = await before_the_vote(down_for=down_for)
        evening.saves.failures = {number: Failure(Crash(), after=after)}
        await the_whole_vote(evening)
        try:
            check_all(evening)
            assert evening.deaths == 1
        except AssertionError as error:
            error.add_note(f"killed {'after' if after else 'before'} save {number}")
            raise
