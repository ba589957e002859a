"""An alarm whose lateness is told to whoever measures it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime

from bot.ports import Clock, RingingAlarm
from bot.ports.alarms import Due
from bot.ports.meter import Meter

Ring = Callable[[Due], Awaitable[None]]


class TimedAlarm:
    """ports.RingingAlarm by another one, which tells the meter at every ring how many seconds late it comes."""

    def __init__(self, make: Callable[[Ring], RingingAlarm], ring: Ring, meter: Meter, clock: Clock) -> None:
        self._ring, self._meter, self._clock = ring, meter, clock
        self._instants: dict[Due, datetime] = {}
        """When each alarm that is set can ring at the earliest."""
        self._alarm = make(self._late)

    def start(self) -> None:
        """See ports.RingingAlarm."""
        self._alarm.start()

    async def stop(self) -> None:
        """See ports.RingingAlarm."""
        await self._alarm.stop()

    def set(self, due: Due, at: datetime) -> None:
        """See ports.Alarm."""
        self._instants[due] = max(at, self._clock())
        self._alarm.set(due, at)

    def clear(self, due: Due) -> None:
        """See ports.Alarm."""
        self._instants.pop(due, None)
        self._alarm.clear(due)

    async def _late(self, due: Due) -> None:
        if at := self._instants.pop(due, None):
            self._meter.rang((self._clock() - at).total_seconds())
        await self._ring(due)
