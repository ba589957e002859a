"""What people were offered and have not decided yet: kept for a quarter of an hour, over a restart too."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable
from datetime import timedelta

from bot.core.community.settings import Asker
from bot.core.planning.offered import Choice
from bot.core.text import CustomId, Refusal, custom_id
from bot.ports import Clock, OfferBook

log = logging.getLogger(__name__)
OFFERED_FOR = timedelta(minutes=15)
"""How long an offer can be taken up."""
MOST_OFFERS = 10
"""Offers open at a time to one person in one server; the oldest make room."""


class Offers:
    """Choices that wait for a button; of one offer only one is done, and only by whom it was made to."""

    def __init__(self, book: OfferBook, clock: Clock, new_id: Callable[[], str] = lambda: secrets.token_hex(8)) -> None:
        self._book, self._clock, self._new_id = book, clock, new_id

    async def keep(self, caller: Asker, *choices: Choice) -> tuple[CustomId, ...]:
        """A custom id for each choice of one offer."""
        token, until = self._new_id(), self._clock() + OFFERED_FOR
        await self._book.offer(caller.guild_id, caller.user_id, token, choices, until=until, most=MOST_OFFERS)
        return tuple(custom_id("offer", token, number) for number in range(len(choices)))

    async def take(self, caller: Asker, token: str, number: int) -> Choice:
        """One choice of an offer, which is decided by that. Raises Refusal if that is too long ago, or has been."""
        choices = await self._book.take_offer(caller.guild_id, caller.user_id, token, self._clock())
        if number >= len(choices):
            raise Refusal("offer.old")
        return choices[number]

    async def drop_old(self) -> None:
        """Delete what can no longer be taken up; what goes wrong is tried again at the next time."""
        try:
            await self._book.drop_offers(self._clock())
        except Exception:
            log.exception("offers that are over could not be deleted")
