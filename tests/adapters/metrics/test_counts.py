"""What Prometheus is told: of a kind together, and nothing of which person or place it was."""

from __future__ import annotations

import pytest
from prometheus_client.parser import text_string_to_metric_families

from bot.adapters.metrics.counts import Counts
from bot.adapters.metrics.paths import kind_of
from bot.adapters.metrics.state import State

STATE = State(
    mixers={"open": 2, "gathering": 0},
    rooms=5,
    people=17,
    servers=3,
    ears={"hearing": 4, "deaf": 1, "refused": 0},
    waiting={"due": 0, "awaited": 6, "later": 1},
    shards={0: True, 1: False},
)


def told(counts: Counts) -> dict[tuple[str, tuple[str, ...]], float]:
    """Every value by its name and the values of its labels."""
    return {
        (sample.name, tuple(sample.labels.values())): sample.value
        for family in text_string_to_metric_families(counts.text().decode())
        for sample in family.samples
    }


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/api/v10/channels/123456789012345678/messages", "/channels/:id/messages"),
        ("/api/v10/guilds/1/members/2", "/guilds/:id/members/:id"),
        ("/api/v10/interactions/12/abcdef/callback", "/interactions/:id/:token/callback"),
        ("/webhooks/12/aW50ZXJhY3Rpb24/messages/@original", "/webhooks/:id/:token/messages/@original"),
        ("/channels/1/messages/2/reactions/tada/@me", "/channels/:id/messages/:id/reactions/:emoji/@me"),
        ("/gateway/bot", "/gateway/bot"),
        ("/", "/:id"),
    ],
)
def test_requests_of_a_kind_are_one_path(path: str, kind: str) -> None:
    assert kind_of(path) == kind


def test_how_the_bot_stands() -> None:
    values = told(Counts(lambda: STATE))
    assert values["engawa_at_work", ()] == 1
    assert values["engawa_mixers", ("open",)] == 2
    assert values["engawa_people", ()] == 17
    assert values["engawa_ears", ("deaf",)] == 1
    assert values["engawa_requests_waiting", ("awaited",)] == 6
    assert [values["engawa_gateway_up", (shard,)] for shard in ("0", "1")] == [1, 0]


def test_a_bot_that_waits_for_another_to_end_has_no_mixers() -> None:
    values = told(Counts(lambda: None))
    assert values["engawa_at_work", ()] == 0
    assert not any(name == "engawa_mixers" for name, _ in values)


def test_what_happens_is_counted() -> None:
    counts = Counts(lambda: STATE)
    for path in ("/channels/1/messages", "/channels/2/messages"):
        counts.answered("POST", path, 200, 0.2)
    counts.answered("POST", "/channels/2/messages", None, 3.0)
    for worked in (True, True, False, None):
        counts.asked(worked)
    counts.rang(0.2)
    counts.rang(-0.001)
    values = told(counts)
    assert values["engawa_requests_total", ("POST", "/channels/:id/messages", "200")] == 2
    assert values["engawa_requests_total", ("POST", "/channels/:id/messages", "none")] == 1
    outcomes = [values["engawa_questions_total", (how,)] for how in ("revived", "not_revived", "unheard")]
    assert outcomes == [2, 1, 1]
    assert values["engawa_alarm_late_seconds_count", ()] == 2
    assert values["engawa_alarm_late_seconds_bucket", ("0.1",)] == 1


def test_how_late_the_last_alarm_was_is_known_for_a_minute(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 1000.0
    monkeypatch.setattr("bot.adapters.metrics.counts.time.monotonic", lambda: now)
    counts = Counts(lambda: STATE)
    assert counts.lately_late() == 0
    counts.rang(12.0)
    assert counts.lately_late() == 12
    now += 61
    assert counts.lately_late() == 0
