"""The questions: a server's own, how each has done there, and who was put which."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.adapters.sql.database import Database
from bot.adapters.sql.ledger_tables import known_questions, own_questions, switched_off, tallies
from bot.core.questions.deck import Prompt, Put, Shape, Tally
from bot.core.questions.own import own_id

SITTINGS_KEPT = timedelta(days=180)
"""How long it is remembered who was put which question, and who sat with whom."""


class SqlQuestions:
    """Keeps a server's own questions, how each has done, and who was put which. Every method raises StoreUnusable."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def tallies(self, guild_id: int) -> Mapping[str, Tally]:
        """See ports.Ledger."""
        wanted = select(tallies.c.question, tallies.c.put, tallies.c.worked).where(tallies.c.guild_id == guild_id)
        found = await self._database.work(lambda connection: connection.execute(wanted))
        return {row.question: Tally(row.put, row.worked) for row in found}

    async def count(self, guild_id: int, question: str, *, worked: bool) -> None:
        """See ports.Ledger."""
        new = self._database.insert(tallies).values(guild_id=guild_id, question=question, put=1, worked=int(worked))
        more = {name: tallies.c[name] + new.excluded[name] for name in ("put", "worked")}
        counted = new.on_conflict_do_update(index_elements=["guild_id", "question"], set_=more)
        await self._database.work(lambda connection: connection.execute(counted))

    async def own_questions(self, guild_id: int) -> Sequence[Prompt]:
        """See ports.Ledger."""
        its = own_questions.c
        wanted = select(its.id, its.depth, its.shape, its.text, its.first)
        wanted = wanted.where(its.guild_id == guild_id).order_by(its.place)
        found = await self._database.work(lambda connection: connection.execute(wanted))
        return [Prompt(**row) for row in found.mappings()]

    async def add_questions(
        self, guild_id: int, texts: Sequence[str], *, depth: int = 1, shape: Shape = "open", first: bool = False
    ) -> Sequence[Prompt]:
        """See ports.Ledger. Blank ones are left out too."""
        lines = (" ".join(text.split()) for text in texts)
        wanted: dict[str, str] = {}
        for line in filter(None, lines):
            wanted.setdefault(own_id(line), line)
        if not wanted:
            return []
        kind = {"depth": depth, "shape": shape, "first": first}
        rows = [{"guild_id": guild_id, "id": id, "text": line, **kind} for id, line in wanted.items()]
        insert = self._database.insert(own_questions).on_conflict_do_nothing().returning(own_questions.c.id)

        async def add(connection: AsyncConnection) -> set[str]:
            return set((await connection.execute(insert, rows)).scalars())

        added = await self._database.work(add)
        return [Prompt(id, depth, shape, line, first) for id, line in wanted.items() if id in added]

    async def remove_question(self, guild_id: int, question: str) -> bool:
        """See ports.Ledger."""
        own = (own_questions.c.guild_id == guild_id) & (own_questions.c.id == question)
        tally = (tallies.c.guild_id == guild_id) & (tallies.c.question == question)

        async def remove(connection: AsyncConnection) -> bool:
            if (await connection.execute(delete(own_questions).where(own))).rowcount == 0:
                return False  # the tallies of the deck's questions stay
            await connection.execute(delete(tallies).where(tally))
            return True

        return await self._database.work(remove)

    async def switched_off(self, guild_id: int) -> frozenset[str]:
        """See ports.Ledger."""
        wanted = select(switched_off.c.question).where(switched_off.c.guild_id == guild_id)
        return frozenset((await self._database.work(lambda connection: connection.execute(wanted))).scalars())

    async def switch(self, guild_id: int, question: str, *, on: bool) -> None:
        """See ports.Ledger."""
        its = (switched_off.c.guild_id == guild_id) & (switched_off.c.question == question)
        new = self._database.insert(switched_off).values(guild_id=guild_id, question=question).on_conflict_do_nothing()
        statement = delete(switched_off).where(its) if on else new
        await self._database.work(lambda connection: connection.execute(statement))

    async def put(self, guild_id: int, user_ids: Collection[int]) -> Put:
        """See ports.Ledger. What is older counts until `expire` deletes it."""
        its, put = known_questions.c, defaultdict[str, dict[int, datetime]](dict)
        if user_ids:
            wanted = select(its.question, its.user_id, its.at)
            wanted = wanted.where(its.guild_id == guild_id, its.user_id.in_(set(user_ids)))
            for row in await self._database.work(lambda connection: connection.execute(wanted)):
                put[row.question][row.user_id] = row.at
        return dict(put)

    async def learn(self, guild_id: int, user_ids: Collection[int], question: str, at: datetime) -> None:
        """See ports.Ledger. An earlier instant does not replace a later one."""
        if not user_ids:
            return
        new = self._database.insert(known_questions)
        its, given = known_questions.c, new.excluded
        learnt = new.on_conflict_do_update(
            index_elements=["guild_id", "user_id", "question"], set_={"at": given.at}, where=given.at > its.at
        )
        # In a fixed order: on PostgreSQL two at once would otherwise wait for each other's rows.
        rows = [{"guild_id": guild_id, "user_id": id, "question": question, "at": at} for id in sorted(set(user_ids))]
        await self._database.work(lambda connection: connection.execute(learnt, rows))
