"""What hosts have done about people, and who is kept out: the real ledger and the fake keep it alike."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.core.community.deeds import DEEDS_KEPT, KEPT_OUT_FOR, Deed, DeedKind
from bot.ports import Ledger
from tests.adapters.conftest import BIG, NOW, Store
from tests.adapters.sql.test_ledger import ledger_of

HOST, SECOND = 5, timedelta(seconds=1)
DEED = Deed(DeedKind.TAKEN_OUT, HOST, BIG, NOW, "Tea")


@pytest.fixture
def ledger(store: Store) -> Ledger:
    """Every kind of ledger, empty."""
    return ledger_of(store)


async def test_deeds_come_back_the_latest_first_and_in_their_own_server_alone(ledger: Ledger) -> None:
    later = Deed(DeedKind.LET_BACK, 6, BIG, NOW + SECOND)
    await ledger.note(1, DEED)
    await ledger.note(1, later)
    assert await ledger.noted(1) == (later, DEED)
    assert await ledger.noted(2) == ()


async def test_who_is_kept_out_stays_so_until_let_in(ledger: Ledger) -> None:
    await ledger.keep_out(1, BIG, NOW)
    await ledger.keep_out(1, BIG, NOW + SECOND)
    await ledger.keep_out(1, 7, NOW)
    assert (await ledger.kept_out(1), await ledger.kept_out(2)) == ({BIG, 7}, set())
    await ledger.keep_out(1, BIG, None)
    await ledger.keep_out(1, BIG, None)
    assert await ledger.kept_out(1) == {7}


@pytest.mark.parametrize("forgotten", [HOST, BIG])
async def test_a_deed_is_forgotten_with_either_of_the_two_and_nobody_lets_themselves_in_by_it(
    ledger: Ledger, forgotten: int
) -> None:
    await ledger.note(1, DEED)
    await ledger.keep_out(1, BIG, NOW)
    assert {HOST, BIG} <= await ledger.known_people(1)
    await ledger.forget_person(1, forgotten)
    assert await ledger.noted(1) == ()
    assert await ledger.kept_out(1) == {BIG}


async def test_both_are_kept_for_their_time(ledger: Ledger) -> None:
    await ledger.note(1, DEED)
    await ledger.keep_out(1, BIG, NOW)
    await ledger.expire(NOW + DEEDS_KEPT - SECOND)
    assert await ledger.noted(1) == (DEED,)
    await ledger.expire(NOW + DEEDS_KEPT)
    assert (await ledger.noted(1), await ledger.kept_out(1)) == ((), {BIG})
    await ledger.expire(NOW + KEPT_OUT_FOR)
    assert await ledger.kept_out(1) == set()
