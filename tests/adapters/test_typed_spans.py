"""From when until when people type it, and how long that is."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.adapters.typed_times import DateparserTimes

TIMES = DateparserTimes()
SPANS = {
    "thursday 20:00-21:00": 60,
    "12/3(木) 20:00〜21:00": 60,
    "20時～21時半": 90,
    "木曜 夜8時〜9時": 60,
    "thursday 8-9pm": 60,
    "8:30 pm to 9:15 pm": 45,
    "11-1pm": 120,
    "23:30-0:30": 60,
    "8pm-9:30": 90,
    "from 8 to 9pm EST": 60,
    "2026-12-03 08:00-09:00": 60,
    "<t:1796205600:t> - <t:1796209200:t>": 60,
    "thursday 20:00": None,
    "2026-12-03T20:00-05:00": None,
    "12-03 20:00": None,
    "dec 3 8pm": None,
    "20:00-20:00": None,
    "木曜 20時から": None,
    "<t:1796205600:F>": None,
}


@pytest.mark.parametrize(("typed", "minutes"), SPANS.items())
def test_until_when_tells_how_long(typed: str, minutes: int | None) -> None:
    assert TIMES.length(typed) == (None if minutes is None else timedelta(minutes=minutes))
