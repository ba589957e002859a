"""How each evening went, in counts that name nobody."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime

from sqlalchemy import RowMapping, delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.adapters.sql.database import Database
from bot.adapters.sql.ledger_tables import turnouts
from bot.core.afterwards.recap import Feedback
from bot.core.afterwards.weeks import TURNOUTS_KEPT, Turnout

FACES = ("good", "so_so", "not_for_me")
"""The columns of how it was, NULL until the host has been told."""


class SqlTurnouts:
    """Keeps counts. Every method raises StoreUnusable."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def keep_turnout(self, guild_id: int, turnout: Turnout) -> None:
        """See ports.Turnouts."""
        counts = {name: value for name, value in asdict(turnout).items() if name != "feedback"}
        new = self._database.insert(turnouts).values(guild_id=guild_id, **counts).on_conflict_do_nothing()
        await self._database.work(lambda connection: connection.execute(new))

    async def turnouts(self, guild_id: int, most: int) -> tuple[Turnout, ...]:
        """See ports.Turnouts."""
        its = turnouts.c
        wanted = select(turnouts).where(its.guild_id == guild_id).order_by(its.at.desc(), its.mixer_id).limit(most)
        found = await self._database.work(lambda connection: connection.execute(wanted))
        return tuple(map(_turnout, reversed(found.mappings().all())))

    async def _expire_turnouts(self, connection: AsyncConnection, now: datetime) -> None:
        await connection.execute(delete(turnouts).where(turnouts.c.at <= now - TURNOUTS_KEPT))


async def keep_feedback(connection: AsyncConnection, guild_id: int, mixer_id: str, told: Feedback | None) -> None:
    """Keep how often each face was chosen, as the host is being told; None: the host was not told after all."""
    its = (turnouts.c.guild_id == guild_id) & (turnouts.c.mixer_id == mixer_id)
    faces = dict.fromkeys(FACES) if told is None else asdict(told)
    await connection.execute(update(turnouts).where(its).values(faces))


def _turnout(row: RowMapping) -> Turnout:
    told = None if row["good"] is None else Feedback(*(row[face] for face in FACES))
    counts = {name: value for name, value in row.items() if name not in {"guild_id", *FACES}}
    return Turnout(**counts, feedback=told)
