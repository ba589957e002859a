"""Opening the store: what is found again, also after a kill, and in what words a database is refused."""

from __future__ import annotations

import asyncio
import itertools
import os
import sqlite3
import sys
import threading
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import inspect, make_url, text
from sqlalchemy.ext.asyncio import create_async_engine

from bot.adapters.sql.database import Database, StoreUnusable
from bot.adapters.sql.looking import look, sounding
from bot.adapters.sql.store import SqlStore
from bot.core.community.settings import Community
from bot.core.lifecycle.mixer import Mixer
from bot.core.lifecycle.parts import Guest
from tests.adapters.conftest import BIG, PATIENCE, evening, next_version


async def test_a_second_opening_finds_everything(url: str) -> None:
    store = SqlStore(await Database.open(url))
    await store.save(evening(), None)
    await store.keep_community(Community(guild_id=1))
    await store.database.close()
    again = SqlStore(await Database.open(url))
    assert await again.unfinished() == [evening()]
    assert await again.community(1) == Community(guild_id=1)
    await again.database.close()


async def test_several_may_open_an_empty_database_at_once(url: str) -> None:
    stores = [SqlStore(database) for database in await asyncio.gather(*(Database.open(url) for _ in range(8)))]
    await stores[0].save(evening(), None)
    assert await stores[1].unfinished() == [evening()]
    for store in stores:
        await store.database.close()


async def test_the_file_is_in_write_ahead_mode(tmp_path: Path) -> None:
    await (await Database.open(f"sqlite:///{tmp_path}/engawa.db")).close()
    with closing(sqlite3.connect(tmp_path / "engawa.db")) as file:
        assert file.execute("PRAGMA journal_mode").fetchone() == ("wal",)


