"""A database: opening it, working in it, and saying in words why it cannot be used."""

from __future__ import annotations

import asyncio
import sqlite3
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self, TypeVar, cast

from sqlalchemy import URL, AsyncAdaptedQueuePool, Connection, Table, event, false, func, make_url, select
from sqlalchemy.dialects import sqlite
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import ArgumentError, DBAPIError, IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.util import await_only

from bot.adapters.sql.migrations import ForeignTables, StrangeTables, upgrade
from bot.adapters.sql.tables import mixers
from bot.ports import StoreUnusable
from bot.ports.meter import Meter

if TYPE_CHECKING:
    from sqlalchemy.dialects import postgresql

R = TypeVar("R")

_DRIVERS = {"sqlite": "sqlite+aiosqlite", **dict.fromkeys(("postgres", "postgresql"), "postgresql+asyncpg")}
_BUSY = 5.0
"""How many seconds SQLite waits for another process, such as a backup, to let go of the file."""
_PATIENCE = 30.0
"""How many seconds PostgreSQL has to answer a statement."""
_PRAGMAS = ("synchronous=NORMAL", "foreign_keys=ON", "secure_delete=ON")
POOLED = (
    "a pooler stands before this database: it must keep one server connection for each of ours (pgbouncer: "
    "pool_mode=session), or else nothing keeps a second Engawa away"
)
_TURN = 0.05
"""After how many seconds a file that another process is opening too is asked again."""


class Database:
    """Work in transactions, each whole or not at all. What `work` has returned from is there after a kill."""

    def __init__(self, engine: AsyncEngine, meter: Meter | None = None) -> None:
        self._meter = meter or Meter()
        on_postgresql = engine.dialect.name == "postgresql"
        self.engine = engine
        self._working: set[asyncio.Task[Any]] = set()
        # One look must not mix two versions; SQLite never does.
        self._reader = engine.execution_options(isolation_level="REPEATABLE READ") if on_postgresql else engine
        self.insert = _insert_of_postgresql() if on_postgresql else sqlite.insert
        """INSERT in the database's own dialect, which has ON CONFLICT."""

    @classmethod
    async def open(cls, url: str, meter: Meter | None = None) -> Self:
        """The database at an SQLAlchemy URL, made or brought up to date if need be. Raises StoreUnusable."""
        place = place_of(url)
        try:
            engine = on_sqlite(place) if place.get_backend_name() == "sqlite" else on_postgresql(place)
        except Exception as error:
            raise unusable(place, error) from error
        try:
            async with engine.begin() as connection:
                await connection.run_sync(upgrade)
        # Drivers fail to connect in many ways, and not all are wrapped: whatever it was, there is no database.
        except Exception as error:
            await engine.dispose()
            raise unusable(place, error) from error
        return cls(engine, meter)

    async def close(self) -> None:
        """Let go of it, once what has begun is done."""
        await asyncio.gather(*self._working, return_exceptions=True)
        await self.engine.dispose()

    async def work(
        self, work: Callable[[AsyncConnection], Awaitable[R]], *, reading: bool = False, erasing: bool = False
    ) -> R:
        """Work in one transaction, to its end even if the caller is cancelled. Raises StoreUnusable.

        A cancelled driver would leave the transaction open, and SQLite's file locked with it. After `erasing` what was
        deleted is in no file of the database any more.
        """
        began = time.monotonic()
        task = asyncio.create_task(self._transaction(work, self._reader if reading else self.engine, erasing=erasing))
        self._working.add(task)
        task.add_done_callback(self._done)
        try:
            done = await asyncio.shield(task)
        except asyncio.CancelledError:
            await asyncio.wait([task])  # whoever comes next must find this written or not, not about to be
            raise
        if not reading:
            self._meter.worked(time.monotonic() - began)
        return done

    async def try_to_write(self) -> None:
        """Write nothing, as a row would be written. Raises StoreUnusable if that cannot be done now."""
        await self.work(lambda connection: connection.execute(mixers.update().where(false()).values(version=0)))

    def _done(self, task: asyncio.Task[Any]) -> None:
        self._working.discard(task)
        if not task.cancelled():
            task.exception()  # seen, even if its caller was cancelled

    async def _transaction(
        self, work: Callable[[AsyncConnection], Awaitable[R]], engine: AsyncEngine, *, erasing: bool
    ) -> R:
        try:
            async with engine.begin() as connection:
                done = await work(connection)
            if erasing:
                await _shorten_log(engine)
        except IntegrityError:
            raise  # what was to be written contradicts itself: no fault of the database
        except (DBAPIError, OSError) as error:
            raise unusable(engine.url, error) from error
        return done


