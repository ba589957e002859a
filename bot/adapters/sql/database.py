"""Opening a database, and saying in words why one cannot be used."""

from __future__ import annotations

import asyncio
import sqlite3
from pathlib import Path

from alembic.util import CommandError
from sqlalchemy import URL, AsyncAdaptedQueuePool, Connection, event, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.util import await_only

from bot.ports import StoreUnusable

_DRIVERS = {"sqlite": "sqlite+aiosqlite", **dict.fromkeys(("postgres", "postgresql"), "postgresql+asyncpg")}
_BUSY = 5.0
"""How many seconds SQLite waits for another process, such as a backup, to let go of the file."""
_PATIENCE = 30.0
"""How many seconds PostgreSQL has to answer a statement."""
_PRAGMAS = ("synchronous=NORMAL", "foreign_keys=ON")
_TURN = 0.05
"""After how many seconds a file that another process is opening too is asked again."""


def place_of(url: str) -> URL:
    """The URL with the driver that we use. Raises StoreUnusable for one that names no database we know."""
    try:
        place = make_url(url)
        return place.set(drivername=_DRIVERS[place.get_backend_name()])
    except (ArgumentError, KeyError):
        # Neither the URL nor the error, which repeats it, may come into a log: it can hold a password.
        raise StoreUnusable(
            "The database URL must begin with sqlite:/// or postgresql://, such as sqlite:///data/state/engawa.db"
        ) from None


def named(place: URL) -> str:
    """The file with its whole path, or the address without its password."""
    if place.get_backend_name() == "sqlite":
        return f"the database file {Path(place.database or ':memory:').absolute()}"
    return f"the database {place.render_as_string(hide_password=True)}"


def unusable(place: URL, error: Exception) -> StoreUnusable:
    """In words, with the file or the address, but never the password."""
    cause = error.orig if isinstance(error, DBAPIError) and error.orig else error
    reason = " ".join(str(cause).split()) or type(cause).__name__
    todo = "check ENGAWA_DATABASE_URL, and that the database server runs and lets Engawa in"
    if place.get_backend_name() == "sqlite":
        todo = "check that its folder exists, that Engawa may write there and that the disk is not full"
    if "malformed" in reason or "not a database" in reason:
        todo = "put a backup in its place, or move it away, and Engawa begins with an empty one"
    elif isinstance(error, CommandError):
        todo = "it was probably written by a newer Engawa: install that one, or name another database"
    elif isinstance(error, ModuleNotFoundError):
        todo = (
            "its driver is not installed; please run: pip install asyncpg, or install requirements.lock, which has it"
        )
    return StoreUnusable(f"Engawa cannot use {named(place)} ({reason}): {todo}.")


def on_sqlite(place: URL) -> AsyncEngine:
    """An engine for a file, whose folder is made."""
    if place.database and not place.database.startswith((":memory:", "file:")):
        Path(place.database).parent.mkdir(parents=True, exist_ok=True)
    engine = create_async_engine(
        place,
        # One connection: writers wait for it in turn, where SQLite would have them sleep and try again.
        poolclass=AsyncAdaptedQueuePool,
        pool_size=1,
        max_overflow=0,
        hide_parameters=True,  # what is written about people comes into no log
        # Transactions are begun below, as the driver begins none for reading or for making tables.
        connect_args={"isolation_level": None, "timeout": _BUSY},
    )
    event.listen(engine.sync_engine, "connect", _prepare)
    event.listen(engine.sync_engine, "begin", _begin)
    return engine


def on_postgresql(place: URL) -> AsyncEngine:
    """An engine for a server."""
    patience = {"command_timeout": _PATIENCE}
    return create_async_engine(place, pool_pre_ping=True, hide_parameters=True, connect_args=patience)


def _prepare(connection: DBAPIConnection, _record: object) -> None:
    cursor = connection.cursor()
    for pragma in _PRAGMAS:
        cursor.execute(f"PRAGMA {pragma}")
    time = asyncio.get_running_loop().time
    give_up = time() + _BUSY
    while True:
        try:
            cursor.execute("PRAGMA journal_mode=WAL")
            break
        except sqlite3.OperationalError as error:
            # Of two that change the journal at once, SQLite refuses one without waiting.
            if "locked" not in str(error) or time() > give_up:
                raise
        await_only(asyncio.sleep(_TURN))
    cursor.close()


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")
