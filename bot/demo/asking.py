"""Doing what the bot answers, as people do it: when Discord says that it failed, they try again."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

from bot.demo.control import Control, Refused
from bot.demo.missing import Missed
from bot.demo.server import LOADING, Json

PATIENCE = 30.0
"""Real seconds that something may take before people go on without it."""
TRIES = 3
LOOK = 0.1


@dataclass(frozen=True, slots=True)
class Asking:
    """What people do. Each raises Missed if somebody may not do it, or gets no answer."""

    control: Control
    name: Callable[[str], str]
    """What somebody is called, by id."""

    async def do(self, who: str, deed: str, **body: object) -> Json:
        """Do something."""
        try:
            return await self.control.post(f"/people/{who}/{deed}", **body)
        except Refused as refusal:
            raise Missed(f"{self.name(who)} could not do that: {refusal}") from None

    async def ask(self, who: str, deed: str, *, tries: int = TRIES, **body: object) -> Json:
        """Do something that the bot answers; the interaction with its answer."""
        for _ in range(tries):
            begun = await self.do(who, deed, **body)
            if (answered := await self._answered(who, str(begun["interaction_id"]))) is not None:
                return answered
        raise Missed(f"{self.name(who)} got no answer in time")

    async def _answered(self, who: str, id: str) -> Json | None:
        """The interaction once nothing in its answer is still being thought of; None if Discord says that it failed."""
        for _ in range(round(PATIENCE / LOOK)):
            interaction = await self.control.get(f"/interactions/{id}")
            original: Json = interaction["original"] or {}
            if interaction["answered"] is not None and not original.get("flags", 0) & LOADING:
                return interaction
            if interaction["failed"]:
                return None
            await asyncio.sleep(LOOK)
        raise Missed(f"{self.name(who)} got no answer in {PATIENCE:.0f} seconds")
