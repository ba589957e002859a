"""A client whose shards come and go while it runs: those that this process looks after, and no others."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Collection
from dataclasses import dataclass
from typing import Any, cast

import discord
import yarl
from discord.gateway import DiscordWebSocket

from bot.adapters.discord.standing_up import Standing
from bot.core.shards import Shards

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Sharing:
    """How a client shares the servers with the same bot's clients in other processes."""

    shards: Shards
    """Those that are this process's own, and how many there are."""
    ours: Callable[[int], bool]
    """Whether this process acts in a server; 0 stands for what is no server's."""
    turn: Callable[[int, int], Awaitable[None]]
    """Waits until a bot, by its id, may identify in one of Discord's buckets."""


class Sharded(Standing, discord.AutoShardedClient):
    """A client that is told which shards to be connected for; or, without `sharing`, is connected for all."""

    def __init__(self, *, sharing: Sharing | None, **options: Any) -> None:
        if sharing is not None:
            options["shard_count"] = sharing.shards.count
        super().__init__(**options)
        self._sharing = sharing
        self._buckets = 1
        """Discord's max_concurrency: so many sessions may be begun at once."""
        self._connecting = asyncio.Event()
        self._opening: dict[int, asyncio.Task[None]] = {}
        """By shard that we are to be connected for: what connects it."""
        self._told: set[int] = set()
        """The shards all of whose servers have been told."""
        self._left: dict[int, int] = {}
        """The channels of servers that are not ours any more, and their servers."""
        if sharing is not None:
            parsers = cast("Any", self)._connection.parsers
            self._answer = parsers["INTERACTION_CREATE"]
            parsers["INTERACTION_CREATE"] = self._interaction

    @property
    def stands(self) -> bool:
        """Whether it is connected for all that it is to be."""
        return all(self.connections().values()) and (self.is_ready() or self._sharing is not None)

    def connections(self) -> dict[int, bool]:
        """By shard that it is to be connected for: whether it is; without `sharing` none before all have been once."""
        shards = self.shards
        wanted = self._opening.keys() if self._sharing else shards.keys() if self.is_ready() else ()
        return {number: number in shards and not shards[number].is_closed() for number in wanted}

    def knows(self, shards: Collection[int]) -> bool:
        """Whether every server of these shards has been told of."""
        return self._sharing is None or self._told.issuperset(shards)

    def server_of(self, channel_id: int) -> int:
        """The server that a channel is in, or was in when we left it; 0 if there is none."""
        channel = self.get_channel(channel_id)
        inside = isinstance(channel, discord.abc.GuildChannel | discord.Thread)
        return channel.guild.id if inside else self._left.get(channel_id, 0)

    async def be_on(self, shards: Collection[int]) -> None:
        """Be connected for these shards, and for no others; of those it is disconnected from, nothing is known."""
        for gone in self._opening.keys() - set(shards):
            await self._leave(gone)
        for come in sorted(set(shards) - self._opening.keys()):
            self._opening[come] = asyncio.create_task(self._open(come))

    async def launch_shard(self, gateway: yarl.URL, shard_id: int, *, initial: bool = False) -> None:
        """Connects where the settings say, from the first time on; discord.py asks Discord for the address."""
        del gateway
        await super().launch_shard(DiscordWebSocket.DEFAULT_GATEWAY, shard_id, initial=initial)

    async def launch_shards(self) -> None:
        """Connect for all shards, or for those that are named one by one."""
        if self._sharing is None:
            return await super().launch_shards()
        advised, _, limits = await self.http.get_bot_gateway()
        if advised > (count := self._sharing.shards.count):
            log.warning("Discord advises %d shards, ENGAWA_SHARDS has %d: please see docs/operating.md", advised, count)
        self._buckets = limits["max_concurrency"]
        cast("Any", self)._connection.shard_count = self._sharing.shards.count
        self._connecting.set()
        return None

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:
        """Wait for our turn among all processes; what is not ours any more is given up, as discord.py understands."""
        if self._sharing is None or shard_id is None or self.user is None:
            return await super().before_identify_hook(shard_id, initial=initial)
        await self._sharing.turn(self.user.id, shard_id % self._buckets)
        if shard_id not in self._opening:
            raise asyncio.CancelledError
        return None

    async def on_shard_ready(self, shard_id: int) -> None:
        """All servers of a shard have been told."""
        self._told.add(shard_id)

    async def close(self) -> None:
        """Connect for nothing any more, and say goodbye."""
        for opening in self._opening.values():
            opening.cancel()
        await super().close()

    async def _open(self, shard_id: int) -> None:
        await self._connecting.wait()
        await self.launch_shard(DiscordWebSocket.DEFAULT_GATEWAY, shard_id)

    async def _leave(self, shard_id: int) -> None:
        opening = self._opening.pop(shard_id)
        opening.cancel()
        await asyncio.wait([opening])
        self._told.discard(shard_id)
        if (shard := self.get_shard(shard_id)) is not None:
            await shard.disconnect()
        # discord.py has no way to forget a shard, and keeps its servers as they were.
        inside = cast("Any", self)
        inside._AutoShardedClient__shards.pop(shard_id, None)
        for guild in [guild for guild in self.guilds if guild.shard_id == shard_id]:
            self._left |= dict.fromkeys((channel.id for channel in guild.channels), guild.id)
            inside._connection._remove_guild(guild)

    def _interaction(self, data: dict[str, Any]) -> None:
        """Where another process has taken a server over, that is told of it as well, and answers."""
        if self._sharing is None or self._sharing.ours(int(data.get("guild_id") or 0)):
            self._answer(data)
