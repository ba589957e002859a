"""The soft tone on Discord's soundboard: the main bot owns the sound, and whichever bot is in a room plays it there.

Discord sends no sound for it: it tells those in the channel, and the client of each plays the file. So the ears, which
hear packets, do not hear it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from functools import partial

import discord

from bot.adapters.discord.leftovers import NAME as TRYOUTS
from bot.adapters.discord.our_words import in_our_words
from bot.adapters.discord.permissions import MAKING, NOT_ALLOWED, PLAYING
from bot.adapters.discord.request_queue import Pace, Urgency
from bot.adapters.shipped import shipped_bytes
from bot.ports import Clock, Forbidden, Missing, NotDone
from bot.ports.tone import SoundboardFull

FILE, NAME, EMOJI = "tone/wood.mp3", "Engawa", "🪵"
VOLUME = 0.5
"""Of what Discord would play it at; whoever finds that loud can turn soundboards down for themselves."""
WITHIN = 2.0
"""Seconds for each request: a tone that comes later is none (chosen)."""
UNKNOWN_SOUND, FULL = 10097, 30045
"""Discord's codes for a sound that is not there, and a soundboard that has no room."""


class DiscordTone:
    """ports.Tone on discord.py clients, the main bot's first."""

    def __init__(self, clients: Sequence[discord.Client], pace: Pace, clock: Clock) -> None:
        self._clients, self._pace = clients, pace
        self._in_our_words = partial(in_our_words, clients, clock)

    def lacks(self, guild_id: int) -> tuple[str, ...]:
        """See ports.Tone."""
        needed = [(self._clients[0], MAKING), *((client, name) for client in self._clients for name in PLAYING)]
        places = ((client.get_guild(guild_id), name) for client, name in needed)
        names = {name for guild, name in places if guild and not getattr(guild.me.guild_permissions, name)}
        return tuple(sorted(names))

    async def put(self, guild_id: int) -> int:
        """See ports.Tone."""
        guild = self._guild(guild_id)
        await self._pace.turn(Urgency.AWAITED)
        with self._in_our_words(partial(_refused, MAKING)):
            async with asyncio.timeout(WITHIN):
                # A sound of ours that is there is ours, however somebody has renamed it.
                if (there := next(self._ours(guild, await guild.fetch_soundboard_sounds()), None)) is not None:
                    return there.id
                sound = shipped_bytes(FILE)
                made = await guild.create_soundboard_sound(name=NAME, sound=sound, volume=VOLUME, emoji=EMOJI)
                return made.id

    async def take_away(self, guild_id: int, tone_id: int) -> None:
        """See ports.Tone."""
        guild = self._guild(guild_id)
        await self._pace.turn(Urgency.AWAITED)
        with suppress(Missing), self._in_our_words(partial(_refused, MAKING)):
            async with asyncio.timeout(WITHIN):
                await self._clients[0].http.delete_soundboard_sound(guild.id, tone_id, reason=None)

    async def play(self, guild_id: int, channel_id: int, tone_id: int, still: Callable[[], bool]) -> bool:
        """See ports.Tone."""
        if self._clients[0] is (client := self._inside(guild_id, channel_id)):
            await self._pace.turn(Urgency.LATER)
        if client is None or not still():
            return False
        with self._in_our_words(partial(_refused, self._unplayable(client, channel_id))):
            async with asyncio.timeout(WITHIN):
                await client.http.send_soundboard_sound(channel_id, sound_id=tone_id)
        return True

    def _guild(self, guild_id: int) -> discord.Guild:
        guild = self._clients[0].get_guild(guild_id)
        if guild is None or guild.unavailable:
            raise NotDone("the server cannot be seen")
        return guild

    def _inside(self, guild_id: int, channel_id: int) -> discord.Client | None:
        """The bot that is in a voice channel."""
        for client in self._clients:
            guild = client.get_guild(guild_id)
            voice = guild.voice_client if guild else None
            if isinstance(voice, discord.VoiceClient) and voice.channel.id == channel_id:
                return client
        return None

    @staticmethod
    def _ours(guild: discord.Guild, sounds: Sequence[discord.SoundboardSound]) -> Iterator[discord.SoundboardSound]:
        made = (sound for sound in sounds if sound.user is not None and sound.user.id == guild.me.id)
        return (sound for sound in made if sound.name != TRYOUTS)

    @staticmethod
    def _unplayable(client: discord.Client, channel_id: int) -> str:
        """The permission that most likely lacks where Discord does not let a bot play."""
        channel = client.get_channel(channel_id)
        here = channel.permissions_for(channel.guild.me) if isinstance(channel, discord.VoiceChannel) else None
        return next((name for name in PLAYING if here is not None and not getattr(here, name)), PLAYING[-1])


def _refused(permission: str, error: discord.HTTPException) -> NotDone:
    """What Discord's refusal of an act comes to that takes this permission."""
    if error.code in NOT_ALLOWED:
        return Forbidden(permission)
    kind = {UNKNOWN_SOUND: Missing, FULL: SoundboardFull}.get(error.code, NotDone)
    return kind(f"{error.status} {error.code}")
