"""From when until when, as people type it: “20:00〜21:00”, “8-9pm”; the end tells the length."""

from __future__ import annotations

import re
from datetime import timedelta

_PART = r"(?:(?P<part{0}>午前|午後|朝|昼|夕方|夜|晩)の?)?"
"""The part of the day in front of an hour, in Japanese."""
_ONE = _PART + (
    r"(?P<hour{0}>\d{{1,2}})(?::(?P<minute{0}>\d\d)|(?P<o{0}>時)(?!間)(?:(?P<half{0}>半)|(?P<minutes{0}>\d{{1,2}})分)?)?"
    r"(?: ?(?P<m{0}>[ap])\.?m\b\.?)?"
)
_SPAN = re.compile(
    rf"(?<![\d:/.-])(?P<start>{_ONE.format(1)}) ?(?:[-–—~〜]|\b(?:to|until|till)\b|から) ?"
    rf"(?P<end>{_ONE.format(2)})(?: ?まで)?(?![\d:/年月日]|-\d)"
)
"""Two times of day and what stands between them."""
_HALF_DAY, _DAY = 12 * 60, 24 * 60
"""In minutes."""


def span_in(text: str) -> tuple[str, timedelta | None]:
    """A text (NFKC, lower case) without the end of a span in it, and how long that is; None where there is no span."""
    for found in _SPAN.finditer(text):
        starts = found["minute1"] or found["o1"] or found["m1"] or found["m2"] or found["o2"]
        ends = found["minute2"] or found["o2"] or found["m2"] or found["m1"]
        if starts and ends and (length := _length(found)):
            return f"{text[: found.start()]}{_start(found)}{text[found.end() :]}", timedelta(minutes=length)
    return text, None


def _start(found: re.Match[str]) -> str:
    """The beginning of a span, with what is said once for both of its times."""
    start = found["start"]
    if found["o2"] and not (found["o1"] or found["minute1"]):
        start += "時"
    half = _half(found)
    return f"{start}{half}m" if half and not found["m1"] and not found["part1"] else start


def _half(found: re.Match[str]) -> str:
    """Before or after noon (a, p) for the beginning: its own, or what makes it come before the end; "" if unsaid."""
    if found["m1"] or not found["m2"] or int(found["hour1"]) > 12:
        return found["m1"] or ""
    later = _minutes(found, 1) % _HALF_DAY > _minutes(found, 2) % _HALF_DAY
    return {"a": "p", "p": "a"}[found["m2"]] if later else found["m2"]


def _length(found: re.Match[str]) -> int:
    """Minutes from the beginning to the end, which comes after it."""
    first, second = (_minutes(found, number) for number in (1, 2))
    half = _half(found)
    if half and found["m2"]:
        first, second = (m % _HALF_DAY + _HALF_DAY * (h == "p") for m, h in ((first, half), (second, found["m2"])))
        return (second - first) % _DAY
    alike = int(found["hour1"]) > 12 or int(found["hour2"]) > 12
    return (second - first) % (_DAY if alike else _HALF_DAY)


def _minutes(found: re.Match[str], number: int) -> int:
    """The time on the clock as it is written, in minutes."""
    minutes = 30 if found[f"half{number}"] else int(found[f"minute{number}"] or found[f"minutes{number}"] or 0)
    return int(found[f"hour{number}"]) * 60 + minutes
