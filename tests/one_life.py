"""Store and venue as one process reaches them, and how its saves go."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NoReturn, TypeVar

from bot.core.community.settings import Community
from bot.core.lifecycle.events import Event
from bot.core.lifecycle.mixer import Mixer
from bot.core.lifecycle.snapshot import Snapshot
from bot.core.reconcile.acts import Act
from bot.core.text import Letter
from tests.fake_venue import Crash, Failure, FakeVenue
from tests.fakes import FakeStore

T = TypeVar("T")


@dataclass(slots=True)
class SaveScript:
    """Which saves fail, and how."""

    saves: int = 0
    failures: dict[int, Failure] | None = None
    meanwhile: Callable[[int], object] = lambda _: None
    """Called with its number while a save is under way."""
    mute: int = 0
    """How many times in a row the database cannot be read after a save whose answer was lost."""
    unread: int = 0
    """How many more times it cannot be read."""

    async def save(self, store: FakeStore, mixer: Mixer, before: Mixer | None) -> None:
        """Save, or fail before or after it."""
        self.saves += 1
        failure = (self.failures or {}).get(self.saves)
        if failure and not failure.after:
            raise failure.error
        self.meanwhile(self.saves)
        await asyncio.sleep(0)
        await store.save(mixer, before)
        if failure:
            self.unread = self.mute
            raise failure.error

    def read(self) -> None:
        """Before the database is read. Raises OSError while it cannot be."""
        if self.unread:
            self.unread -= 1
            raise OSError("the database is restarting")


class Life:
    """Store and venue as one process reaches them; once it is killed, nothing of it goes on."""

    def __init__(self, store: FakeStore, venue: FakeVenue, script: SaveScript) -> None:
        self.killed = asyncio.Event()
        self._store, self._venue, self._script = store, venue, script
        self.ours = store.ours

    async def _die(self) -> NoReturn:
        self.killed.set()
        await asyncio.Event().wait()
        raise AssertionError("a dead process went on")

    async def _reach(self, call: Callable[[], Awaitable[T]]) -> T:
        if self.killed.is_set():
            await self._die()
        try:
            return await call()
        except Crash:
            await self._die()

    async def save(self, mixer: Mixer, before: Mixer | None) -> None:
        """See ports.Store."""
        await self._reach(lambda: self._script.save(self._store, mixer, before))

    async def unfinished(self) -> list[Mixer]:
        """See ports.Store."""
        self._script.read()
        return await self._reach(self._store.unfinished)

    async def versions(self) -> Mapping[str, int]:
        """See ports.Store."""
        self._script.read()
        return await self._reach(self._store.versions)

    async def mixer(self, mixer_id: str) -> Mixer | None:
        """See ports.Store."""
        self._script.read()
        return await self._reach(lambda: self._store.mixer(mixer_id))

    async def community(self, guild_id: int) -> Community | None:
        """See ports.Store."""
        return await self._reach(lambda: self._store.community(guild_id))

    async def keep_community(self, community: Community) -> None:
        """See ports.Store."""
        await self._reach(lambda: self._store.keep_community(community))

    async def guilds(self) -> frozenset[int]:
        """See ports.Store."""
        return await self._reach(self._store.guilds)

    async def left_by(self, at: datetime) -> frozenset[int]:
        """See ports.Store."""
        return await self._reach(lambda: self._store.left_by(at))

    async def forget_mixers(self, ended_by: datetime) -> None:
        """See ports.Store."""
        await self._reach(lambda: self._store.forget_mixers(ended_by))

    async def forget_guild(self, guild_id: int) -> None:
        """See ports.Store."""
        await self._reach(lambda: self._store.forget_guild(guild_id))

    async def roles(self, guild_id: int, user_ids: Collection[int]) -> Mapping[int, frozenset[int]]:
        """See ports.Venue."""
        return await self._reach(lambda: self._venue.roles(guild_id, user_ids))

    async def names(self, guild_id: int, user_ids: Collection[int]) -> Mapping[int, str]:
        """See ports.Venue."""
        return await self._reach(lambda: self._venue.names(guild_id, user_ids))

    async def send(self, letter: Letter) -> None:
        """See ports.Venue."""
        await self._reach(lambda: self._venue.send(letter))

    async def mute(self, guild_id: int, user_id: int, *, on: bool) -> None:
        """See ports.Venue."""
        await self._reach(lambda: self._venue.mute(guild_id, user_id, on=on))

    async def signs(self, guild_id: int, channel_id: int) -> frozenset[str] | None:
        """See ports.Venue."""
        return await self._reach(lambda: self._venue.signs(guild_id, channel_id))

    async def remove(self, guild_id: int, channel_id: int) -> None:
        """See ports.Venue."""
        await self._reach(lambda: self._venue.remove(guild_id, channel_id))

    def look(self, guild_id: int) -> Snapshot | None:
        """See ports.Venue."""
        return None if self.killed.is_set() else self._venue.look(guild_id)

    def lacks(self, guild_id: int, channel_ids: Sequence[int]) -> tuple[str, ...]:
        """See ports.Venue."""
        return self._venue.lacks(guild_id, channel_ids)

    async def do(self, mixer: Mixer, act: Act) -> Event | None:
        """See ports.Venue."""
        return await self._reach(lambda: self._venue.do(mixer, act))
