"""Rows about one evening, read within a transaction."""

from __future__ import annotations

from dataclasses import fields

from sqlalchemy import ColumnElement, RowMapping, Table, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.adapters.sql.ledger_tables import afterwards, ratings, sittings
from bot.adapters.sql.turnouts import keep_feedback
from bot.core.afterwards.company import Stay
from bot.core.afterwards.farewell import Farewell, Rating, counted

FIELDS = tuple(field.name for field in fields(Farewell))


def of(table: Table, guild_id: int, mixer_id: str) -> ColumnElement[bool]:
    """Of one evening, and of no other server's."""
    return (table.c.guild_id == guild_id) & (table.c.mixer_id == mixer_id)


def farewell_of(row: RowMapping) -> Farewell:
    """What a row of the evenings that are over says."""
    return Farewell(**{name: row[name] for name in FIELDS})


async def is_open(connection: AsyncConnection, guild_id: int, mixer_id: str) -> bool:
    """Whether people can still tick for an evening; until this transaction ends, no other one changes that."""
    wanted = select(afterwards.c.revealed).where(of(afterwards, guild_id, mixer_id)).with_for_update()
    return (await connection.execute(wanted)).scalar_one_or_none() is False


async def evening_ids(connection: AsyncConnection, guild_id: int) -> list[str]:
    """The evenings of a server that are over and kept."""
    wanted = select(afterwards.c.mixer_id).where(afterwards.c.guild_id == guild_id).order_by(afterwards.c.mixer_id)
    return list((await connection.execute(wanted)).scalars())


async def stays_of(connection: AsyncConnection, guild_id: int, mixer_id: str) -> list[Stay]:
    """Who sat where, from when to when."""
    its = sittings.c
    wanted = select(its.round, its.room, its.user_id, its.at, its.until).where(of(sittings, guild_id, mixer_id))
    return [Stay(*row) for row in await connection.execute(wanted)]


async def tell_voices(connection: AsyncConnection, guild_id: int, mixer_id: str, *, told: bool) -> None:
    """Note that the host hears how it was, and from then on the numbers; or that they have not heard it after all."""
    await connection.execute(update(ratings).where(of(ratings, guild_id, mixer_id)).values(told=told))
    faces = counted(await voices(connection, guild_id, mixer_id)) if told else None
    await keep_feedback(connection, guild_id, mixer_id, faces)


async def voices(
    connection: AsyncConnection, guild_id: int, mixer_id: str, which: ColumnElement[bool] | None = None
) -> tuple[Rating, ...]:
    """How it was for people, in an order that tells nothing of whom."""
    its = ratings.c
    wanted = select(its.face, its.remark, its.told).where(of(ratings, guild_id, mixer_id))
    found = await connection.execute((wanted if which is None else wanted.where(which)).order_by(its.voice))
    return tuple(Rating(row.face, row.remark, row.told) for row in found)
