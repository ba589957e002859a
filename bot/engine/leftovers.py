"""Finds rooms of ours that belong to no evening any more, and offers their removal; of itself it removes nothing."""

from __future__ import annotations

import logging
from datetime import timedelta

from bot.core.community.settings import Community
from bot.core.lifecycle.mixer import Mixer
from bot.core.reconcile.leftovers import Leftover, emptied, leftovers
from bot.core.text import Letter, Phrase, Refusal, Text, custom_id
from bot.engine.conductor import Conductor
from bot.ports import Alarm, Clock, NotDone, Store, Unsure, Venue
from bot.ports.alarms import LeftoversDue

log = logging.getLogger(__name__)
FIRST, AGAIN = timedelta(minutes=2), timedelta(hours=1)


class Leftovers:
    """Each is offered once, in its own first room, where those see it who could want it or may take it away."""

    def __init__(self, *, conductor: Conductor, store: Store, venue: Venue, alarm: Alarm, clock: Clock) -> None:
        self._conductor, self._store, self._venue = conductor, store, venue
        self._alarm, self._clock = alarm, clock
        self._servers: set[int] = set()
        self._offered: set[int] = set()
        """What needs no look into its room: whether it was offered before a restart stands there."""

    def seen(self, guild_id: int) -> None:
        """A server can be seen: it is looked through with the next."""
        self._servers.add(guild_id)

    def start(self) -> None:
        """Look soon, and then every hour."""
        self._alarm.set(LeftoversDue(), self._clock() + FIRST)

    async def ring(self) -> None:
        """Look through every server; what goes wrong is tried again at the next."""
        self._alarm.set(LeftoversDue(), self._clock() + AGAIN)
        try:
            kept = await self._store.unfinished()
            for guild_id in sorted(self._servers):
                for leftover in self._left(guild_id, kept):
                    if leftover.id not in self._offered:
                        await self._offer(guild_id, leftover)
        except Exception:
            log.exception("rooms that are left over could not be looked for, or not be offered")

    async def remove(self, guild_id: int, leftover_id: int) -> int:
        """Remove them because somebody wishes it; how many. Raises Refusal: for what is no leftover now, or in use."""
        kept, seen = await self._store.unfinished(), self._venue.look(guild_id)
        found = next((one for one in self._left(guild_id, kept) if one.id == leftover_id), None)
        if found is None or seen is None:
            raise Refusal("leftover.gone")
        try:
            sure = [room for room in found.rooms if await self._venue.signs(guild_id, room.id) is not None]
            if any(seen.inside(room.id) for room in sure):
                raise Refusal("leftover.inside")
            for room in sure:
                await self._venue.remove(guild_id, room.id)
            if len(sure) == len(found.rooms) and emptied(found, seen):
                await self._venue.remove(guild_id, found.id)
        except (NotDone, Unsure) as error:
            log.info("rooms that are left over were not removed: %s", type(error).__name__)
            raise Refusal("leftover.stuck", permissions=Phrase(("permission.manage_channels",))) from None
        if not sure:
            raise Refusal("leftover.gone")
        log.info("server %d: %d rooms that were left over are removed, as somebody wished", guild_id, len(sure))
        return len(sure)

    def _left(self, guild_id: int, kept: list[Mixer]) -> list[Leftover]:
        seen = self._venue.look(guild_id)
        mixers = [*self._conductor.running(guild_id), *(mixer for mixer in kept if mixer.guild_id == guild_id)]
        return list(leftovers(seen, mixers, self._clock())) if seen else []

    async def _offer(self, guild_id: int, leftover: Leftover) -> None:
        """In the first room in which our own words stand first: whoever copies a room does not copy them."""
        for room in leftover.rooms:
            signs = await self._venue.signs(guild_id, room.id)
            if signs is None:
                continue
            if custom_id("leftover", leftover.id) not in signs:
                community = await self._store.community(guild_id) or Community(guild_id=guild_id)
                text = Text("leftover.found", {"rooms": len(leftover.rooms)}, buttons=("leftover",))
                await self._venue.send(
                    Letter(
                        key=f"leftover {leftover.id}",
                        language=community.language,
                        texts=(text,),
                        guild_id=guild_id,
                        channel_id=room.id,
                        about=str(leftover.id),
                    )
                )
                log.warning("server %d: %d rooms belong to no mixer that is kept", guild_id, len(leftover.rooms))
            self._offered.add(leftover.id)
            return
