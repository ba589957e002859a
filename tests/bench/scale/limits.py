"""Discord as far as its limits go: what a request costs, where it waits, and how long its answer takes."""

from __future__ import annotations

import asyncio
from collections import Counter, defaultdict
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import timedelta
from random import Random

from bot.adapters.discord.request_queue import AT_ONCE, SECONDS, Pace, Urgency
from bot.core.lifecycle.scheduled_event import EditEvent, MakeEvent, StepEvent
from bot.core.reconcile.acts import (
    Act,
    Admit,
    Bring,
    LockOut,
    OpenCategory,
    OpenRoom,
    PutOut,
    Remove,
    Reword,
    Say,
    SendHome,
    ShowStatus,
)
from bot.ports import Busy
from bot.sandbox.rules.ratelimits import ROUTES, WRITES, Window
from tests.bench.scale.jumping import Jumping

ANSWER = (0.06, 0.25)
"""Seconds until Discord answers: the least, and the mean of what comes on top (chosen)."""
CREATE, MOVE, WRITE = "POST /guilds/{}/channels", "PATCH /guilds/{}/members/{}", "POST /channels/{}/messages"
ROUTE: dict[type[Act], str] = {
    OpenCategory: CREATE,
    OpenRoom: CREATE,
    Bring: MOVE,
    SendHome: MOVE,
    PutOut: MOVE,
    Say: WRITE,
    Reword: "PATCH /channels/{}/messages/{}",
    Remove: "DELETE /channels/{}",
    ShowStatus: "PUT /channels/{}/voice-status",
    Admit: "PUT /channels/{}/permissions/{}",
    LockOut: "DELETE /channels/{}/permissions/{}",
    MakeEvent: "POST /guilds/{}/scheduled-events",
    EditEvent: "PATCH /guilds/{}/scheduled-events/{}",
    StepEvent: "PATCH /guilds/{}/scheduled-events/{}",
}
"""The one request that each act is."""
DIRECT = "POST /users/@me/channels"
"""What a direct message takes besides."""


class Limits:
    """One bot's requests: its own queue, then Discord's limits by route and server, with the time that jumps."""

    def __init__(self, loop: Jumping, rate: float, rng: Random) -> None:
        self._loop, self._rng, self._pace = loop, rng, Pace()
        self._pace.share(rate * SECONDS / AT_ONCE)
        self._buckets: dict[tuple[str, int], Window] = {}
        self._lines: defaultdict[tuple[str, int], asyncio.Lock] = defaultdict(asyncio.Lock)
        self.requests: Counter[str] = Counter()
        """By route."""
        self.by_minute: Counter[int] = Counter()
        """By the minute since the beginning."""
        self.waits: list[tuple[Urgency, float]] = []
        """How long each waited for its turn, in seconds."""
        self.waiting = self.most_waiting = 0

    @asynccontextmanager
    async def request(self, route: str, major: int, urgency: Urgency) -> AsyncGenerator[None]:
        """Its turn, its place in its bucket, and the way there; then what it does, and the way back.

        Raises Busy where a move would have to wait, as the bot's movers do.
        """
        asked = self._loop.time()
        self.waiting += 1
        self.most_waiting = max(self.most_waiting, self.waiting)
        await self._pace.turn(urgency)
        self.waiting -= 1
        self.waits.append((urgency, self._loop.time() - asked))
        await self._bucket(route, major)
        self.requests[route] += 1
        self.by_minute[int(self._loop.time() // 60)] += 1
        least, more = ANSWER
        took = least + self._rng.expovariate(1 / more)
        await asyncio.sleep(took / 2)
        yield
        await asyncio.sleep(took / 2)

    async def _bucket(self, route: str, major: int) -> None:
        """Discord.py lets those of one bucket wait in line."""
        window = self._buckets.setdefault((route, major), Window(*ROUTES.get(route, WRITES)))
        if route == MOVE:
            if wait := window.wait(self._loop.time()):
                raise Busy(self._loop.clock() + timedelta(seconds=wait))
            window.taken.append(self._loop.time())
            return
        async with self._lines[route, major]:
            await asyncio.sleep(window.wait(self._loop.time()))
            window.taken.append(self._loop.time())
