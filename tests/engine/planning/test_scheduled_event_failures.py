"""Discord's calendar when the bot may not, fails, or dies: the evening goes on, and there is one event in the end."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.core.lifecycle.mixer import Mixer
from bot.core.lifecycle.phase import Ending
from bot.ports import Forbidden, NotDone, Unsure
from tests.engine.planning.in_the_calendar import by_hand, event
from tests.engine.planning.planned import (
    HOUR,
    announce,
    edit,
    messages,
    planning,
    press,
    preview,
    run_to,
    said,
    sign_up,
)
from tests.evening import GUESTS, GUILD, START, Evening, check, minutes
from tests.fake_venue import Crash, Failure
from tests.moments import share


async def without_permission(monkeypatch: pytest.MonkeyPatch) -> Evening:
    """An evening is announced, and before its event is made the bot may not make events any more."""
    evening = planning()
    offer = await preview(evening, "2000", length=30)
    save = evening.store.save

    async def taken_away(mixer: Mixer, before: Mixer | None) -> None:
        evening.venue.servers[GUILD].lacking = {"create_events"}
        await save(mixer, before)

    with monkeypatch.context() as patch:
        patch.setattr(evening.store, "save", taken_away)
        await press(evening, offer)
    await evening.run_for(minutes(10))
    return evening


async def test_without_the_permission_the_host_is_told_once_and_all_else_goes_on(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    evening = await without_permission(monkeypatch)
    mixer = evening.mixer
    assert said(evening, "missing") == ["mixer.missing"]
    assert messages(evening, "missing")[0].texts[0].pings == (mixer.host_id,)
    await sign_up(evening, *GUESTS[:4])
    await run_to(evening, mixer.opens_at - minutes(1))
    evening.gather(*GUESTS[:4])
    await evening.run_for(minutes(45))
    assert evening.mixer.ending is Ending.TIME
    assert said(evening, "missing") == ["mixer.missing"]
    assert said(evening, "remind") == ["remind.1440", "remind.15"]
    check(evening)


async def test_given_the_permission_back_it_is_made_after_all(monkeypatch: pytest.MonkeyPatch) -> None:
    evening = await without_permission(monkeypatch)
    assert not evening.venue.servers[GUILD].events
    evening.venue.servers[GUILD].lacking.clear()
    await evening.run_for(minutes(2))
    assert event(evening).name == "Tea"


@pytest.mark.parametrize("error", [NotDone("400"), Unsure("timeout"), Forbidden("create_events"), RuntimeError("bug")])
async def test_a_failure_of_any_of_its_acts_is_made_good(error: Exception) -> None:
    calls = (await _course(planning())).venue.calls
    for number in share(range(1, calls + 1), int(isinstance(error, NotDone | Forbidden)), 2):
        evening = planning()
        evening.venue.failures = {number: Failure(error)}
        try:
            await _course(evening)
            assert event(evening).state == "completed"
            check(evening)
        except AssertionError as caught:
            caught.add_note(f"failure at call {number}")
            raise


@pytest.mark.parametrize("down_for", [timedelta(0), minutes(5)], ids=str)
@pytest.mark.parametrize("error", [Crash(), Unsure("timeout")], ids=repr)
async def test_an_answer_lost_at_any_call_makes_no_second_one(error: BaseException, down_for: timedelta) -> None:
    calls = (await _course(planning())).venue.calls
    for number in share(range(1, calls + 1), int(isinstance(error, Crash)) + bool(down_for), 2):
        evening = planning(down_for=down_for)
        evening.venue.failures = {number: Failure(error, after=True)}
        try:
            await _course(evening)
            assert event(evening).state == "completed"
            assert event(evening).name == "Coffee"
            check(evening)
        except AssertionError as caught:
            caught.add_note(f"lost answer to call {number}")
            raise


async def _course(evening: Evening) -> Evening:
    """Announced, renamed, moved, held; by a host who asks again if the bot dies of it."""

    async def rename() -> None:
        await edit(evening, title="Coffee")

    async def move() -> None:
        await by_hand(evening, starts_at=HOUR + minutes(5))

    async def plan() -> None:
        if not evening.store.mixers:
            await announce(evening, length=30)

    for at, deed in ((0, plan), (12, rename), (30, move)):
        await run_to(evening, START + minutes(at))
        try:
            await deed()
        except Crash:
            await evening.run_for(evening.down_for + timedelta(seconds=1))
            if evening.mixer.title == "Tea" and deed is rename:
                await rename()
    await run_to(evening, HOUR + minutes(4))
    evening.gather(*GUESTS[:4])
    await evening.run_for(minutes(60))
    return evening
