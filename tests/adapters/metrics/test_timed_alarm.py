"""How late alarms ring is told, whatever rings them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from bot.adapters.metrics.timed_alarm import Ring, TimedAlarm
from bot.ports.alarms import Due, MixerDue, SweepDue
from bot.ports.meter import Meter
from tests.fakes import FakeAlarm

NOON = datetime(2026, 5, 7, 12, tzinfo=UTC)


class Heard(Meter):
    """Remembers how late alarms rang."""

    def __init__(self) -> None:
        self.late: list[float] = []

    def rang(self, late: float) -> None:
        """See Meter."""
        self.late.append(late)


class Bell(FakeAlarm):
    """Rings when the test says so."""

    def __init__(self, ring: Ring) -> None:
        super().__init__()
        self.ring = ring

    def start(self) -> None:
        """See RingingAlarm."""

    async def stop(self) -> None:
        """See RingingAlarm."""


async def test_how_late_an_alarm_rings_is_told_once() -> None:
    now, rung, meter, bells = NOON, list[Due](), Heard(), list[Bell]()

    async def ring(due: Due) -> None:
        rung.append(due)

    def make(ring: Ring) -> Bell:
        bells.append(Bell(ring))
        return bells[0]

    alarm = TimedAlarm(make, ring, meter, lambda: now)
    alarm.set(MixerDue("a"), NOON + timedelta(seconds=10))
    alarm.set(SweepDue(), NOON - timedelta(hours=1))
    now = NOON + timedelta(seconds=12)
    due = bells[0].due(now)
    for one in (*due, MixerDue("a")):
        await bells[0].ring(one)
    assert rung == [SweepDue(), MixerDue("a"), MixerDue("a")]
    assert meter.late == [12.0, 2.0], "what was due in the past is late from when it was set"
