"""Typed times on the clocks of different places, and in the nights in which clocks change."""

from __future__ import annotations

from datetime import UTC, datetime

from tests.adapters.test_typed_times import BERLIN, NEW_YORK, TOKYO, clock, full, read, refused


def test_months_and_days_are_counted_where_the_server_is() -> None:
    late = datetime(2026, 11, 26, 2, tzinfo=UTC)  # still Wednesday in New York
    assert read("today 22:00", zone=NEW_YORK, now=late) == clock("11-25 22:00", NEW_YORK)
    assert read("thursday 20:00", zone=NEW_YORK, now=late) == clock("11-26 20:00", NEW_YORK)
    with refused("past"):
        read("today 9:00", zone=TOKYO, now=late)


def test_a_distance_in_hours_is_counted_by_the_stopwatch_and_in_days_by_the_calendar() -> None:
    before = clock("03-28 12:00", BERLIN).astimezone(UTC)  # the clocks leap in the following night
    assert read("in 24 hours", zone=BERLIN, now=before) == clock("03-29 13:00", BERLIN)
    assert read("in 1 day at 12:00", zone=BERLIN, now=before) == clock("03-29 12:00", BERLIN)


def test_the_night_of_the_clocks() -> None:
    with refused("gap"):
        read("29 march 2:30", zone=BERLIN, now=clock("03-28 12:00", BERLIN).astimezone(UTC))
    october = clock("10-24 12:00", BERLIN).astimezone(UTC)
    with refused("fold") as refusal:
        read("tomorrow 2:30", zone=BERLIN, now=october)
    values = refusal.value.text.values
    for name in ("first", "second"):
        assert full(read(str(values[f"{name}_typed"]), zone=BERLIN, now=october)) == values[name]
