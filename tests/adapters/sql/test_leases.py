"""Leases of shards on a real PostgreSQL: two connections, as two processes have."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator

import pytest

from bot.adapters.sql import leases as module
from bot.adapters.sql.database import Database
from bot.adapters.sql.leases import Leases
from bot.adapters.sql.share import Share
from bot.core.shards import Claims, Shards

COUNT = 4


class Process:
    """One of several on a database."""

    def __init__(self, url: str, own: range, count: int = COUNT) -> None:
        shards = Shards(own, count)
        self.share = Share(shards)
        self.leases = Leases(url, self.share, shards)

    async def renew(self) -> set[int]:
        """Renew once; what it may act for."""
        await self.leases.renew()
        return set(self.share.held)


class Processes:
    """Several, of which none outlives its test."""

    def __init__(self, url: str) -> None:
        self._url, self._all = url, list[Process]()

    def one(self, own: range, count: int = COUNT) -> Process:
        """One more."""
        self._all.append(Process(self._url, own, count))
        return self._all[-1]

    async def close(self) -> None:
        """All end."""
        for process in self._all:
            await process.leases.release()


@pytest.fixture
async def processes(url: str) -> AsyncGenerator[Processes]:
    if url.startswith("sqlite"):
        pytest.skip("several processes are for PostgreSQL")
    await (await Database.open(url)).close()
    made = Processes(url)
    yield made
    await made.close()


async def test_no_shard_is_two_processes(processes: Processes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "STEADY", 0.0)
    several = [processes.one(range(0, COUNT)) for _ in range(4)]
    for _ in range(3):
        held = await asyncio.gather(*(process.renew() for process in several))
        assert sorted(shard for shards in held for shard in shards) == list(range(COUNT))


async def test_the_dead_ones_shards_are_adopted_and_given_back(
    processes: Processes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "STEADY", 0.0)
    first, second = processes.one(range(0, 2)), processes.one(range(2, 4))
    assert await second.renew() == {2, 3}
    assert await first.renew() == {0, 1}
    assert await second.renew() == {2, 3}, "what is looked after stays"
    await first.leases.release()
    assert await second.renew() == {0, 1, 2, 3}
    again = processes.one(range(0, 2))
    assert await again.renew() == set(), "first they are asked for"
    assert (await second.leases.renew()).leaving == {0, 1}, "nobody else's yet"
    assert second.share.held == {2, 3}, "but not acted for: what is on its way has time to arrive"
    assert await again.renew() == set()
    assert (await second.leases.renew()).released == {0, 1}
    third = processes.one(range(0, 0))
    await third.renew()
    assert await third.renew() == set(), "nobody else takes what is asked for"
    assert await again.renew() == {0, 1}


async def test_who_has_just_started_adopts_nothing(processes: Processes) -> None:
    first = processes.one(range(0, 2))
    assert await first.renew() == {0, 1}
    assert await first.renew() == {0, 1}


async def test_the_same_servers_are_not_looked_after_by_shards_of_another_number(processes: Processes) -> None:
    old, new, other = processes.one(range(1, 2)), processes.one(range(4, 8), 8), processes.one(range(0, 3), 6)
    assert await old.renew() == {1}
    assert await new.renew() == {4, 6, 7}, "5 of 8 is half of 1 of 4"
    assert await other.renew() == set(), "of 6, 0 and 2 share servers with 4 and 6 of 8, and 1 with 1 of 4"
    await old.leases.release()
    assert await new.renew() == {4, 5, 6, 7}


async def test_what_we_may_do_ends_before_the_lease_does(processes: Processes, monkeypatch: pytest.MonkeyPatch) -> None:
    one = processes.one(range(0, 4))
    await one.renew()
    assert one.share.ours(3 << 22)
    monkeypatch.setattr(module, "LASTING", module.GRACE)
    await one.renew()
    assert not one.share.ours(3 << 22), "a lease in its last seconds is none to act by"
    assert one.share.held == {0, 1, 2, 3}, "though nobody else has it yet"


async def test_each_identify_of_a_bucket_has_a_turn_of_its_own(
    processes: Processes, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, other = processes.one(range(0, 2)), processes.one(range(2, 4))
    waits = list[float]()

    async def sleep(seconds: float) -> None:
        waits.append(seconds)

    monkeypatch.setattr(module.asyncio, "sleep", sleep)
    for process, bot_id, bucket in ((one, 1, 0), (other, 1, 0), (one, 1, 0), (other, 1, 1), (one, 2, 0)):
        await process.leases.turn(bot_id, bucket)
    first, second, third, *others = waits
    assert first == 0
    assert others == [0, 0], "other buckets, and other bots, do not wait"
    assert module.APART - 1 < second <= module.APART
    assert 2 * module.APART - 1 < third <= 2 * module.APART


async def test_leases_are_renewed_while_what_follows_from_them_takes_long(
    processes: Processes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "RENEWED", 0.02)
    one, told = processes.one(range(0, 2)), list[frozenset[int]]()
    renewals = asyncio.Queue[Claims]()

    async def changed(shards: frozenset[int]) -> None:
        told.append(shards)
        if len(told) == 1:
            raise RuntimeError("it did not work")
        await asyncio.Event().wait()

    renew = one.leases.renew

    async def counted() -> Claims:
        claimed = await renew()
        renewals.put_nowait(claimed)
        return claimed

    monkeypatch.setattr(one.leases, "renew", counted)
    one.leases.keep(changed)
    async with asyncio.timeout(30):
        while len(told) < 2:
            await renewals.get()
        for _ in range(3):
            await renewals.get()
    assert told == [{0, 1}, {0, 1}], "what failed is done again, and what goes on is not begun twice"
