"""The history of the tables: one hand-written file a step in `versions/`, applied when the store is opened."""

from __future__ import annotations

import pkgutil
import sqlite3

from sqlalchemy import Connection, column, false, func, inspect, select, table

from bot.adapters.sql.ledger_tables import TABLES
from bot.adapters.sql.tables import mixers

_LOCK = 0x656E67617761
"""An arbitrary number that every Engawa process asks PostgreSQL's advisory lock for."""
_VERSION = table("alembic_version", column("version_num"))


class StrangeTables(Exception):
    """The tables are those of a step that this Engawa does not know: probably a newer one has written them."""


class ForeignTables(Exception):
    """Tables of somebody else's stand where Engawa's are to be."""


def steps() -> list[str]:
    """Every step, the newest last."""
    folders = [f"{folder}/versions" for folder in __path__]
    return sorted(module.name.partition("_")[0] for module in pkgutil.iter_modules(folders))


def step_of(connection: Connection) -> str | None:
    """The step that the tables are at, None if there are none yet. Raises StrangeTables and ForeignTables."""
    there = set(inspect(connection).get_table_names())
    at = connection.scalar(select(_VERSION.c.version_num)) if _VERSION.name in there else None
    if at is None and (taken := there & {*mixers.metadata.tables, *(ours.name for ours in TABLES)}):
        raise ForeignTables(f"it has tables already that are called {', '.join(sorted(taken))}, and are not Engawa's")
    if at is not None and mixers.name not in there:
        raise ForeignTables(f"another program keeps count of its tables there, in one that is called {_VERSION.name}")
    if at is not None and at not in steps():
        raise StrangeTables(f"its tables are those of step {at}")
    return at


def upgrade(connection: Connection, to: str = "head") -> None:
    """Bring the database to the newest tables, or those of an earlier step, all in the connection's open transaction.

    Raises StrangeTables, ForeignTables, and a driver's error for a database that is damaged or read-only, which would
    otherwise show only later.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(select(func.pg_advisory_xact_lock(_LOCK)))
    elif (found := connection.exec_driver_sql("PRAGMA quick_check(1)").scalar_one()) != "ok":
        raise sqlite3.DatabaseError(f"malformed: {found}")
    if step_of(connection) != (steps()[-1] if to == "head" else to):
        _walk(connection, to)
    connection.execute(mixers.delete().where(false()))  # deletes nothing, and even that a read-only database refuses


def _walk(connection: Connection, to: str) -> None:
    from alembic import command  # noqa: PLC0415 - 10 MB for the life of the process, and most starts need no step
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", "bot.adapters.sql:migrations")
    config.attributes["connection"] = connection
    command.upgrade(config, to)
