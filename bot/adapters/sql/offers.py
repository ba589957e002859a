"""The offers: what people were asked and have not decided, for a quarter of an hour."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, delete, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.adapters.offered import read, written
from bot.adapters.sql.database import Database
from bot.adapters.sql.ledger_tables import offers
from bot.core.planning.offered import Choice


class SqlOffers:
    """Keeps offers over a restart. Every method raises StoreUnusable."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def offer(
        self, guild_id: int, user_id: int, token: str, choices: tuple[Choice, ...], *, until: datetime, most: int
    ) -> None:
        """See ports.OfferBook."""
        row = {"guild_id": guild_id, "user_id": user_id, "token": token, "choices": written(choices), "until": until}
        newest = select(offers.c.place).where(_whose(guild_id, user_id)).order_by(offers.c.place.desc()).limit(most)

        async def keep(connection: AsyncConnection) -> None:
            await connection.execute(offers.insert().values(row))
            await connection.execute(delete(offers).where(_whose(guild_id, user_id), offers.c.place.not_in(newest)))

        await self._database.work(keep)

    async def find_offer(self, guild_id: int, user_id: int, token: str, now: datetime) -> tuple[Choice, ...]:
        """See ports.OfferBook."""
        its = _whose(guild_id, user_id) & (offers.c.token == token) & (offers.c.until > now)
        wanted = select(offers.c.choices).where(its)
        found = await self._database.work(lambda connection: connection.execute(wanted), reading=True)
        text = found.scalar_one_or_none()
        return () if text is None else read(text)

    async def drop_offer(self, guild_id: int, user_id: int, token: str) -> None:
        """See ports.OfferBook."""
        its = _whose(guild_id, user_id) & (offers.c.token == token)
        await self._database.work(lambda connection: connection.execute(delete(offers).where(its)))

    async def drop_offers(self, now: datetime) -> None:
        """See ports.OfferBook. Nothing is written where none is over."""
        over = offers.c.until <= now
        wanted = select(func.count()).select_from(offers).where(over)
        if (await self._database.work(lambda connection: connection.execute(wanted), reading=True)).scalar_one():
            await self._database.work(lambda connection: connection.execute(delete(offers).where(over)), erasing=True)

    async def _offered(self, connection: AsyncConnection, guild_id: int, user_id: int) -> int:
        """How many offers to somebody are kept."""
        wanted = select(func.count()).select_from(offers).where(_whose(guild_id, user_id))
        return (await connection.execute(wanted)).scalar_one()


def _whose(guild_id: int, user_id: int) -> ColumnElement[bool]:
    return (offers.c.guild_id == guild_id) & (offers.c.user_id == user_id)
