"""`engawa demo --by-hand`: sandbox and bot with a window, and nobody who does anything by themselves."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

from bot.demo.children import QUICK_BOT, QUICK_SANDBOX, Child, bot_settings
from bot.demo.quick_time import QuickTime
from bot.demo.window import BY_HAND


async def by_hand(people: int, folder: Path, log: Path, host: str, opened: Callable[[str], None]) -> NoReturn:
    """Serve until cancelled, on a clock that can be put forward. Raises Died if one of the two ends by itself."""
    clock = folder / "clock"
    QuickTime.make(clock, 1.0)
    facts = ("--people", str(people), "--log", str(log), "--host", host, "--guide", str(BY_HAND))
    sandbox = await Child.start(
        "sandbox", (*QUICK_SANDBOX, str(clock), *facts, "--locale", locale()), folder, {}, tells_facts=True
    )
    children = [sandbox]
    try:
        told = await sandbox.facts()
        children.append(await Child.start("bot", (*QUICK_BOT, str(clock)), folder, bot_settings(told, folder)))
        opened(str(told["window"]))
        await asyncio.gather(*(child.died() for child in children))
        raise AssertionError("a child that has died says so")
    finally:
        for child in reversed(children):
            await child.stop()


def locale() -> str:
    """The language of the server: the one that this machine speaks, where it is one of the bot's."""
    spoken = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or ""
    return "ja" if spoken.startswith("ja") else "en-US"
