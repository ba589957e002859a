"""What hosts have done about people, and who is kept from evenings to come."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.adapters.sql.database import Database
from bot.adapters.sql.ledger_tables import deeds, kept_out
from bot.core.community.deeds import DEEDS_KEPT, KEPT_OUT_FOR, Deed


class SqlDeeds:
    """Keeps hosts' deeds. Every method raises StoreUnusable."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def note(self, guild_id: int, deed: Deed) -> None:
        """See ports.Deeds."""
        row = {"kind": deed.kind, "user_id": deed.host_id, "other_id": deed.user_id, "at": deed.at}
        new = deeds.insert().values(guild_id=guild_id, title=deed.title, **row)
        await self._database.work(lambda connection: connection.execute(new))

    async def noted(self, guild_id: int) -> tuple[Deed, ...]:
        """See ports.Deeds."""
        wanted = select(deeds).where(deeds.c.guild_id == guild_id).order_by(deeds.c.place.desc())
        found = await self._database.work(lambda connection: connection.execute(wanted))
        return tuple(
            Deed(row["kind"], row["user_id"], row["other_id"], row["at"], row["title"]) for row in found.mappings()
        )

    async def keep_out(self, guild_id: int, user_id: int, at: datetime | None) -> None:
        """See ports.Deeds."""
        if at is None:
            its = (kept_out.c.guild_id == guild_id) & (kept_out.c.user_id == user_id)
            await self._database.work(lambda connection: connection.execute(delete(kept_out).where(its)))
            return
        new = self._database.insert(kept_out).values(guild_id=guild_id, user_id=user_id, at=at)
        kept = new.on_conflict_do_update(index_elements=kept_out.primary_key, set_={"at": at})
        await self._database.work(lambda connection: connection.execute(kept))

    async def kept_out(self, guild_id: int) -> frozenset[int]:
        """See ports.Deeds."""
        wanted = select(kept_out.c.user_id).where(kept_out.c.guild_id == guild_id)
        found = await self._database.work(lambda connection: connection.execute(wanted))
        return frozenset(found.scalars())

    async def _expire_deeds(self, connection: AsyncConnection, now: datetime) -> None:
        """Delete what is older than it may become."""
        for table, kept_for in ((deeds, DEEDS_KEPT), (kept_out, KEPT_OUT_FOR)):
            await connection.execute(delete(table).where(table.c.at <= now - kept_for))
