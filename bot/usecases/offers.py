"""What people were offered and have not decided yet: kept for a quarter of an hour, over a restart too."""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections import defaultdict
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
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
    """Choices that wait for a button; of one offer only one is done, and only by whom it was made to.

    An offer is there until what was chosen of it is done, so that nobody loses it by a refusal or a crash. There may be
    a crash between the two as well: each deed can be asked for again, and is not done twice.
    """

    def __init__(self, book: OfferBook, clock: Clock, new_id: Callable[[], str] = lambda: secrets.token_hex(8)) -> None:
        self._book, self._clock, self._new_id = book, clock, new_id
        self._taking: defaultdict[int, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def keep(self, caller: Asker, *choices: Choice) -> tuple[CustomId, ...]:
        """A custom id for each choice of one offer."""
        token, until = self._new_id(), self._clock() + OFFERED_FOR
        await self._book.offer(caller.guild_id, caller.user_id, token, choices, until=until, most=MOST_OFFERS)
        return tuple(custom_id("offer", token, number) for number in range(len(choices)))

    @asynccontextmanager
    async def taking(self, caller: Asker, token: str, number: int) -> AsyncGenerator[Choice]:
        """One choice of an offer while it is being done; the offer is decided once it is.

        Raises Refusal if it was made too long ago, or has been decided.
        """
        async with self._taking[caller.guild_id]:  # whoever presses two of its buttons at once has the first
            choices = await self._book.find_offer(caller.guild_id, caller.user_id, token, self._clock())
            if number >= len(choices):
                raise Refusal("offer.old")
            yield choices[number]
            try:
                await self._book.drop_offer(caller.guild_id, caller.user_id, token)
            except Exception:
                log.exception("what was offered is done, and the offer could not be deleted")

    async def drop_old(self) -> None:
        """Delete what can no longer be taken up; what goes wrong is tried again at the next time."""
        try:
            await self._book.drop_offers(self._clock())
        except Exception:
            log.exception("offers that are over could not be deleted")
