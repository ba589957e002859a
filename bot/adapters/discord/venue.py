"""Discord as the place where mixers happen, through discord.py: looking comes from its cache, acts go over REST."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Sequence
from contextlib import suppress
from functools import partial
from hashlib import blake2b

import discord

from bot.adapters.discord.letters import Letters, undelivered
from bot.adapters.discord.members import display_names, members
from bot.adapters.discord.movers import Movers
from bot.adapters.discord.muting import mute, silenced, unmutable
from bot.adapters.discord.our_words import in_our_words
from bot.adapters.discord.permissions import failure, lacking
from bot.adapters.discord.request_queue import Pace, Urgency, urgency_of
from bot.adapters.discord.rooms import Rooms, closed, shown, signs_in
from bot.adapters.discord.scheduled_events import ScheduledEvents
from bot.core.lifecycle.events import Event
from bot.core.lifecycle.facts import Admitted, Arrived, CategoryFound, PostSent, StatusShown
from bot.core.lifecycle.mixer import Mixer
from bot.core.lifecycle.scheduled_event import EditEvent, MakeEvent, StepEvent
from bot.core.lifecycle.snapshot import Snapshot
from bot.core.lifecycle.wanted_post import PostKind
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
from bot.core.text import Letter
from bot.ports import Clock, Missing, NotDone
from bot.ui.catalogue import Messages
from bot.ui.views import under_post

SEEN = frozenset({PostKind.WELCOME, PostKind.ASK})
"""The posts with a question, which are not sent silently: whoever is in the room shall see that there is one."""


class DiscordVenue:
    """ports.Venue on a discord.py client."""

    def __init__(
        self,
        client: discord.Client,
        messages: Messages,
        movers: Movers,
        clock: Clock,
        companions: Callable[[int], Collection[int]] = lambda _: (),
        *,
        ours: Callable[[int], bool] = lambda _: True,
        pace: Pace | None = None,
    ) -> None:
        """In servers that are not `ours` nothing is seen, whatever is known of them."""
        self._client, self._messages, self._movers, self._clock, self._ours = client, messages, movers, clock, ours
        self._events = ScheduledEvents(messages)
        self.gateway_told = self._events.gateway_told
        self.counted, self.liked = self._events.counted, self._events.liked
        self._in_our_words = partial(in_our_words, (client,), clock)
        self._letters = Letters(client, messages)
        self._rooms = Rooms(client, clock, companions)
        self.channel_told = self._rooms.gateway_told
        self._pace = pace or Pace()
        self.requests_waiting = self._pace.waiting
        self._spoken: set[int] = set()
        # Deleted by us, and perhaps still in the cache until Discord's event comes.
        self._removed: defaultdict[int, set[int]] = defaultdict(set)
        self._away: set[int] = set()
        self._learning: set[int] = set()
        """Servers in which it is being asked who sits where."""
        self._bare: set[int] = set()
        """Voice channels of which Discord has told that they have no status line."""

    def shard_away(self, shard_id: int, away: bool) -> None:
        """Note that a shard's gateway is down, or back; while it is down its servers cannot be seen."""
        (self._away.add if away else self._away.discard)(shard_id)
        if not away:
            self._events.told_anew(shard_id, self._client.shard_count or 1)

    def learning(self, guild_id: int, on: bool) -> None:
        """Note that who sits where in a server is being asked, or is known again; until then it cannot be seen."""
        (self._learning.add if on else self._learning.discard)(guild_id)

    def status_told(self, channel_id: int, status: str | None) -> None:
        """A voice channel's status line has changed, or gone: Discord takes it away when the last person leaves."""
        (self._bare.discard if status else self._bare.add)(channel_id)

    def look(self, guild_id: int) -> Snapshot | None:
        """See ports.Venue."""
        guild = self._guild(guild_id)
        if guild is None:
            return None
        removed = self._removed[guild_id] = self._removed[guild_id] & {channel.id for channel in guild.channels}
        channels = {
            c.id: shown(guild, c, spoken=self._spoken, bare=self._bare) for c in guild.channels if c.id not in removed
        }
        people: dict[int, int] = {}
        muted: set[int] = set()
        roles: dict[int, frozenset[int]] = {}
        staff: set[int] = set()
        known_roles = frozenset(role.id for role in guild.roles)
        for channel in guild.voice_channels:
            for user_id, voice in channel.voice_states.items():
                member = guild.get_member(user_id)
                if (member is None or not member.bot) and channel.id in channels:
                    people[user_id] = channel.id
                    roles[user_id] = frozenset(role.id for role in member.roles) if member else frozenset()
                    if member and member.guild_permissions.move_members:
                        staff.add(user_id)
                    if voice.self_mute or voice.mute or voice.suppress:
                        muted.add(user_id)
        return Snapshot(
            channels,
            people,
            frozenset(muted),
            roles,
            frozenset(staff),
            known_roles,
            guild.owner_id or 0,
            events=self._events.listed(guild),
            silenced=silenced(guild),
        )

    def lacks(self, guild_id: int, channel_ids: Sequence[int]) -> tuple[str, ...]:
        """See ports.Venue."""
        guild = self._client.get_guild(guild_id)
        return lacking(guild, channel_ids, self._client.user) if guild else ()

    async def roles(self, guild_id: int, user_ids: Collection[int]) -> dict[int, frozenset[int]]:
        """See ports.Venue."""
        found = await members(self._guild(guild_id), user_ids)
        return {member.id: frozenset(role.id for role in member.roles) for member in found}

    async def names(self, guild_id: int, user_ids: Collection[int]) -> dict[int, str]:
        """See ports.Venue."""
        return display_names(await members(self._guild(guild_id), user_ids))

    async def send(self, letter: Letter) -> None:
        """See ports.Venue."""
        await self._pace.turn(Urgency.LATER)
        with self._in_our_words(lambda error: undelivered(error, self._clock)):
            await self._letters.send(letter)

    async def mute(self, guild_id: int, user_id: int, *, on: bool) -> None:
        """See ports.Venue."""
        guild = self._guild(guild_id)
        if guild is None:
            raise NotDone("the server cannot be seen")
        await self._pace.turn(Urgency.AWAITED)
        with self._in_our_words(unmutable):
            await mute(self._client, guild, user_id, on=on)

    async def do(self, mixer: Mixer, act: Act) -> Event | None:
        """See ports.Venue."""
        guild = self._guild(mixer.guild_id)
        if guild is None:
            raise NotDone("the server cannot be seen")
        await self._pace.turn(urgency_of(act))
        with self._in_our_words(partial(failure, guild, act)):
            return await self._act(guild, mixer, act)

    async def _act(self, guild: discord.Guild, mixer: Mixer, act: Act) -> Event | None:
        match act:
            case OpenCategory(name):
                return CategoryFound((await guild.create_category(name, overwrites=closed(guild))).id)
            case OpenRoom():
                return await self._rooms.open(guild, act)
            case ShowStatus(number, channel_id, question):
                channel = await self._rooms.ready(guild, channel_id)
                await channel.edit(status=self._messages.question(mixer.language, question)[:500])
                self._bare.discard(channel_id)
                return StatusShown(number, question.id)
            case Admit(user_id, number, channel_id):
                await self._rooms.admit(guild, user_id, channel_id)
                return Admitted(user_id, number)
            case LockOut(user_id, channel_id):
                await self._rooms.lock_out(guild, user_id, channel_id)
                return None
            case Bring(user_id, source_id, room_id):
                await self._move(guild, user_id, source_id, room_id)
                return Arrived(user_id)
            case PutOut() | SendHome():
                await self._move(guild, act.user_id, act.room_id, act.lobby_id if isinstance(act, SendHome) else None)
                return None
            case Say() | Reword():
                return await self._write(mixer, act)
            case MakeEvent() | EditEvent() | StepEvent():
                return await self._events.do(guild, mixer, act)
            case Remove(channel_id):
                await self._remove(guild, channel_id)
                return None

    async def signs(self, guild_id: int, channel_id: int) -> frozenset[str] | None:
        """See ports.Venue."""
        guild = self._guild(guild_id)
        channel = guild and guild.get_channel(channel_id)
        if guild is None or not isinstance(channel, discord.VoiceChannel):
            raise Missing("channel")
        await self._pace.turn(Urgency.LATER)
        with self._in_our_words(partial(failure, guild, Remove(channel_id))):
            return await signs_in(channel, guild.me.id)

    async def remove(self, guild_id: int, channel_id: int) -> None:
        """See ports.Venue."""
        guild = self._guild(guild_id)
        if guild is None:
            raise NotDone("the server cannot be seen")
        await self._pace.turn(Urgency.LATER)
        with self._in_our_words(partial(failure, guild, Remove(channel_id))):
            await self._remove(guild, channel_id)

    async def _remove(self, guild: discord.Guild, channel_id: int) -> None:
        channel = guild.get_channel(channel_id)
        if channel is not None:
            with suppress(discord.NotFound):
                await channel.delete()
        self._removed[guild.id].add(channel_id)

    async def let_in(self, channel_id: int, user_id: int) -> None:
        """Let a listener into a room. Raises Missing, Unsure, and discord.py's errors."""
        channel = self._client.get_channel(channel_id)
        if not isinstance(channel, discord.VoiceChannel):
            raise Missing("channel")
        await self._rooms.admit(channel.guild, user_id, channel_id)

    async def _move(self, guild: discord.Guild, user_id: int, source_id: int, target_id: int | None) -> None:
        """Seat somebody elsewhere or, with None, disconnect them."""
        if target_id is not None:
            await self._rooms.ready(guild, target_id)
        await self._movers.move(guild, user_id, source_id, target_id)

    async def _write(self, mixer: Mixer, act: Say | Reword) -> Event:
        content = self._messages.post(mixer.language, act.text)
        view = under_post(self._messages, mixer.language, mixer.id, act.text)
        pings = discord.AllowedMentions(
            everyone=False,
            roles=[discord.Object(id) for id in act.text.roles],
            users=[discord.Object(id) for id in act.text.pings],
        )
        if isinstance(act, Say) and act.to:
            channel = await self._client.create_dm(discord.Object(act.to))
        else:
            channel = self._client.get_partial_messageable(act.channel_id, guild_id=mixer.guild_id)
        if isinstance(act, Reword):
            message = channel.get_partial_message(act.message_id)
            await message.edit(content=content, view=view, allowed_mentions=pings)
            return PostSent(act.key, act.message_id, act.text.digest)
        self._spoken.add(act.channel_id)
        nonce = blake2b(f"{mixer.id} {act.key}".encode(), digest_size=12).hexdigest()
        # Discord previews a new message to those in the voice channel; a silent one it may not. Only they can see it.
        quiet = not (act.text.pings or act.text.roles) and act.key.kind not in SEEN
        if view is None:
            sent = await channel.send(content, nonce=nonce, allowed_mentions=pings, silent=quiet)
        else:
            sent = await channel.send(content, nonce=nonce, allowed_mentions=pings, silent=quiet, view=view)
        return PostSent(act.key, sent.id, act.text.digest)

    def _guild(self, guild_id: int) -> discord.Guild | None:
        guild = self._client.get_guild(guild_id) if self._ours(guild_id) else None
        if guild is None or guild.unavailable or guild.shard_id in self._away or guild_id in self._learning:
            return None
        return guild
