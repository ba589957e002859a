"""The page in which a demo can be looked at and joined: its link, told and opened where there is a desktop."""

from __future__ import annotations

import json
import os
import sys
import webbrowser
from importlib.resources import files
from pathlib import Path

from rich.console import Console

from bot.demo.story import WITH_A_VOTE

_GUIDES = files("bot") / "demo" / "guides"
EVENING, BY_HAND, HOST = (Path(str(_GUIDES / f"{name}.json")) for name in ("evening", "by_hand", "host"))
"""What the page suggests to do: when others play an evening, when nobody else does, and when guests come along."""


def tell(console: Console, link: str) -> None:
    """Print the link, and open it if somebody sits before a desktop."""
    console.print(f"Look in, and join in: {link}\n")
    if console.is_terminal and has_desktop():
        webbrowser.open(link)


def steps(minutes: int, folder: Path) -> Path:
    """What the page suggests to do in an evening that others play; a short one has no vote."""
    if minutes > WITH_A_VOTE:
        return EVENING
    without = [step for step in json.loads(EVENING.read_text("utf-8")) if step["id"] != "vote"]
    path = folder / "steps.json"
    path.write_text(json.dumps(without), "utf-8")
    return path


def has_desktop() -> bool:
    """Whether a browser would open in a window, not in the terminal."""
    return sys.platform in {"darwin", "win32"} or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
