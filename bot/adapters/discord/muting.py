"""Server mutes: Discord takes one only while somebody is in voice, and from whoever may mute there."""

from __future__ import annotations

import discord

from bot.adapters.discord.permissions import NOT_ALLOWED
from bot.ports import Forbidden, Missing, NotDone

MUTING, NOT_IN_VOICE = "mute_members", 40032
"""The permission, as the catalogue names it, and Discord's code for somebody who is not in voice."""


def silenced(guild: discord.Guild) -> frozenset[int]:
    """Who in voice is muted in the whole server."""
    states = (state for channel in guild.voice_channels for state in channel.voice_states.items())
    return frozenset(user_id for user_id, voice in states if voice.mute)


async def mute(client: discord.Client, guild: discord.Guild, user_id: int, *, on: bool) -> None:
    """Mute somebody in the whole server, or no longer. Raises Missing, Forbidden and discord.py's errors."""
    channels = (*guild.voice_channels, *guild.stage_channels)
    place = next((channel for channel in channels if user_id in channel.voice_states), None)
    if place is None:
        raise Missing("not in voice")
    if not place.permissions_for(guild.me).mute_members:
        raise Forbidden(MUTING)  # without asking Discord: so that it is not asked again at every sight of them
    await client.http.edit_member(guild.id, user_id, mute=on)


def unmutable(error: discord.HTTPException) -> NotDone:
    """Discord's refusal in our words."""
    if error.code in NOT_ALLOWED:
        return Forbidden(MUTING)
    if error.code == NOT_IN_VOICE or isinstance(error, discord.NotFound):
        return Missing(error.text)
    return NotDone(f"{error.status} {error.code}")
