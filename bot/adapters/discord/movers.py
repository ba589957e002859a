"""Who moves people: the bot, and every listener that may; each has a rate limit of its own in every server."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import aiohttp
import discord

from bot.adapters.discord.rest_answers import MoveGate, until_granted
from bot.ports import Busy, Clock, Missing

log = logging.getLogger(__name__)
REST = timedelta(minutes=10)
"""How long a listener that was refused, or did not get through, is not asked again in that server (chosen)."""
ABOUT_THE_PERSON = (40032, 10007, 10013)
"""Discord's codes for somebody who is not in voice, not in the server, or nobody: any other bot would hear the same."""


@dataclass(frozen=True, slots=True)
class Mover:
    """A bot that may move people, and what it knows of its moves."""

    client: discord.Client
    gate: MoveGate


class Movers:
    """Moves people with whoever has moves left: the bot itself first, then its listeners in their order.

    Each asks for one at a time in a server: only Discord's answer tells whether it has another.
    """

    def __init__(self, bot: Mover, listeners: Sequence[Mover], clock: Clock) -> None:
        self._bot, self._listeners, self._clock = bot, listeners, clock
        self._resting: dict[tuple[Mover, int], datetime] = {}
        """By listener and server: until when it is not asked."""
        self._asking: dict[tuple[Mover, int], asyncio.Future[None]] = {}
        """By mover and server: done as soon as it may ask for the next."""

    async def move(self, guild: discord.Guild, user_id: int, source_id: int, target_id: int | None) -> None:
        """Seat somebody elsewhere or, with None, disconnect them.

        Raises Busy when nobody has moves left, Missing if they are not where they are thought to be, discord.py's
        errors as the bot itself has met them, and whatever leaves it open whether they were moved.
        """
        while True:
            mover = self._first_free(guild.id, source_id, target_id)
            if mover is None:
                asking = [done for (_, where), done in self._asking.items() if where == guild.id]
                await asyncio.wait(asking, return_when=asyncio.FIRST_COMPLETED)
                continue
            member = guild.get_member(user_id)
            if member is None or member.voice is None or member.voice.channel is None:
                raise Missing("not in voice")
            if member.voice.channel.id != source_id:
                raise Missing("elsewhere")
            done = self._asking[mover, guild.id] = asyncio.get_running_loop().create_future()
            try:
                if await self._moves(mover, guild.id, user_id, target_id):
                    return
            finally:
                del self._asking[mover, guild.id]
                done.set_result(None)

    async def _moves(self, mover: Mover, guild_id: int, user_id: int, target_id: int | None) -> bool:
        """Whether Discord has let it; False if it certainly has not, and somebody else may be asked."""
        try:
            await until_granted(mover.client.http.edit_member(guild_id, user_id, channel_id=target_id))
        except discord.RateLimited:
            if mover.gate.until(guild_id) is None:
                raise
            return False
        except (discord.HTTPException, aiohttp.ClientError, OSError) as error:
            if mover is self._bot or (isinstance(error, discord.HTTPException) and error.code in ABOUT_THE_PERSON):
                raise
            self._resting[mover, guild_id] = self._clock() + REST
            log.warning("%s moves nobody in server %d for ten minutes: %s", mover.client.user, guild_id, error)
            refused = isinstance(error, discord.HTTPException) and error.status < 500
            if not refused and not isinstance(error, aiohttp.ClientConnectorError):
                raise
            return False
        return True

    def _first_free(self, guild_id: int, source_id: int, target_id: int | None) -> Mover | None:
        """Who may ask now, None if that is to be waited for. Raises Busy where nobody has moves left."""
        able = [self._bot, *(one for one in self._listeners if self._able(one, guild_id, source_id, target_id))]
        until = {mover: mover.gate.until(guild_id) for mover in able}
        if None not in until.values():
            raise Busy(min(at for at in until.values() if at is not None))
        left = (mover for mover in able if until[mover] is None)
        return next((mover for mover in left if (mover, guild_id) not in self._asking), None)

    def _able(self, mover: Mover, guild_id: int, source_id: int, target_id: int | None) -> bool:
        """Whether a listener may, as far as it has been told itself: in both channels, and enter the second."""
        guild = mover.client.get_guild(guild_id)
        resting = self._resting.get((mover, guild_id))
        if guild is None or guild.unavailable or mover.client.is_closed() or (resting and resting > self._clock()):
            return False
        places = [guild.get_channel(id) for id in (source_id, target_id) if id is not None]
        needed = discord.Permissions(view_channel=True, connect=True, move_members=True)
        return all(place is not None and place.permissions_for(guild.me) >= needed for place in places)
