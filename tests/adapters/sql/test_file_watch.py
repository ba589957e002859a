"""A database file that is deleted, moved or replaced under a running bot is told, and nothing is lost."""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncGenerator
from pathlib import Path

import pytest

from bot.adapters.sql.database import Database
from bot.adapters.sql.file_watch import FileWatch
from bot.adapters.sql.store import SqlStore
from bot.core.community.settings import Community
from bot.ports import StoreUnusable
from tests.adapters.conftest import evening, next_version


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Where the database is."""
    return tmp_path / "engawa.db"


@pytest.fixture
async def store(file: Path) -> AsyncGenerator[SqlStore]:
    """Open, with a mixer in it of which nothing has come into the file itself yet."""
    opened = SqlStore(await Database.open(f"sqlite:///{file}"))
    await opened.save(evening(), None)
    yield opened
    await opened.database.close()


@pytest.fixture
async def watch(store: SqlStore) -> FileWatch:
    """Has looked once, and all was well."""
    watch = FileWatch(store.database.engine)
    await watch.look()
    return watch


def put_away(file: Path) -> None:
    """Somebody deletes a file."""
    file.unlink()


async def kept_in(file: Path) -> list[str]:
    """What another process finds there."""
    other = SqlStore(await Database.open(f"sqlite:///{file}"))
    ids = [mixer.id for mixer in await other.unfinished()]
    await other.database.close()
    return ids


@pytest.mark.parametrize("all_of_it", [False, True], ids=["the file", "with what is beside it"])
@pytest.mark.parametrize("moved", [False, True], ids=["deleted", "moved"])
async def test_a_file_that_is_gone_is_written_again(  # noqa: PLR0917 - fixtures
    store: SqlStore, watch: FileWatch, file: Path, caplog: pytest.LogCaptureFixture, moved: bool, all_of_it: bool
) -> None:
    names = [file, *(file.with_name(file.name + ending) for ending in ("-wal", "-shm"))]
    for name in names if all_of_it else names[:1]:
        if moved:
            name.rename(name.with_name(f"moved-{name.name}"))
        else:
            name.unlink()
    await watch.look()
    assert "was deleted or moved away while Engawa runs" in caplog.text
    await store.save(next_version(evening()), evening())
    await store.keep_community(Community(guild_id=1))
    assert await kept_in(file) == ["m1"]
    with sqlite3.connect(file) as plain:
        assert plain.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    plain.close()
    before = len(caplog.records)
    await watch.look()
    assert len(caplog.records) == before, "told once"


@pytest.mark.parametrize("all_of_it", [False, True], ids=["the file", "with what is beside it"])
async def test_a_file_that_is_replaced_is_gone_on_with(
    store: SqlStore, watch: FileWatch, file: Path, caplog: pytest.LogCaptureFixture, all_of_it: bool
) -> None:
    backup = file.with_name("backup.db")
    yesterday = SqlStore(await Database.open(f"sqlite:///{backup}"))
    await yesterday.save(evening(id="old"), None)
    await yesterday.database.close()
    if all_of_it:
        for ending in ("-wal", "-shm"):
            file.with_name(file.name + ending).unlink()
    backup.replace(file)
    await watch.look()
    assert "was replaced while Engawa runs" in caplog.text
    assert [mixer.id for mixer in await store.unfinished()] == ["old"]
    await store.save(evening(), None)
    assert sorted(await kept_in(file)) == ["m1", "old"]


async def test_a_file_that_is_no_database_is_told_and_ours_is_not_let_go(
    store: SqlStore, watch: FileWatch, file: Path
) -> None:
    wrong = file.with_name("wrong")
    wrong.write_text("This is a letter, and no database at all. " * 100)
    wrong.replace(file)
    for _ in range(2):
        with pytest.raises(StoreUnusable, match="put a backup in its place"):
            await watch.look()
    put_away(file)
    await watch.look()
    assert [mixer.id for mixer in await store.unfinished()] == ["m1"]
    assert await kept_in(file) == ["m1"]


async def test_other_databases_have_no_file_to_watch() -> None:
    store = SqlStore(await Database.open("sqlite://"))
    await FileWatch(store.database.engine).watch()
    await store.database.close()
