"""Whole evenings of the demo, played by processes as they really are."""

from __future__ import annotations

import sys
from dataclasses import replace
from io import StringIO
from pathlib import Path

from rich.console import Console

from bot.demo.performance import Performance
from bot.demo.programme import tell
from tests.worlds import WORLD

STORY = ("Signed up", "Rooms", "Gone quiet", "Talk again", "Home", "Requests")
"""Of what the account says that it happened, what there is however slow the machine."""


async def play_fast(folder: Path, seed: int, *, late: float = 0.0, world: str = WORLD) -> tuple[int, str]:
    """One evening on a fast clock, every answer of Discord's so many seconds late; the exit code, and what was told."""
    made = Performance.fast(12, 3, seed, folder, folder / "sandbox.jsonl", picture=folder / "evening.png")
    made.world = world
    if late:
        slow = (sys.executable, "-m", "tests.end_to_end.slow_bot", str(late), str(folder / "clock"))
        made = replace(made, bot_command=slow)
    out = StringIO()
    told = await tell(made, Console(file=out, soft_wrap=True))
    return told.code, out.getvalue()


def wrong(code: int, told: str) -> list[str]:
    """What an evening lacks that no slowness excuses."""
    again = "The same mixer again: engawa demo --seed "
    facts = [f"\n  {fact} " for fact in STORY]
    return [f"exit code {code}"] * bool(code) + [fact.strip() for fact in (*facts, again) if fact not in told]
