"""What hosts have done about people, and who is kept from evenings."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from bot.core.community.deeds import Deed


class Deeds(Protocol):
    """What hosts have done about people: read by hosts alone, and kept for 30 days."""

    async def note(self, guild_id: int, deed: Deed) -> None:
        """A host is doing something about somebody."""
        ...

    async def noted(self, guild_id: int) -> tuple[Deed, ...]:
        """What hosts have done, the latest first."""
        ...

    async def keep_out(self, guild_id: int, user_id: int, at: datetime | None) -> None:
        """Keep somebody from all evenings, for a year from then; None: no longer."""
        ...

    async def kept_out(self, guild_id: int) -> frozenset[int]:
        """Who is kept from evenings here; it stays though they have everything else about them deleted."""
        ...
