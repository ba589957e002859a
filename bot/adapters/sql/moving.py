"""Everything that one database keeps, carried over into another, empty one: from a file to a server, say."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.adapters.sql import ledger_tables
from bot.adapters.sql.database import Database, named, place_of
from bot.adapters.sql.lock import held
from bot.adapters.sql.rows import rows
from bot.adapters.sql.tables import identifies, leases
from bot.ports import StoreUnusable

OF_PROCESSES = frozenset({leases, identifies})
"""What is about the processes that run, and nothing to be carried over."""
KEPT = [table for table in ledger_tables.metadata.sorted_tables if table not in OF_PROCESSES]
"""Every other table, each after those that it refers to."""
AT_ONCE = 500
"""Rows written in one statement."""


class NotEmpty(StoreUnusable):
    """Something is kept in the database that all is to be carried into."""


async def move(source_url: str, target_url: str) -> int:
    """Write every row of the one into the other, all or nothing; how many. The one stays as it is.

    Raises StoreUnusable; Taken if a bot runs on either, and NotEmpty.
    """
    async with held(source_url, wait=False), held(target_url, wait=False):
        source = await Database.open(source_url)
        try:
            target = await Database.open(target_url)
            try:
                return await target.work(
                    lambda there: source.work(lambda here: _carry(here, there, target_url), reading=True)
                )
            finally:
                await target.close()
        finally:
            await source.close()


async def _carry(here: AsyncConnection, there: AsyncConnection, url: str) -> int:
    for table in KEPT:
        if (await there.execute(rows(table).limit(1))).first() is not None:
            raise NotEmpty(f"Something is kept in {named(place_of(url))} already: please name an empty database.")
    carried = 0
    for table in KEPT:
        found = await here.stream(rows(table))
        async for part in found.mappings().partitions(AT_ONCE):
            await there.execute(table.insert(), [dict(row) for row in part])
            carried += len(part)
        growing = table.autoincrement_column
        if growing is not None and there.dialect.name == "postgresql":
            # Its own counter has not moved on with the numbers that were written.
            last = select(func.coalesce(func.max(growing), 0) + 1).scalar_subquery()
            await there.execute(select(func.setval(func.pg_get_serial_sequence(table.name, growing.name), last, False)))
    return carried