async def test_nobody_else_on_the_machine_can_read_it(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        store = SqlStore(await Database.open(f"sqlite:///{tmp_path}/state/engawa.db"))
        await store.save(evening(), None)
        found = {file.name: file.stat().st_mode & 0o777 for file in (tmp_path / "state").iterdir()}
        assert found == dict.fromkeys(("engawa.db", "engawa.db-wal", "engawa.db-shm"), 0o600)
        assert (tmp_path / "state").stat().st_mode & 0o777 == 0o700
        await store.database.close()
    finally:
        os.umask(before)


async def test_a_file_that_everybody_could_read_is_closed_to_them(tmp_path: Path) -> None:
    path = tmp_path / "engawa.db"
    path.touch(0o644)
    path.chmod(0o644)
    await (await Database.open(f"sqlite:///{path}")).close()
    assert path.stat().st_mode & 0o777 == 0o600


async def test_counted_votes_and_their_key_lie_on_in_no_file_of_a_running_bot(tmp_path: Path) -> None:
    store = SqlStore(await Database.open(f"sqlite:///{tmp_path}/engawa.db"))
    voted = evening(guests=(Guest(101, 1, ballot="a sealed vote"),), vote_key="the key of it")
    await store.save(voted, None)

    def lying() -> set[bool]:
        files = b"".join(file.read_bytes() for file in tmp_path.iterdir())
        return {word in files for word in (b"a sealed vote", b"the key of it")}

    assert lying() == {True}, "or this proves nothing"
    await store.save(next_version(voted.without_ballots()), voted)
    assert lying() == {False}
    await store.database.close()


async def test_a_store_in_memory_needs_no_file() -> None:
    store = SqlStore(await Database.open("sqlite://"))
    await store.save(evening(), None)
    assert await store.unfinished() == [evening()]
    await store.database.close()


async def _refusal(url: str) -> str:
    with pytest.raises(StoreUnusable) as refusal:
        await Database.open(url)
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
    store = SqlStore(await Database.open(f"sqlite:///{path}"))
    for n in range(40):
        await store.save(evening(id=f"m{n}"), None)
    await store.database.close()
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
    os.chmod(tmp_path, 0o755)
    message = await _refusal(f"sqlite:///{tmp_path}")
    assert str(tmp_path) in message
    assert os.stat(tmp_path).st_mode & 0o777 == 0o755, "and stays as it was"
    assert "may write there" in message


async def test_a_read_only_file_is_refused(tmp_path: Path) -> None:
    await (await Database.open(f"sqlite:///{tmp_path}/engawa.db")).close()
    message = await _refusal(f"sqlite:///file:{tmp_path}/engawa.db?mode=ro&uri=true")
    assert "readonly" in message
    assert "may write there" in message


async def test_a_database_of_a_newer_engawa_is_refused(tmp_path: Path) -> None:
    await (await Database.open(f"sqlite:///{tmp_path}/engawa.db")).close()
    with closing(sqlite3.connect(tmp_path / "engawa.db")) as file:
        file.execute("UPDATE alembic_version SET version_num = '9999'")
        file.commit()
    assert "newer Engawa" in await _refusal(f"sqlite:///{tmp_path}/engawa.db")


@pytest.mark.parametrize("table", ["mixers (id text)", "cards (suit text)", "alembic_version (version_num text)"])
async def test_tables_of_somebody_elses_are_left_alone_and_named(url: str, table: str) -> None:
    if url.startswith("sqlite"):
        Path(make_url(url).database or "").parent.mkdir()
    engine = create_async_engine(url)
    async with engine.begin() as connection:
        await connection.execute(text(f"CREATE TABLE {table}"))
        if "alembic" in table:
            await connection.execute(text("INSERT INTO alembic_version VALUES ('0003')"))
    await engine.dispose()
    for refusal in (_refusal, _of_a_look):
        message = await refusal(url)
        assert table.partition(" ")[0] in message
        assert "give Engawa a database of its own" in message
    async with engine.connect() as connection:
        assert len(await connection.run_sync(lambda it: inspect(it).get_table_names())) == 1, "nothing was made"
    await engine.dispose()


async def test_which_servers_have_the_tone_is_told_without_opening_the_store(url: str) -> None:
    assert await sounding(url) == frozenset(), "there is nothing yet"
    store = SqlStore(await Database.open(url))
    for guild_id in (1, 2):
        await store.keep_community(Community(guild_id=guild_id, tone=guild_id == 2, tone_id=BIG))
    assert await sounding(url) == {2}
    await store.database.close()


async def _of_a_look(url: str) -> str:
    with pytest.raises(StoreUnusable) as refusal:
        await look(url)
    return str(refusal.value)


@pytest.mark.parametrize(
    "url",
    ["postgres://engawa:s3cret@127.0.0.1:1/engawa", "mysql://engawa:s3cret@127.0.0.1/engawa", "engawa:s3cret"],
)
async def test_an_address_without_a_database_is_refused_without_its_password(url: str) -> None:
    assert "s3cret" not in await _refusal(url)


async def test_a_missing_driver_is_told_with_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "asyncpg", None)
    message = await _refusal("postgresql://engawa:s3cret@127.0.0.1:1/engawa")
    assert "pip install asyncpg" in message
    assert "s3cret" not in message


async def test_a_file_that_goes_bad_while_open_is_told_in_words(tmp_path: Path) -> None:
    store = SqlStore(await Database.open(f"sqlite:///{tmp_path}/engawa.db"))
    with closing(sqlite3.connect(tmp_path / "engawa.db")) as file:
        file.executescript("DROP TABLE guests")
    with pytest.raises(StoreUnusable, match=r"engawa\.db"):
        await store.save(evening(), None)
    await store.database.close()


async def _save_for_ever(url: str) -> None:
    store = SqlStore(await Database.open(url))
    before: Mixer | None = None
    for number in itertools.count():
        mixer = evening(number)
        await store.save(mixer, before)
        sys.stdout.write(f"{number}\n")
        sys.stdout.flush()
        before = mixer


@pytest.mark.parametrize("acknowledged", [1, 40])
async def test_what_is_saved_outlives_a_kill(url: str, acknowledged: int) -> None:
    root = str(Path(__file__).parents[3])
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
    store = SqlStore(await Database.open(url))
    (found,) = await store.unfinished()
    await store.database.close()
    assert found.version >= known
    assert found == evening(found.version)


if __name__ == "__main__":
    asyncio.run(_save_for_ever(sys.argv[1]))
