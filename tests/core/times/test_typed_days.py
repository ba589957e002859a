"""Weekdays and dates without a year, and that several readings are never settled by a guess."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bot.core.text import Moment, Phrase, Refusal
from bot.core.times.typed_days import in_month, in_week, in_year, next_weekday, on_weekday, the_one

TOKYO, BERLIN = ZoneInfo("Asia/Tokyo"), ZoneInfo("Europe/Berlin")
WEDNESDAY = date(2026, 11, 25)
NOON = datetime(2026, 11, 25, 12, tzinfo=TOKYO)
FRIDAY, SUNDAY = 4, 6
EIGHT, SEVEN = timedelta(hours=20), timedelta(hours=7)


def november(*days: int) -> tuple[date, ...]:
    return tuple(date(2026, 11, 1) + timedelta(days=day - 1) for day in days)


def meant(readings: list[tuple[date, ...]]) -> set[tuple[date, ...]]:
    return set(readings)


def full(at: datetime) -> Moment:
    return Moment(at, full=True)


def refused(key: str) -> Any:
    return pytest.raises(Refusal, match=f"^when.{key}$")


def test_a_weekday_is_the_coming_one_today_included() -> None:
    assert on_weekday(FRIDAY, WEDNESDAY) == november(27, 34)
    assert on_weekday(2, WEDNESDAY) == november(25, 32)
    assert on_weekday(1, WEDNESDAY) == november(31, 38)


def test_next_friday_is_either_of_two_before_friday_and_one_after_it() -> None:
    assert meant(next_weekday(FRIDAY, WEDNESDAY)) == {november(27), november(34)}
    assert meant(next_weekday(FRIDAY, november(27)[0])) == {november(34)}
    assert meant(next_weekday(FRIDAY, november(28)[0])) == {november(34)}


def test_next_week_depends_on_where_weeks_begin_for_sundays_and_on_sundays() -> None:
    assert meant(in_week(FRIDAY, WEDNESDAY, 1)) == {november(34)}
    assert meant(in_week(FRIDAY, WEDNESDAY, 0)) == {november(27)}
    assert meant(in_week(SUNDAY, WEDNESDAY, 1)) == {november(29), november(36)}
    assert meant(in_week(FRIDAY, november(22)[0], 1)) == {november(27), november(34)}


def test_a_day_of_the_month_is_one_that_the_months_have() -> None:
    assert in_month(25, WEDNESDAY, (0, 1)) == november(25, 55)
    assert in_month(31, WEDNESDAY, (0, 1)) == (date(2026, 12, 31),)
    assert in_month(31, WEDNESDAY, (0,)) == ()
    assert in_month(0, WEDNESDAY, (0, 1)) == ()
    assert in_month(1, date(2026, 12, 9), (1,)) == (date(2027, 1, 1),)


def test_a_date_is_this_year_or_the_next() -> None:
    assert in_year(12, 3, WEDNESDAY) == (date(2026, 12, 3),)
    assert in_year(3, 4, WEDNESDAY) == (date(2026, 3, 4), date(2027, 3, 4))
    assert in_year(4, 31, WEDNESDAY) == ()


def test_a_date_just_over_is_not_taken_for_next_year() -> None:
    assert in_year(11, 20, WEDNESDAY) == (date(2026, 11, 20),)
    assert in_year(10, 25, WEDNESDAY) == (date(2026, 10, 25), date(2027, 10, 25))
    assert in_year(10, 26, WEDNESDAY) == (date(2026, 10, 26),)


def test_a_leap_day_waits_for_its_year() -> None:
    assert in_year(2, 29, WEDNESDAY) == ()
    assert in_year(2, 29, date(2027, 3, 10)) == (date(2028, 2, 29),)


def test_one_reading_is_the_answer() -> None:
    assert the_one([november(27)], [EIGHT], None, TOKYO, NOON) == datetime(2026, 11, 27, 11, tzinfo=UTC)


def test_of_one_reading_the_first_day_still_ahead_counts() -> None:
    today_or_next_week = on_weekday(2, WEDNESDAY)
    assert the_one([today_or_next_week], [EIGHT], 2, TOKYO, NOON) == datetime(2026, 11, 25, 11, tzinfo=UTC)
    assert the_one([today_or_next_week], [SEVEN], 2, TOKYO, NOON) == datetime(2026, 12, 1, 22, tzinfo=UTC)


def test_the_morning_or_the_evening_is_asked_unless_one_is_over() -> None:
    with refused("half") as refusal:
        the_one([november(26)], [SEVEN, SEVEN + timedelta(hours=12)], None, TOKYO, NOON)
    assert refusal.value.text.values == {
        "first": full(datetime(2026, 11, 26, 7, tzinfo=TOKYO)),
        "second": full(datetime(2026, 11, 26, 19, tzinfo=TOKYO)),
    }
    today = the_one([november(25)], [SEVEN, SEVEN + timedelta(hours=12)], None, TOKYO, NOON)
    assert today == datetime(2026, 11, 25, 19, tzinfo=TOKYO)


def test_one_of_two_days_is_asked_the_earlier_named_first() -> None:
    with refused("ambiguous") as refusal:
        the_one([november(34), november(27)], [EIGHT], None, TOKYO, NOON)
    assert refusal.value.text.values == {
        "first": full(datetime(2026, 11, 27, 20, tzinfo=TOKYO)),
        "second": full(datetime(2026, 12, 4, 20, tzinfo=TOKYO)),
    }
    assert the_one([november(27), november(27)], [EIGHT], None, TOKYO, NOON).day == 27


def test_the_weekday_chooses_among_readings_and_contradicts_the_only_one() -> None:
    chosen = the_one([november(26), november(27)], [EIGHT], FRIDAY, TOKYO, NOON)
    assert chosen == datetime(2026, 11, 27, 20, tzinfo=TOKYO)
    with refused("weekday") as refusal:
        the_one([november(26)], [EIGHT], FRIDAY, TOKYO, NOON)
    assert refusal.value.text.values == {"date": "2026-11-26", "weekday": Phrase(("weekday.thursday",))}


def test_if_all_is_over_it_has_passed() -> None:
    with refused("past") as refusal:
        the_one([november(20)], [EIGHT], None, TOKYO, NOON)
    assert refusal.value.text.values == {"at": full(datetime(2026, 11, 20, 20, tzinfo=TOKYO))}


def test_an_hour_that_comes_twice_is_asked_whatever_else_is_possible() -> None:
    october = datetime(2026, 10, 20, tzinfo=UTC)
    with refused("fold"):
        the_one([(date(2026, 10, 25),)], [timedelta(hours=2), timedelta(hours=14)], None, BERLIN, october)


def test_an_hour_that_is_leapt_over_leaves_the_other() -> None:
    march = datetime(2026, 3, 20, tzinfo=UTC)
    found = the_one([(date(2026, 3, 29),)], [timedelta(hours=2), timedelta(hours=14)], None, BERLIN, march)
    assert found == datetime(2026, 3, 29, 14, tzinfo=BERLIN)
