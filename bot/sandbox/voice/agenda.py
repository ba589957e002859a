"""Everything that is due at some moment, in one heap with one task: thousands of packets a second stay cheap."""

import asyncio
import heapq
import itertools
import time
from collections.abc import Callable

Act = Callable[[float], float | None]
"""Called with the moment it was due; says when it is due next, None if never again."""

TURN = 0.004
"""Seconds of work after which others on the event loop get their turn."""
SHORTEST = 0.001
"""Sleeps below a millisecond cost more than they gain."""


class Agenda:
    """Runs acts when they are due, by `time.monotonic`."""

    def __init__(self, failed: Callable[[Exception], None]) -> None:
        self._heap: list[tuple[float, int, Act]] = []
        self._count = itertools.count()
        self._failed = failed
        self._wake = asyncio.Event()
        self._sleeps_until = 0.0

    def add(self, due: float, act: Act) -> None:
        """Do this then."""
        heapq.heappush(self._heap, (due, next(self._count), act))
        if due < self._sleeps_until:
            self._wake.set()

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            pause = self._work()
            if pause <= 0:
                await asyncio.sleep(0)
            elif pause < 2 * SHORTEST:
                await asyncio.sleep(max(pause, SHORTEST))
            else:
                await self._sleep(pause)

    async def _sleep(self, pause: float) -> None:
        self._wake.clear()
        self._sleeps_until = time.monotonic() + pause
        alarm = asyncio.get_running_loop().call_later(pause, self._wake.set)
        try:
            await self._wake.wait()
        finally:
            alarm.cancel()
            self._sleeps_until = 0.0

    def _work(self) -> float:
        """Do what is due, for one turn at most; says how long to wait."""
        heap, end = self._heap, time.monotonic() + TURN
        while heap:
            now = time.monotonic()
            due, _, act = heap[0]
            if due > now:
                return due - now
            if now > end:
                return 0.0
            heapq.heappop(heap)
            try:
                again = act(due)
            except Exception as error:
                self._failed(error)
                continue
            if again is not None:
                heapq.heappush(heap, (again, next(self._count), act))
        return 3600.0
