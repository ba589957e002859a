"""How every door understands who asks, from where, and what they may."""

from __future__ import annotations

from typing import Any

import discord

from bot.core.community.settings import Asker, language_for
from bot.core.text import Refusal

Interaction = discord.Interaction[Any]


def caller(interaction: Interaction) -> Asker:
    """Who asks, and from where. Raises Refusal outside a server, in one without the bot, and while it is not shown."""
    member, guild = interaction.user, interaction.guild
    if guild is None or not isinstance(member, discord.Member) or interaction.channel_id is None:
        raise Refusal("no_server")
    if interaction.client.get_guild(guild.id) is None:
        raise Refusal("not_invited")
    if not guild.roles:  # not shown yet: whoever may host would be told that they may not
        raise Refusal("unavailable")
    voice = member.voice or next(
        (v[member.id] for c in guild.voice_channels if member.id in (v := c.voice_states)), None
    )
    may = member.guild_permissions  # those of the interaction are the channel's, whose overwrites anybody may be given
    return Asker(
        user_id=member.id,
        guild_id=guild.id,
        channel_id=home_of(interaction.channel) or interaction.channel_id,
        voice_id=voice.channel.id if voice and voice.channel else None,
        role_ids=frozenset(role.id for role in member.roles),
        manages_events=may.manage_events,
        manages_server=may.manage_guild,
        language=language_for(_locale(interaction, guild).value),
        reads=reader(interaction),
        timed_out_until=member.timed_out_until,
    )


def home_of(channel: object) -> int | None:
    """The channel that a thread is in: a thread is put away or locked in mid-evening, and takes other permissions."""
    return channel.parent_id if isinstance(channel, discord.Thread) else None


def reader(interaction: Interaction) -> str:
    """The language of whoever asks."""
    return language_for(interaction.locale.value)


def _locale(interaction: Interaction, guild: discord.Guild) -> discord.Locale:
    """The server's, if it has one: all but Community servers are American English to Discord, whatever they speak."""
    chosen = interaction.guild_locale
    if chosen is not None and (chosen is not discord.Locale.american_english or "COMMUNITY" in guild.features):
        return chosen
    return interaction.locale