def _insert_of_postgresql() -> Callable[[Table], postgresql.Insert]:
    from sqlalchemy.dialects import postgresql  # noqa: PLC0415 - two megabytes that whoever is on SQLite need not carry

    return postgresql.insert


def place_of(url: str) -> URL:
    """The URL with the driver that we use. Raises StoreUnusable for one that names no database we know."""
    try:
        place = make_url(url)
        return place.set(drivername=_DRIVERS[place.get_backend_name()])
    except (ArgumentError, KeyError, ValueError):
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
    elif isinstance(error, StrangeTables):
        todo = "it was probably written by a newer Engawa: install that one, or name another database"
    elif isinstance(error, ForeignTables):
        todo = "nothing was changed; give Engawa a database of its own, and name that in ENGAWA_DATABASE_URL"
    elif isinstance(error, ModuleNotFoundError):
        todo = (
            "its driver is not installed; please run: pip install asyncpg, or install requirements.lock, which has it"
        )
    return StoreUnusable(f"Engawa cannot use {named(place)} ({reason}): {todo}.")


def on_sqlite(place: URL) -> AsyncEngine:
    """An engine for a file, whose folder is made. Nobody else on the machine may read either."""
    if place.database and not place.database.startswith((":memory:", "file:")):
        _keep_private(Path(place.database))
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


def _keep_private(file: Path) -> None:
    """SQLite gives the files beside it the same rights."""
    if not file.parent.exists():
        file.parent.mkdir(parents=True)
        file.parent.chmod(0o700)
    if not file.exists():
        file.touch(0o600)
    for name in (file, *(file.with_name(f"{file.name}{end}") for end in ("-wal", "-shm"))):
        if name.is_file():  # and not a folder that is named by mistake
            name.chmod(0o600)


def on_postgresql(place: URL, patience: float = _PATIENCE) -> AsyncEngine:
    """An engine for a server, which has so many seconds to answer a statement."""
    waits = {"command_timeout": patience, "timeout": 2 * patience}
    engine = create_async_engine(place, pool_pre_ping=True, hide_parameters=True, connect_args=waits)
    event.listen(engine.sync_engine, "before_cursor_execute", _without_nothing, retval=True)
    return engine


def _without_nothing(
    _connection: Connection, _cursor: object, statement: str, parameters: Any, _context: object, _many: bool
) -> tuple[str, Any]:
    """What is written, but for the sign that shows nothing and that PostgreSQL keeps in no text."""

    def kept(value: Any) -> Any:
        if isinstance(value, str):
            return value.replace("\0", "")
        return type(value)(map(kept, value)) if type(value) in {tuple, list} else value

    return statement, kept(parameters)


async def pooled(connection: AsyncConnection) -> bool:
    """Whether something stands before PostgreSQL that gives its connections to several: it shows another's number."""
    driver = cast("Any", (await connection.get_raw_connection()).driver_connection)
    return bool(driver.get_server_pid() != (await connection.execute(select(func.pg_backend_pid()))).scalar_one())


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


async def _shorten_log(engine: AsyncEngine) -> None:
    """Empty SQLite's write-ahead log into the file, where deleted rows are overwritten; else they would lie on in it.

    Not done while another process reads, such as a backup; then it is by the next that erases.
    """
    if engine.dialect.name == "sqlite":
        async with engine.connect() as connection:
            driver = (await connection.get_raw_connection()).driver_connection
            assert driver is not None
            await (await driver.execute("PRAGMA wal_checkpoint(TRUNCATE)")).close()


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")
