"""A clock that is wrong is known by Discord's answers, told to the operator, and believed again when it is right."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncGenerator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import aiohttp
import pytest
from aiohttp import web

from bot.adapters.discord import clock_check as module
from bot.adapters.discord.clock_check import ClockCheck

NOW = datetime(2026, 5, 1, 18, 30, tzinfo=UTC)
PATIENCE = 20


class Desk:
    """A server with a right clock, a session with a check, and a clock of ours that can be set."""

    def __init__(self, session: aiohttp.ClientSession, address: str) -> None:
        self.session, self.address = session, address

    async def ask(self) -> None:
        """One request, and its answer."""
        async with self.session.get(self.address) as answer:
            await answer.read()


class Ours:
    """Our clock."""

    def __init__(self) -> None:
        self.ahead = timedelta(0)
        self.meanwhile = timedelta(0)
        """How far it is put forward while a request is under way."""

    def __call__(self) -> datetime:
        return NOW + self.ahead


@pytest.fixture
def ours() -> Ours:
    """A clock that is right."""
    return Ours()


@pytest.fixture
def check(ours: Ours) -> ClockCheck:
    """Nothing is known yet."""
    return ClockCheck(ours)


@pytest.fixture
async def desk(ours: Ours, check: ClockCheck) -> AsyncGenerator[Desk]:
    async def serve(_: web.Request) -> web.Response:
        ours.ahead += ours.meanwhile
        return web.Response(headers={"Date": format_datetime(NOW, usegmt=True)})

    app = web.Application()
    app.router.add_get("/", serve)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    config = aiohttp.TraceConfig()
    check.attach(config)
    async with aiohttp.ClientSession(trace_configs=[config]) as session:
        yield Desk(session, f"http://127.0.0.1:{runner.addresses[0][1]}/")
    await runner.cleanup()


@pytest.mark.parametrize(
    ("ahead", "wrong"),
    [
        (timedelta(0), False),
        (timedelta(minutes=4), False),
        (timedelta(minutes=6), True),
        (timedelta(hours=-2), True),
        (timedelta(days=200), True),
    ],
    ids=str,
)
async def test_a_clock_is_wrong_that_is_hours_or_months_off(
    desk: Desk, check: ClockCheck, ours: Ours, ahead: timedelta, wrong: bool
) -> None:
    assert not check.wrong(), "nothing is known yet"
    ours.ahead = ahead
    await desk.ask()
    assert check.wrong() is wrong


async def test_an_answer_during_which_the_clock_was_set_tells_nothing(
    desk: Desk, check: ClockCheck, ours: Ours
) -> None:
    ours.meanwhile = timedelta(hours=3)
    await desk.ask()
    assert not check.wrong()


async def test_the_operator_is_told_and_everything_goes_on_when_it_is_right_again(
    desk: Desk, check: ClockCheck, ours: Ours, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(module, "LOOK", 0.01)
    caplog.set_level(logging.WARNING)
    ours.ahead = timedelta(days=4)
    await desk.ask()
    right, complained = asyncio.Event(), asyncio.Event()

    async def ask() -> None:
        if caplog.records:
            complained.set()
        await desk.ask()

    async def right_again() -> None:
        right.set()

    watching = asyncio.create_task(check.watch(ask, right_again))
    async with asyncio.timeout(PATIENCE):
        await complained.wait()
        assert "clock is 4 days, 0:00:00 ahead of Discord's" in caplog.text
        assert not right.is_set()
        ours.ahead = timedelta(0)
        await right.wait()
    watching.cancel()
    await asyncio.wait({watching})
    assert not check.wrong()
