"""The sandbox on a quick clock; its log also has every announcement, whether or not anybody was there to hear it."""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path

from bot.demo.quick_time import QuickTime
from bot.demo.window import HOST
from bot.sandbox.server import Sandbox
from bot.sandbox.world import Announcement

PATIENCE = 10.0
"""Real seconds until an interaction expires. How soon the bot answers is a matter for the bench, which is as strict as
Discord; here other work on the machine must not decide."""


async def _serve(time: QuickTime, log: Path, world: str) -> None:
    patience = PATIENCE * time.pace
    box = Sandbox(
        people=0,
        listeners=0,
        pace=time.pace,
        log=log,
        patience=patience,
        world=world,
        clock=time.seconds,
        skip=time.skip,
        guide=HOST,
    )

    def note(told: Announcement) -> None:
        data = told.view(box.bot)
        if data is not None:
            box.world.note("told", {"event": told.name, "guild": str(told.guild_id), "d": data})

    await box.start()
    box.world.hear.append(note)
    sys.stdout.write(json.dumps(box.facts()) + "\n")
    sys.stdout.flush()
    try:
        await asyncio.get_running_loop().create_future()
    finally:
        await box.stop()


def main(clock_file: Path, log: Path, world: str) -> int:
    """Serve until killed."""
    asyncio.run(_serve(QuickTime(clock_file), log, world))
    return 0
