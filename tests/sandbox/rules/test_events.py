"""Scheduled events: what may be planned, and how one may go on."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.sandbox.rules.events import check_event, due_status
from tests.sandbox.rules.refusals import fault, refusal

Json = dict[str, Any]
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


def at(hours: float) -> str:
    return (NOW + timedelta(hours=hours)).isoformat()


VOICE: Json = {"name": "Mixer", "privacy_level": 2, "entity_type": 2, "scheduled_start_time": at(1), "channel_id": "5"}
OUTSIDE: Json = {
    **{**VOICE, "entity_type": 3, "channel_id": None},
    "scheduled_end_time": at(2),
    "entity_metadata": {"location": "Park"},
}


def rule(frequency: int, **more: Any) -> Json:
    return {"start": at(1), "frequency": frequency, "interval": 1, **more}


@pytest.mark.parametrize("body", [VOICE, OUTSIDE, {**VOICE, "scheduled_end_time": at(2), "description": "x" * 1000}])
def test_events_that_discord_plans(body: Json) -> None:
    check_event(body, now=NOW)


@pytest.mark.parametrize(
    ("body", "path"),
    [
        ({**VOICE, "name": "x" * 101}, "name"),
        ({**VOICE, "name": ""}, "name"),
        ({**VOICE, "description": "x" * 1001}, "description"),
        ({**VOICE, "privacy_level": 1}, "privacy_level"),
        ({**VOICE, "entity_type": 4}, "entity_type"),
        ({**VOICE, "channel_id": None}, "channel_id"),
        ({**VOICE, "entity_metadata": {"location": "Park"}}, "entity_metadata"),
        ({**VOICE, "status": 2}, "status"),
        ({**VOICE, "scheduled_start_time": at(0)}, "scheduled_start_time"),
        ({**VOICE, "scheduled_start_time": at(24 * 365 * 6)}, "scheduled_start_time"),
        ({**VOICE, "scheduled_start_time": "2026-11-23T12:00:00"}, "scheduled_start_time"),
        ({**VOICE, "scheduled_start_time": "tomorrow"}, "scheduled_start_time"),
        ({**VOICE, "scheduled_end_time": at(1)}, "scheduled_end_time"),
        ({**OUTSIDE, "channel_id": "5"}, "channel_id"),
        ({**OUTSIDE, "scheduled_end_time": None}, "scheduled_end_time"),
        ({**OUTSIDE, "entity_metadata": None}, "entity_metadata"),
        ({**OUTSIDE, "entity_metadata": {"location": "x" * 101}}, "entity_metadata.location"),
    ],
)
def test_events_that_discord_refuses(body: Json, path: str) -> None:
    assert fault(check_event, body, now=NOW) == path


@pytest.mark.parametrize(
    ("status", "wanted", "ok"),
    [
        (1, 2, True),
        (1, 4, True),
        (2, 3, True),
        (1, 1, False),
        (1, 3, False),
        (2, 1, False),
        (2, 2, False),
        (2, 4, False),
    ],
)
def test_the_order_of_status(status: int, wanted: int, ok: bool) -> None:
    current, change = {**VOICE, "status": status}, {"status": wanted}
    if ok:
        check_event(change, now=NOW, editing=True, current=current)
    else:
        assert fault(check_event, change, now=NOW, editing=True, current=current) == "status"


@pytest.mark.parametrize("status", [3, 4])
def test_what_is_over_stays(status: int) -> None:
    assert (
        refusal(check_event, {"name": "x"}, now=NOW, editing=True, current={**VOICE, "status": status}).code == 180000
    )


def test_an_edit_is_judged_with_what_stands() -> None:
    current = {**VOICE, "status": 1, "scheduled_start_time": at(5)}
    assert (
        fault(check_event, {"scheduled_end_time": at(4)}, now=NOW, editing=True, current=current)
        == "scheduled_end_time"
    )
    assert fault(check_event, {"entity_type": 3, "channel_id": None}, now=NOW, editing=True, current=current) in {
        "scheduled_end_time",
        "entity_metadata",
    }
    check_event({"name": "Later"}, now=NOW + timedelta(hours=9), editing=True, current=current)


def test_a_running_event_keeps_its_start() -> None:
    current = {**VOICE, "status": 2}
    change = {"scheduled_start_time": at(3)}
    assert fault(check_event, change, now=NOW, editing=True, current=current) == "scheduled_start_time"


@pytest.mark.parametrize(
    "recurrence",
    [
        rule(2, by_weekday=[2]),
        rule(2, by_weekday=[2], interval=2),
        rule(3, by_weekday=[0, 1, 2, 3, 4]),
        rule(3, by_weekday=[0, 6]),
        rule(3),
        rule(1, by_n_weekday=[{"n": 4, "day": 2}]),
        rule(0, by_month=[7], by_month_day=[24]),
    ],
)
def test_recurrences_that_discord_shows(recurrence: Json) -> None:
    check_event({**VOICE, "recurrence_rule": recurrence}, now=NOW)


@pytest.mark.parametrize(
    ("recurrence", "path"),
    [
        (rule(2), "by_weekday"),
        (rule(2, by_weekday=[1, 2]), "by_weekday"),
        (rule(2, by_weekday=[7]), "by_weekday.0"),
        (rule(2, by_weekday=[2], interval=3), "interval"),
        (rule(3, interval=2), "interval"),
        (rule(3, by_weekday=[0, 2, 4]), "by_weekday"),
        (rule(3, by_weekday=[4, 4]), "by_weekday.1"),
        (rule(1, by_weekday=[1]), "by_weekday"),
        (rule(1, by_n_weekday=[{"n": 6, "day": 2}]), "by_n_weekday.0.n"),
        (rule(1, by_n_weekday=[{"n": 1, "day": 2}] * 2), "by_n_weekday"),
        (rule(0, by_month=[7]), "by_month_day"),
        (rule(0, by_month=[13], by_month_day=[1]), "by_month.0"),
        (rule(2, by_weekday=[2], count=5), "count"),
        (rule(2, by_weekday=[2], end=at(900)), "end"),
        (rule(4), "frequency"),
        ({"frequency": 3}, "start"),
    ],
)
def test_recurrences_that_discord_refuses(recurrence: Json, path: str) -> None:
    assert fault(check_event, {**VOICE, "recurrence_rule": recurrence}, now=NOW) == f"recurrence_rule.{path}"


@pytest.mark.parametrize(
    ("status", "kind", "hours", "quiet", "due"),
    [
        (1, 3, -0.1, None, None),
        (1, 3, 0, None, 2),
        (2, 3, 0.9, None, None),
        (2, 3, 1, None, 3),
        (1, 2, 1.9, None, None),
        (1, 2, 2, None, 4),
        (2, 2, 5, None, None),
        (2, 2, 5, 4.99, None),
        (2, 2, 5, 4.9, 3),
    ],
)
def test_what_discord_does_by_itself(
    status: int, kind: int, hours: float, quiet: float | None, due: int | None
) -> None:
    """From the start at hour 0: external ones keep to the clock, voice ones end when it has been quiet there."""
    since = None if quiet is None else NOW + timedelta(hours=quiet)
    end = NOW + timedelta(hours=1)
    now = NOW + timedelta(hours=hours)
    assert due_status(status, kind, start=NOW, end=end, quiet_since=since, now=now) == due
