"""What a tryout makes, and its removal: by this tryout or, if it was killed, by the next."""

from __future__ import annotations

import discord

NAME = "Engawa tryout"
"""Of the category, of the event in the calendar, and of the sound on the soundboard."""


async def remove_leftovers(guild: discord.Guild) -> None:
    """Remove it all, known by its name and by the bot's own overwrite or hand. Raises discord.py's errors."""
    there = await guild.fetch_channels()
    ours = [channel for channel in there if not channel.overwrites_for(guild.me).is_empty()]
    for category in [c for c in ours if isinstance(c, discord.CategoryChannel) and c.name == NAME]:
        for channel in [c for c in ours if c.category_id == category.id]:
            await channel.delete()
        await category.delete()
    for event in await guild.fetch_scheduled_events():
        if event.name == NAME and event.creator_id == guild.me.id:
            await event.delete()
    for sound in await guild.fetch_soundboard_sounds():
        if sound.name == NAME and sound.user is not None and sound.user.id == guild.me.id:
            await sound.delete()
