"""The process is killed at every call and save while a host uses their hands: nothing is lost or done twice."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import timedelta

import pytest

from bot.core.text import Hand, Refusal
from tests.evening import GUESTS, HOST, Evening, check, check_once, minutes
from tests.fake_venue import Crash, Failure
from tests.moments import share

DOWN = [timedelta(0), timedelta(seconds=30), minutes(5)]
WAITING = (170, 171)
Plan = Callable[[Evening], Awaitable[None]]


async def hand(evening: Evening, kind: Hand, about: int = 0, chosen: int = 0) -> None:
    """The host uses a hand, if there is anybody to answer; what is unsure is pressed again."""
    if evening.life.killed.is_set() or not evening.store.mixers:
        raise Crash
    guests, id = evening.use_cases.guests, evening.mixer.id
    with suppress(Refusal):
        await evening.ask(lambda _: guests.press(evening.caller(), kind, id, about, chosen))


async def _out(evening: Evening) -> None:
    await hand(evening, "take_out", GUESTS[0])
    await hand(evening, "keep_out", GUESTS[0])


async def _mixed(evening: Evening) -> None:
    await hand(evening, "mix_now")


async def _moved(evening: Evening) -> None:
    await hand(evening, "move", GUESTS[1], 1)
    await hand(evening, "apart", GUESTS[2], GUESTS[3])
    await hand(evening, "beside", GUESTS[4], HOST)


async def _closed(evening: Evening) -> None:
    await hand(evening, "close_room", 1)


async def _paired(evening: Evening) -> None:
    evening.gather(*WAITING)
    await hand(evening, "pair")


async def _together(evening: Evening) -> None:
    await hand(evening, "gather_still")
    evening.at(minutes(4), lambda: hand(evening, "back"))


PLANS: dict[str, Plan] = {
    "out": _out,
    "mixed": _mixed,
    "moved": _moved,
    "closed": _closed,
    "paired": _paired,
    "together": _together,
}


async def whole(evening: Evening, plan: Plan) -> Evening:
    """An evening of two rooms in which the host does that in the second minute, and long after it."""
    evening.at(minutes(2), lambda: plan(evening))
    evening.gather(*GUESTS)
    with suppress(Crash):
        await evening.start(12)
    await evening.run_for(minutes(90))
    return evening


@pytest.mark.parametrize("name", PLANS)
@pytest.mark.parametrize("down_for", DOWN, ids=str)
async def test_a_kill_at_any_call_loses_nothing(name: str, down_for: timedelta) -> None:
    calls = (await whole(Evening(), PLANS[name])).venue.calls
    part = list(PLANS).index(name) + DOWN.index(down_for)
    for number in share(range(1, calls + 1), part, 2 * len(DOWN)):
        evening = Evening(down_for=down_for)
        evening.venue.failures = {number: Failure(Crash(), after=bool(number % 2))}
        try:
            await whole(evening, PLANS[name])
            check_hand(evening, name)
        except AssertionError as error:
            error.add_note(f"killed at call {number}")
            raise


@pytest.mark.parametrize("name", PLANS)
async def test_a_kill_at_any_save_loses_nothing(name: str) -> None:
    saves = (await whole(Evening(), PLANS[name])).saves.saves
    for number in share(range(1, saves + 1), list(PLANS).index(name), 3):
        evening = Evening(down_for=timedelta(seconds=5))
        evening.saves.failures = {number: Failure(Crash(), after=bool(number % 2))}
        try:
            await whole(evening, PLANS[name])
            check_hand(evening, name)
        except AssertionError as error:
            error.add_note(f"killed at save {number}")
            raise


@pytest.mark.parametrize("name", PLANS)
async def test_undisturbed_everything_is_as_it_should_be(name: str) -> None:
    evening = await whole(Evening(), PLANS[name])
    check_hand(evening, name)
    assert not evening.unmet
    assert evening.posts("goodbye") == ["goodbye"]


def check_hand(evening: Evening, name: str) -> None:
    """Nothing left, nothing twice; who was taken out is nowhere, everybody else is in the lobby."""
    check(evening)
    check_once(evening)
    assert len(evening.posts("goodbye")) <= 1
    assert len(evening.posts("together:")) <= 1
    assert set(evening.people.values()) <= {evening.lobby}
    lost = {*GUESTS, HOST} - evening.people.keys()
    assert lost <= ({GUESTS[0]} if name == "out" else set())
