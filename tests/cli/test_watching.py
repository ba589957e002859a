"""Whether the bot is ready is said with its reason."""

from __future__ import annotations

import socket
from collections.abc import AsyncIterator
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest
from sqlalchemy import text

from bot.adapters.sql.database import Database
from bot.app import Bot
from bot.cli.watching import TOO_LATE, PortTaken, Watched, watching
from bot.settings import Settings


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    """One that can be written to."""
    database = await Database.open(f"sqlite:///{tmp_path / 'engawa.db'}")
    yield database
    await database.close()


def watched(database: Database, shards: dict[int, bool]) -> Watched:
    """A bot at work with these connections."""
    it = Watched()
    it.bot = cast(Bot, SimpleNamespace(wires=SimpleNamespace(shards_up=lambda: shards)))
    it.database = database
    return it


async def test_one_that_is_connected_and_can_write_is_ready(database: Database) -> None:
    assert await watched(database, {0: True}).unready(0.0) == ""


async def test_one_that_waits_for_another_is_not() -> None:
    assert "another Engawa" in await Watched().unready(0.0)


@pytest.mark.parametrize("shards", [{}, {0: True, 1: False}])
async def test_one_that_is_cut_off_is_not(database: Database, shards: dict[int, bool]) -> None:
    assert "gateway" in await watched(database, shards).unready(0.0)


async def test_one_whose_alarms_are_late_is_not(database: Database) -> None:
    assert "13 seconds late" in await watched(database, {0: True}).unready(TOO_LATE + 3)


async def test_one_that_cannot_write_is_not(database: Database) -> None:
    await database.work(lambda connection: connection.execute(text("DROP TABLE signups")))
    await database.work(lambda connection: connection.execute(text("ALTER TABLE mixers RENAME TO others")))
    assert "cannot use" in await watched(database, {0: True}).unready(0.0)


async def test_a_port_that_is_taken_is_told_with_what_to_do() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        settings = Settings(token="a.b.c", metrics_port=taken.getsockname()[1])  # pyright: ignore[reportArgumentType]
        with pytest.raises(PortTaken, match="ENGAWA_METRICS_PORT"):
            async with watching(settings, Watched()):
                pass
