"""Whom we have muted, until we have lifted it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.adapters.sql.database import Database
from bot.adapters.sql.ledger_tables import mutes
from bot.core.community.deeds import MUTES_KEPT


class SqlMutes:
    """Keeps the list of mutes. Every method raises StoreUnusable."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def keep_mute(self, guild_id: int, user_id: int, at: datetime | None) -> None:
        """See ports.MuteList."""
        if at is None:
            its = (mutes.c.guild_id == guild_id) & (mutes.c.user_id == user_id)
            await self._database.work(lambda connection: connection.execute(delete(mutes).where(its)), erasing=True)
            return
        new = self._database.insert(mutes).values(guild_id=guild_id, user_id=user_id, since=at)
        kept = new.on_conflict_do_update(index_elements=mutes.primary_key, set_={"since": at})
        await self._database.work(lambda connection: connection.execute(kept))

    async def muted(self, guild_id: int) -> Mapping[int, datetime]:
        """See ports.MuteList."""
        wanted = select(mutes.c.user_id, mutes.c.since).where(mutes.c.guild_id == guild_id)
        found = await self._database.work(lambda connection: connection.execute(wanted), reading=True)
        return {row.user_id: row.since for row in found}

    async def muted_servers(self) -> frozenset[int]:
        """See ports.MuteList."""
        wanted = select(mutes.c.guild_id).distinct()
        found = await self._database.work(lambda connection: connection.execute(wanted), reading=True)
        return frozenset(found.scalars())

    async def _expire_mutes(self, connection: AsyncConnection, now: datetime) -> None:
        """Delete what is older than it may become."""
        await connection.execute(delete(mutes).where(mutes.c.since <= now - MUTES_KEPT))
