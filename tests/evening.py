"""An evening on a clock turned by hand: conductor and reception on the fakes, which can be killed and started again."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any, NoReturn

from bot.conductor import Conductor
from bot.core.community import Caller, Community
from bot.core.events import Event
from bot.core.mixer import Mixer
from bot.core.plan import Act
from bot.core.seen import Seen
from bot.core.start import Wish
from bot.core.words import Text
from bot.ports import Store, Venue
from bot.reception import Reception
from tests.fakes import Crash, Failure, FakeAlarm, FakeCatalogue, FakeStore, FakeVenue

START = datetime(2026, 5, 7, 20, 0, tzinfo=UTC)
GUILD, HOST = 1, 100
GUESTS = tuple(range(101, 107))
UP = timedelta(0)


def minutes(number: float) -> timedelta:
    """So many minutes."""
    return timedelta(minutes=number)


def caller(user_id: int = HOST, *, guild_id: int = GUILD, channel_id: int, voice_id: int | None = None) -> Caller:
    """Somebody who asks; the host may manage events."""
    return Caller(
        user_id=user_id,
        guild_id=guild_id,
        channel_id=channel_id,
        voice_id=voice_id,
        role_ids=frozenset(),
        manages_events=user_id == HOST,
        language="en",
    )


class Life:
    """One process: store and venue as it reaches them, until it is killed. Then nothing of it runs on."""

    def __init__(self, store: FakeStore, venue: FakeVenue, saves: SaveScript) -> None:
        self.killed = asyncio.Event()
        self._store, self._venue, self._saves = store, venue, saves

    async def _die(self) -> NoReturn:
        self.killed.set()
        await asyncio.Event().wait()
        raise AssertionError("a dead process runs on")

    async def _reach[T](self, call: Callable[[], Awaitable[T]]) -> T:
        if self.killed.is_set():
            await self._die()
        try:
            return await call()
        except Crash:
            await self._die()

    async def save(self, mixer: Mixer, before: Mixer | None) -> None:
        """See ports.Store."""
        await self._reach(lambda: self._saves.save(self._store, mixer, before))

    async def unfinished(self) -> list[Mixer]:
        """See ports.Store."""
        return await self._reach(self._store.unfinished)

    async def community(self, guild_id: int) -> Community | None:
        """See ports.Store."""
        return await self._reach(lambda: self._store.community(guild_id))

    async def keep_community(self, community: Community) -> None:
        """See ports.Store."""
        await self._reach(lambda: self._store.keep_community(community))
