"""A time that jumps: whenever everybody waits for an instant, it is that instant."""

from __future__ import annotations

import asyncio
import selectors
from collections.abc import Awaitable, Callable
from concurrent.futures import Executor
from datetime import UTC, datetime, timedelta
from typing import Self, TypeVar, TypeVarTuple

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.adapters.sql.database import Database, on_postgresql, on_sqlite, place_of
from bot.adapters.sql.migrations import upgrade
from bot.ports.alarms import Due
from tests.bench.scale.steady import without_threads

R = TypeVar("R")
Arguments = TypeVarTuple("Arguments")
EVE = datetime(2026, 11, 30, 16, tzinfo=UTC)
"""When the time of a simulation begins: some hours before the first evening can."""


TURN = 1e-6
"""Seconds that a turn of the loop takes: were it none, who waits for less than a float can tell would wait for ever."""


class _Selector(selectors.DefaultSelector):
    """Waits for the database in real time, and for everything else not at all."""

    def __init__(self) -> None:
        super().__init__()
        self.at = 0.0
        self.outside = 0
        """Pieces of work that somebody outside is at, for whom time stands still."""

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        """What has come; if nothing has and nobody outside is at work, it is so many seconds later at once."""
        self.at += TURN
        if timeout == 0 or self.outside:
            return super().select(timeout and None)
        if found := super().select(0):
            return found
        assert timeout is not None, "everybody waits for nothing"
        self.at += timeout
        return []


class Jumping(asyncio.SelectorEventLoop):
    """An event loop whose seconds take no time."""

    def __init__(self) -> None:
        self._own = _Selector()
        super().__init__(self._own)

    def time(self) -> float:
        """Seconds since the beginning, of the time that jumps."""
        return self._own.at

    def clock(self) -> datetime:
        """See ports.Clock."""
        return EVE + timedelta(seconds=self._own.at)

    def run_in_executor(
        self, executor: Executor | None, func: Callable[[*Arguments], R], *args: *Arguments
    ) -> asyncio.Future[R]:
        """What would be done in another thread is done at once: no time passes meanwhile, and it is always as fast."""
        del executor
        done: asyncio.Future[R] = self.create_future()
        try:
            done.set_result(func(*args))
        except Exception as error:
            done.set_exception(error)
        return done

    async def outside(self, work: Awaitable[R]) -> R:
        """Let time stand still until that is done."""
        self._own.outside += 1
        try:
            return await work
        finally:
            self._own.outside -= 1


class CountedDatabase(Database):
    """A real database, whose work takes none of the time that jumps, and is counted."""

    loop: Jumping
    reads = writes = 0

    @classmethod
    async def made(cls, loop: Jumping, url: str) -> Self:
        """A new one at this URL."""
        place = place_of(url)
        sqlite = place.get_backend_name() == "sqlite"
        engine = on_sqlite(place) if sqlite else on_postgresql(place)
        if sqlite:
            without_threads(engine.sync_engine)
        async with engine.begin() as connection:
            await connection.run_sync(upgrade)
        database = cls(engine)
        database.loop = loop
        return database

    async def work(
        self, work: Callable[[AsyncConnection], Awaitable[R]], *, reading: bool = False, erasing: bool = False
    ) -> R:
        """See Database."""
        self.reads += reading
        self.writes += not reading
        return await self.loop.outside(super().work(work, reading=reading, erasing=erasing))


class LoopAlarm:
    """See ports.Alarm: rings by the time that jumps."""

    def __init__(self, loop: Jumping, ring: Callable[[Due], Awaitable[None]]) -> None:
        self._loop, self._ring = loop, ring
        self._set: dict[Due, asyncio.TimerHandle] = {}
        self._ringing: set[asyncio.Task[None]] = set()

    def set(self, due: Due, at: datetime) -> None:
        """See ports.Alarm."""
        self.clear(due)
        self._set[due] = self._loop.call_at((at - EVE).total_seconds(), self._due, due)

    def clear(self, due: Due) -> None:
        """See ports.Alarm."""
        if handle := self._set.pop(due, None):
            handle.cancel()

    def _due(self, due: Due) -> None:
        del self._set[due]
        task = self._loop.create_task(self._call(due))
        self._ringing.add(task)
        task.add_done_callback(self._ringing.discard)

    async def _call(self, due: Due) -> None:
        await self._ring(due)
