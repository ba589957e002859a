"""The contract of what keeps offers, for the real one and the fake: each is its person's, and nothing of it stays."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from bot.adapters.sql.database import Database
from bot.adapters.sql.ledger import SqlLedger
from bot.core.planning.offered import Tell
from bot.ports import Ledger
from tests.adapters.conftest import BIG, NOW, Store
from tests.adapters.sql.test_ledger import BLANK, SOON, ledger_of

UNTIL = NOW + timedelta(minutes=15)
CHOICES = (Tell(mixer_id="a", words="縁側'; --", asked_at=NOW), Tell(mixer_id="b", words="Tea", asked_at=NOW))

CAKE = (Tell(mixer_id="a", words="bread and cake", asked_at=NOW),)


@pytest.fixture
def ledger(store: Store) -> Ledger:
    """Every kind of ledger, empty."""
    return ledger_of(store)


async def offer(ledger: Ledger, token: str, *, guild_id: int = 1, user_id: int = 5, most: int = 10) -> None:
    """Somebody is offered something until the same instant as everybody."""
    await ledger.offer(guild_id, user_id, token, CHOICES, until=UNTIL, most=most)


async def test_it_is_found_by_whom_it_was_made_to_and_in_their_server_until_it_is_deleted(ledger: Ledger) -> None:
    await offer(ledger, "a", guild_id=BIG, user_id=BIG - 1)
    assert await ledger.find_offer(BIG, BIG, "a", NOW) == ()
    assert await ledger.find_offer(1, BIG - 1, "a", NOW) == ()
    assert await ledger.find_offer(BIG, BIG - 1, "b", NOW) == ()
    assert await ledger.find_offer(BIG, BIG - 1, "a", UNTIL - SOON) == CHOICES
    await ledger.drop_offer(BIG, BIG, "a")
    await ledger.drop_offer(1, BIG - 1, "a")
    assert await ledger.find_offer(BIG, BIG - 1, "a", NOW) == CHOICES
    for _ in range(2):
        await ledger.drop_offer(BIG, BIG - 1, "a")
        assert await ledger.find_offer(BIG, BIG - 1, "a", NOW) == ()


async def test_when_it_is_over_it_cannot_be_taken_and_is_deleted(ledger: Ledger) -> None:
    await offer(ledger, "a")
    await offer(ledger, "b")
    assert await ledger.find_offer(1, 5, "a", UNTIL) == ()
    await ledger.drop_offers(UNTIL - SOON)
    assert (await ledger.kept(1, 5)).offers == 2
    await ledger.drop_offers(UNTIL)
    assert await ledger.kept(1, 5) == BLANK
    assert await ledger.known_people(1) == frozenset()


async def test_the_newest_are_kept_of_each_person_in_each_server(ledger: Ledger) -> None:
    await offer(ledger, "other", user_id=6)
    await offer(ledger, "elsewhere", guild_id=2)
    for number in range(5):
        await offer(ledger, f"{number}", most=3)
    taken = [await ledger.find_offer(1, 5, f"{number}", NOW) for number in range(5)]
    assert taken == [(), (), CHOICES, CHOICES, CHOICES]
    assert await ledger.find_offer(1, 6, "other", NOW) == CHOICES
    assert await ledger.find_offer(2, 5, "elsewhere", NOW) == CHOICES


async def test_who_is_forgotten_and_a_server_that_is_leave_none(store: Store) -> None:
    ledger = ledger_of(store)
    for user_id, guild_id in ((5, 1), (6, 1), (5, 2)):
        await offer(ledger, f"{user_id} in {guild_id}", user_id=user_id, guild_id=guild_id)
    assert await ledger.known_people(1) == {5, 6}
    await ledger.forget_person(1, 5)
    assert await ledger.find_offer(1, 5, "5 in 1", NOW) == ()
    assert await ledger.find_offer(1, 6, "6 in 1", NOW) == CHOICES
    await ledger.drop_offer(1, 6, "6 in 1")
    assert await store.guilds() == {2}
    await store.forget_guild(2)
    assert await ledger.find_offer(2, 5, "5 in 2", NOW) == ()
    assert await store.guilds() == frozenset()


async def test_what_is_over_is_in_no_file_any_more(tmp_path: Path) -> None:
    database = await Database.open(f"sqlite:///{tmp_path}/state/engawa.db")
    ledger = SqlLedger(database)
    await ledger.offer(1, 5, "a", CAKE, until=UNTIL, most=10)

    def written() -> bool:
        return any(b"bread and cake" in file.read_bytes() for file in (tmp_path / "state").iterdir())

    assert written()
    await ledger.drop_offers(UNTIL)
    assert not written()
    await database.close()
