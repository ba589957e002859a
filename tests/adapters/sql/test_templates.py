"""The contract of what keeps how evenings were announced, for the real one and the fake."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.adapters.offered import read_plan
from bot.core.planning.schedule import TEMPLATE_KEPT, Schedule
from bot.core.planning.start import Wish
from bot.ports import Ledger
from tests.adapters.conftest import BIG, NOW, Store
from tests.adapters.sql.test_ledger import SOON, ledger_of

WISH = Wish(title="縁側'; --", length=45, common_ground="bakers", room_size=3, rounds=2)
PLAN = Schedule(
    wish=WISH, for_roles=(7, BIG), capacity=12, description="Bring *tea*.", picture="https://a.example/x.png"
)
COFFEE = Schedule(wish=Wish(title="Coffee"))


@pytest.fixture
def ledger(store: Store) -> Ledger:
    """Every kind of ledger, empty."""
    return ledger_of(store)


async def test_of_each_title_the_last_is_kept_and_the_latest_comes_first(ledger: Ledger) -> None:
    await ledger.keep_template(BIG, "a", PLAN, NOW, most=9)
    await ledger.keep_template(BIG, "b", COFFEE, NOW + SOON, most=9)
    assert list((await ledger.templates(BIG)).items()) == [("b", COFFEE), ("a", PLAN)]
    longer = replace(PLAN, wish=replace(WISH, length=60))
    for _ in range(2):
        await ledger.keep_template(BIG, "c", longer, NOW + 2 * SOON, most=9)
        assert list((await ledger.templates(BIG)).items()) == [("c", longer), ("b", COFFEE)]
    assert await ledger.templates(1) == {}


async def test_the_oldest_make_room_and_what_is_over_a_year_old_is_deleted(ledger: Ledger) -> None:
    await ledger.keep_template(2, "elsewhere", PLAN, NOW, most=2)
    for number in range(3):
        plan = Schedule(wish=Wish(title=f"{number}"))
        await ledger.keep_template(1, f"{number}", plan, NOW + number * timedelta(days=1), most=2)
    assert list(await ledger.templates(1)) == ["2", "1"]
    await ledger.expire(NOW + timedelta(days=1) + TEMPLATE_KEPT)
    assert list(await ledger.templates(1)) == ["2"]
    assert await ledger.templates(2) == {}


async def test_they_are_nobodys_and_go_with_their_server(store: Store) -> None:
    ledger = ledger_of(store)
    for guild_id in (1, 2):
        await ledger.keep_template(guild_id, "a", PLAN, NOW, most=9)
    assert await ledger.known_people(1) == frozenset()
    await store.forget_guild(1)
    assert await ledger.templates(1) == {}
    assert await ledger.templates(2) == {"a": PLAN}
    assert await store.guilds() == {2}


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"wish": {"length": "long"}}'])
def test_what_another_version_wrote_and_this_one_cannot_read_is_nothing(text: str) -> None:
    assert read_plan(text) is None
