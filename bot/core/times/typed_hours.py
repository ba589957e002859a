"""The time of day in what people type, Japanese or English, read without guessing."""

from __future__ import annotations

import re
from datetime import timedelta

from bot.core.text import Refusal

_HOURS = {
    "am": range(0, 12),
    "pm": range(12, 24),
    "午前": range(0, 12),
    "午後": range(12, 24),
    "morning": range(1, 12),
    "afternoon": range(12, 18),
    "evening": range(16, 24),
    "night": range(18, 24),
    "朝": range(4, 12),
    "昼": range(10, 17),
    "夕方": range(15, 20),
    "夜": range(18, 24),
    "晩": range(18, 24),
    "深夜": range(22, 24),
}
"""The hours of each part of the day; none after midnight, where people do not agree on the date."""
_PART = r"(?:morning|afternoon|evening|night)"
"""The parts of the day in English."""
_SAME = (
    (r"(?<=\d)t(?=\d)", " "),
    (r"([ap])\.m\b\.?", r"\1m"),
    (r"\btonight\b", "today night"),
    (r"今[夜晩]", "今日夜"),
    (r"明晩", "明日夜"),
    (r"([今明])朝", r"\1日朝"),
    (r"\b(?:12 )?(?:noon|midday)\b|正午", "12:00"),
)
"""Other ways to say the same."""
_MARK = re.compile(
    rf"\b(?:in the |at |this )?({_PART})\b|(?<![a-z])([ap]m)(?![a-z])|お?(午前|午後|朝|昼|夕方|深夜|夜|晩)の?"
)
"""A part of the day, or am and pm, wherever it stands."""
_CLOCK = re.compile(
    rf"""
    (?P<cue>\b(?:at|around)\ |(?<=[ap]m\ )|(?<=today\ )|(?<=tomorrow\ )|(?<=noon\ )|(?<=ning\ )|(?<=night\ ))?
    (?<![\d:/.-])(?P<hour>\d{{1,2}})
    (?: :(?P<minute>\d\d)(?::\d\d(?:\.\d+)?)?(?![\d:])
      | \.(?P<dotted>\d\d)(?=\ ?[ap]m(?![a-z]))
      | \ ?時(?!間)(?:(?P<minutes>\d{{1,2}})分|(?P<half>半))?
      | \ ?o'clock
      | (?=\ ?[ap]m(?![a-z])|\ (?:in\ the|at)\ {_PART})
      | (?(cue)(?![\d:/.年月日a-z-])|(?!)) )
    | \b(?:at\ )?(?P<midnight>midnight)\b
    """,
    re.VERBOSE,
)
"""A time of day, in either language."""


def hour_in(text: str) -> tuple[str, tuple[timedelta, ...]]:
    """What is left of a text (NFKC, lower case) without its time of day, and what that can mean, from the day's start.

    Nothing where no time is given, several where it may be the morning or the evening. Raises Refusal
    when.no_such_hour, and when.unreadable for more than one time.
    """
    for written, same in _SAME:
        text = re.sub(written, same, text)
    clocks = list(_CLOCK.finditer(text))
    if len(clocks) > 1:
        raise Refusal("when.unreadable")
    text = _CLOCK.sub(" ", text)
    marks = [mark[mark.lastindex or 0] for mark in _MARK.finditer(text)]
    return _MARK.sub(" ", text), _meant(clocks[0], marks) if clocks else ()


def _meant(clock: re.Match[str], marks: list[str]) -> tuple[timedelta, ...]:
    """The times of day that a clock can mean beside these parts of the day."""
    if clock["midnight"]:
        return timedelta(), timedelta(days=1)
    hour = int(clock["hour"])
    minute = 30 if clock["half"] else int(clock["minute"] or clock["dotted"] or clock["minutes"] or 0)
    hours = _hours(clock, hour, marks)
    if hour > 23 or minute > 59 or not hours:
        raise Refusal("when.no_such_hour", typed=" ".join((*marks, clock[0].strip())))
    return tuple(timedelta(hours=hour, minutes=minute) for hour in hours)


def _hours(clock: re.Match[str], hour: int, marks: list[str]) -> tuple[int, ...]:
    """The hours, of 24, that one on the clock can be."""
    if not marks:
        either = 1 <= hour <= 11 and not clock["minute"] and not clock["hour"].startswith("0")
        return (hour, hour + 12) if either else (hour,)
    if hour == 12 and marks in (["午前"], ["午後"]):  # some count these hours from 0, others up to 12
        return (0, 12) if marks == ["午前"] else (12, 24)
    options = (hour % 12, hour % 12 + 12) if hour <= 12 else (hour,)
    return tuple(option for option in options if all(option in _HOURS[mark] for mark in marks))
