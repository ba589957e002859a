"""How fast the bot asks things of Discord, and who goes first when many want to."""

from __future__ import annotations

import asyncio
from collections import Counter
from enum import IntEnum
from heapq import heappop, heappush
from itertools import count

from aiolimiter import AsyncLimiter

from bot.core.lifecycle.scheduled_event import EditEvent, MakeEvent, StepEvent
from bot.core.reconcile.acts import Act, Remove, Say

AT_ONCE, SECONDS = 8, 0.25
"""Eight at once and 32 a second keep any second well under Discord's 50 for one bot, if the loop is late too."""


class Urgency(IntEnum):
    """Whose turn it is first."""

    DUE = 0
    """A word that people were promised for a certain moment, or that a silence waits for."""
    AWAITED = 1
    """What people wait for, rooms and moves; and edits."""
    LATER = 2
    """What nobody would miss for a while; when there is always something more urgent, it waits."""


def urgency_of(act: Act) -> Urgency:
    """How soon an act is to be done."""
    match act:
        case Say():
            return Urgency.DUE
        case Remove() | MakeEvent() | EditEvent() | StepEvent():
            return Urgency.LATER
        case _:
            return Urgency.AWAITED


class Pace:
    """Gives out turns: the most urgent first, and among equals who came first."""

    def __init__(self) -> None:
        self.share(1.0)
        self._waiting: list[tuple[Urgency, int, asyncio.Future[None]]] = []
        self._order = count()
        self._giving: asyncio.Task[None] | None = None

    def share(self, part: float) -> None:
        """Give out so much of the turns of one bot, as others of its processes do with the rest."""
        at_once = max(1.0, AT_ONCE * part)
        self._limiter = AsyncLimiter(at_once, SECONDS * at_once / (AT_ONCE * part))

    async def turn(self, urgency: Urgency) -> None:
        """Wait for a turn; whoever is cancelled while waiting holds nobody up."""
        mine = asyncio.get_running_loop().create_future()
        heappush(self._waiting, (urgency, next(self._order), mine))
        if self._giving is None or self._giving.done():
            self._giving = asyncio.create_task(self._give())
        await mine

    def waiting(self) -> dict[str, int]:
        """How many wait for a turn, by urgency in small letters."""
        counts = Counter(urgency for urgency, _, mine in self._waiting if not mine.done())
        return {urgency.name.lower(): counts[urgency] for urgency in Urgency}

    async def _give(self) -> None:
        """Give turns until nobody waits; who is first is only known when there is one to give."""
        while self._waiting:
            if self._waiting[0][-1].done():  # gone
                heappop(self._waiting)
                continue
            await self._limiter.acquire()
            *_, first = heappop(self._waiting)
            if not first.done():
                first.set_result(None)
