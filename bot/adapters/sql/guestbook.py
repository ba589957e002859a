"""The guestbook: what comes after an evening. Ticks and voices are sealed."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import asdict, replace
from datetime import datetime
from secrets import token_bytes
from secrets import token_hex as new_key

from sqlalchemy import ColumnElement, Update, delete, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.adapters.sql.database import Database
from bot.adapters.sql.ledger_tables import OF_AN_EVENING, afterwards, matches, ratings, sittings, ticks
from bot.adapters.sql.one_evening import evening_ids, farewell_of, is_open, of, stays_of, tell_voices, voices
from bot.adapters.sql.rows import rows
from bot.adapters.sql.share import Share
from bot.adapters.sql.standing import call
from bot.core.afterwards.company import Pair, pairs
from bot.core.afterwards.farewell import FEEDBACK_KEPT, Farewell, Rating, Sitting, mutual
from bot.core.afterwards.sealing import Seal
from bot.core.community.card import Kept
from bot.core.planning.standing import Roll


class SqlGuestbook:
    """Keeps what comes after an evening. Every method raises StoreUnusable."""

    def __init__(self, database: Database, secret: bytes | None = None, share: Share | None = None) -> None:
        """Without the secret of before, what was ticked before cannot be read any more."""
        self._database, self._share = database, share or Share()
        self._secret = secret or token_bytes(32)
        self._seal = Seal(self._secret)

    async def say_farewell(self, farewell: Farewell, roll: Roll | None = None) -> None:
        """See ports.Guestbook."""

        async def keep(connection: AsyncConnection) -> None:
            row = {**asdict(farewell), "tick_key": new_key()}
            new = self._database.insert(afterwards).values(row).on_conflict_do_nothing()
            if (await connection.execute(new.returning(afterwards.c.mixer_id))).first():
                await self._write(connection, farewell.guild_id, farewell.mixer_id, frozenset())
                if roll is not None:
                    stays = await stays_of(connection, farewell.guild_id, farewell.mixer_id)
                    came = {stay.user for stay in stays}
                    await call(connection, farewell.guild_id, roll, came, farewell.ended_at)

        await self._database.work(keep)

    async def farewell(self, guild_id: int, mixer_id: str) -> Farewell | None:
        """See ports.Guestbook."""
        wanted = rows(afterwards).where(of(afterwards, guild_id, mixer_id))
        row = (await self._database.work(lambda connection: connection.execute(wanted))).mappings().first()
        return None if row is None else farewell_of(row)

    async def farewells(self) -> list[Farewell]:
        """See ports.Guestbook."""
        its = afterwards.c
        untold = select(matches.c.mixer_id).where(~matches.c.told)
        unfinished = or_(~its.recapped, ~its.revealed, its.telling_at.is_not(None), its.mixer_id.in_(untold))
        wanted = rows(afterwards).where(unfinished, self._share.rows(its.guild_id))
        found = await self._database.work(lambda connection: connection.execute(wanted.order_by(its.ended_at)))
        return [farewell_of(row) for row in found.mappings()]

    async def last_hosted(self, guild_id: int, host_id: int) -> Farewell | None:
        """See ports.Guestbook."""
        its = afterwards.c
        own = rows(afterwards).where(its.guild_id == guild_id, its.host_id == host_id)
        wanted = own.order_by(its.ended_at.desc()).limit(1)
        row = (await self._database.work(lambda connection: connection.execute(wanted))).mappings().first()
        return None if row is None else farewell_of(row)

    async def sittings(self, guild_id: int, mixer_id: str) -> frozenset[Sitting]:
        """See ports.Guestbook."""
        stays = await self._database.work(lambda connection: stays_of(connection, guild_id, mixer_id))
        return frozenset((stay.round, stay.room, stay.user) for stay in stays)

    async def met(self, guild_id: int, mixer_id: str) -> frozenset[Pair]:
        """See ports.Guestbook."""
        return pairs(await self._database.work(lambda connection: stays_of(connection, guild_id, mixer_id)))

    async def tick(self, guild_id: int, mixer_id: str, user_id: int, others: Collection[int]) -> bool:
        """See ports.Guestbook. Every slip of the evening is written anew, so that none shows that it was changed."""

        async def tick(connection: AsyncConnection) -> bool:
            if not await is_open(connection, guild_id, mixer_id):
                return False
            ticked = await self._read(connection, guild_id, mixer_id)
            own = {(user_id, other) for other in others}
            await self._write(connection, guild_id, mixer_id, {pair for pair in ticked if pair[0] != user_id} | own)
            return True

        return await self._database.work(tick)

    async def ticked(self, guild_id: int, mixer_id: str, user_id: int) -> frozenset[int]:
        """See ports.Guestbook."""
        ticked = await self._database.work(lambda connection: self._read(connection, guild_id, mixer_id, user_id))
        return frozenset(other for _, other in ticked)

    async def reveal(self, guild_id: int, mixer_id: str) -> None:
        """See ports.Guestbook."""
        key = {"guild_id": guild_id, "mixer_id": mixer_id}

        async def reveal(connection: AsyncConnection) -> None:
            if not await is_open(connection, guild_id, mixer_id):
                return
            both = sorted(mutual(await self._read(connection, guild_id, mixer_id)))
            if both:
                rows = [{**key, "user_id": one, "other_id": other, "told": False} for one, other in both]
                await connection.execute(matches.insert(), rows)
            await connection.execute(delete(ticks).where(of(ticks, guild_id, mixer_id)))
            told = {"revealed": True, "tick_key": None}
            await connection.execute(update(afterwards).where(of(afterwards, guild_id, mixer_id)).values(told))

        await self._database.work(reveal, erasing=True)

    async def matches(self, guild_id: int, mixer_id: str, user_id: int) -> frozenset[int]:
        """See ports.Guestbook."""
        its = matches.c
        wanted = select(its.other_id).where(of(matches, guild_id, mixer_id), its.user_id == user_id)
        return frozenset((await self._database.work(lambda connection: connection.execute(wanted))).scalars())

    async def untold(self, guild_id: int, mixer_id: str) -> frozenset[int]:
        """See ports.Guestbook."""
        wanted = select(matches.c.user_id).where(of(matches, guild_id, mixer_id), ~matches.c.told)
        return frozenset((await self._database.work(lambda connection: connection.execute(wanted))).scalars())

    async def mark_told(self, guild_id: int, mixer_id: str, user_id: int, *, told: bool = True) -> bool:
        """See ports.Guestbook."""
        its = matches.c
        which = of(matches, guild_id, mixer_id) & (its.user_id == user_id) & (its.told != told)
        return await self._changed(update(matches).where(which).values(told=told))

    async def begin_telling(self, guild_id: int, mixer_id: str, at: datetime, *, voices: bool) -> bool:
        """See ports.Guestbook."""
        which = of(afterwards, guild_id, mixer_id) & afterwards.c.telling_at.is_(None)

        async def begin(connection: AsyncConnection) -> bool:
            begun = (await connection.execute(update(afterwards).where(which).values(telling_at=at))).rowcount > 0
            if begun and voices:
                await tell_voices(connection, guild_id, mixer_id, told=True)
            return begun

        return await self._database.work(begin)

    async def end_telling(self, guild_id: int, mixer_id: str, *, told: bool) -> None:
        """See ports.Guestbook."""

        async def end(connection: AsyncConnection) -> None:
            out = update(afterwards).where(of(afterwards, guild_id, mixer_id))
            await connection.execute(out.values(telling_at=None, recapped=True))
            if not told:
                await tell_voices(connection, guild_id, mixer_id, told=False)

        await self._database.work(end)

    async def rate(self, guild_id: int, mixer_id: str, user_id: int, face: int) -> None:
        """See ports.Guestbook."""
        key = {"guild_id": guild_id, "mixer_id": mixer_id, "voice": self._seal.voice(mixer_id, user_id)}
        new = self._database.insert(ratings).values(**key, face=face, remark="", told=False)
        changed = new.on_conflict_do_update(
            index_elements=list(key), set_={"face": face, "told": False}, where=ratings.c.face != face
        )
        await self._database.work(lambda connection: connection.execute(changed))

    async def remark(self, guild_id: int, mixer_id: str, user_id: int, remark: str) -> bool:
        """See ports.Guestbook."""
        which = of(ratings, guild_id, mixer_id) & (ratings.c.voice == self._seal.voice(mixer_id, user_id))
        return await self._changed(update(ratings).where(which).values(remark=remark, told=False))

    async def voice(self, guild_id: int, mixer_id: str, user_id: int) -> Rating | None:
        """See ports.Guestbook."""
        own = ratings.c.voice == self._seal.voice(mixer_id, user_id)
        return next(
            iter(await self._database.work(lambda connection: voices(connection, guild_id, mixer_id, own))), None
        )

    async def ratings(self, guild_id: int, mixer_id: str, *, telling: bool = False) -> tuple[Rating, ...]:
        """See ports.Guestbook. Their order is that of their sealed names."""

        async def tell(connection: AsyncConnection) -> tuple[Rating, ...]:
            found = await voices(connection, guild_id, mixer_id)
            if telling:
                await tell_voices(connection, guild_id, mixer_id, told=True)
            return found

        return await self._database.work(tell)

    async def _look(self, connection: AsyncConnection, guild_id: int, user_id: int, kept: Kept) -> Kept:
        """What is kept about somebody, with what comes after evenings."""
        evenings = await evening_ids(connection, guild_id)
        ticked = [await self._read(connection, guild_id, evening, user_id) for evening in evenings]
        wanted = select(matches.c.other_id).where(matches.c.guild_id == guild_id, matches.c.user_id == user_id)
        own = select(ratings.c.remark).where(self._said_by(guild_id, user_id, evenings))
        hosted = select(afterwards.c.title).where(afterwards.c.guild_id == guild_id, afterwards.c.host_id == user_id)
        said: list[str] = list((await connection.execute(own)).scalars())
        return replace(
            kept,
            ticked=frozenset(other for own in ticked for _, other in own),
            matches=frozenset((await connection.execute(wanted)).scalars()),
            ratings=len(said),
            remarks=tuple(sorted(filter(None, said))),
            hosted=tuple((await connection.execute(hosted.order_by(afterwards.c.ended_at))).scalars()),
        )

    async def _unseal(self, connection: AsyncConnection, guild_id: int, user_id: int) -> None:
        """Delete what is sealed of a person: every slip about them, and how evenings were for them.

        Who sat with whom tells which slips those are, so it goes here too, and before the others' slips are written.
        """
        evenings = await evening_ids(connection, guild_id)
        pending = [evening for evening in evenings if await is_open(connection, guild_id, evening)]
        ticked = {evening: await self._read(connection, guild_id, evening) for evening in pending}
        gone = delete(sittings).where(sittings.c.guild_id == guild_id, sittings.c.user_id == user_id)
        await connection.execute(gone)
        for evening, left in ticked.items():
            await self._write(connection, guild_id, evening, left)
        await connection.execute(delete(ratings).where(self._said_by(guild_id, user_id, evenings)))

    async def _expire(self, connection: AsyncConnection, now: datetime) -> None:
        old = afterwards.c.reveal_at <= now - FEEDBACK_KEPT
        for table in OF_AN_EVENING:
            its_evening = table.c.mixer_id.in_(select(afterwards.c.mixer_id).where(old))
            await connection.execute(delete(table).where(its_evening))
        await connection.execute(delete(afterwards).where(old))

    async def _read(
        self, connection: AsyncConnection, guild_id: int, mixer_id: str, user_id: int | None = None
    ) -> frozenset[Pair]:
        """Who has ticked whom, or whom one of them has."""
        slips = await connection.execute(select(ticks.c.slip).where(of(ticks, guild_id, mixer_id)))
        together = pairs(await stays_of(connection, guild_id, mixer_id))
        if user_id is not None:
            together = frozenset(pair for pair in together if pair[0] == user_id)
        seal = await self._seal_of(connection, guild_id, mixer_id)
        return seal.ticked(mixer_id, together, frozenset(slips.scalars()))

    async def _write(self, connection: AsyncConnection, guild_id: int, mixer_id: str, ticked: Collection[Pair]) -> None:
        """A slip for each pair that sat together, in place of all there are."""
        await connection.execute(delete(ticks).where(of(ticks, guild_id, mixer_id)))
        seal = await self._seal_of(connection, guild_id, mixer_id)
        slips = seal.slips(mixer_id, pairs(await stays_of(connection, guild_id, mixer_id)), ticked)
        if slips:
            rows = [{"guild_id": guild_id, "mixer_id": mixer_id, "slip": slip} for slip in slips]
            await connection.execute(ticks.insert(), rows)

    async def _seal_of(self, connection: AsyncConnection, guild_id: int, mixer_id: str) -> Seal:
        """The evening's own, as long as its ticks are not told; then nobody can make it any more."""
        wanted = select(afterwards.c.tick_key).where(of(afterwards, guild_id, mixer_id))
        return Seal(self._secret, (await connection.execute(wanted)).scalar_one_or_none() or "")

    async def _changed(self, statement: Update) -> bool:
        return (await self._database.work(lambda connection: connection.execute(statement))).rowcount > 0

    def _said_by(self, guild_id: int, user_id: int, mixer_ids: Collection[str]) -> ColumnElement[bool]:
        names = [self._seal.voice(mixer_id, user_id) for mixer_id in mixer_ids]
        return (ratings.c.guild_id == guild_id) & ratings.c.voice.in_(names)
