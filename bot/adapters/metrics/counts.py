"""What happens, counted for Prometheus."""

from __future__ import annotations

import time
from collections.abc import Callable

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Histogram,
    PlatformCollector,
    ProcessCollector,
    generate_latest,
)

from bot.adapters.metrics.gauges import Gauges
from bot.adapters.metrics.paths import kind_of
from bot.adapters.metrics.state import State
from bot.ports.meter import Meter

LATE = (0.01, 0.05, 0.1, 0.3, 1, 2, 5, 20, 60)
"""Seconds; a sign or a goodbye is to come within 1 of its instant, and 95 in 100 within 0.3."""
QUICK = (0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5)
"""Seconds that a save or a turn of the loop takes."""
FRESH = 60.0
"""Seconds for which a late alarm tells how the bot is."""
OUTCOME = {True: "revived", False: "not_revived", None: "unheard"}


class Counts(Meter):
    """Counts what it is told, in a registry of its own."""

    def __init__(self, state: Callable[[], State | None]) -> None:
        self._registry = here = CollectorRegistry()
        here.register(Gauges(state))
        ProcessCollector(registry=here)
        PlatformCollector(registry=here)
        self._late = Histogram(
            "engawa_alarm_late_seconds", "How late deadlines are taken up", buckets=LATE, registry=self._registry
        )
        self._requests = Counter(
            "engawa_requests", "Requests to Discord", ("method", "route", "status"), registry=self._registry
        )
        self._took = Histogram(
            "engawa_request_seconds", "How long Discord takes to answer", buckets=LATE, registry=self._registry
        )
        self._saves = Histogram("engawa_save_seconds", "How long a save takes", buckets=QUICK, registry=here)
        self._loop = Histogram(
            "engawa_loop_lag_seconds", "How late the event loop comes back", buckets=QUICK, registry=self._registry
        )
        self._questions = Counter(
            "engawa_questions", "Questions of rooms that are over", ("outcome",), registry=self._registry
        )
        for outcome in OUTCOME.values():
            self._questions.labels(outcome)  # at 0, so that the first one is seen to come
        self._last_late = (float("-inf"), 0.0)

    def text(self) -> bytes:
        """Everything, in Prometheus' text format."""
        return generate_latest(self._registry)

    def lately_late(self) -> float:
        """How many seconds late the last alarm was, if it rang within the last minute."""
        at, late = self._last_late
        return late if time.monotonic() - at < FRESH else 0.0

    def rang(self, late: float) -> None:
        """See Meter."""
        self._late.observe(max(0.0, late))
        self._last_late = time.monotonic(), late

    def answered(self, method: str, path: str, status: int | None, took: float) -> None:
        """See Meter."""
        self._requests.labels(method, kind_of(path), str(status or "none")).inc()
        self._took.observe(took)

    def worked(self, took: float) -> None:
        """See Meter."""
        self._saves.observe(took)

    def lagged(self, late: float) -> None:
        """See Meter."""
        self._loop.observe(max(0.0, late))

    def asked(self, worked: bool | None) -> None:
        """See Meter."""
        self._questions.labels(OUTCOME[worked]).inc()
