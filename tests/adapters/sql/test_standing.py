"""The contract of what keeps standing places, for the real one and the fake."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.core.planning.standing import Roll
from bot.ports import Ledger
from tests.adapters.conftest import BIG, NOW, Store, over
from tests.adapters.sql.test_ledger import BLANK, KEPT, SOON, ledger_of

SERIES = "5e71e5"


@pytest.fixture
def ledger(store: Store) -> Ledger:
    """Every kind of ledger, empty."""
    return ledger_of(store)


async def stand(ledger: Ledger, *users: int, guild_id: int = 1, series: str = SERIES, most: int | None = None) -> bool:
    """These people always come from now on; whether the last one can."""
    return [await ledger.stand(guild_id, series, user, NOW, most=most) for user in users][-1]


async def miss(ledger: Ledger, *expected: int, times: int = 1, came: tuple[int, ...] = ()) -> None:
    """So many evenings at which these people had a place, and those came."""
    begun = len([one for one in await ledger.farewells() if one.guild_id == 1])
    for number in range(begun, begun + times):
        await ledger.sat(1, f"{number}", 1, {1: came}, NOW)
        await ledger.say_farewell(over(f"{number}"), Roll(SERIES, frozenset(expected)))


async def test_they_stand_in_the_order_in_which_they_said_so_and_once(ledger: Ledger) -> None:
    for user in (7, BIG, 5, 7):
        assert await stand(ledger, user)
    assert await ledger.standing(1, SERIES) == (7, BIG, 5)
    assert await ledger.standing(1, "another") == await ledger.standing(2, SERIES) == ()
    assert (await ledger.kept(1, BIG)).standing == ((SERIES, 0),)


async def test_no_more_than_there_may_be_and_who_stands_stays(ledger: Ledger) -> None:
    assert await stand(ledger, 5, 6, most=2)
    assert not await stand(ledger, 7, most=2)
    assert await stand(ledger, 5, most=1)
    assert await ledger.standing(1, SERIES) == (5, 6)
    await ledger.stand_down(1, SERIES, [5, 8])
    assert await stand(ledger, 7, most=2)
    assert await ledger.standing(1, SERIES) == (6, 7)


async def test_three_absences_in_a_row_end_it_and_who_comes_begins_anew(ledger: Ledger) -> None:
    await stand(ledger, 5, 6)
    await miss(ledger, 5, 6, times=2)
    await miss(ledger, 5, 6, came=(6,))
    assert await ledger.standing(1, SERIES) == (6,)
    assert await ledger.lapsed(1, SERIES) == {5}
    assert [(await ledger.kept(1, user)).standing for user in (5, 6)] == [((SERIES, 3),), ((SERIES, 0),)]
    await miss(ledger, 5, 6, came=(5, 6))
    assert await ledger.lapsed(1, SERIES) == {5}, "until they say so themselves"
    assert await stand(ledger, 5, most=2)
    assert await ledger.standing(1, SERIES) == (6, 5), "whoever comes back comes last"
    assert await ledger.lapsed(1, SERIES) == frozenset()


async def test_an_evening_is_counted_once_and_nobody_is_missed_who_had_no_place(ledger: Ledger) -> None:
    await stand(ledger, 5, 6)
    one = over("a")
    for _ in range(4):
        await ledger.say_farewell(one, Roll(SERIES, frozenset({5})))
    await ledger.say_farewell(over("b"), None)
    await ledger.say_farewell(over("c"), Roll("another", frozenset({5})))
    await ledger.say_farewell(replace(over("d"), guild_id=2), Roll(SERIES, frozenset({5})))
    assert [(await ledger.kept(1, user)).standing for user in (5, 6)] == [((SERIES, 1),), ((SERIES, 0),)]


async def test_nothing_of_it_stays_for_longer_than_it_is_needed(store: Store) -> None:
    ledger = ledger_of(store)
    await stand(ledger, 5, 6)
    await stand(ledger, 5, guild_id=2)
    await stand(ledger, 5, series="another")
    assert await ledger.series_stood_for() == {(1, SERIES), (2, SERIES), (1, "another")}
    assert await ledger.known_people(1) == {5, 6}
    await ledger.end_series(1, "another")
    await ledger.forget_person(1, 5)
    assert await ledger.kept(1, 5) == BLANK
    assert await ledger.standing(1, SERIES) == (6,)
    await ledger.expire(NOW + KEPT - SOON)
    assert await ledger.standing(1, SERIES) == (6,)
    await ledger.expire(NOW + KEPT)
    assert await ledger.series_stood_for() == frozenset()
    await stand(ledger, 7, guild_id=2)
    await store.forget_guild(2)
    assert await ledger.series_stood_for() == frozenset()


async def test_who_comes_keeps_it_for_another_half_year(ledger: Ledger) -> None:
    await stand(ledger, 5, 6)
    later = over("a", ended_at=NOW + timedelta(days=100))
    await ledger.sat(1, "a", 1, {1: [5]}, NOW + timedelta(days=100))
    await ledger.say_farewell(later, Roll(SERIES, frozenset({5})))
    await ledger.expire(NOW + KEPT)
    assert await ledger.standing(1, SERIES) == (5,)
