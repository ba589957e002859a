"""How evenings went, in counts."""

from __future__ import annotations

from typing import Protocol

from bot.core.afterwards.weeks import Turnout


class Turnouts(Protocol):
    """How each evening went, in counts that name nobody, for a year; how it was comes with its telling."""

    async def keep_turnout(self, guild_id: int, turnout: Turnout) -> None:
        """An evening is over; again does nothing."""
        ...

    async def turnouts(self, guild_id: int, most: int) -> tuple[Turnout, ...]:
        """The last evenings here, `most` of them at most, the oldest first."""
        ...


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
