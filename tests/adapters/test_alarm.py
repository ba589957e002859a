"""The alarm's contract, for the real one and the fake, and what only the real one can get wrong."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncGenerator, Awaitable, Callable, Collection
from datetime import UTC, datetime, timedelta

import pytest

from bot.adapters.alarm import ApsAlarm, now
from bot.ports.alarms import Due, MixerDue
from tests.fakes import FakeAlarm

PAST = datetime(2020, 1, 1, tzinfo=UTC)
FAR = datetime(2999, 1, 1, tzinfo=UTC)
PATIENCE = 20


def named(due: Due) -> str:
    """The only kind of alarm in these tests, by the name it was given."""
    assert isinstance(due, MixerDue)
    return due.mixer_id


class Bell:
    """Hears what rings, and lets a test wait for it."""

    def __init__(self) -> None:
        self.heard: list[str] = []
        self._changed = asyncio.Condition()

    async def ring(self, due: Due) -> None:
        """The callback."""
        async with self._changed:
            self.heard.append(named(due))
            self._changed.notify_all()

    async def until(self, names: Collection[str]) -> list[str]:
        """Everything heard, once these are among it as often as given."""
        async with asyncio.timeout(PATIENCE), self._changed:
            await self._changed.wait_for(lambda: all(self.heard.count(n) >= list(names).count(n) for n in names))
        return self.heard


Hear = Callable[[Collection[str]], Awaitable[list[str]]]


@pytest.fixture(params=["real", "fake"])
async def alarm_and_hear(request: pytest.FixtureRequest) -> AsyncGenerator[tuple[ApsAlarm | FakeAlarm, Hear]]:
    """An alarm, and a way to wait for names and get everything that has rung."""
    if request.param == "fake":
        fake, heard = FakeAlarm(), list[str]()

        async def due(names: Collection[str]) -> list[str]:
            heard.extend(named(due) for due in fake.due(now()))
            return heard

        yield fake, due
        return
    bell = Bell()
    alarm = ApsAlarm(bell.ring)
    alarm.start()
    yield alarm, bell.until
    await alarm.stop()


async def test_a_past_instant_rings_at_once_and_only_once(alarm_and_hear: tuple[ApsAlarm | FakeAlarm, Hear]) -> None:
    alarm, hear = alarm_and_hear
    alarm.set(MixerDue("a"), PAST)
    await hear("a")
    alarm.set(MixerDue("b"), PAST)
    assert await hear("b") == ["a", "b"]


async def test_a_coming_instant_does_not_ring_yet(alarm_and_hear: tuple[ApsAlarm | FakeAlarm, Hear]) -> None:
    alarm, hear = alarm_and_hear
    alarm.set(MixerDue("a"), FAR)
    alarm.set(MixerDue("b"), PAST)
    assert await hear("b") == ["b"]


async def test_setting_a_name_again_moves_it(alarm_and_hear: tuple[ApsAlarm | FakeAlarm, Hear]) -> None:
    alarm, hear = alarm_and_hear
    alarm.set(MixerDue("later"), PAST)
    alarm.set(MixerDue("later"), FAR)
    alarm.set(MixerDue("sooner"), FAR)
    alarm.set(MixerDue("sooner"), PAST)
    assert await hear(["sooner"]) == ["sooner"]


async def test_a_cleared_name_does_not_ring(alarm_and_hear: tuple[ApsAlarm | FakeAlarm, Hear]) -> None:
    alarm, hear = alarm_and_hear
    alarm.set(MixerDue("a"), PAST)
    alarm.clear(MixerDue("a"))
    alarm.clear(MixerDue("unknown"))
    alarm.set(MixerDue("b"), PAST)
    assert await hear("b") == ["b"]


async def test_the_earliest_rings_first(alarm_and_hear: tuple[ApsAlarm | FakeAlarm, Hear]) -> None:
    alarm, hear = alarm_and_hear
    alarm.set(MixerDue("a"), PAST + timedelta(days=1))
    alarm.set(MixerDue("b"), PAST)
    assert await hear("ab") == ["b", "a"]


async def test_an_instant_without_a_time_zone_is_refused(alarm_and_hear: tuple[ApsAlarm | FakeAlarm, Hear]) -> None:
    alarm, _ = alarm_and_hear
    with pytest.raises(ValueError, match="no time zone"):
        alarm.set(MixerDue("a"), datetime(2026, 5, 1))  # noqa: DTZ001


def test_the_fake_tells_what_comes_next() -> None:
    alarm = FakeAlarm()
    assert alarm.next() is None
    alarm.set(MixerDue("a"), FAR)
    alarm.set(MixerDue("b"), PAST)
    assert alarm.next() == PAST
    assert alarm.due(PAST) == [MixerDue("b")]
    assert alarm.next() == FAR


def test_now_is_in_utc() -> None:
    assert now().tzinfo is UTC


async def test_what_is_set_before_the_start_rings_after_it() -> None:
    bell = Bell()
    alarm = ApsAlarm(bell.ring)
    alarm.set(MixerDue("a"), FAR)
    alarm.set(MixerDue("a"), PAST)
    alarm.set(MixerDue("cleared"), PAST)
    alarm.set(MixerDue("cleared"), PAST)
    alarm.clear(MixerDue("cleared"))
    alarm.start()
    await bell.until("a")
    alarm.set(MixerDue("b"), PAST)
    assert await bell.until("b") == ["a", "b"]
    await alarm.stop()


async def test_a_name_set_while_its_callback_runs_rings_again() -> None:
    bell, gate = Bell(), asyncio.Event()

    async def ring(due: Due) -> None:
        await bell.ring(due)
        if named(due) == "a":
            await gate.wait()

    alarm = ApsAlarm(ring)
    alarm.start()
    alarm.set(MixerDue("a"), PAST)
    await bell.until("a")
    alarm.set(MixerDue("a"), PAST)
    alarm.set(MixerDue("b"), PAST)
    await bell.until("b")
    gate.set()
    await bell.until("aa")
    await alarm.stop()


async def test_a_name_set_at_any_moment_of_its_ringing_rings_after_that(caplog: pytest.LogCaptureFixture) -> None:
    for turns in range(8):
        bell = Bell()
        alarm = ApsAlarm(bell.ring)
        alarm.start()
        alarm.set(MixerDue("a"), PAST)
        for _ in range(turns):
            await asyncio.sleep(0)
        before = len(bell.heard)
        alarm.set(MixerDue("a"), PAST)
        await bell.until("a" * (before + 1))
        await alarm.stop()
    assert not [record for record in caplog.records if record.levelno >= logging.WARNING], "the scheduler skipped one"


async def test_a_callback_that_fails_is_logged_and_the_next_one_rings(caplog: pytest.LogCaptureFixture) -> None:
    bell = Bell()

    async def ring(due: Due) -> None:
        await bell.ring(due)
        if named(due) == "bad":
            raise RuntimeError("the lamp fell over")

    alarm = ApsAlarm(ring)
    alarm.start()
    with caplog.at_level(logging.ERROR):
        alarm.set(MixerDue("bad"), PAST)
        await bell.until(["bad"])
        alarm.set(MixerDue("good"), PAST)
        await bell.until(["good"])
        await alarm.stop()
    (record,) = caplog.records
    assert "bad" in record.message
    assert "the lamp fell over" in caplog.text


async def test_stopping_waits_for_a_callback_that_runs_and_rings_no_more() -> None:
    bell, gate, done = Bell(), asyncio.Event(), list[str]()

    async def ring(due: Due) -> None:
        await bell.ring(due)
        await gate.wait()
        done.append(named(due))

    alarm = ApsAlarm(ring)
    alarm.start()
    alarm.set(MixerDue("a"), PAST)
    await bell.until("a")
    stopping = asyncio.create_task(alarm.stop())
    for _ in range(9):
        await asyncio.sleep(0)
    assert not stopping.done()
    gate.set()
    await stopping
    assert done == ["a"]
    alarm.set(MixerDue("c"), PAST)
    assert bell.heard == ["a"]


async def test_an_alarm_that_never_started_can_be_stopped() -> None:
    async def ring(_due: Due) -> None: ...

    await ApsAlarm(ring).stop()
