"""Standing places in memory; they pass the same contract tests as the real ones."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime, timedelta

from bot.core.planning.standing import LAPSES_AFTER, Roll

Places = dict[tuple[str, int], tuple[int, datetime]]


class FakeStanding:
    """See ports.StandingPlaces; by server, and in the order in which people said so, absences and the last time."""

    def __init__(self) -> None:
        self._stands = defaultdict[int, Places](dict)

    async def stand(self, guild_id: int, series: str, user_id: int, at: datetime, *, most: int | None) -> bool:
        if at.utcoffset() is None:
            raise ValueError(f"{at} has no time zone")
        held = await self.standing(guild_id, series)
        if user_id not in held and (most is None or len(held) < most):
            self._stands[guild_id].pop((series, user_id), None)
            self._stands[guild_id][series, user_id] = 0, at
        return user_id in held or most is None or len(held) < most

    async def stand_down(self, guild_id: int, series: str, user_ids: Collection[int]) -> None:
        for user_id in user_ids:
            self._stands[guild_id].pop((series, user_id), None)

    async def standing(self, guild_id: int, series: str) -> tuple[int, ...]:
        held = self._stands[guild_id].items()
        return tuple(user for (its, user), (missed, _) in held if its == series and missed < LAPSES_AFTER)

    async def lapsed(self, guild_id: int, series: str) -> frozenset[int]:
        kept = self._stands[guild_id].items()
        return frozenset(user for (its, user), (missed, _) in kept if its == series and missed >= LAPSES_AFTER)

    async def series_stood_for(self) -> frozenset[tuple[int, str]]:
        return frozenset((guild_id, series) for guild_id, kept in self._stands.items() for series, _ in kept)

    async def end_series(self, guild_id: int, series: str) -> None:
        kept = self._stands[guild_id].items()
        self._stands[guild_id] = {key: one for key, one in kept if key[0] != series}

    def _call(self, guild_id: int, roll: Roll, came: Collection[int], ended_at: datetime) -> None:
        for (series, user), (missed, at) in [*self._stands[guild_id].items()]:
            if series == roll.series and missed < LAPSES_AFTER:
                counted = (0, ended_at) if user in came else (missed + (user in roll.expected), at)
                self._stands[guild_id][series, user] = counted

    def _stands_for(self, guild_id: int, user_id: int) -> tuple[tuple[str, int], ...]:
        kept = self._stands[guild_id].items()
        return tuple(sorted((series, missed) for (series, user), (missed, _) in kept if user == user_id))

    def _forget_standing(self, guild_id: int, user_id: int) -> None:
        kept = self._stands[guild_id].items()
        self._stands[guild_id] = {key: one for key, one in kept if key[1] != user_id}

    def _expire_standing(self, now: datetime) -> None:
        for guild_id, kept in self._stands.items():
            recent = {key: one for key, one in kept.items() if now - one[1] < timedelta(days=180)}
            self._stands[guild_id] = recent
