"""The questions: a server's own, how each has done there, and who was put which."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from hashlib import blake2s

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.adapters.sql.database import Database
from bot.adapters.sql.ledger_tables import known_questions, own_questions, tallies
from bot.core.questions.deck import Prompt, Tally

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
        wanted = select(its.id, its.text).where(its.guild_id == guild_id).order_by(its.place)
        found = await self._database.work(lambda connection: connection.execute(wanted))
        return [_prompt(row.id, row.text) for row in found]

    async def add_questions(self, guild_id: int, texts: Sequence[str]) -> Sequence[Prompt]:
        """See ports.Ledger. Blank ones are left out too."""
        lines = (" ".join(text.split()) for text in texts)
        wanted: dict[str, str] = {}
        for line in filter(None, lines):
            wanted.setdefault(_id_of(line), line)
        if not wanted:
            return []
        rows = [{"guild_id": guild_id, "id": id, "text": line} for id, line in wanted.items()]
        insert = self._database.insert(own_questions).on_conflict_do_nothing().returning(own_questions.c.id)

        async def add(connection: AsyncConnection) -> set[str]:
            return set((await connection.execute(insert, rows)).scalars())

        added = await self._database.work(add)
        return [_prompt(id, line) for id, line in wanted.items() if id in added]

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

    async def known(self, guild_id: int, user_ids: Collection[int]) -> frozenset[str]:
        """See ports.Ledger. What is older counts until `expire` deletes it."""
        if not user_ids:
            return frozenset()
        its = known_questions.c
        wanted = select(its.question).where(its.guild_id == guild_id, its.user_id.in_(set(user_ids))).distinct()
        found = await self._database.work(lambda connection: connection.execute(wanted))
        return frozenset(found.scalars())

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


def _prompt(id: str, text: str) -> Prompt:
    return Prompt(id, depth=1, shape="open", text=text)


def _id_of(line: str) -> str:
    """From the words alone, so that one id is one question: the same words are found again, also after a removal."""
    return f"own-{blake2s(line.casefold().encode(), digest_size=8).hexdigest()}"
