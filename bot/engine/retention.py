"""Deletes what has been kept long enough: once a day, and after servers that have removed the bot."""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection
from dataclasses import replace
from datetime import timedelta

from bot.core.community.settings import Community
from bot.ports import Alarm, Clock, Ledger, Store
from bot.ports.alarms import RetentionDue

log = logging.getLogger(__name__)
FIRST, DAILY = timedelta(minutes=1), timedelta(days=1)
SERVER_KEPT = timedelta(days=30)
"""How long a server's data is kept after it has removed the bot: it may come back."""
MIXER_KEPT = timedelta(days=7)
"""How long a mixer that is over is kept, for its old posts."""


class Retention:
    """Nothing stays in the database for longer than it is needed."""

    def __init__(
        self, *, store: Store, ledger: Ledger, alarm: Alarm, clock: Clock, deleted: Callable[[int], None]
    ) -> None:
        """`deleted` is told of each server of which nothing is kept any more."""
        self._store, self._ledger, self._alarm, self._clock = store, ledger, alarm, clock
        self._deleted = deleted

    def start(self) -> None:
        """Go on a round soon, and then every day."""
        self._alarm.set(RetentionDue(), self._clock() + FIRST)

    async def ring(self) -> None:
        """A round; what goes wrong is tried again at the next."""
        now = self._clock()
        self._alarm.set(RetentionDue(), now + DAILY)
        try:
            await self._ledger.expire(now)
            await self._store.forget_mixers(now - MIXER_KEPT)
            for community in await self._store.left_by(now - SERVER_KEPT):
                log.info("server %d removed the bot long ago: its data is deleted", community)
                self._deleted(community)
                await self._store.forget_guild(community)
        except Exception:
            log.exception("what is old could not be deleted")

    async def servers(self, present: Collection[int]) -> None:
        """Which servers the bot is in: for the others the days begin to count, for these they do no more."""
        for guild_id in await self._store.guilds():
            community = await self._store.community(guild_id) or Community(guild_id=guild_id)
            gone = guild_id not in present
            if gone != (community.left_at is not None):
                left_at = self._clock() if gone else None
                await self._store.keep_community(replace(community, left_at=left_at))
