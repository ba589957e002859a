"""The ledger: all that is remembered over evenings in one, and what concerns a person in all of them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Table, delete, or_, select, true, union, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.adapters.sql.deeds import SqlDeeds
from bot.adapters.sql.guestbook import SqlGuestbook
from bot.adapters.sql.ledger_tables import EXPIRING, PERSONAL, TABLES, UNFORGETTABLE, absences, afterwards
from bot.adapters.sql.mutes import SqlMutes
from bot.adapters.sql.offers import SqlOffers
from bot.adapters.sql.questions import SITTINGS_KEPT, SqlQuestions
from bot.adapters.sql.register import SqlRegister
from bot.adapters.sql.standing import SqlStanding
from bot.adapters.sql.tables import mixers
from bot.adapters.sql.templates import SqlTemplates
from bot.adapters.sql.turnouts import SqlTurnouts
from bot.core.community.card import Kept
from bot.core.lifecycle.phase import FINISHED

UNTOUCHED = timedelta(days=365)
"""How long a card or a wish is kept after its owner last changed it or sat at a mixer."""
_PEOPLE = ("user_id", "other_id")
"""Columns that hold people, each by itself."""
_FORGETTABLE = [table for table in TABLES if table not in UNFORGETTABLE]


class SqlLedger(
    SqlGuestbook, SqlRegister, SqlQuestions, SqlDeeds, SqlMutes, SqlOffers, SqlTemplates, SqlTurnouts, SqlStanding
):
    """Keeps what a server remembers. Every method raises StoreUnusable."""

    async def kept(self, guild_id: int, user_id: int) -> Kept:
        """See ports.Ledger."""
        kept = await self.registered(guild_id, user_id)

        async def look(connection: AsyncConnection) -> Kept:
            offered = await self._offered(connection, guild_id, user_id)
            stands = await self._stands(connection, guild_id, user_id)
            return replace(await self._look(connection, guild_id, user_id, kept), offers=offered, standing=stands)

        return await self._database.work(look)

    async def forget_person(self, guild_id: int, user_id: int) -> None:
        """See ports.Ledger."""

        async def forget(connection: AsyncConnection) -> None:
            await self._unseal(connection, guild_id, user_id)
            for table in _FORGETTABLE:
                if people := _names(table, [user_id]):
                    await connection.execute(delete(table).where(table.c.guild_id == guild_id, or_(*people)))
            for table, over in ((afterwards, true()), (mixers, mixers.c.phase.in_(FINISHED))):
                its = (table.c.guild_id == guild_id) & (table.c.host_id == user_id)
                await connection.execute(update(table).where(its, over).values(host_id=0))

        await self._database.work(forget, erasing=True)

    async def known_people(self, guild_id: int) -> frozenset[int]:
        """See ports.Ledger."""
        columns = [(table, table.c[name]) for table in _FORGETTABLE for name in _PEOPLE if name in table.c]
        wanted = union(*(select(column).where(table.c.guild_id == guild_id) for table, column in columns))
        return frozenset((await self._database.work(lambda connection: connection.execute(wanted))).scalars())

    async def absent(self, guild_id: int, user_ids: Collection[int], now: datetime) -> None:
        """See ports.Ledger."""
        here = delete(absences).where(absences.c.guild_id == guild_id, absences.c.user_id.not_in(set(user_ids)))
        new = self._database.insert(absences).on_conflict_do_nothing()
        rows = [{"guild_id": guild_id, "user_id": user_id, "since": now} for user_id in sorted(set(user_ids))]

        async def note(connection: AsyncConnection) -> None:
            await connection.execute(here)
            if rows:
                await connection.execute(new, rows)

        await self._database.work(note)

    async def long_absent(self, guild_id: int, since: datetime) -> frozenset[int]:
        """See ports.Ledger."""
        wanted = select(absences.c.user_id).where(absences.c.guild_id == guild_id, absences.c.since <= since)
        return frozenset((await self._database.work(lambda connection: connection.execute(wanted))).scalars())

    async def expire(self, now: datetime) -> None:
        """See ports.Ledger."""

        async def expire(connection: AsyncConnection) -> None:
            for table in EXPIRING:
                await connection.execute(delete(table).where(table.c.at <= now - SITTINGS_KEPT))
            for table in PERSONAL:
                await connection.execute(update(table).where(table.c.at.is_(None)).values(at=now))
                await connection.execute(delete(table).where(table.c.at <= now - UNTOUCHED))
            await self._expire(connection, now)
            await self._expire_deeds(connection, now)
            await self._expire_mutes(connection, now)
            await self._expire_templates(connection, now)
            await self._expire_turnouts(connection, now)

        await self._database.work(expire, erasing=True)


def _names(table: Table, user_ids: Collection[int]) -> list[ColumnElement[bool]]:
    return [table.c[name].in_(set(user_ids)) for name in _PEOPLE if name in table.c]
