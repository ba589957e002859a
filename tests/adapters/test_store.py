"""The store's contract, for the real one and the fake: what a save promises is there after a crash.

PostgreSQL takes part if ENGAWA_TEST_POSTGRES names a server (postgresql+asyncpg://…) where databases may be created.
"""

from __future__ import annotations

import asyncio
import itertools
import os
import sqlite3
import sys
import threading
from collections.abc import AsyncGenerator, Iterator
from contextlib import closing
from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from uuid import uuid4

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from hypothesis import HealthCheck, given, settings
from hypothesis import Phase as Step
from hypothesis import strategies as st
from sqlalchemy import Connection, make_url, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import create_async_engine

from bot.adapters import tables
from bot.adapters.store import SqlStore, StoreUnusable
from bot.core.community import Community
from bot.core.mixer import Delivery, Ending, Guest, Mixer, Phase, Post, Room
from bot.ports import Stale
from tests.fakes import FakeStore

NOW = datetime(2026, 5, 1, 18, 30, 0, 123456, tzinfo=UTC)
BIG = 2**63 - 1
PATIENCE = 30
Store = SqlStore | FakeStore


def evening(number: int = 0, **changes: object) -> Mixer:
    """A mixer at its version `number`, of which rooms, guests and posts are different at each."""
    mixer = Mixer(
        id="m1",
        guild_id=1,
        host_id=2,
        home_id=3,
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
        rooms=tuple(Room(n, f"room {n}", "tea", status=f"{number}" if n == number % 3 else None) for n in range(3)),
        guests=tuple(Guest((user + number) % 7, user % 3, waiting=user > 3) for user in range(6)),
        posts={f"key {n}": Post(f"key {n}", 5, NOW) for n in range(number, number + 3)},
        version=number,
    )
    return replace(mixer, **changes)


def next_version(mixer: Mixer, **changes: object) -> Mixer:
    """What a conductor saves after `mixer`."""
    return replace(mixer, version=mixer.version + 1, **changes)


async def everything(store: Store) -> list[Mixer]:
    """The unfinished mixers in a fixed order."""
    return sorted(await store.unfinished(), key=lambda mixer: mixer.id)


async def _postgres_database() -> AsyncGenerator[str]:
    server = os.environ.get("ENGAWA_TEST_POSTGRES")
    if not server:
        pytest.skip("ENGAWA_TEST_POSTGRES names no PostgreSQL server")
    name = f"engawa_{uuid4().hex}"
    admin = create_async_engine(server, isolation_level="AUTOCOMMIT")
    async with admin.connect() as connection:
        await connection.execute(text(f"CREATE DATABASE {name}"))
    yield make_url(server).set(database=name).render_as_string(hide_password=False)
    async with admin.connect() as connection:
        await connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    await admin.dispose()


