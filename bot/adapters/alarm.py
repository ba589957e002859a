"""The alarm clock, by APScheduler, and the only clock in the product."""

from __future__ import annotations

import asyncio
import logging
import sys
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime
from typing import Protocol, cast

from apscheduler.jobstores.base import JobLookupError
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.ports.alarms import Due

_log = logging.getLogger(__name__)


def now() -> datetime:
    """The instant that it is, in UTC with its time zone."""
    return datetime.now(UTC)


class _Scheduler(Protocol):
    """The part of APScheduler in use here, which comes without types."""

    @property
    def running(self) -> bool: ...
    def start(self) -> None: ...
    def shutdown(self) -> None: ...
    def remove_job(self, job_id: str) -> None: ...
    def add_job(
        self,
        func: Callable[[Due], Awaitable[None]],
        trigger: str,
        args: Sequence[Due],
        *,
        run_date: datetime,
        id: str,
        replace_existing: bool,
        misfire_grace_time: int | None,
        coalesce: bool,
        max_instances: int,
    ) -> object: ...


class ApsAlarm:
    """Calls `ring` at its instant, late rather than never; one ring may begin while another still runs."""

    def __init__(self, ring: Callable[[Due], Awaitable[None]]) -> None:
        self._ring = ring
        self._ringing: set[asyncio.Task[None]] = set()
        self._scheduler = cast(_Scheduler, AsyncIOScheduler(timezone=UTC))

    def start(self) -> None:
        """Begin to ring, in the running event loop; what was set before counts too."""
        self._scheduler.start()

    async def stop(self) -> None:
        """Ring no more, and wait for the callbacks that are running; cancelling this cancels them."""
        if not self._scheduler.running:
            return  # the bot did not come so far
        self._scheduler.shutdown()
        await asyncio.sleep(0)  # the scheduler shuts down in the loop's next turn
        await asyncio.gather(*self._ringing)

    def set(self, due: Due, at: datetime) -> None:
        """Ring at `at`, or as soon as possible if that has passed. Raises ValueError for one without a time zone."""
        if at.utcoffset() is None:
            raise ValueError(f"{at} has no time zone")
        self.clear(due)  # before its start the scheduler would keep both
        self._scheduler.add_job(
            self._due,
            "date",
            [due],
            run_date=at,
            id=repr(due),
            replace_existing=True,
            misfire_grace_time=None,  # the default drops what is a second late
            coalesce=True,
            max_instances=sys.maxsize,  # the default of one drops what falls due while the last one is running
        )

    def clear(self, due: Due) -> None:
        """Do not ring for that; what was never set is fine, and a callback that has begun runs on."""
        try:
            self._scheduler.remove_job(repr(due))
        except JobLookupError:
            return

    async def _due(self, due: Due) -> None:
        """Hand over to a task of ours: the scheduler would cancel its own at shutdown."""
        task = asyncio.create_task(self._call(due))
        self._ringing.add(task)
        task.add_done_callback(self._ringing.discard)

    async def _call(self, due: Due) -> None:
        try:
            await self._ring(due)
        except Exception:
            _log.exception("The alarm %s rang, and what it woke failed", due)
