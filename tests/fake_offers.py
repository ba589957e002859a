"""Offers in memory; they pass the same contract tests as the real ones."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime

from bot.adapters.offered import read, written
from bot.core.planning.offered import Choice


class FakeOffers:
    """See ports.OfferBook; everything is kept by server and person as it is on a disk, the oldest first."""

    def __init__(self) -> None:
        self._offers = defaultdict[int, dict[int, dict[str, tuple[str, datetime]]]](dict)

    async def offer(
        self, guild_id: int, user_id: int, token: str, choices: tuple[Choice, ...], *, until: datetime, most: int
    ) -> None:
        if until.utcoffset() is None:
            raise ValueError(f"{until} has no time zone")
        kept = {**self._offers[guild_id].get(user_id, {}), token: (written(choices), until)}
        self._offers[guild_id][user_id] = dict([*kept.items()][-most:])

    async def find_offer(self, guild_id: int, user_id: int, token: str, now: datetime) -> tuple[Choice, ...]:
        choices, until = self._offers[guild_id].get(user_id, {}).get(token, ("", now))
        return read(choices) if now < until else ()

    async def drop_offer(self, guild_id: int, user_id: int, token: str) -> None:
        kept = self._offers[guild_id].get(user_id, {})
        self._keep(guild_id, user_id, {other: one for other, one in kept.items() if other != token})

    async def drop_offers(self, now: datetime) -> None:
        for guild_id, people in self._offers.items():
            for user_id, kept in [*people.items()]:
                self._keep(guild_id, user_id, {token: one for token, one in kept.items() if now < one[1]})

    def _offered(self, guild_id: int, user_id: int) -> int:
        return len(self._offers[guild_id].get(user_id, ()))

    def _keep(self, guild_id: int, user_id: int, kept: dict[str, tuple[str, datetime]]) -> None:
        """Nobody who has none is kept."""
        self._offers[guild_id].pop(user_id, None)
        if kept:
            self._offers[guild_id][user_id] = kept