@pytest.fixture(params=["sqlite", "postgres"])
async def url(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncGenerator[str]:
    """The URL of a database that is not there yet (SQLite) or empty (PostgreSQL)."""
    if request.param == "postgres":
        async for made in _postgres_database():
            yield made
    else:
        yield f"sqlite+aiosqlite:///{tmp_path}/state/engawa.db"


@pytest.fixture(params=["fake", "sqlite", "postgres"])
async def store(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncGenerator[Store]:
    """Every kind of store, empty."""
    if request.param == "fake":
        yield FakeStore()
        return
    databases = _postgres_database() if request.param == "postgres" else _file(tmp_path)
    async for made in databases:
        opened = await SqlStore.open(made)
        yield opened
        await opened.close()


async def _file(folder: Path) -> AsyncGenerator[str]:
    yield f"sqlite:///{folder}/engawa.db"


ids = st.integers(1, BIG) | st.integers(1, 5)
texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=12)
instants = st.datetimes(
    datetime(2015, 1, 1),  # noqa: DTZ001
    datetime(2100, 1, 1),  # noqa: DTZ001
    timezones=st.sampled_from([UTC, timezone(timedelta(hours=9))]),
)
all_rooms = st.lists(
    st.builds(
        Room,
        number=st.integers(1, 5),
        name=texts,
        question=texts,
        channel_id=st.none() | ids,
        tried_at=st.none() | instants,
        status=st.none() | texts,
        lost=st.booleans(),
    ),
    unique_by=lambda room: room.number,
).map(lambda found: tuple(sorted(found, key=lambda room: room.number)))
all_guests = st.lists(
    st.builds(Guest, user_id=st.integers(BIG - 6, BIG), room=st.integers(1, 2), waiting=st.booleans()),
    unique_by=lambda guest: guest.user_id,
).map(tuple)
all_posts = st.lists(
    st.builds(
        Post,
        key=st.sampled_from(["welcome:1", "sign:10:1800000000:2", "goodbye"]) | texts,
        channel_id=ids,
        tried_at=instants,
        delivery=st.sampled_from(Delivery),
        message_id=st.none() | ids,
        shown=texts,
    ),
    max_size=4,
).map(lambda found: {post.key: post for post in found})
all_mixers = st.builds(
    Mixer,
    id=st.just("replaced"),
    guild_id=ids,
    host_id=ids,
    home_id=ids,
    lobby_id=ids,
    title=texts,
    common_ground=texts,
    language=st.sampled_from(["en", "ja"]),
    room_size=st.integers(2, 25),
    length=st.timedeltas(timedelta(0), timedelta(hours=3)),
    created_at=instants,
    opens_at=instants,
    closes_at=instants,
    phase=st.sampled_from([phase for phase in Phase if phase not in {Phase.CLOSED, Phase.CANCELLED}]),
    ending=st.none() | st.sampled_from(Ending),
    ended_at=st.none() | instants,
    category_name=texts,
    category_id=st.none() | ids,
    category_tried_at=st.none() | instants,
    rooms=all_rooms,
    guests=all_guests,
    posts=all_posts,
    missing=st.frozensets(texts, max_size=3),
    version=st.just(0),
)
_numbers: Iterator[int] = itertools.count()


@settings(
    max_examples=30,
    deadline=None,
    database=None,
    phases=[Step.generate],  # shrinking a failure through a database takes minutes
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(lives=st.lists(all_mixers, min_size=1, max_size=3))
async def test_every_field_comes_back_whatever_it_changes_to(store: Store, lives: list[Mixer]) -> None:
    before: Mixer | None = None
    id = f"m{next(_numbers)}"
    for version, life in enumerate(lives):
        mixer = replace(life, id=id, version=version)
        await store.save(mixer, before)
        (found,) = [kept for kept in await store.unfinished() if kept.id == id]
        assert found == mixer
        before = mixer


@pytest.mark.parametrize(
    ("table", "kind"),
    [
        (tables.mixers, Mixer),
        (tables.rooms, Room),
        (tables.guests, Guest),
        (tables.posts, Post),
        (tables.communities, Community),
    ],
)
def test_every_field_has_its_column(table: tables.Table, kind: type[Mixer | Room | Guest | Post | Community]) -> None:
    elsewhere = {"rooms", "guests", "posts"} if kind is Mixer else set[str]()
    own = {column.name for column in table.columns} - {"mixer_id", "place"}
    assert own == {field.name for field in fields(kind)} - elsewhere


async def test_of_two_saves_after_the_same_version_the_second_is_stale(store: Store) -> None:
    first = evening()
    await store.save(first, None)
    won = next_version(first, title="won", guests=(Guest(9, 1),))
    await store.save(won, first)
    with pytest.raises(Stale):
        await store.save(next_version(first, title="lost", guests=(), posts={}), first)
    assert await everything(store) == [won]


async def test_of_two_saves_at_once_one_is_stale(store: Store) -> None:
    first = evening()
    await store.save(first, None)
    rivals = [next_version(first, title=f"{n}", guests=(Guest(n, 1),)) for n in range(4)]
    results = await asyncio.gather(*(store.save(rival, first) for rival in rivals), return_exceptions=True)
    (won,) = [rival for rival, result in zip(rivals, results, strict=True) if result is None]
    assert sum(isinstance(result, Stale) for result in results) == 3
    assert await everything(store) == [won]


async def test_a_mixer_that_is_there_cannot_be_new(store: Store) -> None:
    await store.save(evening(), None)
    with pytest.raises(Stale):
        await store.save(evening(title="another"), None)
    assert await everything(store) == [evening()]


async def test_a_mixer_that_is_gone_cannot_be_changed(store: Store) -> None:
    with pytest.raises(Stale):
        await store.save(evening(1), evening(0))
    assert await everything(store) == []


async def test_a_version_must_follow_the_one_before(store: Store) -> None:
    await store.save(evening(), None)
    with pytest.raises(ValueError, match="does not follow"):
        await store.save(evening(title="same version"), evening())


async def test_a_save_that_fails_half_way_changes_nothing(store: Store) -> None:
    first = evening()
    await store.save(first, None)
    naive = Post("bad", 5, datetime(2026, 5, 1))  # noqa: DTZ001
    bad = next_version(first, title="half", rooms=(), guests=(), posts={"bad": naive})
    with pytest.raises(ValueError, match="no time zone"):
        await store.save(bad, first)
    assert await everything(store) == [first]
    await store.save(next_version(first), first)


async def test_a_save_that_is_cancelled_is_whole_or_not_at_all(store: Store) -> None:
    last = evening()
    await store.save(last, None)
    others = asyncio.all_tasks()
    for turns in range(0, 200, 8):
        after = evening(last.version + 1)
        saving = asyncio.create_task(store.save(after, last))
        for _ in range(turns):
            await asyncio.sleep(0)
        saving.cancel()
        await asyncio.wait([saving], timeout=PATIENCE)
        assert asyncio.all_tasks() == others, "the save goes on behind its caller's back"
        (found,) = await everything(store)
        assert found in (last, after)
        last = found
    after = evening(last.version + 1)
    await store.save(after, last)
    assert await everything(store) == [after]


async def test_finished_mixers_are_kept_but_not_returned(store: Store) -> None:
    open_one, closed, cancelled = evening(), evening(id="m2"), evening(id="m3")
    for mixer in (open_one, closed, cancelled):
        await store.save(mixer, None)
    await store.save(next_version(closed, phase=Phase.CLOSED, guests=()), closed)
    await store.save(next_version(cancelled, phase=Phase.CANCELLED, guests=()), cancelled)
    assert await everything(store) == [open_one]
    with pytest.raises(Stale):
        await store.save(closed, None)


async def test_a_guest_moves_to_the_end_or_leaves(store: Store) -> None:
    first = evening(guests=(Guest(1, 1), Guest(2, 1), Guest(3, 2)))
    await store.save(first, None)
    moved = next_version(first.with_guest(Guest(1, 2, waiting=False)))
    await store.save(moved, first)
    left = next_version(moved, guests=tuple(guest for guest in moved.guests if guest.user_id != 2))
    assert await everything(store) == [moved]
    await store.save(left, moved)
    (found,) = await everything(store)
    assert found.guests == (Guest(3, 2), Guest(1, 2, waiting=False))


async def test_a_post_changes_comes_and_goes(store: Store) -> None:
    first = evening(posts={"a": Post("a", 1, NOW), "b": Post("b", 1, NOW)})
    await store.save(first, None)
    sent = Post("a", 1, NOW, Delivery.SENT, BIG, "digest")
    after = next_version(first, posts={"a": sent, "c": Post("c", 2, NOW)})
    await store.save(after, first)
    (found,) = await everything(store)
    assert found.posts == {"a": sent, "c": Post("c", 2, NOW)}


async def test_what_is_changed_later_in_memory_is_not_changed_in_the_store(store: Store) -> None:
    posts = {"a": Post("a", 1, NOW)}
    await store.save(evening(posts=posts), None)
    posts.clear()
    (found,) = await everything(store)
    assert set(found.posts) == {"a"}


async def test_two_mixers_do_not_mix(store: Store) -> None:
    first, second = evening(), evening(id="m2", guild_id=7, guests=(Guest(1, 1),))
    await store.save(first, None)
    await store.save(second, None)
    after = next_version(first, rooms=(), guests=(), posts={})
    await store.save(after, first)
    assert await everything(store) == [after, second]


async def test_settings_are_kept_and_replaced(store: Store) -> None:
    assert await store.community(1) is None
    await store.keep_community(Community(guild_id=1, language="ja", host_role_id=BIG, lobby_id=4))
    await store.keep_community(Community(guild_id=2))
    await store.keep_community(Community(guild_id=1, language="en", lobby_id=5))
    assert await store.community(1) == Community(guild_id=1, language="en", lobby_id=5)
    assert await store.community(2) == Community(guild_id=2)


async def test_forgetting_a_server_leaves_the_others_alone(store: Store) -> None:
    mine, finished, other = evening(), evening(id="m2", phase=Phase.CLOSED), evening(id="m3", guild_id=9)
    for mixer in (mine, finished, other):
        await store.save(mixer, None)
    for guild_id in (1, 9):
        await store.keep_community(Community(guild_id=guild_id))
    await store.forget_guild(1)
    assert await everything(store) == [other]
    assert await store.community(1) is None
    assert await store.community(9) == Community(guild_id=9)
    await store.save(mine, None)
    await store.save(finished, None)


async def test_forgetting_a_server_leaves_no_row_of_it(tmp_path: Path) -> None:
    store = await SqlStore.open(f"sqlite:///{tmp_path}/engawa.db")
    await store.save(evening(), None)
    await store.keep_community(Community(guild_id=1))
    await store.forget_guild(1)
    await store.close()
    with closing(sqlite3.connect(tmp_path / "engawa.db")) as file:
        for table in tables.metadata.sorted_tables:
            assert file.execute(f"SELECT count(*) FROM {table.name}").fetchone() == (0,)


async def test_instants_come_back_in_utc(url: str) -> None:
    store = await SqlStore.open(url)
    tokyo = NOW.astimezone(timezone(timedelta(hours=9)))
    await store.save(evening(created_at=tokyo, rooms=(Room(1, "a", "b", tried_at=tokyo),)), None)
    (found,) = await store.unfinished()
    await store.close()
    for at in (found.created_at, found.rooms[0].tried_at):
        assert at == NOW
        assert at
        assert at.tzinfo is UTC


async def test_a_second_opening_finds_everything(url: str) -> None:
    store = await SqlStore.open(url)
    await store.save(evening(), None)
    await store.keep_community(Community(guild_id=1))
    await store.close()
    again = await SqlStore.open(url)
    assert await again.unfinished() == [evening()]
    assert await again.community(1) == Community(guild_id=1)
    await again.close()


async def test_the_migrations_make_the_tables_of_the_code(url: str) -> None:
    await (await SqlStore.open(url)).close()
    engine = create_async_engine(url)

    def differences(connection: Connection) -> object:
        return compare_metadata(MigrationContext.configure(connection), tables.metadata)

    async with engine.connect() as connection:
        assert await connection.run_sync(differences) == []
    await engine.dispose()


async def test_two_processes_may_open_an_empty_database_at_once(url: str) -> None:
    stores = await asyncio.gather(*(SqlStore.open(url) for _ in range(3)))
    await stores[0].save(evening(), None)
    assert await stores[1].unfinished() == [evening()]
    for store in stores:
        await store.close()


async def test_the_file_is_in_write_ahead_mode(tmp_path: Path) -> None:
    await (await SqlStore.open(f"sqlite:///{tmp_path}/engawa.db")).close()
    with closing(sqlite3.connect(tmp_path / "engawa.db")) as file:
        assert file.execute("PRAGMA journal_mode").fetchone() == ("wal",)


async def test_a_store_in_memory_needs_no_file() -> None:
    store = await SqlStore.open("sqlite://")
    await store.save(evening(), None)
    assert await store.unfinished() == [evening()]
    await store.close()


async def _refusal(url: str) -> str:
    with pytest.raises(StoreUnusable) as refusal:
        await SqlStore.open(url)
    for thread in threading.enumerate():
        if "_connection_worker_thread" in thread.name:
            await asyncio.to_thread(thread.join, PATIENCE)
            assert not thread.is_alive()
    return str(refusal.value)


async def test_a_file_that_is_no_database_is_refused_by_name(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("Dear diary, " * 100)
    message = await _refusal(f"sqlite:///{path}")
    assert str(path) in message
    assert "backup" in message
    assert path.read_text().startswith("Dear diary")


async def test_a_damaged_database_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "engawa.db"
    store = await SqlStore.open(f"sqlite:///{path}")
    for n in range(40):
        await store.save(evening(id=f"m{n}"), None)
    await store.close()
    content = path.read_bytes()
    path.write_bytes(content[:4096] + b"\xff" * (len(content) - 4096))
    message = await _refusal(f"sqlite:///{path}")
    assert str(path) in message
    assert "backup" in message


async def test_a_folder_below_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    message = await _refusal(f"sqlite:///{tmp_path}/file/engawa.db")
    assert f"{tmp_path}/file/engawa.db" in message
    assert "may write there" in message


async def test_a_folder_in_place_of_the_file_is_refused(tmp_path: Path) -> None:
    message = await _refusal(f"sqlite:///{tmp_path}")
    assert str(tmp_path) in message
    assert "may write there" in message


async def test_a_read_only_file_is_refused(tmp_path: Path) -> None:
    await (await SqlStore.open(f"sqlite:///{tmp_path}/engawa.db")).close()
    message = await _refusal(f"sqlite:///file:{tmp_path}/engawa.db?mode=ro&uri=true")
    assert "readonly" in message
    assert "may write there" in message


async def test_a_database_of_a_newer_engawa_is_refused(tmp_path: Path) -> None:
    await (await SqlStore.open(f"sqlite:///{tmp_path}/engawa.db")).close()
    with closing(sqlite3.connect(tmp_path / "engawa.db")) as file:
        file.execute("UPDATE alembic_version SET version_num = '9999'")
        file.commit()
    assert "newer Engawa" in await _refusal(f"sqlite:///{tmp_path}/engawa.db")


@pytest.mark.parametrize(
    "url",
    ["postgres://engawa:s3cret@127.0.0.1:1/engawa", "mysql://engawa:s3cret@127.0.0.1/engawa", "engawa:s3cret"],
)
async def test_an_address_without_a_database_is_refused_without_its_password(url: str) -> None:
    assert "s3cret" not in await _refusal(url)


async def test_a_file_that_goes_bad_while_open_is_told_in_words(tmp_path: Path) -> None:
    store = await SqlStore.open(f"sqlite:///{tmp_path}/engawa.db")
    with closing(sqlite3.connect(tmp_path / "engawa.db")) as file:
        file.executescript("DROP TABLE guests")
    with pytest.raises(StoreUnusable, match=r"engawa\.db"):
        await store.save(evening(), None)
    await store.close()


async def test_a_mixer_that_contradicts_itself_is_not_the_fault_of_the_database(url: str) -> None:
    store = await SqlStore.open(url)
    with pytest.raises(IntegrityError):
        await store.save(evening(guests=(Guest(1, 1), Guest(1, 2))), None)
    assert await store.unfinished() == []
    await store.close()


async def _save_for_ever(url: str) -> None:
    store = await SqlStore.open(url)
    before: Mixer | None = None
    for number in itertools.count():
        mixer = evening(number)
        await store.save(mixer, before)
        sys.stdout.write(f"{number}\n")
        sys.stdout.flush()
        before = mixer


@pytest.mark.parametrize("acknowledged", [1, 40])
async def test_what_is_saved_outlives_a_kill(url: str, acknowledged: int) -> None:
    root = str(Path(__file__).parents[2])
    process = await asyncio.create_subprocess_exec(
        sys.executable, __file__, url, stdout=asyncio.subprocess.PIPE, env={**os.environ, "PYTHONPATH": root}
    )
    assert process.stdout
    async with asyncio.timeout(PATIENCE):
        heard = [await process.stdout.readline() for _ in range(acknowledged)]
        process.kill()
        heard += (await process.stdout.read()).splitlines(keepends=True)
        await process.wait()
    known = max(int(line) for line in heard if line.endswith(b"\n"))
    store = await SqlStore.open(url)
    (found,) = await store.unfinished()
    await store.close()
    assert found.version >= known
    assert found == evening(found.version)


if __name__ == "__main__":
    asyncio.run(_save_for_ever(sys.argv[1]))
