"""The migrations: they end at the tables of the code, and rows of every earlier step survive them."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, DateTime, Interval, bindparam, make_url, text
from sqlalchemy.ext.asyncio import create_async_engine

from bot.adapters import tables
from bot.adapters.ledger import SqlLedger
from bot.adapters.migrations import upgrade
from bot.adapters.store import SqlStore
from bot.core.card import Card, Kept
from bot.core.community import Community
from bot.core.mixer import Mixer, Phase
from bot.core.parts import Asking, Delivery, Guest, Post, Room
from bot.core.prompts import Tally
from tests.adapters.conftest import NOW, next_version

INSTANT = DateTime(timezone=True)
ROWS_OF_0001 = (
    """INSERT INTO mixers (id, guild_id, host_id, home_id, lobby_id, title, common_ground, language, room_size, length,
    created_at, opens_at, closes_at, phase, category_name, missing, version)
    VALUES ('m1', 1, 2, 3, 4, 'Friday', '', 'ja', 4, :length, :now, :now, :now, 'open', 'Friday', '["speak"]', 7)""",
    """INSERT INTO rooms (mixer_id, number, name, question, channel_id, tried_at, status, lost)
    VALUES ('m1', 1, 'Tea', 'tea', 10, :now, 'tea', :unset), ('m1', 2, 'Rain', 'rain', NULL, NULL, NULL, :unset)""",
    "INSERT INTO guests (mixer_id, user_id, room, waiting, asked_at) VALUES ('m1', 6, 1, :unset, :now)",
    """INSERT INTO posts (mixer_id, key, channel_id, tried_at, delivery, message_id, shown)
    VALUES ('m1', 'welcome', 3, :now, 'sent', 11, 'digest')""",
    "INSERT INTO communities (guild_id, language, host_role_id, lobby_id) VALUES (1, 'ja', 12, 4)",
)
ROWS_OF_0002 = (
    """INSERT INTO communities (guild_id, language, host_role_id, lobby_id, listening, gentle_minutes)
    VALUES (1, 'ja', 12, 4, :unset, 30)""",
    "INSERT INTO tallies (guild_id, question, put, worked) VALUES (1, 'tea', 3, 2)",
    "INSERT INTO own_questions (guild_id, id, text) VALUES (1, 'own-1', 'Rain?')",
    "INSERT INTO known_questions (guild_id, user_id, question, at) VALUES (1, 5, 'tea', :now)",
    "INSERT INTO refusals (guild_id, user_id) VALUES (1, 5)",
)
MIXER_OF_0001 = Mixer(
    id="m1",
    guild_id=1,
    host_id=2,
    home_id=3,
    lobby_id=4,
    title="Friday",
    common_ground="",
    language="ja",
    room_size=4,
    length=timedelta(minutes=60),
    created_at=NOW,
    opens_at=NOW,
    closes_at=NOW,
    phase=Phase.OPEN,
    category_name="Friday",
    rooms=(Room(1, "Tea", "tea", 10, NOW, "tea"), Room(2, "Rain", "rain")),
    guests=(Guest(6, 1, waiting=False, asked_at=NOW),),
    posts={"welcome": Post("welcome", 3, NOW, Delivery.SENT, 11, "digest")},
    missing=frozenset({"speak"}),
    version=7,
)


async def test_the_migrations_make_the_tables_of_the_code(url: str) -> None:
    await (await SqlStore.open(url)).close()
    engine = create_async_engine(url)

    def differences(connection: Connection) -> object:
        context = MigrationContext.configure(connection, opts={"compare_server_default": True})
        return compare_metadata(context, tables.metadata)

    async with engine.connect() as connection:
        assert await connection.run_sync(differences) == []
    await engine.dispose()


async def _make(url: str, step: str, rows: tuple[str, ...]) -> None:
    """A database as an Engawa of that step left it."""

    def make(connection: Connection) -> None:
        upgrade(connection, step)
        values = {"now": (NOW, INSTANT), "length": (timedelta(minutes=60), Interval()), "unset": (False, None)}
        for row in rows:
            named = [bindparam(name, value, type_) for name, (value, type_) in values.items() if f":{name}" in row]
            connection.execute(text(row).bindparams(*named))

    if url.startswith("sqlite"):
        Path(make_url(url).database or "").parent.mkdir()
    engine = create_async_engine(url)
    async with engine.begin() as connection:
        await connection.run_sync(make)
    await engine.dispose()


async def test_a_database_of_the_first_step_keeps_its_rows(url: str) -> None:
    await _make(url, "0001", ROWS_OF_0001)
    store = await SqlStore.open(url)
    assert await store.unfinished() == [MIXER_OF_0001]
    settings = await store.community(1)
    assert settings == Community(guild_id=1, language="ja", host_role_id=12, lobby_id=4)
    asked = next_version(MIXER_OF_0001.with_room(1, askings=(Asking(1, "rain", "", "silence", NOW),), calls=1))
    await store.save(asked, MIXER_OF_0001)
    assert await store.unfinished() == [asked]
    await store.close()


async def test_a_database_of_the_second_step_keeps_its_rows(url: str) -> None:
    await _make(url, "0002", ROWS_OF_0002)
    store = await SqlStore.open(url)
    settings = Community(guild_id=1, language="ja", host_role_id=12, lobby_id=4, listening=False, gentle_minutes=30)
    assert await store.community(1) == settings
    ledger = SqlLedger(store)
    assert await ledger.tallies(1) == {"tea": Tally(3, 2)}
    assert [prompt.id for prompt in await ledger.own_questions(1)] == ["own-1"]
    kept = Kept(card=None, sittings=0, questions=1, refuses_ears=True, avoids=frozenset())
    assert await ledger.kept(1, 5) == kept
    await ledger.keep_card(1, 5, Card(about="I bake bread"))
    await ledger.sat(1, "m1", 1, {1: [5]}, NOW)
    assert await ledger.kept(1, 5) == replace(kept, card=Card(about="I bake bread"), sittings=1)
    await store.close()
