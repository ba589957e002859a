"""Who sits in a voice channel that the bot comes to see: Discord's events tell only of those who come and go later."""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from collections.abc import Callable
from typing import Any, cast

import aiohttp
import discord

log = logging.getLogger(__name__)
PATIENCE = 30.0
"""Seconds in which a channel's people are asked for at most; until then its server counts as not seen (chosen)."""


class Sitters:
    """Asks, of each voice channel that comes to be seen, for the people whom it lets in by name, as our rooms do."""

    def __init__(self, client: discord.Client, told: Callable[[int, bool], None]) -> None:
        """`told` is called with a server and whether something is still being asked there."""
        self._client, self._told = client, told
        self._asking = Counter[int]()
        self._tasks = set[asyncio.Task[None]]()

    def changed(self, before: discord.abc.GuildChannel, after: discord.abc.GuildChannel) -> None:
        """A channel is otherwise than it was. To be told before anybody looks at it."""
        if isinstance(after, discord.VoiceChannel) and _seen(after) and not _seen(before):
            self._asking[after.guild.id] += 1
            self._told(after.guild.id, True)
            task = asyncio.create_task(self._ask(after))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _ask(self, channel: discord.VoiceChannel) -> None:
        guild = channel.guild.id
        try:
            async with asyncio.timeout(PATIENCE):
                for target, may in list(channel.overwrites.items()):
                    if may.view_channel and not isinstance(target, discord.Role):
                        await self._ask_for(guild, target.id)
        except (discord.DiscordException, aiohttp.ClientError, OSError) as error:
            log.warning("who sits in channel %d is not known until they move: %s", channel.id, error)
        finally:
            self._asking[guild] -= 1
            self._told(guild, self._asking[guild] > 0)

    async def _ask_for(self, guild_id: int, user_id: int) -> None:
        try:
            state = await self._client.http.get_voice_state(guild_id, user_id)
        except (discord.NotFound, discord.Forbidden):
            return  # not in voice, or where the bot sees nobody
        # As if the gateway told it; discord.py has no other way to be told.
        cast("Any", self._client)._connection.parse_voice_state_update({**state, "guild_id": str(guild_id)})


def _seen(channel: discord.abc.GuildChannel) -> bool:
    return channel.permissions_for(channel.guild.me).view_channel
