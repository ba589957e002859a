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
