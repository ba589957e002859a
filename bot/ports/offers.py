"""What is kept of what people were offered, so that it can be taken up after a restart too."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from bot.core.planning.offered import Choice


class OfferBook(Protocol):
    """Keeps offers until they are decided or over; each is one person's in one server, found by its token."""

    async def offer(
        self, guild_id: int, user_id: int, token: str, choices: tuple[Choice, ...], *, until: datetime, most: int
    ) -> None:
        """Keep what somebody was offered, and of all they have been offered here the newest `most`."""
        ...

    async def find_offer(self, guild_id: int, user_id: int, token: str, now: datetime) -> tuple[Choice, ...]:
        """The choices of an offer.

        None if it is deleted, is over, is somebody else's, or was kept by another version and cannot be read.
        """
        ...

    async def drop_offer(self, guild_id: int, user_id: int, token: str) -> None:
        """Delete an offer that is decided; again does nothing."""
        ...

    async def drop_offers(self, now: datetime) -> None:
        """Delete the offers that are over."""
        ...
