"""Discord's text as a person sees it: names for ids, clock times and "in 2 minutes" for timestamps, no markdown."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime

from bot.demo.server import Server

MENTION = re.compile(r"<(@!?|@&|#)(\d+)>")
TIMESTAMP = re.compile(r"<t:(-?\d+)(?::([tTdDfFR]))?>")
MARKDOWN = re.compile(r"(?<!\\)(\*\*?|__|~~|`)")
ESCAPED = re.compile(r"\\([*_~`|>\\<#:@\-\[\]()])")
CLOCK, DAY = "%H:%M", "%d %B %Y"


def as_seen(text: str, server: Server, now: float) -> str:
    """The whole text, line breaks kept."""
    shown = MENTION.sub(lambda found: _name(found[1], found[2], server), text)
    shown = TIMESTAMP.sub(lambda found: _moment(float(found[1]), found[2], now), shown)
    return ESCAPED.sub(r"\1", MARKDOWN.sub("", shown))


def in_one_line(text: str) -> str:
    """The same text without line breaks, list and quotation marks, its paragraphs set apart."""
    lines = (" ".join(line.removeprefix(">>> ").removeprefix("- ").split()) for line in text.splitlines())
    return " · ".join(line for line in lines if line)


def relative(seconds: float) -> str:
    """How Discord says how far away a moment is, such as "in 2 minutes"."""
    size = abs(seconds)
    # Discord rounds, so that 119 seconds are "2 minutes", and turns to the larger unit early.
    for unit, length, until in (("second", 1, 45), ("minute", 60, 45 * 60), ("hour", 3600, 22 * 3600)):
        if size < until or unit == "hour":
            count = max(1, round(size / length))
            told = ("a" if unit != "hour" else "an") + f" {unit}" if count == 1 else f"{count} {unit}s"
            return f"in {told}" if seconds >= 0 else f"{told} ago"
    raise AssertionError("hours go on for ever")


def clock(seconds: float) -> str:
    """Minutes and seconds, such as 02:05."""
    whole = max(0, int(seconds))
    return f"{whole // 60:02}:{whole % 60:02}"


def seconds(count: float) -> str:
    """A duration in whole seconds, such as "1 second"."""
    whole = max(1, round(count))
    return "1 second" if whole == 1 else f"{whole} seconds"


def listed(names: Iterable[str]) -> str:
    """Names as one says them: "Hana, Ren and Yuki"."""
    *first, last = list(names) or ["nobody"]
    return f"{', '.join(first)} and {last}" if first else last


def ends_at(text: str) -> float | None:
    """The first moment that a text tells."""
    found = TIMESTAMP.search(text)
    return float(found[1]) if found else None


def _name(kind: str, id: str, server: Server) -> str:
    if kind == "#":
        place = server.places.get(id)
        return "#deleted-channel" if place is None else f"#{place.name}" if place.kind == 0 else place.name
    if kind == "@&":
        return "@" + server.roles.get(id, "deleted-role")
    return server.names.get(id, "somebody")


def _moment(at: float, style: str | None, now: float) -> str:
    if style == "R":
        return relative(at - now)
    here = datetime.fromtimestamp(at).astimezone()
    forms = {"t": CLOCK, "T": "%H:%M:%S", "d": "%d/%m/%Y", "D": DAY, "F": f"%A, {DAY} {CLOCK}"}
    return here.strftime(forms.get(style or "f", f"{DAY} {CLOCK}"))
