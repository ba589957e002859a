"""The time of day in typed words: what is certain, what may be one of two, and what is no time at all."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.core.text import Refusal
from bot.core.times.typed_hours import hour_in


def read(text: str) -> list[str]:
    """The times found, as on a clock."""
    _, times = hour_in(text)
    return [f"{time // timedelta(hours=1)}:{time // timedelta(minutes=1) % 60:02}" for time in times]


@pytest.mark.parametrize(
    ("text", "time"),
    [
        ("20:00", "20:00"),
        ("8:30", "8:30"),
        ("08:00", "8:00"),
        ("0:15", "0:15"),
        ("20:00:59", "20:00"),
        ("2026-12-03t20:00:00.000", "20:00"),
        ("8pm", "20:00"),
        ("8 pm", "20:00"),
        ("8am", "8:00"),
        ("8 p.m.", "20:00"),
        ("8:30pm", "20:30"),
        ("8.30pm", "20:30"),
        ("pm8:00", "20:00"),
        ("12pm", "12:00"),
        ("12:30 am", "0:30"),
        ("at 20", "20:00"),
        ("at 12", "12:00"),
        ("20 o'clock", "20:00"),
        ("8 in the evening", "20:00"),
        ("8 in the morning", "8:00"),
        ("3 in the afternoon", "15:00"),
        ("evening at 8", "20:00"),
        ("tonight 8", "20:00"),
        ("tonight at 8", "20:00"),
        ("tomorrow night at 9", "21:00"),
        ("noon", "12:00"),
        ("12 noon", "12:00"),
        ("20時", "20:00"),
        ("20 時", "20:00"),
        ("20時半", "20:30"),
        ("20時5分", "20:05"),
        ("午後8時", "20:00"),
        ("午前8時半", "8:30"),
        ("午後8:30", "20:30"),
        ("午後0時", "12:00"),
        ("午前0時", "0:00"),
        ("夜8時", "20:00"),
        ("夜の8時", "20:00"),
        ("朝9時", "9:00"),
        ("お昼の1時", "13:00"),
        ("夕方6時", "18:00"),
        ("今夜9時", "21:00"),
        ("明晩9時", "21:00"),
        ("明朝9時", "9:00"),
        ("正午", "12:00"),
        ("夜20時", "20:00"),
    ],
)
def test_a_time_that_can_mean_one_thing(text: str, time: str) -> None:
    assert read(text) == [time]


@pytest.mark.parametrize(
    ("text", "times"),
    [
        ("at 7", ["7:00", "19:00"]),
        ("tomorrow 7", ["7:00", "19:00"]),
        ("at 11", ["11:00", "23:00"]),
        ("7 o'clock", ["7:00", "19:00"]),
        ("7時", ["7:00", "19:00"]),
        ("7時半", ["7:30", "19:30"]),
        ("midnight", ["0:00", "24:00"]),
        ("午前12時", ["0:00", "12:00"]),
        ("午後12時", ["12:00", "24:00"]),
    ],
)
def test_a_time_that_may_be_either(text: str, times: list[str]) -> None:
    assert read(text) == times


@pytest.mark.parametrize(
    "text", ["", "december 3", "12/3", "2026-12-03", "in 2 hours", "2時間後", "evening", "夜", "3rd", "8", "monday 8"]
)
def test_where_no_time_is_said_none_is_made_up(text: str) -> None:
    assert read(text) == []


@pytest.mark.parametrize(
    ("text", "typed"),
    [
        ("25:00", "25:00"),
        ("24:00", "24:00"),
        ("20:75", "20:75"),
        ("25時", "25時"),
        ("20時75分", "20時75分"),
        ("夜1時", "夜 1時"),
        ("夜5時", "夜 5時"),
        ("深夜1時", "深夜 1時"),
        ("夜12時", "夜 12時"),
        ("朝20時", "朝 20時"),
        ("20:00 am", "am 20:00"),
        ("12 in the morning", "morning 12"),
    ],
)
def test_what_is_no_time_is_said_to_be_none(text: str, typed: str) -> None:
    with pytest.raises(Refusal, match=r"^when.no_such_hour$") as refusal:
        hour_in(text)
    assert refusal.value.text.values == {"typed": typed}


@pytest.mark.parametrize("text", ["20:00 21:00", "8pm or 9pm", "20時から21時"])
def test_two_times_are_none(text: str) -> None:
    with pytest.raises(Refusal, match=r"^when.unreadable$"):
        hour_in(text)


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("tomorrow at 8 in the evening", "tomorrow"),
        ("12月3日の夜8時", "12月3日の"),
        ("tonight 8", "today"),
        ("今夜8時", "今日"),
        ("in 2 hours", "in 2 hours"),
        ("dec 3 at 20:00", "dec 3"),
    ],
)
def test_the_rest_is_left_for_the_date(text: str, rest: str) -> None:
    assert hour_in(text)[0].split() == rest.split()
