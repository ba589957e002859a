"""What a bot's own view of a server says to its ear: where it may go, who could be heard there, and who said no."""

from __future__ import annotations

import discord

from bot.adapters.ears.connection import EarClient


def may_enter(guild: discord.Guild, channel_id: int) -> bool:
    """Whether this bot sees the channel and may enter it, as far as it knows."""
    channel = guild.get_channel(channel_id)
    if not isinstance(channel, discord.VoiceChannel):
        return False
    mine = channel.permissions_for(guild.me)
    return mine.view_channel and mine.connect


def deafened_ear(guild: discord.Guild) -> EarClient | None:
    """The ear of this bot in a server, if a moderator has deafened it."""
    ear = guild.voice_client
    return ear if isinstance(ear, EarClient) and ear.deafened else None


def unmuted_in(channel: discord.VoiceChannel) -> list[int]:
    """The people in a channel who could be heard."""
    people = ((channel.guild.get_member(id), state) for id, state in channel.voice_states.items())
    return [
        member.id
        for member, state in people
        if member is not None and not (member.bot or state.mute or state.self_mute or state.suppress)
    ]
