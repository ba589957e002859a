"""Recurrence over every change of the clocks, wall-clock times that are no instant, and the names of time zones."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.text import Moment, Refusal
from bot.core.times.recurrence import FARTHEST, Repeat, check_ahead, resolve, slots_after
from bot.core.times.zones import MOST_ZONES, is_zone, zones

BERLIN, NEW_YORK, LORD_HOWE, TOKYO = map(
    ZoneInfo, ("Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Tokyo")
)
SERIES = [Repeat.WEEKLY, Repeat.FORTNIGHTLY, Repeat.MONTHLY]
MINUTE = timedelta(minutes=1)
DAY = 24 * 60
START = datetime(2026, 1, 1, tzinfo=UTC)
places = st.sampled_from([BERLIN, NEW_YORK, LORD_HOWE, TOKYO])


def minutes_later(minutes: int) -> datetime:
    return START + minutes * MINUTE


# Half of them in the small hours of somewhere, where clocks are changed.
small_hours = st.tuples(st.integers(0, 3 * 365), st.integers(0, 23)).map(lambda at: at[0] * DAY + at[1] * 60 + 30)
moments = (st.integers(0, 3 * 365 * DAY) | small_hours).map(minutes_later)


def wall(text: str) -> datetime:
    return datetime.fromisoformat(text)


def at(zone: ZoneInfo, text: str) -> datetime:
    return wall(text).replace(tzinfo=zone).astimezone(UTC)


def shown(instant: datetime, zone: ZoneInfo) -> datetime:
    """What a clock on the wall shows."""
    return instant.astimezone(zone).replace(tzinfo=None, fold=0)


def first_showing(time: datetime, zone: ZoneInfo) -> datetime:
    """By watching the clock for a day and a half: the first minute that it shows this time, or has leapt over it."""
    start = time.replace(tzinfo=UTC) - timedelta(hours=18)
    watched = [start + n * MINUTE for n in range(36 * 60)]
    exactly = [instant for instant in watched if shown(instant, zone) == time]
    return exactly[0] if exactly else next(i for i in watched if shown(i - MINUTE, zone) < time < shown(i, zone))


def full(at: datetime) -> Moment:
    return Moment(at, full=True)


def refused(key: str) -> Any:
    return pytest.raises(Refusal, match=f"^when.{key}$")


@pytest.mark.parametrize(
    ("repeat", "weeks"), [(Repeat.WEEKLY, [1]), (Repeat.FORTNIGHTLY, [2]), (Repeat.MONTHLY, [4, 5])]
)
@settings(deadline=None)
@given(slot=moments, zone=places)
def test_the_next_is_at_the_same_time_on_the_wall(
    repeat: Repeat, weeks: list[int], slot: datetime, zone: ZoneInfo
) -> None:
    after = slots_after(slot, repeat, zone, slot)
    before = shown(slot, zone)
    assert after is not None
    assert after in [first_showing(before + timedelta(weeks=n), zone) for n in weeks]
    assert after.tzinfo is UTC


def ordinal(day: date) -> int:
    return (day.day + 6) // 7


@settings(deadline=None)
@given(slot=moments, zone=places, months=st.integers(1, 30))
def test_monthly_is_the_same_weekday_of_each_month_and_a_fifth_one_the_last(
    slot: datetime, zone: ZoneInfo, months: int
) -> None:
    first, instant = shown(slot, zone).date(), slot
    for _ in range(months):
        following = slots_after(slot, Repeat.MONTHLY, zone, instant)
        assert following is not None
        instant = following
    day = shown(instant, zone).date()
    assert (day.year * 12 + day.month) - (first.year * 12 + first.month) == months
    assert day.weekday() == first.weekday()
    last = (day + timedelta(weeks=1)).month != day.month
    assert last if ordinal(first) == 5 else ordinal(day) == ordinal(first)


@pytest.mark.parametrize("repeat", SERIES)
@settings(deadline=None)
@given(slot=moments, zone=places, wait=st.integers(0, 200 * 24 * 60))
def test_a_series_goes_on_right_after_now_and_leaves_none_out(
    repeat: Repeat, slot: datetime, zone: ZoneInfo, wait: int
) -> None:
    now = slot + wait * MINUTE
    coming = slots_after(slot, repeat, zone, now)
    assert coming is not None
    assert coming > now
    assert slots_after(slot, repeat, zone, coming - timedelta(microseconds=1)) == coming
    longest = {Repeat.WEEKLY: 7, Repeat.FORTNIGHTLY: 14, Repeat.MONTHLY: 35}[repeat]
    assert coming - now <= timedelta(days=longest, hours=1)


def test_once_is_once() -> None:
    slot = at(TOKYO, "2026-12-03 20:00")
    assert slots_after(slot, Repeat.ONCE, TOKYO, slot - MINUTE) == slot
    assert slots_after(slot, Repeat.ONCE, TOKYO, slot) is None


def test_the_first_of_a_series_counts_too() -> None:
    slot = at(TOKYO, "2026-12-03 20:00")
    assert slots_after(slot, Repeat.WEEKLY, TOKYO, slot - timedelta(days=100)) == slot


def test_a_leap_of_the_clocks_moves_one_evening_and_not_the_series() -> None:
    first = at(BERLIN, "2026-03-22 02:30")
    leapt = slots_after(first, Repeat.WEEKLY, BERLIN, first)
    assert leapt is not None
    assert leapt == at(BERLIN, "2026-03-29 03:00")
    assert slots_after(first, Repeat.WEEKLY, BERLIN, leapt) == at(BERLIN, "2026-04-05 02:30")


def test_half_an_hour_is_a_leap_too() -> None:
    first = at(LORD_HOWE, "2026-09-27 02:15")
    assert slots_after(first, Repeat.WEEKLY, LORD_HOWE, first) == at(LORD_HOWE, "2026-10-04 02:30")


def test_a_day_that_was_left_out_is_leapt_over() -> None:
    apia = ZoneInfo("Pacific/Apia")  # crossed the date line: there was no 30 December 2011
    first = at(apia, "2011-12-23 12:00")
    assert slots_after(first, Repeat.WEEKLY, apia, first) == at(apia, "2011-12-31 00:00")


def test_of_a_time_that_comes_twice_the_first_is_meant() -> None:
    first = at(NEW_YORK, "2026-10-25 01:30")
    assert slots_after(first, Repeat.WEEKLY, NEW_YORK, first) == datetime(2026, 11, 1, 5, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("first", "days"),
    [
        (date(2026, 1, 8), [date(2026, 2, 12), date(2026, 3, 12), date(2026, 4, 9)]),
        (date(2026, 1, 29), [date(2026, 2, 26), date(2026, 3, 26), date(2026, 4, 30)]),
        (date(2026, 11, 5), [date(2026, 12, 3), date(2027, 1, 7), date(2027, 2, 4)]),
    ],
    ids=["second Thursday", "last Thursday", "over New Year"],
)
def test_some_months_by_the_calendar(first: date, days: list[date]) -> None:
    slot = at(TOKYO, f"{first} 20:00")
    instant, found = slot, list[date]()
    while len(found) < len(days):
        following = slots_after(slot, Repeat.MONTHLY, TOKYO, instant)
        assert following is not None
        instant = following
        found.append(shown(instant, TOKYO).date())
    assert found == days


def test_a_time_is_an_instant_by_the_clocks_of_the_place() -> None:
    evening, now = wall("2026-12-03 20:00"), datetime(2026, 11, 22, tzinfo=UTC)
    assert resolve(evening, TOKYO, now) == datetime(2026, 12, 3, 11, tzinfo=UTC)
    assert resolve(evening, NEW_YORK, now) == datetime(2026, 12, 4, 1, tzinfo=UTC)
    assert resolve(evening, TOKYO, now).tzinfo is UTC


@settings(deadline=None)
@given(now=moments, zone=places, minutes=st.integers(1, 364 * 24 * 60))
def test_whatever_a_clock_will_show_is_that_instant_or_one_of_two(now: datetime, zone: ZoneInfo, minutes: int) -> None:
    meant = now + minutes * MINUTE
    try:
        found = [full(resolve(shown(meant, zone), zone, now))]
    except Refusal as refusal:
        found = [refusal.text.values["first"], refusal.text.values["second"]]
    assert full(meant) in found


def test_a_time_that_the_clocks_leap_over_is_refused_with_the_next_there_is() -> None:
    with refused("gap") as refusal:
        resolve(wall("2026-03-29 02:30"), BERLIN, at(BERLIN, "2026-03-01 00:00"))
    assert refusal.value.text.values == {"typed": "02:30", "next": full(at(BERLIN, "2026-03-29 03:00"))}


def test_a_time_that_comes_twice_is_refused_with_both_and_how_to_type_each() -> None:
    with refused("fold") as refusal:
        resolve(wall("2026-10-25 02:30"), BERLIN, at(BERLIN, "2026-10-01 00:00"))
    assert refusal.value.text.values == {
        "first": full(datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),
        "second": full(datetime(2026, 10, 25, 1, 30, tzinfo=UTC)),
        "first_typed": "2026-10-25T02:30+02:00",
        "second_typed": "2026-10-25T02:30+01:00",
    }


def test_between_the_two_only_the_second_is_left() -> None:
    now = datetime(2026, 10, 25, 0, 45, tzinfo=UTC)
    assert resolve(wall("2026-10-25 02:30"), BERLIN, now) == datetime(2026, 10, 25, 1, 30, tzinfo=UTC)


def test_what_has_passed_is_refused_and_so_is_this_very_moment() -> None:
    now = at(TOKYO, "2026-12-03 20:00")
    with refused("past") as refusal:
        resolve(wall("2026-12-03 20:00"), TOKYO, now)
    assert refusal.value.text.values == {"at": full(now)}
    with refused("past"):
        resolve(wall("2025-03-30 02:30"), BERLIN, now)  # a gap once, but over
    with refused("past"):
        resolve(wall("0001-01-01 00:00"), TOKYO, now)


def test_a_year_ahead_is_the_most() -> None:
    now = at(TOKYO, "2026-12-03 20:00")
    assert resolve(wall("2027-12-03 20:00"), TOKYO, now) == now + FARTHEST
    with refused("far") as refusal:
        resolve(wall("2027-12-03 20:01"), TOKYO, now)
    assert refusal.value.text.values == {"days": 365}
    with refused("far"):
        resolve(wall("9999-12-31 23:59"), NEW_YORK, now)
    with refused("far"):
        check_ahead(now + FARTHEST + MINUTE, now)


@pytest.mark.parametrize(
    ("typed", "best"),
    [
        ("tokyo", "Asia/Tokyo"),
        ("ＴＯＫＹＯ", "Asia/Tokyo"),
        ("東京", "Asia/Tokyo"),
        ("日本", "Asia/Tokyo"),
        ("japan", "Asia/Tokyo"),
        ("Asia/Tokyo", "Asia/Tokyo"),
        ("new york", "America/New_York"),
        ("ニューヨーク", "America/New_York"),
        ("york", "America/New_York"),
        ("uk", "Europe/London"),
        ("ber", "Europe/Berlin"),
        ("utc", "UTC"),
        ("gmt", "UTC"),
        ("buenos", "America/Argentina/Buenos_Aires"),
        ("aires", "America/Argentina/Buenos_Aires"),
        ("  lord   howe ", "Australia/Lord_Howe"),
    ],
)
def test_a_zone_is_found_as_people_call_it(typed: str, best: str) -> None:
    assert zones(typed)[0] == best


def test_before_anything_is_typed_common_zones_are_offered() -> None:
    offered = zones(" ")
    assert offered[:3] == ["Asia/Tokyo", "UTC", "Europe/London"]
    assert len(offered) == len(set(offered)) <= MOST_ZONES
    assert all(map(is_zone, offered))


@settings(deadline=None)
@given(st.text(max_size=100))
def test_whatever_is_typed_only_zones_are_offered_and_not_too_many(typed: str) -> None:
    offered = zones(typed)
    assert len(offered) <= MOST_ZONES
    assert all(map(is_zone, offered))


def test_a_part_of_the_name_is_enough_and_nonsense_finds_nothing() -> None:
    assert "Asia/Vladivostok" in zones("vost")
    assert zones("nowhere at all") == []


def test_zones_are_places_that_python_knows_and_nothing_else() -> None:
    assert is_zone("Asia/Tokyo")
    assert is_zone("UTC")
    for name in ("", "asia/tokyo", "Tokyo", "EST", "localtime", "Etc/GMT+9", "../etc/passwd"):
        assert not is_zone(name), name
    assert all(is_zone(name) for name in available_timezones() if name.startswith("Europe/"))
