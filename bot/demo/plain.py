"""The view without a terminal: a plain line for each event, as a story to read."""

from __future__ import annotations

import asyncio

from rich.cells import cell_len
from rich.console import Console

from bot.demo.chronicle import Happening
from bot.demo.stage import Stage
from bot.demo.telling import clock

NAMES = 11
LONGEST = 200


class PlainView:
    """Writes "mm:ss  who  what" as soon as it happens."""

    def __init__(self, console: Console) -> None:
        self._console = console

    def happened(self, happening: Happening) -> None:
        """One more line."""
        who = happening.who + " " * (NAMES - cell_len(happening.who))
        what = happening.what if len(happening.what) <= LONGEST else happening.what[: LONGEST - 1].rstrip() + "…"
        self._console.out(f"{clock(happening.at)}  {who}  {what}", highlight=False)

    async def show(self, stage: Stage) -> None:
        """Nothing to draw; ends when cancelled."""
        del stage
        await asyncio.get_running_loop().create_future()
