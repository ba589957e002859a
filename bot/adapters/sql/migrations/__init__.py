"""The history of the tables: one hand-written file a step in `versions/`, applied when the store is opened."""

from __future__ import annotations

import sqlite3

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, false, func, select

from bot.adapters.sql.tables import mixers

_LOCK = 0x656E67617761
"""An arbitrary number that every Engawa process asks PostgreSQL's advisory lock for."""


def upgrade(connection: Connection, to: str = "head") -> None:
    """Bring the database to the newest tables, or those of an earlier step, all in the connection's open transaction.

    Raises alembic's CommandError for a database that a newer Engawa has written, and a driver's error for one that is
    damaged or read-only, which would otherwise show only later.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(select(func.pg_advisory_xact_lock(_LOCK)))
    elif (found := connection.exec_driver_sql("PRAGMA quick_check(1)").scalar_one()) != "ok":
        raise sqlite3.DatabaseError(f"malformed: {found}")
    config = Config()
    config.set_main_option("script_location", "bot.adapters.sql:migrations")
    config.attributes["connection"] = connection
    command.upgrade(config, to)
    connection.execute(mixers.delete().where(false()))  # deletes nothing, and even that a read-only database refuses
