"""One process for one database: whoever has its lock runs the bot, and everybody else waits or ends.

Held for as long as the process lives and let go by the system when it dies, however it dies. Processes that share the
servers by leases (`leases.py`) share the lock too; it keeps those apart that would take all.
"""

from __future__ import annotations

import asyncio
import logging
import sqlite3
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Protocol

from sqlalchemy import URL, func, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.adapters.sql.database import POOLED, StoreUnusable, named, on_postgresql, place_of, pooled, unusable

log = logging.getLogger(__name__)
LOOK = 1.0
"""Seconds after which a lock that another process has is asked for again."""
ASSURE = 5.0
"""Seconds after which a connection that holds a lock is asked whether it still stands."""
_KEY = 0x656E676177610001
"""An arbitrary number, PostgreSQL's name for this lock in a database."""


class Taken(StoreUnusable):
    """Another process runs the bot on this database."""


class Lock(Protocol):
    """The lock of one database."""

    async def take(self) -> bool:
        """Whether it is ours now. Raises StoreUnusable where that cannot be found out."""
        ...

    async def lost(self) -> None:
        """Return when another process has it instead."""
        ...

    async def let_go(self) -> None:
        """Let others have it."""
        ...


class FileLock:
    """A lock on a file beside SQLite's, which SQLite itself knows how to lock on every system."""

    def __init__(self, place: URL) -> None:
        self._place, self._file = place, Path(f"{place.database}.lock")
        self._holding: sqlite3.Connection | None = None

    async def take(self) -> bool:
        """See Lock."""
        try:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            holding = sqlite3.connect(self._file, timeout=0, isolation_level=None)
        except (sqlite3.Error, OSError) as error:
            raise unusable(self._place, error) from error
        try:
            holding.execute("BEGIN EXCLUSIVE")
        except sqlite3.Error as error:
            holding.close()
            if "locked" in str(error):
                return False
            raise unusable(self._place, error) from error
        self._holding = holding
        return True

    async def lost(self) -> None:
        """See Lock: nobody takes a file's lock from a process that lives."""
        await asyncio.Event().wait()

    async def let_go(self) -> None:
        """See Lock; the file stays, for whoever is waiting for it has it open."""
        if self._holding is not None:
            self._holding.close()


class ServerLock:
    """PostgreSQL's advisory lock of a session, on a connection of its own."""

    def __init__(self, place: URL, *, shared: bool) -> None:
        self._place, self._engine = place, _engine(place)
        self._ask = func.pg_try_advisory_lock_shared if shared else func.pg_try_advisory_lock
        self._holding: AsyncConnection | None = None

    async def take(self) -> bool:
        """See Lock."""
        try:
            holding = await self._engine.connect()
            # Of its own accord it would begin a transaction, which PostgreSQL's housekeeping would wait for.
            holding = await holding.execution_options(isolation_level="AUTOCOMMIT")
            taken = bool((await holding.execute(select(self._ask(_KEY)))).scalar_one())
            if taken and await pooled(holding):
                log.warning(POOLED)
        except Exception as error:
            raise unusable(self._place, error) from error
        if taken:
            self._holding = holding
        else:
            await holding.close()
        return taken

    async def lost(self) -> None:
        """See Lock: with its connection a lock is gone, and another process may be faster to take it again."""
        while True:
            await asyncio.sleep(ASSURE)
            try:
                if self._holding is None:
                    if not await self.take():
                        return
                    log.info("the connection to the database stands again")
                else:
                    await self._holding.execute(select(1))
            except (SQLAlchemyError, OSError, StoreUnusable) as error:
                log.warning("the connection that keeps other processes away was lost: %s", type(error).__name__)
                await self._drop()

    async def let_go(self) -> None:
        """See Lock."""
        await self._drop()
        await self._engine.dispose()

    async def _drop(self) -> None:
        if self._holding is not None:
            with suppress(Exception):  # it is broken, or will be closed by its engine
                await self._holding.invalidate()
                await self._holding.close()
        self._holding = None


class NoLock:
    """A database in memory has no other process."""

    async def take(self) -> bool:
        """See Lock."""
        return True

    async def lost(self) -> None:
        """See Lock."""
        await asyncio.Event().wait()

    async def let_go(self) -> None:
        """See Lock."""


def _engine(place: URL) -> AsyncEngine:
    try:
        return on_postgresql(place)
    except Exception as error:
        raise unusable(place, error) from error


def lock_of(place: URL, *, shared: bool = False) -> Lock:
    """The lock of a database, `shared` with all who share it too. Raises StoreUnusable."""
    if place.get_backend_name() != "sqlite":
        return ServerLock(place, shared=shared)
    return NoLock() if not place.database or place.database.startswith((":memory:", "file:")) else FileLock(place)


@asynccontextmanager
async def held(url: str, *, wait: bool, shared: bool = False) -> AsyncGenerator[Lock]:
    """The lock of the database at a URL. Raises StoreUnusable, and Taken unless it is to be waited for."""
    place = place_of(url)
    lock = lock_of(place, shared=shared)
    try:
        if not await lock.take():
            taken = f"Another Engawa is running on {named(place)}"
            if not wait:
                raise Taken(f"{taken}: end that one first, or set ENGAWA_WHEN_TAKEN=wait to take over when it ends.")
            log.warning("%s: this one waits until that ends (ENGAWA_WHEN_TAKEN)", taken)
            while True:
                await asyncio.sleep(LOOK)
                if await lock.take():
                    break
            log.warning("the other Engawa has ended: this one carries on")
        yield lock
    finally:
        await lock.let_go()
