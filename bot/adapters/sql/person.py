"""Everything that the tables hold about one person, server by server."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from sqlalchemy import Table, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.adapters.sql.database import Database
from bot.adapters.sql.tables import metadata, mixers

OWN = ("user_id", "host_id")
"""Columns that say whose a row is. A row of somebody else's that names them is not theirs to see: `other_id`."""
WITHHELD = {
    "ballot",
    "vote_key",
    "tick_key",
    "forgotten",
    "shut_out",
    "uninvited",
    "reports",
    "beside",
    "apart",
    "friends",
}
"""Columns that are sealed, that seal, or that are about others too."""
Rows = Mapping[int, Mapping[str, list[dict[str, Any]]]]
"""By server and table."""


async def rows_about(database: Database, user_id: int) -> Rows:
    """Their rows in every table that has any, and the questions that they brought. Raises StoreUnusable."""
    found: defaultdict[int, dict[str, list[dict[str, Any]]]] = defaultdict(dict)

    async def look(connection: AsyncConnection) -> None:
        for table in metadata.sorted_tables:
            if whose := [table.c[name] == user_id for name in OWN if name in table.c]:
                for row in (await connection.execute(_with_server(table).where(or_(*whose)))).mappings():
                    told = {name: value for name, value in row.items() if name not in WITHHELD | {"its_server"}}
                    if "brought" in told:
                        told["brought"] = [one for one in told["brought"] if one.by in {0, user_id}]
                    found[row["its_server"]].setdefault(table.name, []).append(told)
        for row in (await connection.execute(select(mixers.c.guild_id, mixers.c.brought))).mappings():
            if theirs := [one for one in row["brought"] if one.by == user_id]:
                found[row["guild_id"]].setdefault("brought", []).extend(map(asdict, theirs))

    await database.work(look, reading=True)
    return found


def _with_server(table: Table) -> Any:
    columns = [column.label(column.key) for column in table.c]
    if "guild_id" in table.c:
        return select(*columns, table.c.guild_id.label("its_server"))
    return select(*columns, mixers.c.guild_id.label("its_server")).join(mixers, mixers.c.id == table.c.mixer_id)
