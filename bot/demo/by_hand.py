"""`engawa demo --by-hand`: sandbox and bot with a window, and nobody who follows a script."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import NoReturn

import aiohttp

from bot.demo.asking import Asking
from bot.demo.children import QUICK_BOT, QUICK_SANDBOX, Child, bot_settings
from bot.demo.control import Control
from bot.demo.guests import Guests
from bot.demo.quick_time import QuickTime
from bot.demo.server import Json
from bot.demo.window import BY_HAND, HOST

WORLD = "ordinary"
"""Of the sandbox's worlds the one that is most like life."""


@dataclass(frozen=True, slots=True)
class ByHand:
    """What to serve: so many people, of whom so many `guests` act by themselves, and where to keep files."""

    people: int
    guests: int
    folder: Path
    log: Path
    host: str
    opened: Callable[[str], None]
    """Is told the window's link."""

    async def serve(self) -> NoReturn:
        """Until cancelled, on a clock that can be put forward. Raises Died if sandbox or bot ends by itself."""
        clock = self.folder / "clock"
        QuickTime.make(clock, 1.0)
        sandbox = await Child.start(
            "sandbox", (*QUICK_SANDBOX, str(clock), *self._facts()), self.folder, {}, tells_facts=True
        )
        children = [sandbox]
        try:
            told = await sandbox.facts()
            settings = bot_settings(told, self.folder)
            children.append(await Child.start("bot", (*QUICK_BOT, str(clock)), self.folder, settings))
            self.opened(str(told["window"]))
            await asyncio.gather(self._come_along(told), *(child.died() for child in children))
            raise AssertionError("a child that has died says so")
        finally:
            for child in reversed(children):
                await child.stop()

    def _facts(self) -> Sequence[str]:
        guide = HOST if self.guests else BY_HAND
        where = ("--people", str(self.people), "--world", WORLD, "--log", str(self.log), "--host", self.host)
        return (*where, "--guide", str(guide), "--locale", locale())

    async def _come_along(self, told: Json) -> None:
        """Let the guests act, until cancelled."""
        async with aiohttp.ClientSession() as http:
            control = Control(http, told["control"])
            people: list[Json] = (await control.get("/people"))["people"]
            names = {one["id"]: one["name"] for one in people}
            ids = [one["id"] for one in people if not one["owner"]][: self.guests]
            guests = Guests(Asking(control, lambda id: names[id]), told["guild_id"], ids, Random())
            await guests.for_ever()


def locale() -> str:
    """The language of the server: the one that this machine speaks, where it is one of the bot's."""
    spoken = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or ""
    return "ja" if spoken.startswith("ja") else "en-US"
