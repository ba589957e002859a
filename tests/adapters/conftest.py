"""Stores and venues of every kind for the contract tests, and a mixer to keep in the stores.

PostgreSQL takes part where it is installed, or where ENGAWA_TEST_POSTGRES names a server (postgresql+asyncpg://…) on
which databases may be created.
"""

from __future__ import annotations

import os
from collections.abc import AsyncGenerator, Generator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.adapters.sql.database import Database
from bot.adapters.sql.store import SqlStore
from bot.core.afterwards.farewell import Farewell
from bot.core.lifecycle.mixer import Mixer
from bot.core.lifecycle.parts import FirstQuestions, Guest, Post, Room, ScheduledEvent, Signup
from bot.core.lifecycle.phase import Phase
from bot.core.lifecycle.wanted_post import PostKey
from tests import postgres
from tests.adapters.databases import Databases, Files, OnServer
from tests.adapters.fake_stage import FakeStage
from tests.adapters.real_stage import RealStage, real_stage
from tests.adapters.stages import Scene, mixer_at
from tests.fakes import FakeStore

NOW = datetime(2026, 5, 1, 18, 30, 0, 123456, tzinfo=UTC)
BIG = 2**63 - 1
PATIENCE = 30
Store = SqlStore | FakeStore


def evening(number: int = 0, **changes: object) -> Mixer:
    """A mixer at its version `number`, of which rooms, guests, sign-ups and posts are different at each."""
    mixer = Mixer(
        id="m1",
        guild_id=1,
        host_id=2,
        channel_id=3,
        lobby_id=4,
        title=f"Friday {number}",
        common_ground="",
        language="ja",
        room_size=4,
        length=timedelta(minutes=60),
        created_at=NOW,
        opens_at=NOW,
        closes_at=NOW + timedelta(minutes=60),
        phase=Phase.OPEN,
        rooms=tuple(
            Room(n, f"room {n}", FirstQuestions("tea"), status=f"{number}" if n == number % 3 else None)
            for n in range(3)
        ),
        guests=tuple(Guest((user + number) % 7, user % 3, waiting=user > 3) for user in range(6)),
        signups=tuple(Signup((user + number) % 5, NOW, waiting=user > 2, standing=user % 2 > 0) for user in range(4)),
        event=ScheduledEvent(BIG, NOW, f"Friday {number}", NOW),
        posts={(key := PostKey(f"key {n}")): Post(key, 5, NOW) for n in range(number, number + 3)},
        version=number,
    )
    return replace(mixer, **changes)


def over(mixer_id: str = "a", *, guild_id: int = 1, ended_at: datetime = NOW) -> Farewell:
    """An evening that has just ended."""
    return Farewell(
        guild_id=guild_id,
        mixer_id=mixer_id,
        host_id=2,
        channel_id=3,
        title="縁側'; --",
        language="ja",
        signed_up=9,
        ended_at=ended_at,
        recap_at=ended_at + timedelta(minutes=10),
        reveal_at=ended_at + timedelta(days=1),
    )


def next_version(mixer: Mixer, **changes: object) -> Mixer:
    """What a conductor saves after `mixer`."""
    return replace(mixer, version=mixer.version + 1, **changes)


async def everything(store: Store) -> list[Mixer]:
    """The unfinished mixers in a fixed order."""
    return sorted(await store.unfinished(), key=lambda mixer: mixer.id)


@pytest.fixture(scope="session")
def files(tmp_path_factory: pytest.TempPathFactory) -> Files:
    """Where databases of SQLite are made."""
    return Files(tmp_path_factory.mktemp("files"))


@pytest.fixture(scope="session")
def on_server() -> Generator[OnServer]:
    """A PostgreSQL server on which databases are made: the one that is named, or one of our own."""
    if named := os.environ.get("ENGAWA_TEST_POSTGRES"):
        databases = OnServer(named)
        yield databases
        databases.close()
        return
    binaries = postgres.programs()
    if binaries is None:
        pytest.skip(postgres.ABSENT)
    with postgres.cluster(binaries) as server:
        yield OnServer(server.url)


def _databases(request: pytest.FixtureRequest) -> Databases:
    return request.getfixturevalue("on_server" if request.param == "postgres" else "files")


@pytest.fixture(params=["sqlite", "postgres"])
async def url(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncGenerator[str]:
    """The URL of a database that is not there yet (SQLite) or empty (PostgreSQL)."""
    async with _databases(request).empty(tmp_path) as made:
        yield made


@pytest.fixture(params=["fake", "sqlite", "postgres"])
async def store(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncGenerator[Store]:
    """Every kind of store, empty."""
    if request.param == "fake":
        yield FakeStore()
        return
    async with _databases(request).ready(tmp_path) as made:
        opened = SqlStore(await Database.open(made))
        yield opened
        await opened.database.close()


@pytest.fixture
async def real() -> AsyncGenerator[RealStage]:
    """A client on a sandbox."""
    async with real_stage() as stage:
        yield stage


@pytest.fixture(params=["fake", "real"])
async def scene(request: pytest.FixtureRequest) -> AsyncGenerator[Scene]:
    """Either venue."""
    if request.param == "fake":
        stage = FakeStage()
        yield Scene(stage, mixer_at(stage))
    else:
        async with real_stage() as stage:
            yield Scene(stage, mixer_at(stage))
