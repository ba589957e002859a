"""The counts of evenings, for the real ledger and the fake."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.core.afterwards.recap import Feedback
from bot.core.afterwards.weeks import TURNOUTS_KEPT, Turnout
from bot.ports import Ledger
from tests.adapters.conftest import NOW, Store, over
from tests.adapters.sql.test_ledger import ledger_of

TEA = Turnout(mixer_id="a", title="Tea", at=NOW, came=4, again=2, questions=5, revived=3)


@pytest.fixture
def ledger(store: Store) -> Ledger:
    """Every kind of ledger, empty."""
    return ledger_of(store)


async def rated(ledger: Ledger) -> None:
    """Three say how the evening was."""
    await ledger.say_farewell(over())
    for user, face in ((5, 0), (6, 0), (7, 2)):
        await ledger.rate(1, "a", user, face)


async def test_the_last_ones_come_back_oldest_first_and_each_is_counted_once(ledger: Ledger) -> None:
    weeks = [replace(TEA, mixer_id=f"m{nth}", at=NOW + timedelta(weeks=nth)) for nth in range(4)]
    for one in (*reversed(weeks), replace(weeks[3], came=99)):
        await ledger.keep_turnout(1, one)
    assert await ledger.turnouts(1, 3) == tuple(weeks[1:])
    assert await ledger.turnouts(2, 3) == ()


async def test_how_it_was_is_counted_in_when_the_host_is_told_and_out_when_they_were_not_after_all(
    ledger: Ledger,
) -> None:
    await ledger.keep_turnout(1, TEA)
    await rated(ledger)
    assert await ledger.turnouts(1, 9) == (TEA,)
    assert await ledger.begin_telling(1, "a", NOW, voices=True)
    assert await ledger.turnouts(1, 9) == (replace(TEA, feedback=Feedback(2, 0, 1)),)
    await ledger.end_telling(1, "a", told=False)
    assert await ledger.turnouts(1, 9) == (TEA,)
    await ledger.ratings(1, "a", telling=True)
    assert await ledger.turnouts(1, 9) == (replace(TEA, feedback=Feedback(2, 0, 1)),)


async def test_forgetting_somebody_changes_no_number(ledger: Ledger) -> None:
    await ledger.keep_turnout(1, TEA)
    await rated(ledger)
    await ledger.ratings(1, "a", telling=True)
    await ledger.forget_person(1, 7)
    assert await ledger.turnouts(1, 9) == (replace(TEA, feedback=Feedback(2, 0, 1)),)
    assert await ledger.known_people(1) == frozenset(), "it knows numbers and nobody"


async def test_they_outlast_the_evening_and_are_gone_after_a_year(ledger: Ledger) -> None:
    await ledger.keep_turnout(1, TEA)
    await rated(ledger)
    await ledger.ratings(1, "a", telling=True)
    await ledger.expire(NOW + TURNOUTS_KEPT - timedelta(days=1))
    assert await ledger.farewell(1, "a") is None
    assert await ledger.turnouts(1, 9) == (replace(TEA, feedback=Feedback(2, 0, 1)),)
    await ledger.expire(NOW + TURNOUTS_KEPT)
    assert await ledger.turnouts(1, 9) == ()
