"""The history of the tables: one hand-written file a step in `versions/`, applied when the store is opened."""

from __future__ import annotations

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, func, select

_LOCK = 0x656E67617761
"""An arbitrary number that every Engawa process asks PostgreSQL's advisory lock for."""


def upgrade(connection: Connection) -> None:
    """Bring the database to the newest tables, all or nothing, in the connection's open transaction.

    Raises alembic's CommandError for a database that a newer Engawa has written.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(select(func.pg_advisory_xact_lock(_LOCK)))
    config = Config()
    config.set_main_option("script_location", "bot.adapters:migrations")
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
