"""The bot exactly as it is, on a quick clock: `python -m bot.demo.quick_bot CLOCK`, settings as ever."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Awaitable, Callable
from datetime import datetime
from pathlib import Path

from bot.cli.logs import log_to_stderr
from bot.cli.run import run
from bot.demo.quick_time import QuickTime
from bot.ports.alarms import AfterwardsDue, Due, MixerDue, RoomEndDue, SceneDue
from bot.settings import Settings

LOOK = 0.01
SEEN = MixerDue | AfterwardsDue | SceneDue | RoomEndDue
"""What people see happen; the rest is the bot looking after itself."""


class QuickAlarm:
    """ports.Alarm on a quick clock; it looks often, so that a clock put forward rings too."""

    def __init__(self, ring: Callable[[Due], Awaitable[None]], time: QuickTime) -> None:
        self._ring, self._time = ring, time
        self._instants: dict[Due, datetime] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    def start(self) -> None:
        """Begin to ring."""
        self._spawn(self._watch())

    async def stop(self) -> None:
        """Ring no more."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def set(self, due: Due, at: datetime) -> None:
        """See ports.Alarm."""
        self._instants[due] = at

    def clear(self, due: Due) -> None:
        """See ports.Alarm."""
        self._instants.pop(due, None)

    async def _watch(self) -> None:
        while True:
            now = self._time.now()
            ahead = [at.timestamp() for due, at in self._instants.items() if isinstance(due, SEEN) and at > now]
            self._time.due = min(ahead, default=0.0)
            for due in [due for due, at in self._instants.items() if at <= now]:
                del self._instants[due]
                self._spawn(self._ring(due))
            await asyncio.sleep(LOOK)

    def _spawn(self, work: Awaitable[None]) -> None:
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


def main(clock_file: Path) -> int:
    """Run until told to stop; the exit code."""
    time = QuickTime(clock_file)
    log_to_stderr("INFO")
    settings = Settings()  # pyright: ignore[reportCallIssue] - the token comes from the environment
    return asyncio.run(run(settings, clock=time.now, make_alarm=lambda ring: QuickAlarm(ring, time)))


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
