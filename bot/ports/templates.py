"""What is kept of evenings that took place, so that a new one can be like them; nothing of it is about a person."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Protocol

from bot.core.planning.schedule import Schedule


class TemplateBook(Protocol):
    """Keeps how a server's evenings were announced, one for each title: that of the last that took place."""

    async def keep_template(self, guild_id: int, mixer_id: str, plan: Schedule, at: datetime, *, most: int) -> None:
        """An evening took place: keep its plan, and of all in this server the latest `most`; again does nothing."""
        ...

    async def templates(self, guild_id: int) -> Mapping[str, Schedule]:
        """The plans by the ids of their evenings, the latest first; without those of a version that cannot be read."""
        ...
