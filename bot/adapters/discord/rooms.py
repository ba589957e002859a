"""Rooms on Discord: made for those who sit in them, and late guests let in so that it lasts."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection
from contextlib import suppress
from datetime import timedelta

import discord

from bot.adapters.discord.permissions import (
    CLOSED,
    GUEST_ALLOW,
    OWN_ALLOW,
    Overwrites,
    lets_in,
    without_strangers,
)
from bot.core.lifecycle.facts import RoomFound
from bot.core.lifecycle.snapshot import Channel
from bot.core.reconcile.acts import OpenRoom
from bot.ports import Clock, Missing, Unsure

SHOWN_AFTER = 5.0
"""Seconds in which Discord's events show what it has answered; channels are usually ready within one (chosen)."""
LOOKED_AT = 100
"""Messages of a room that are looked at for what the bot has posted there: as many as one answer holds."""
OF_A_MEMBER = 1
"""The type of an overwrite that is for one member (Discord's API reference)."""


class Rooms:
    """Makes rooms, and knows which of them are not ready yet: those forget who is let in, though Discord says yes."""

    def __init__(self, client: discord.Client, clock: Clock, companions: Callable[[int], Collection[int]]) -> None:
        """`companions`: the listeners in a server, who are let into its rooms."""
        self._client, self._clock, self._companions = client, clock, companions
        self._told: dict[int, asyncio.Event] = {}
        """By a channel that was made just now: whether Discord's gateway has told of it."""

    def gateway_told(self, channel_id: int) -> None:
        """A channel has come; the answer to the request that made it may come before or after."""
        self._told = {id: told for id, told in self._told.items() if self._young(id)}
        self._told.setdefault(channel_id, asyncio.Event()).set()

    async def open(self, guild: discord.Guild, act: OpenRoom) -> RoomFound:
        """Make a room, without those whom Discord does not know there. Raises Missing, and discord.py's errors."""
        category = guild.get_channel(act.category_id)
        if not isinstance(category, discord.CategoryChannel):
            raise Missing("category")
        overwrites = closed(guild)
        invited = {*act.members, *self._companions(guild.id)}
        overwrites |= {discord.Object(id, type=discord.Member): GUEST_ALLOW for id in sorted(invited)}
        while True:
            try:
                channel = await guild.create_voice_channel(act.name, category=category, overwrites=overwrites)
            except discord.HTTPException as error:
                asked, overwrites = overwrites, without_strangers(overwrites, error)
                if asked == overwrites:
                    raise
            else:
                self._told.setdefault(channel.id, asyncio.Event())
                return RoomFound(act.number, channel.id)

    async def admit(self, guild: discord.Guild, user_id: int, channel_id: int) -> None:
        """Let somebody in, and see that it is so. Raises Missing, Unsure, and discord.py's errors."""
        await self.ready(guild, channel_id)
        # By id: set_permissions wants a member from the cache, and a late guest need not be in it.
        allow, deny = (str(permissions.value) for permissions in GUEST_ALLOW.pair())
        await self._client.http.edit_channel_permissions(channel_id, user_id, allow, deny, OF_A_MEMBER)
        if lets_in(guild.get_channel(channel_id), user_id):
            return
        try:
            await self._client.wait_for(
                "guild_channel_update",
                check=lambda _, after: after.id == channel_id and lets_in(after, user_id),
                timeout=SHOWN_AFTER,
            )
        except TimeoutError:
            raise Unsure("a guest was let in, and it does not show") from None

    async def lock_out(self, guild: discord.Guild, user_id: int, channel_id: int) -> None:
        """Take back what lets somebody in, if there is anything. Raises Missing, and discord.py's errors."""
        await self.ready(guild, channel_id)
        with suppress(discord.NotFound):
            await self._client.http.delete_channel_permissions(channel_id, user_id)

    async def ready(self, guild: discord.Guild, channel_id: int) -> discord.VoiceChannel:
        """A voice channel, waited for if it was made just now. Raises Missing."""
        if (told := self._told.get(channel_id)) is not None and self._young(channel_id):
            with suppress(TimeoutError):
                await asyncio.wait_for(told.wait(), SHOWN_AFTER)
        channel = guild.get_channel(channel_id)
        if not isinstance(channel, discord.VoiceChannel):
            raise Missing("channel")
        return channel

    def _young(self, channel_id: int) -> bool:
        return self._clock() - discord.utils.snowflake_time(channel_id) < timedelta(seconds=SHOWN_AFTER)


async def signs_in(channel: discord.VoiceChannel, own_id: int) -> frozenset[str] | None:
    """See ports.Venue.signs. Raises discord.py's errors."""
    told = [message async for message in channel.history(limit=LOOKED_AT, oldest_first=True)]
    if not told or told[0].author.id != own_id:
        return None
    rows = (row for message in told if message.author.id == own_id for row in message.components)
    below = (item for row in rows if isinstance(row, discord.ActionRow) for item in row.children)
    return frozenset(str(item.custom_id) for item in below)


def shown(
    guild: discord.Guild, channel: discord.abc.GuildChannel, *, spoken: Collection[int], bare: Collection[int]
) -> Channel:
    """A channel as a look shows it; `spoken` are those in which we spoke, `bare` those without their status line."""
    marked = not channel.overwrites_for(guild.me).is_empty()
    blank = isinstance(channel, discord.VoiceChannel) and channel.last_message_id is None
    return Channel(
        id=channel.id,
        name=channel.name,
        is_category=isinstance(channel, discord.CategoryChannel),
        parent_id=channel.category_id,
        created_at=channel.created_at,
        marked=marked,
        blank=blank and channel.id not in spoken,
        admits=frozenset(target.id for target, may in channel.overwrites.items() if may.view_channel)
        if marked and isinstance(channel, discord.VoiceChannel)
        else None,
        bare=marked and channel.id in bare,
        own=marked and made_by_us(guild, channel),
    )


def made_by_us(guild: discord.Guild, channel: discord.abc.GuildChannel) -> bool:
    """Whether it has just the overwrites of a room or a category of ours, and is one or the other."""
    found = {target.id: overwrite for target, overwrite in channel.overwrites.items()}
    roles = [role for role in channel.overwrites if isinstance(role, discord.Role)]
    first = found.pop(guild.default_role.id, None), found.pop(guild.me.id, None)
    if first != (CLOSED, OWN_ALLOW) or len(roles) != 1:
        return False
    if isinstance(channel, discord.CategoryChannel):
        return not found
    return isinstance(channel, discord.VoiceChannel) and all(overwrite == GUEST_ALLOW for overwrite in found.values())


def closed(guild: discord.Guild) -> Overwrites:
    """Nobody may see or enter, except the bot: a denial would shut it out of its own room."""
    return {guild.default_role: CLOSED, guild.me: OWN_ALLOW}
