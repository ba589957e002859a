"""The standing places: who always comes to which series."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import ColumnElement, delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.adapters.sql.database import Database
from bot.adapters.sql.ledger_tables import standing
from bot.core.planning.standing import LAPSES_AFTER, Roll

_HELD = standing.c.absences < LAPSES_AFTER


class SqlStanding:
    """Keeps who always comes. Every method raises StoreUnusable."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def stand(self, guild_id: int, series: str, user_id: int, at: datetime, *, most: int | None) -> bool:
        """See ports.StandingPlaces."""
        row = {"guild_id": guild_id, "series": series, "user_id": user_id, "absences": 0, "at": at}
        new = self._database.insert(standing).values(row).on_conflict_do_nothing()

        async def stand(connection: AsyncConnection) -> bool:
            held = await _held(connection, guild_id, series)
            if user_id in held:
                return True
            if most is not None and len(held) >= most:
                return False
            await connection.execute(delete(standing).where(_of(guild_id, series), standing.c.user_id == user_id))
            await connection.execute(new)
            return True

        return await self._database.work(stand)

    async def stand_down(self, guild_id: int, series: str, user_ids: Collection[int]) -> None:
        """See ports.StandingPlaces."""
        theirs = delete(standing).where(_of(guild_id, series), standing.c.user_id.in_(set(user_ids)))
        await self._database.work(lambda connection: connection.execute(theirs), erasing=True)

    async def standing(self, guild_id: int, series: str) -> tuple[int, ...]:
        """See ports.StandingPlaces."""
        return await self._database.work(lambda connection: _held(connection, guild_id, series))

    async def lapsed(self, guild_id: int, series: str) -> frozenset[int]:
        """See ports.StandingPlaces."""
        wanted = select(standing.c.user_id).where(_of(guild_id, series), ~_HELD)
        return frozenset((await self._database.work(lambda connection: connection.execute(wanted))).scalars())

    async def series_stood_for(self) -> frozenset[tuple[int, str]]:
        """See ports.StandingPlaces."""
        wanted = select(standing.c.guild_id, standing.c.series).distinct()
        found = await self._database.work(lambda connection: connection.execute(wanted))
        return frozenset((row.guild_id, row.series) for row in found)

    async def end_series(self, guild_id: int, series: str) -> None:
        """See ports.StandingPlaces."""
        its = delete(standing).where(_of(guild_id, series))
        await self._database.work(lambda connection: connection.execute(its), erasing=True)

    async def _stands(self, connection: AsyncConnection, guild_id: int, user_id: int) -> tuple[tuple[str, int], ...]:
        """To which series somebody always comes, and how many evenings in a row they have missed."""
        its = standing.c
        wanted = select(its.series, its.absences).where(its.guild_id == guild_id, its.user_id == user_id)
        return tuple((row.series, row.absences) for row in await connection.execute(wanted.order_by(its.series)))


async def call(
    connection: AsyncConnection, guild_id: int, roll: Roll, came: Collection[int], ended_at: datetime
) -> None:
    """Count who of those that always come has come to an evening, and whose place was kept in vain."""
    its = standing.c
    there = update(standing).where(_of(guild_id, roll.series), _HELD, its.user_id.in_(came))
    await connection.execute(there.values(absences=0, at=ended_at))
    missed = update(standing).where(_of(guild_id, roll.series), _HELD, its.user_id.in_(roll.expected - set(came)))
    await connection.execute(missed.values(absences=its.absences + 1))


async def _held(connection: AsyncConnection, guild_id: int, series: str) -> tuple[int, ...]:
    wanted = select(standing.c.user_id).where(_of(guild_id, series), _HELD).order_by(standing.c.place)
    return tuple((await connection.execute(wanted)).scalars())


def _of(guild_id: int, series: str) -> ColumnElement[bool]:
    return (standing.c.guild_id == guild_id) & (standing.c.series == series)
