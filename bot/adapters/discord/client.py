"""The discord.py client: which events it asks Discord for, which doors it opens, and whom it tells what it sees."""

from __future__ import annotations

import asyncio
import logging
import ssl
from collections.abc import Awaitable, Iterable
from pathlib import Path
from typing import Any, Protocol

import aiohttp
import discord
import yarl
from discord import app_commands
from discord.ext import commands
from discord.gateway import DiscordWebSocket
from discord.http import Route

from bot.ui.catalogue import CommandWords

log = logging.getLogger(__name__)


class NotDiscord(Exception):
    """Something answers at the address, and it is not Discord: a web page, for example."""


class GatewayObserver(Protocol):
    """Who is told what Discord's gateway shows."""

    async def opened(self) -> None:
        """The client is logged in; called once, before the first event."""
        ...

    def seen(self, guild_id: int, /) -> None:
        """Something in a server has changed."""
        ...

    def shard_away(self, shard_id: int, away: bool, /) -> None:
        """The gateway of a shard is down, or up again."""
        ...

    def wrote(self, channel_id: int, /) -> None:
        """Somebody wrote in a channel."""
        ...

    def planned(self, event: discord.ScheduledEvent, /) -> None:
        """A Scheduled Event has come or changed."""
        ...

    async def servers(self, present: frozenset[int], /) -> None:
        """Which servers the bot is in, when that is known or has changed."""
        ...


class Discord(commands.AutoShardedBot):
    """A client without privileged intents that keeps as little of a server in memory as mixers need."""

    def __init__(
        self,
        observer: GatewayObserver,
        *,
        connector: aiohttp.BaseConnector,
        http_trace: aiohttp.TraceConfig,
        tree: type[app_commands.CommandTree[Any]],
        needed: Iterable[str],
    ) -> None:
        super().__init__(
            tree_cls=tree,
            command_prefix=commands.when_mentioned,
            help_command=None,
            intents=discord.Intents(guilds=True, voice_states=True, guild_messages=True, guild_scheduled_events=True),
            member_cache_flags=discord.MemberCacheFlags(voice=True, joined=False),
            chunk_guilds_at_startup=False,
            max_messages=None,
            allowed_mentions=discord.AllowedMentions.none(),
            # discord.py refuses what lies in a longer window even where requests are left; a minute is a usual one.
            max_ratelimit_timeout=75,
            connector=connector,
            http_trace=http_trace,
        )
        self._observer, self._needed = observer, needed
        """The permissions that it is to be invited with."""
        self._told: asyncio.Task[None] | None = None

    async def login(self, token: str) -> None:
        """Raises NotDiscord too, see `understood`."""
        await understood(self, super().login(token))

    async def setup_hook(self) -> None:
        """Called by discord.py once, logged in and not yet connected."""
        log.info("to invite the bot to a server: %s", invite_link(self, self._needed))
        await self.tree.set_translator(CommandWords())
        await self._observer.opened()
        # Told to Discord beside everything else: mixers under way come first.
        self._told = asyncio.create_task(self._tell_commands())

    async def _tell_commands(self) -> None:
        try:
            await self.tree.sync()
        except (discord.HTTPException, app_commands.AppCommandError, aiohttp.ClientError, OSError) as error:
            log.warning("Discord was not told our commands, it keeps those it knows: %s", error)

    async def on_ready(self) -> None:
        """Everything is there, for the first time or again."""
        log.info("ready in %d servers", len(self.guilds))
        await self._count_servers()
        for guild in self.guilds:
            self._observer.seen(guild.id)

    async def on_guild_available(self, guild: discord.Guild) -> None:
        """A server can be seen (again)."""
        self._observer.seen(guild.id)

    async def on_guild_join(self, guild: discord.Guild) -> None:
        """The bot was invited (again)."""
        await self._count_servers()
        self._observer.seen(guild.id)

    async def on_guild_remove(self, _guild: discord.Guild) -> None:
        """The bot was removed."""
        await self._count_servers()

    async def _count_servers(self) -> None:
        await self._observer.servers(frozenset(guild.id for guild in self.guilds))

    async def on_guild_channel_create(self, channel: discord.abc.GuildChannel) -> None:
        """A channel has come."""
        self._observer.seen(channel.guild.id)

    async def on_guild_channel_update(self, _before: discord.abc.GuildChannel, after: discord.abc.GuildChannel) -> None:
        """A channel has changed, perhaps what the bot may do in it."""
        self._observer.seen(after.guild.id)

    async def on_guild_channel_delete(self, channel: discord.abc.GuildChannel) -> None:
        """A channel has gone."""
        self._observer.seen(channel.guild.id)

    async def on_guild_role_update(self, _before: discord.Role, after: discord.Role) -> None:
        """A permission may have been given or taken."""
        self._observer.seen(after.guild.id)

    async def on_scheduled_event_create(self, event: discord.ScheduledEvent) -> None:
        """Something was put into the server's calendar."""
        self._told_of(event)

    async def on_scheduled_event_update(self, _: discord.ScheduledEvent, event: discord.ScheduledEvent) -> None:
        """Something in the server's calendar has changed."""
        self._told_of(event)

    async def on_scheduled_event_delete(self, event: discord.ScheduledEvent) -> None:
        """Something is in the server's calendar no more."""
        self._told_of(event)

    def _told_of(self, event: discord.ScheduledEvent) -> None:
        self._observer.planned(event)
        self._observer.seen(event.guild_id)

    async def on_voice_state_update(
        self, member: discord.Member, before: discord.VoiceState, after: discord.VoiceState
    ) -> None:
        """Somebody came, went or moved."""
        del before, after
        self._observer.seen(member.guild.id)

    async def on_message(self, message: discord.Message) -> None:
        """Somebody wrote; Discord does not tell us what, and there are no commands to read."""
        if not message.author.bot:
            self._observer.wrote(message.channel.id)

    async def on_shard_connect(self, shard_id: int) -> None:
        """A shard is connected; its servers come one by one."""
        self._observer.shard_away(shard_id, False)

    async def on_shard_resumed(self, shard_id: int) -> None:
        """A shard is back, and what it missed has been told."""
        self._observer.shard_away(shard_id, False)
        for guild in self.guilds:
            self._observer.seen(guild.id)

    async def on_shard_disconnect(self, shard_id: int) -> None:
        """A shard's gateway is down: nothing it shows can be trusted."""
        self._observer.shard_away(shard_id, True)


