"""Deletes what has been kept long enough, what somebody wants forgotten, and what servers and people left behind."""

from __future__ import annotations

import logging
from collections.abc import Collection
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta

from bot.core.community.settings import Community
from bot.core.lifecycle.events import Forgotten
from bot.core.lifecycle.mixer import Mixer
from bot.core.lifecycle.phase import Phase
from bot.core.planning.schedule import series_of
from bot.core.text import Refusal
from bot.core.times.recurrence import Repeat
from bot.engine.conductor import Conductor
from bot.ports import Alarm, Clock, Ledger, Store, Unsure, Venue
from bot.ports.alarms import RetentionDue

log = logging.getLogger(__name__)
FIRST, DAILY = timedelta(minutes=1), timedelta(days=1)
SERVER_KEPT = timedelta(days=30)
"""How long a server's data is kept after it has removed the bot: it may come back."""
MIXER_KEPT = timedelta(days=7)
"""How long a mixer that is over is kept, for its old posts."""
MEMBER_KEPT = timedelta(days=30)
"""How long what is known of somebody is kept after they were first seen to have left: they may come back."""
WEEK = 7
"""Days in which every server's people are looked for once, some servers on each."""


def concerns(mixer: Mixer, user_id: int) -> bool:
    """Whether something of somebody is in a mixer, or comes into it as soon as they are seen there."""
    listed = mixer.signup(user_id) or mixer.guest(user_id) or next((n for n in mixer.notices if n.by == user_id), None)
    return listed is not None or user_id == mixer.host_id or mixer.phase in {Phase.GATHERING, Phase.OPEN}


async def forget(conductor: Conductor, ledger: Ledger, guild_id: int, user_id: int) -> None:
    """Delete everything kept about a person in a server, and keep nothing new in the evenings under way there."""
    for mixer in conductor.running(guild_id):
        if concerns(mixer, user_id):
            with suppress(Refusal):  # over in this very moment
                await conductor.tell(mixer.id, Forgotten(user_id))
    await ledger.forget_person(guild_id, user_id)


class Retention:
    """Nothing stays in the database for longer than it is needed."""

    def __init__(
        self, *, conductor: Conductor, store: Store, ledger: Ledger, venue: Venue, alarm: Alarm, clock: Clock
    ) -> None:
        self._conductor, self._store, self._ledger, self._venue = conductor, store, ledger, venue
        self._alarm, self._clock = alarm, clock

    def start(self) -> None:
        """Go on a round soon, and then every day."""
        self._alarm.set(RetentionDue(), self._clock() + FIRST)

    async def ring(self) -> None:
        """A round; what goes wrong is tried again at the next."""
        now = self._clock()
        self._alarm.set(RetentionDue(), now + DAILY)
        try:
            if self._store.ours(0):  # one process does it for all servers
                await self._ledger.expire(now)
                await self._store.forget_mixers(now - MIXER_KEPT)
            await self._end_series()
            for community in await self._store.left_by(now - SERVER_KEPT):
                log.info("server %d removed the bot long ago: its data is deleted", community)
                self._conductor.let_go(community)
                await self._store.forget_guild(community)
            for guild_id in await self._store.guilds():
                if guild_id % WEEK == now.toordinal() % WEEK:
                    await self._look_for_people(guild_id)
        except Exception:
            log.exception("what is old could not be deleted")

    async def _end_series(self) -> None:
        """Forget who always came to a series of our servers that has no evening any more.

        They must be ours before and after: of those of other processes no evening is known here.
        """
        known = {key for key in await self._ledger.series_stood_for() if self._store.ours(key[0])}
        coming = {series_of(mixer) for mixer in await self._store.unfinished() if mixer.repeat is not Repeat.ONCE}
        for guild_id, series in known:
            if series not in coming and self._store.ours(guild_id):
                await self._ledger.end_series(guild_id, series)

    async def _look_for_people(self, guild_id: int) -> None:
        """Note who is no member any more, and forget who was none for long. A server out of sight tells nothing."""
        known = await self._ledger.known_people(guild_id)
        try:
            members = await self._venue.roles(guild_id, known)
        except Unsure:
            return
        now = self._clock()
        await self._ledger.absent(guild_id, known - members.keys(), now)
        for user_id in await self._ledger.long_absent(guild_id, now - MEMBER_KEPT):
            await forget(self._conductor, self._ledger, guild_id, user_id)
            log.info("somebody left server %d long ago: what was kept about them is deleted", guild_id)

    async def servers(self, present: Collection[int]) -> None:
        """Which servers the bot is in: for the others the days begin to count, for these they do no more."""
        for guild_id in await self._store.guilds():
            community = await self._store.community(guild_id) or Community(guild_id=guild_id)
            gone = guild_id not in present
            if gone != (community.left_at is not None):
                left_at = self._clock() if gone else None
                await self._store.keep_community(replace(community, left_at=left_at))
