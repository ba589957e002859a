"""Whom we have muted: the real ledger and the fake keep it alike."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.core.community.deeds import MUTES_KEPT
from bot.ports import Ledger
from tests.adapters.conftest import BIG, NOW, Store
from tests.adapters.sql.test_ledger import ledger_of

SECOND = timedelta(seconds=1)


@pytest.fixture
def ledger(store: Store) -> Ledger:
    """Every kind of ledger, empty."""
    return ledger_of(store)


async def test_who_is_muted_stays_on_the_list_until_taken_off_it_in_their_own_server_alone(ledger: Ledger) -> None:
    await ledger.keep_mute(1, BIG, NOW)
    await ledger.keep_mute(1, BIG, NOW + SECOND)
    await ledger.keep_mute(1, 7, NOW)
    assert (await ledger.muted(1), await ledger.muted(2)) == ({BIG: NOW + SECOND, 7: NOW}, {})
    assert await ledger.muted_servers() == {1}
    await ledger.keep_mute(1, BIG, None)
    await ledger.keep_mute(1, BIG, None)
    assert await ledger.muted(1) == {7: NOW}
    await ledger.keep_mute(1, 7, None)
    assert await ledger.muted_servers() == set()


async def test_it_outlives_being_forgotten_and_a_year_at_most(ledger: Ledger) -> None:
    await ledger.keep_mute(1, BIG, NOW)
    await ledger.forget_person(1, BIG)
    assert BIG not in await ledger.known_people(1)
    await ledger.expire(NOW + MUTES_KEPT - SECOND)
    assert await ledger.muted(1) == {BIG: NOW}
    await ledger.expire(NOW + MUTES_KEPT)
    assert await ledger.muted(1) == {}
