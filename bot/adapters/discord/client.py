"""The discord.py client: which events it asks Discord for, which doors it opens, and whom it tells what it sees."""

from __future__ import annotations

import asyncio
import logging
import ssl
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any, cast

import aiohttp
import discord
import yarl
from discord import app_commands
from discord.ext import commands
from discord.gateway import DiscordWebSocket
from discord.http import Route

from bot.adapters.discord.hidden_channels import survive_untold_fields
from bot.adapters.discord.member_news import heed_members
from bot.adapters.discord.observer import GatewayObserver
from bot.adapters.discord.sharded import Sharded, Sharing
from bot.adapters.discord.sitters import Sitters
from bot.adapters.discord.standing_up import Standing
from bot.ui.catalogue import CommandWords

log = logging.getLogger(__name__)
FIRST_AGAIN, LAST_AGAIN = 5.0, 600.0
"""Seconds until commands that Discord did not take are told once more, doubled each time up to the latter (chosen)."""


class Discord(Sharded, commands.AutoShardedBot):
    """A client without privileged intents that keeps as little of a server in memory as mixers need."""

    def __init__(
        self,
        observer: GatewayObserver,
        *,
        connector: Callable[[], aiohttp.BaseConnector],
        http_trace: aiohttp.TraceConfig,
        tree: type[app_commands.CommandTree[Any]],
        needed: Iterable[str],
        sharing: Sharing | None = None,
    ) -> None:
        """`needed` are the permissions that it is to be invited with."""
        super().__init__(
            sharing=sharing,
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
        survive_untold_fields()
        # discord.py knows no such event, and leaves out those it does not know.
        cast("Any", self)._connection.parsers["VOICE_CHANNEL_STATUS_UPDATE"] = self._status_told
        # Of these it tells only where it knows the member, whom without privileged intents it seldom does.
        for name, change in (("ADD", 1), ("REMOVE", -1)):
            told = partial(self._interest_told, change)
            cast("Any", self)._connection.parsers[f"GUILD_SCHEDULED_EVENT_USER_{name}"] = told
        heed_members(self, observer.seen)
        self._sitters = Sitters(self, self._learning)
        self._observer, self._needed = observer, needed
        self._tells = sharing is None or 0 in sharing.shards.own
        """Whether Discord is told our commands by this process: by one of those of one bot."""
        self.told: asyncio.Task[None] | None = None
        """Discord is told our commands, beside everything else."""

    def dispatch(self, event_name: str, /, *args: Any, **kwargs: Any) -> None:
        """Tell whoever listens, each in a task of its own; what nobody may look before is told here, at once."""
        if event_name == "guild_channel_update":
            self._sitters.changed(*args)
        super().dispatch(event_name, *args, **kwargs)

    async def logged_in(self) -> None:
        """Logged in and not yet connected."""
        log.info("to invite the bot to a server: %s", invite_link(self, self._needed))
        await self.tree.set_translator(CommandWords())
        await self._observer.opened()
        # Told to Discord beside everything else: mixers under way come first. To tell of none would take all away.
        if self._tells and self.tree.get_commands():
            self.told = asyncio.create_task(self.tell_commands())

    async def tell_commands(self) -> None:
        """Until Discord has taken them: a bot without commands is of no use to anybody."""
        wait = FIRST_AGAIN
        while not self.is_closed():
            try:
                await self.tree.sync()
            except (discord.DiscordException, aiohttp.ClientError, OSError) as error:
                log.warning("Discord was not told our commands, once more in %d s: %s", wait, error)
                await asyncio.sleep(wait)
                wait = min(2 * wait, LAST_AGAIN)
            else:
                return

    async def on_ready(self) -> None:
        """Everything is there, for the first time or again."""
        await self._there(self.guilds)

    async def on_shard_ready(self, shard_id: int) -> None:
        """Everything of one shard is there; without `sharing` all of them are waited for."""
        await super().on_shard_ready(shard_id)
        if self._sharing is not None:
            await self._there([guild for guild in self.guilds if guild.shard_id == shard_id])

    async def _there(self, guilds: Sequence[discord.Guild]) -> None:
        log.info("ready in %d servers", len(guilds))
        await self._count_servers()
        for guild in guilds:
            self._observer.seen(guild.id)
        await self._count_interested(guilds)

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
        self._observer.channel_told(channel.id)
        self._observer.seen(channel.guild.id)

    def _status_told(self, data: dict[str, str | None]) -> None:
        self._observer.status_told(int(data["id"] or 0), data.get("status"))
        self._observer.seen(int(data["guild_id"] or 0))

    def _interest_told(self, change: int, data: dict[str, str]) -> None:
        self._observer.liked(int(data["guild_scheduled_event_id"]), change)
        self._observer.seen(int(data["guild_id"]))

    async def _count_interested(self, guilds: Sequence[discord.Guild]) -> None:
        """Ask once how many are interested in what we have put into calendars; what cannot be had is left unknown."""
        for guild in guilds:
            for event in guild.scheduled_events:
                ours = self.user is not None and event.creator_id == self.user.id
                if not ours or event.status is not discord.EventStatus.scheduled:
                    continue
                with suppress(discord.DiscordException, aiohttp.ClientError, OSError):
                    counted = await guild.fetch_scheduled_event(event.id, with_counts=True)
                    self._observer.counted(event.id, counted.user_count)
                    self._observer.seen(guild.id)

    async def on_guild_channel_update(self, _before: discord.abc.GuildChannel, after: discord.abc.GuildChannel) -> None:
        """A channel has changed, perhaps what the bot may do in it."""
        self._observer.seen(after.guild.id)

    def _learning(self, guild_id: int, on: bool) -> None:
        self._observer.learning(guild_id, on)
        if not on:
            self._observer.seen(guild_id)

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

    async def on_raw_message_delete(self, gone: discord.RawMessageDeleteEvent) -> None:
        """Somebody has deleted a message, of whatever age."""
        if gone.guild_id is not None:
            self._observer.message_gone(gone.guild_id, gone.message_id)

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


def listener(
    connector: Callable[[], aiohttp.BaseConnector], http_trace: aiohttp.TraceConfig, sharing: Sharing | None = None
) -> discord.Client:
    """A client for one more ear, and one more to move people: it sees voice channels, in the servers of the bot."""
    survive_untold_fields()
    make = Standing if sharing is None else partial(Sharded, sharing=sharing)
    return make(
        intents=discord.Intents(guilds=True, voice_states=True),
        member_cache_flags=discord.MemberCacheFlags(voice=True, joined=False),
        chunk_guilds_at_startup=False,
        max_messages=None,
        connector=connector,
        http_trace=http_trace,
    )


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
