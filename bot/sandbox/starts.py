"""How often bots may begin sessions: one in five seconds and bucket of shards, so many in a day."""

import time
from collections.abc import Callable
from math import ceil

from bot.sandbox.things import Application

DAY, PAUSE = 86_400.0, 5.0


class Starts:
    """Counts the sessions that every bot begins; both spans are shorter by the pace."""

    def __init__(self, clock: Callable[[], float], pace: float) -> None:
        self._clock = clock
        self._pace = pace
        self._days: dict[int, tuple[float, int]] = {}
        self._last: dict[tuple[int, int], float] = {}

    def used(self, app: Application) -> int:
        """How many of today's a bot has used; a day begins with its first."""
        return self._day(app)[1]

    def resets_in(self, app: Application) -> int:
        """Milliseconds until it has all of them again."""
        began, used = self._day(app)
        return ceil((began + DAY / self._pace - self._clock()) * 1000) if used else 0

    def spend(self, app: Application) -> bool:
        """Count one more, whatever becomes of it; False if the day has none left."""
        began, used = self._day(app)
        self._days[app.id] = (began, used + 1)
        return used < app.session_starts

    def has_room(self, app: Application, shard: int = 0) -> bool:
        """Whether a shard's bucket has rested since a session began in it."""
        last = self._last.get(_bucket(app, shard))
        return last is None or time.monotonic() - last >= PAUSE / self._pace

    def begun(self, app: Application, shard: int) -> None:
        """A session has begun."""
        self._last[_bucket(app, shard)] = time.monotonic()

    def _day(self, app: Application) -> tuple[float, int]:
        now = self._clock()
        began, used = self._days.get(app.id, (now, 0))
        return (began, used) if now - began < DAY / self._pace else (now, 0)


def _bucket(app: Application, shard: int) -> tuple[int, int]:
    return app.id, shard % app.max_concurrency
