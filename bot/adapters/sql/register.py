"""The register: what a server knows about its people."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict, fields
from datetime import datetime, timedelta
from itertools import groupby
from operator import itemgetter

from sqlalchemy import ColumnElement, RowMapping, Table, delete, func, select, tuple_, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.adapters.sql.database import Database
from bot.adapters.sql.ledger_tables import PERSONAL, avoidances, cards, known_questions, refusals, sittings
from bot.core.afterwards.company import Stay, companies
from bot.core.community.card import Card, Kept
from bot.core.seating import PastRound


class SqlRegister:
    """Keeps what a server knows about its people. Every method raises StoreUnusable."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def card(self, guild_id: int, user_id: int) -> Card | None:
        """See ports.Register."""
        return (await self.cards(guild_id, [user_id])).get(user_id)

    async def cards(self, guild_id: int, user_ids: Collection[int]) -> Mapping[int, Card]:
        """See ports.Register."""
        wanted = select(cards).where(_among(cards, guild_id, user_ids))
        found = await self._database.work(lambda connection: connection.execute(wanted))
        names = [field.name for field in fields(Card)]
        return {row["user_id"]: Card(**{name: row[name] for name in names}) for row in found.mappings()}

    async def keep_card(self, guild_id: int, user_id: int, card: Card) -> None:
        """See ports.Register."""
        row = {"guild_id": guild_id, "user_id": user_id, "at": None, **asdict(card)}
        kept = self._database.insert(cards).values(row)
        kept = kept.on_conflict_do_update(index_elements=["guild_id", "user_id"], set_=row)
        await self._database.work(lambda connection: connection.execute(kept))

    async def avoid(self, guild_id: int, user_id: int, other_id: int, *, avoids: bool) -> None:
        """See ports.Register."""
        await self._mark(avoidances, avoids, guild_id=guild_id, user_id=user_id, other_id=other_id)

    async def avoided(self, guild_id: int, user_ids: Collection[int]) -> frozenset[tuple[int, int]]:
        """See ports.Register."""
        its = avoidances.c
        both = _among(avoidances, guild_id, user_ids) & its.other_id.in_(set(user_ids))
        found = await self._database.work(
            lambda connection: connection.execute(select(its.user_id, its.other_id).where(both))
        )
        return frozenset((min(pair), max(pair)) for pair in found)

    async def avoids_of(self, guild_id: int, user_id: int) -> frozenset[int]:
        """See ports.Register."""
        wanted = select(avoidances.c.other_id).where(_among(avoidances, guild_id, [user_id]))
        found = await self._database.work(lambda connection: connection.execute(wanted))
        return frozenset(found.scalars())

    async def sat(
        self, guild_id: int, mixer_id: str, round: int, rooms: Mapping[int, Collection[int]], at: datetime
    ) -> None:
        """See ports.Register."""
        its, one = sittings.c, {"guild_id": guild_id, "mixer_id": mixer_id, "at": at}
        seats = {(user_id, round, room) for room, user_ids in rooms.items() for user_id in user_ids}
        there = (its.guild_id == guild_id) & (its.mixer_id == mixer_id) & its.until.is_(None)
        key = its.user_id, its.round, its.room
        new = self._database.insert(sittings).on_conflict_do_nothing(index_elements=sittings.primary_key)

        async def sit(connection: AsyncConnection) -> None:
            sat = {tuple(row) for row in await connection.execute(select(*key).where(there))}
            if sat - seats:
                await connection.execute(update(sittings).where(there, tuple_(*key).not_in(seats)).values(until=at))
            # In a fixed order: on PostgreSQL two at once would otherwise wait for each other's rows.
            if rows := [
                dict(zip(("user_id", "round", "room"), seat, strict=True)) | one for seat in sorted(seats - sat)
            ]:
                await connection.execute(new, rows)
            for table in PERSONAL if seats else ():
                people = {user_id for user_id, *_ in seats}
                await connection.execute(update(table).where(_among(table, guild_id, people)).values(at=None))

        await self._database.work(sit)

    async def history(
        self, guild_id: int, user_ids: Collection[int], now: datetime, *, without: str = ""
    ) -> tuple[PastRound, ...]:
        """See ports.Register. What is older than 180 days counts until `expire` deletes it."""
        its = sittings.c
        wanted = select(its.mixer_id, its.round, its.room, its.user_id, its.at, its.until)
        wanted = wanted.where(_among(sittings, guild_id, user_ids), its.mixer_id != without)
        wanted = wanted.order_by(its.mixer_id, its.round, its.room, its.user_id)
        found = await self._database.work(lambda connection: connection.execute(wanted))
        rounds = [_past(rows, now) for _, rows in groupby(found.mappings(), itemgetter("mixer_id", "round"))]
        return tuple(sorted((past for past in rounds if past.rooms), key=lambda past: -past.age_days))

    async def regulars(self, guild_id: int, user_ids: Collection[int], *, without: str = "") -> frozenset[int]:
        """See ports.Register."""
        wanted = select(sittings.c.user_id).where(_among(sittings, guild_id, user_ids), sittings.c.mixer_id != without)
        found = await self._database.work(lambda connection: connection.execute(wanted.distinct()))
        return frozenset(found.scalars())

    async def refusers(self, guild_id: int) -> frozenset[int]:
        """See ports.Register."""
        wanted = select(refusals.c.user_id).where(refusals.c.guild_id == guild_id)
        found = await self._database.work(lambda connection: connection.execute(wanted))
        return frozenset(found.scalars())

    async def refuse(self, guild_id: int, user_id: int, *, refuses: bool) -> None:
        """See ports.Register."""
        await self._mark(refusals, refuses, guild_id=guild_id, user_id=user_id)

    async def registered(self, guild_id: int, user_id: int) -> Kept:
        """What is kept about a person here."""
        return Kept(
            card=await self.card(guild_id, user_id),
            sittings=await self._sittings(guild_id, user_id),
            questions=await self._count(known_questions, guild_id, user_id),
            refuses_ears=await self._count(refusals, guild_id, user_id) > 0,
            avoids=await self.avoids_of(guild_id, user_id),
        )

    async def _mark(self, table: Table, there: bool, **row: int) -> None:
        """Have a row that is nothing but its key, touched just now, or have it not."""
        if there:
            new = self._database.insert(table).values(row)
            statement = new.on_conflict_do_update(index_elements=table.primary_key, set_={"at": None})
        else:
            statement = delete(table).filter_by(**row)
        await self._database.work(lambda connection: connection.execute(statement))

    async def _sittings(self, guild_id: int, user_id: int) -> int:
        """How many rounds of evenings somebody sat in, however many rooms they saw in one."""
        its = sittings.c
        seats = select(its.mixer_id, its.round).where(_among(sittings, guild_id, [user_id])).distinct().subquery()
        wanted = select(func.count()).select_from(seats)
        return (await self._database.work(lambda connection: connection.execute(wanted))).scalar_one()

    async def _count(self, table: Table, guild_id: int, user_id: int) -> int:
        wanted = select(func.count()).select_from(table).where(_among(table, guild_id, [user_id]))
        return (await self._database.work(lambda connection: connection.execute(wanted))).scalar_one()


def _among(table: Table, guild_id: int, user_ids: Collection[int]) -> ColumnElement[bool]:
    return (table.c.guild_id == guild_id) & table.c.user_id.in_(set(user_ids))


def _past(rows: Iterable[RowMapping], now: datetime) -> PastRound:
    """One round from its rows, which come room by room; it is as old as its last change."""
    stays = [Stay(row["round"], row["room"], row["user_id"], row["at"], row["until"]) for row in rows]
    rooms = (tuple(map(str, sorted(company))) for company in companies(stays))
    age = now - max(stay.since for stay in stays)
    return PastRound(age / timedelta(days=1), tuple(room for room in rooms if len(room) > 1))
