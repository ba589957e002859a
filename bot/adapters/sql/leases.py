"""The leases of shards: rows of PostgreSQL that all processes see, each renewed in time or anybody's.

All instants in them are by the database's clock; how long we may act ourselves is by this machine's, counted from
before we asked. So whoever cannot reach the database acts no more by the time that another may.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable, Iterator
from datetime import datetime, timedelta
from uuid import uuid4

from sqlalchemy import ColumnElement, Interval, func, literal, select, tuple_
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.adapters.sql.database import Database, StoreUnusable, on_postgresql, place_of
from bot.adapters.sql.rows import rows
from bot.adapters.sql.share import Share
from bot.adapters.sql.tables import identifies, leases
from bot.core.shards import Claims, Lease, Shards, claims

log = logging.getLogger(__name__)
RENEWED = 2.0
"""Seconds from one renewal to the next."""
LASTING = 6.0
"""Seconds for which a lease stands without another renewal: two may fail."""
GRACE = 2.0
"""Seconds before its end in which we act for a shard no more, so that what is on its way has time to arrive."""
STEADY = 10.0
"""Seconds without a gap after which shards that nobody looks after are adopted; those who start too come first."""
PATIENCE = 2.0
"""Seconds that the database has to answer."""
APART = 5.25
"""Seconds between two identifies of a bucket: Discord allows one every 5, and not all take equally long to arrive."""
_LOCK = 0x656E676177610002
"""An arbitrary number, PostgreSQL's name for the lock under which leases are looked at and changed."""

Changed = Callable[[frozenset[int]], Awaitable[None]]
"""Told of the shards whose sessions with Discord are to be open, whenever what we may act for has changed."""


class Leases:
    """Keeps this process's shards, adopts those that are nobody's, and gives them back to whose own they are."""

    def __init__(self, url: str, share: Share, shards: Shards) -> None:
        """Whatever is held is written into `share`."""
        # Of its own, so that no renewal waits for others' work.
        self._database = Database(on_postgresql(place_of(url), patience=PATIENCE))
        self._share, self.shards, self._me = share, shards, uuid4().hex
        self._leaving: frozenset[int] = frozenset()
        self._told: tuple[frozenset[int], frozenset[int]] | None = None
        """What we may act for and what we are leaving, as others know it; None if they are to be told."""
        self._keeping: asyncio.Task[None] | None = None
        self._telling: asyncio.Task[None] | None = None
        self._since: float | None = None
        """Since when no renewal has come too late."""

    def keep(self, changed: Changed) -> None:
        """Renew from now on until all is let go of; whatever goes wrong is tried again."""
        self._keeping = asyncio.create_task(self._keep(changed))

    async def _keep(self, changed: Changed) -> None:
        while True:
            try:
                claimed = await self.renew()
            except StoreUnusable as error:
                log.warning("the leases of our shards were not renewed: %s", error)
            else:
                # Beside the renewals: to take up a hundred evenings may last longer than a lease.
                if (claimed.held, claimed.leaving) != self._told and (self._telling is None or self._telling.done()):
                    self._telling = asyncio.create_task(self._tell_of(claimed, changed))
            await asyncio.sleep(RENEWED)

    async def _tell_of(self, claimed: Claims, changed: Changed) -> None:
        self._told = claimed.held, claimed.leaving
        try:
            await changed(claimed.held | claimed.leaving)
        except Exception:
            log.exception("what follows from having other shards failed, and is tried again")
            self._told = None

    async def renew(self) -> Claims:
        """Renew once; what is so from now on. Raises StoreUnusable."""
        began = asyncio.get_running_loop().time()
        if not self._share.current:
            self._since = self._told = None
        steady = self._since is not None and began - self._since >= STEADY
        claimed = await self._database.work(lambda connection: self._claim(connection, steady=steady))
        self._tell(claimed)
        self._since, self._leaving = self._since or began, claimed.leaving
        self._share.hold(claimed.held, began + LASTING - GRACE)
        return claimed

    async def release(self) -> None:
        """Let go of everything, once nothing is done any more; without the database it runs out by itself."""
        self._share.hold(frozenset(), 0.0)
        for task in (self._keeping, self._telling):
            if task is not None:
                task.cancel()
                await asyncio.wait([task])
        try:
            now = func.clock_timestamp()
            all_ours = leases.update().where(leases.c.holder == self._me, leases.c.until > now).values(until=now)
            await self._database.work(lambda connection: connection.execute(all_ours))
        except StoreUnusable as error:
            log.warning("our shards were not let go of, and are free when their leases lapse: %s", error)
        await self._database.close()

    async def turn(self, bot_id: int, bucket: int) -> None:
        """Wait until this bot may identify with Discord's gateway; each caller, in whatever process, has a turn."""
        apart = literal(timedelta(seconds=APART), Interval())
        now = func.clock_timestamp()
        new = self._database.insert(identifies).values(bot_id=bot_id, bucket=bucket, next_at=now + apart)
        after = func.greatest(identifies.c.next_at, now) + apart
        turn = new.on_conflict_do_update(index_elements=["bot_id", "bucket"], set_={"next_at": after})
        wait = func.extract("epoch", identifies.c.next_at - apart - now)
        try:
            found = await self._database.work(lambda connection: connection.execute(turn.returning(wait)))
            await asyncio.sleep(max(0.0, float(found.scalar_one())))
        except StoreUnusable as error:
            log.warning("the database does not say when we may identify, so it is done in %d s: %s", APART, error)
            await asyncio.sleep(APART)

    async def _claim(self, connection: AsyncConnection, *, steady: bool) -> Claims:
        await connection.execute(select(func.pg_advisory_xact_lock(_LOCK)))
        seen = [Lease(**row) for row in (await connection.execute(rows(leases))).mappings()]
        now: datetime = (await connection.execute(select(func.clock_timestamp()))).scalar_one()
        claimed = claims(seen, self._me, self.shards, now, leaving=self._leaving, steady=steady)
        lasting = now + timedelta(seconds=LASTING)
        if claimed.held:
            ours = {"count": self.shards.count, "holder": self._me, "until": lasting, "asked_until": None}
            insert = self._database.insert(leases).values([{"shard": n, **ours} for n in sorted(claimed.held)])
            new = {name: insert.excluded[name] for name in ("holder", "until", "asked_until")}
            await connection.execute(insert.on_conflict_do_update(index_elements=["count", "shard"], set_=new))
        for shards, values in (
            (claimed.leaving, {"until": lasting}),
            (claimed.asked, {"asked_until": lasting}),
            (claimed.released, {"until": now}),
        ):
            if shards:
                await connection.execute(leases.update().where(self._these(shards)).values(values))
        return claimed

    def _these(self, shards: Iterable[int]) -> ColumnElement[bool]:
        return tuple_(leases.c.count, leases.c.shard).in_([(self.shards.count, shard) for shard in shards])

    def _tell(self, claimed: Claims) -> None:
        for what, shards in self._news(claimed):
            if shards:
                log.info("%s: shards %s of %d", what, ", ".join(map(str, sorted(shards))), self.shards.count)

    def _news(self, claimed: Claims) -> Iterator[tuple[str, frozenset[int]]]:
        own, before = frozenset(self.shards.own), self._share.held
        yield "looked after from here", (claimed.held & own) - before
        yield "nobody looks after these, so this process does", claimed.held - own - before
        yield "asked for by the process whose own they are", claimed.leaving
        yield "another process has taken these over", before - claimed.held - claimed.leaving - claimed.released