def listener(connector: aiohttp.BaseConnector) -> discord.Client:
    """A client for one more ear: it sees voice channels, and nothing else."""
    return discord.Client(
        intents=discord.Intents(guilds=True, voice_states=True),
        member_cache_flags=discord.MemberCacheFlags(voice=True, joined=False),
        chunk_guilds_at_startup=False,
        max_messages=None,
        connector=connector,
    )


async def understood(client: discord.Client, login: Awaitable[None]) -> None:
    """Await a client's login. Raises NotDiscord where discord.py stumbles over an answer that is not JSON."""
    try:
        await login
    except (TypeError, KeyError) as error:
        if client.user is not None:  # it did understand, and stumbled over something of ours
            raise
        raise NotDiscord("it answers with something else than a bot's account") from error


def invite_link(client: discord.Client, needed: Iterable[str]) -> str:
    """Where somebody who may manage a server invites the bot to it, with these permissions. It must be logged in."""
    assert client.user is not None
    permissions = discord.Permissions(**dict.fromkeys(needed, True))
    return discord.utils.oauth_url(client.application_id or client.user.id, permissions=permissions)


def point_at(api_url: str, gateway_url: str) -> None:
    """Send discord.py to these addresses. It knows no setting for them, only these class attributes."""
    Route.BASE = api_url
    DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(gateway_url)


def connector(ca_file: Path | None) -> aiohttp.TCPConnector:
    """Connections that trust the machine's certificate authorities and this one."""
    context = ssl.create_default_context()
    if ca_file is not None:
        context.load_verify_locations(ca_file)
    return aiohttp.TCPConnector(ssl=context)
