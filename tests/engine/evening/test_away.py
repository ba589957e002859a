"""The bot is away while an evening comes near, for a moment or for long, or dies in the middle of anything."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.core.lifecycle.phase import Ending, Phase
from tests.engine.planning.planned import HOUR, announce, planning, run_to, said, sign_up
from tests.evening import GUESTS, GUILD, START, check, minutes

DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("away", "back", "reminded"),
    [(40, 50, True), (44, 46, True), (40, 59, True), (40, 61, False)],
)
async def test_a_reminder_comes_late_if_the_bot_was_away_but_not_after_the_hour(
    away: float, back: float, reminded: bool
) -> None:
    evening = planning(down_for=minutes(back - away))
    await announce(evening)
    await sign_up(evening, *GUESTS)
    await evening.run_for(minutes(away))
    await evening.kill()
    await evening.run_until(HOUR + minutes(3))
    assert said(evening, "remind") == (["remind.15"] if reminded else [])


@pytest.mark.parametrize(("away_for", "reminded"), [(110, True), (130, False)])
async def test_a_reminder_of_tomorrow_is_not_given_when_tomorrow_has_come(away_for: int, reminded: bool) -> None:
    evening = planning(down_for=minutes(away_for))
    await announce(evening, "2000")
    await sign_up(evening, *GUESTS)
    await run_to(evening, START + minutes(2000) - DAY - timedelta(seconds=1))
    await evening.kill()
    await evening.run_for(minutes(140))
    assert said(evening, "remind") == (["remind.1440"] if reminded else [])


@pytest.mark.parametrize("back", [-9, -1, 0.5, 3, 20, 50])
async def test_back_within_the_hour_the_evening_opens(back: float) -> None:
    evening = planning(down_for=minutes(11 + back))
    await announce(evening)
    await sign_up(evening, *GUESTS)
    evening.gather(*GUESTS[:5])
    await run_to(evening, HOUR - minutes(11))
    await evening.kill()
    await evening.run_until(HOUR + minutes(max(back, 0) + 1))
    assert evening.mixer.phase is Phase.OPEN
    assert {evening.people[user] for user in GUESTS[:5]} <= {room.channel_id for room in evening.mixer.rooms}
    await evening.run_until(HOUR + minutes(70))
    assert (evening.mixer.ending, evening.mixer.ended_at) == (Ending.TIME, HOUR + minutes(60))
    check(evening)


async def test_back_after_the_hour_it_says_so_and_opensplan_of() -> None:
    evening = planning(down_for=minutes(100))
    await announce(evening)
    await sign_up(evening, *GUESTS)
    evening.gather(*GUESTS)
    await evening.run_for(minutes(30))
    await evening.kill()
    await evening.run_until(HOUR + minutes(90))
    assert (said(evening, "goodbye"), evening.mixer.ending) == (["goodbye.slept"], Ending.SLEPT)
    assert not evening.venue.created
    assert [event.state for event in evening.venue.servers[GUILD].events.values()] == ["cancelled"]
    check(evening)


async def test_an_evening_in_a_server_that_cannot_be_seen_waits_for_it() -> None:
    evening = planning()
    await announce(evening)
    await sign_up(evening, *GUESTS)
    evening.gather(*GUESTS)
    evening.venue.servers[GUILD].available = False
    await run_to(evening, HOUR + minutes(10))
    assert not evening.venue.created
    evening.venue.servers[GUILD].available = True
    await evening.run_for(minutes(1))
    assert evening.mixer.phase is Phase.OPEN
