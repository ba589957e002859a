"""An SQLite file that is deleted, moved or replaced while the bot runs: noticed, told, and nothing of it lost.

An open file outlives its name, so that without this all would look well until the bot ends, and then be gone.
"""

from __future__ import annotations

import asyncio
import logging
import sqlite3
from pathlib import Path
from typing import Any, cast

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.adapters.sql.database import StoreUnusable, named, unusable
from bot.adapters.sql.migrations import upgrade

log = logging.getLogger(__name__)
LOOK = 5.0
"""Seconds between two looks at the file."""
_Identity = tuple[int, int]
"""A file's device and its number there, which stay when it is renamed."""


class FileWatch:
    """Keeps the open database and the file of its name one and the same. Other databases have no file to watch."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        name = engine.url.database or ""
        on_disk = engine.url.get_backend_name() == "sqlite" and name and not name.startswith((":memory:", "file:"))
        self._file = Path(name).absolute() if on_disk else None
        self._known = _identity(self._file) if self._file else None
        self._beside: dict[Path, _Identity | None] = {}
        """What SQLite keeps beside the file, as it was when that was still the open one."""

    async def watch(self) -> None:
        """Look again and again, for as long as the bot runs."""
        while self._file is not None:
            await asyncio.sleep(LOOK)
            try:
                await self.look()
            except (StoreUnusable, OSError):
                log.exception("the database file that was there is there no more")

    async def look(self) -> None:
        """See whether the file is still the one that is open. Raises StoreUnusable for one that cannot be used."""
        if (file := self._file) is None:
            return
        now = _identity(file)
        if now == self._known:
            beside = (file.with_name(file.name + ending) for ending in ("-wal", "-shm"))
            self._beside = {other: _identity(other) for other in beside}
            return
        if now is None:
            copy = await self._copy(file.with_name(f"{file.name}.rescued"))
            await self._close()
            copy.replace(file)
            log.error(
                "%s was deleted or moved away while Engawa runs: it was written there again, whole. To move it or "
                "begin anew, please stop Engawa first",
                named(self._engine.url),
            )
        else:
            self._look_into(file)
            await self._close()
            log.error(
                "%s was replaced while Engawa runs: Engawa goes on with the new one, and writes the mixers under way "
                "into it. Please stop Engawa first, the next time",
                named(self._engine.url),
            )
        try:
            async with self._engine.begin() as connection:
                await connection.run_sync(upgrade)
        except Exception as error:
            raise unusable(self._engine.url, error) from error
        self._known = _identity(file)

    async def _copy(self, to: Path) -> Path:
        """Everything that the open database has, in another file."""
        try:
            async with self._engine.connect() as connection:
                driver = (await connection.get_raw_connection()).driver_connection
                target = sqlite3.connect(to, check_same_thread=False)
                try:
                    await cast("Any", driver).backup(target)
                finally:
                    target.close()
        except (SQLAlchemyError, sqlite3.Error) as error:
            raise unusable(self._engine.url, error) from error
        return to

    def _look_into(self, file: Path) -> None:
        """Raises StoreUnusable for what is no database: ours is not let go for that."""
        try:
            other = sqlite3.connect(f"{file.as_uri()}?mode=ro&immutable=1", uri=True)
            try:
                other.execute("SELECT count(*) FROM sqlite_master").fetchall()
            finally:
                other.close()
        except sqlite3.Error as error:
            raise unusable(self._engine.url, error) from error

    async def _close(self) -> None:
        """Let go of the file that was open; what is left of it beside the new one would be taken for that one's."""
        await self._engine.dispose()
        for other, known in self._beside.items():
            if known is not None and _identity(other) == known:
                other.unlink()


def _identity(file: Path) -> _Identity | None:
    try:
        found = file.stat()
    except FileNotFoundError:
        return None
    return found.st_dev, found.st_ino
