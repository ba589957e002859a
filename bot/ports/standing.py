"""What is kept of who always comes to a series."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Protocol


class StandingPlaces(Protocol):
    """Who always comes to which series, and how many evenings in a row they have missed; a series by its id.

    Absences are counted with an evening's farewell (`Guestbook.say_farewell`).
    """

    async def stand(self, guild_id: int, series: str, user_id: int, at: datetime, *, most: int | None) -> bool:
        """Somebody always comes from now on, though it had lapsed; False if `most` others do already."""
        ...

    async def stand_down(self, guild_id: int, series: str, user_ids: Collection[int]) -> None:
        """These people have no standing place any more, whether it had lapsed or not."""
        ...

    async def standing(self, guild_id: int, series: str) -> tuple[int, ...]:
        """Who has a standing place, whoever has had it longest first."""
        ...

    async def lapsed(self, guild_id: int, series: str) -> frozenset[int]:
        """Who has missed too many evenings in a row, and has not been told so."""
        ...

    async def series_stood_for(self) -> frozenset[tuple[int, str]]:
        """Every series of which anything is kept here, with its server."""
        ...

    async def end_series(self, guild_id: int, series: str) -> None:
        """The series is over: nobody stands for it."""
        ...
