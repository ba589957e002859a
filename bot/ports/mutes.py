"""The list of whom we have muted, so that no mute of ours outlives its evening, over a restart either."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Protocol


class MuteList(Protocol):
    """Who is muted by us and since when, server by server; it stays though they have all else about them deleted."""

    async def keep_mute(self, guild_id: int, user_id: int, at: datetime | None) -> None:
        """Somebody is muted by us since then; None: no longer."""
        ...

    async def muted(self, guild_id: int) -> Mapping[int, datetime]:
        """Who is muted by us here, and since when."""
        ...

    async def muted_servers(self) -> frozenset[int]:
        """The servers in which somebody is muted by us."""
        ...
