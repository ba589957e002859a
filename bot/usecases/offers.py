"""What people were offered and have not decided yet: kept for a quarter of an hour, in memory only."""

from __future__ import annotations

import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.core.community.settings import Asker
from bot.core.text import Answer, CustomId, Refusal, custom_id
from bot.ports import Clock

OFFERED_FOR = timedelta(minutes=15)
"""How long an offer can be taken up."""
MOST_OFFERS = 10
"""Offers open at a time to one person in one server; the oldest make room."""
Deed = Callable[[Asker], Awaitable[Answer]]
"""What is done for whoever takes it up: who they are and what they may is looked at then, not when it was offered."""


@dataclass(frozen=True, slots=True)
class _Offer:
    deeds: dict[str, Deed]
    """By their tokens."""
    until: datetime


class Offers:
    """Deeds that wait for a button; of one offer only one is done, and only by whom it was made to."""

    def __init__(self, clock: Clock, new_id: Callable[[], str] = lambda: secrets.token_hex(8)) -> None:
        self._clock, self._new_id = clock, new_id
        self._open: dict[tuple[int, int], list[_Offer]] = {}
        """By server and person, the oldest first."""

    def keep(self, caller: Asker, *deeds: Deed) -> tuple[CustomId, ...]:
        """A custom id for each deed of one offer."""
        self._drop_old()
        offer = _Offer({self._new_id(): deed for deed in deeds}, self._clock() + OFFERED_FOR)
        key = caller.guild_id, caller.user_id
        self._open[key] = [*self._open.get(key, ()), offer][-MOST_OFFERS:]
        return tuple(custom_id("offer", token) for token in offer.deeds)

    def forget(self, user_id: int) -> None:
        """Keep nothing that was offered to somebody."""
        self._open = {key: offers for key, offers in self._open.items() if key[1] != user_id}

    async def take(self, caller: Asker, token: str) -> Answer:
        """Do what was offered. Raises Refusal if that is too long ago, or has been decided."""
        self._drop_old()
        key = caller.guild_id, caller.user_id
        offer = next((it for it in self._open.get(key, ()) if token in it.deeds), None)
        if offer is None:
            raise Refusal("offer.old")
        self._open[key] = [other for other in self._open[key] if other is not offer]
        return await offer.deeds[token](caller)

    def _drop_old(self) -> None:
        now = self._clock()
        fresh = {key: [offer for offer in offers if now < offer.until] for key, offers in self._open.items()}
        self._open = {key: offers for key, offers in fresh.items() if offers}
