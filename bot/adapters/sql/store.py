"""The store: mixers and settings, in the database."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Table, bindparam, select, union
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.adapters.sql import rows
from bot.adapters.sql.database import Database
from bot.adapters.sql.ledger_tables import TABLES
from bot.adapters.sql.share import Share
from bot.adapters.sql.tables import communities, guests, mixers, posts, rooms, signups
from bot.core.community.settings import Community
from bot.core.lifecycle.mixer import Mixer
from bot.core.lifecycle.parts import Guest, Post, Room, Signup
from bot.core.lifecycle.phase import FINISHED
from bot.ports import Stale

_UNFINISHED = mixers.c.phase.not_in(FINISHED)


class SqlStore:
    """Keeps mixers and settings over a crash. `save` returns once a killed process would lose nothing of it."""

    def __init__(self, database: Database, share: Share | None = None) -> None:
        """Without a share, all servers are ours."""
        self.database, self._share = database, share or Share()
        self.ours = self._share.ours

    async def save(self, mixer: Mixer, before: Mixer | None) -> None:
        """Write what changed since `before` (None: a new mixer), all or nothing. Raises Stale and StoreUnusable."""
        if before is not None and mixer.version != before.version + 1:
            raise ValueError(f"version {mixer.version} of mixer {mixer.id} does not follow {before.version}")
        counted = before is not None and before.vote_key != mixer.vote_key
        await self.database.work(lambda connection: self._save(connection, mixer, before), erasing=counted)

    async def unfinished(self) -> list[Mixer]:
        """Every mixer that still has something to do. Raises StoreUnusable."""
        ours = _UNFINISHED & self._share.rows(mixers.c.guild_id)
        return await self.database.work(lambda connection: _found(connection, ours), reading=True)

    async def versions(self) -> dict[str, int]:
        """See ports.Store. Raises StoreUnusable."""
        wanted = select(mixers.c.id, mixers.c.version).where(_UNFINISHED & self._share.rows(mixers.c.guild_id))
        found = await self.database.work(lambda connection: connection.execute(wanted), reading=True)
        return {row.id: row.version for row in found}

    async def mixer(self, mixer_id: str) -> Mixer | None:
        """See ports.Store. Raises StoreUnusable."""
        found = await self.database.work(lambda connection: _found(connection, mixers.c.id == mixer_id), reading=True)
        return next(iter(found), None)

    async def community(self, guild_id: int) -> Community | None:
        """A server's settings, or None before its first. Raises StoreUnusable."""
        wanted = select(communities).where(communities.c.guild_id == guild_id)
        found = await self.database.work(lambda connection: connection.execute(wanted))
        row = found.mappings().first()
        return None if row is None else Community(**row)

    async def keep_community(self, community: Community) -> None:
        """Write a server's settings. Raises StoreUnusable."""
        row = rows.row_of(community)
        written = (
            self.database.insert(communities).values(row).on_conflict_do_update(index_elements=["guild_id"], set_=row)
        )
        await self.database.work(lambda connection: connection.execute(written))

    async def guilds(self) -> frozenset[int]:
        """See ports.Store. Raises StoreUnusable."""
        columns = [table.c.guild_id for table in (*TABLES, mixers, communities)]
        wanted = union(*(select(column).where(self._share.rows(column)) for column in columns))
        found = await self.database.work(lambda connection: connection.execute(wanted))
        return frozenset(found.scalars())

    async def left_by(self, at: datetime) -> frozenset[int]:
        """See ports.Store. Raises StoreUnusable."""
        wanted = select(communities.c.guild_id).where(
            communities.c.left_at <= at, self._share.rows(communities.c.guild_id)
        )
        found = await self.database.work(lambda connection: connection.execute(wanted))
        return frozenset(found.scalars())

    async def forget_mixers(self, ended_by: datetime) -> None:
        """See ports.Store. Raises StoreUnusable."""
        over = mixers.delete().where(~_UNFINISHED, mixers.c.closes_at <= ended_by)
        await self.database.work(lambda connection: connection.execute(over), erasing=True)

    async def forget_guild(self, guild_id: int) -> None:
        """Delete everything of a server: settings, ledger and mixers, finished or not. Raises StoreUnusable."""

        async def forget(connection: AsyncConnection) -> None:
            for table in (*TABLES, mixers, communities):
                await connection.execute(table.delete().where(table.c.guild_id == guild_id))

        await self.database.work(forget, erasing=True)

    async def _save(self, connection: AsyncConnection, mixer: Mixer, before: Mixer | None) -> None:
        row = rows.row_of(mixer)
        if before is None:
            insert = self.database.insert(mixers).values(row).on_conflict_do_nothing().returning(mixers.c.id)
            written = (await connection.execute(insert)).first() is not None
        else:
            same = (mixers.c.id == mixer.id) & (mixers.c.version == before.version)
            old = rows.row_of(before)
            changes = {name: value for name, value in row.items() if value != old[name]}
            written = (await connection.execute(mixers.update().where(same).values(changes))).rowcount == 1
        if not written:
            raise Stale(f"mixer {mixer.id}, version {mixer.version}")
        earlier = rows.children(before) if before else {}
        for table, new in rows.children(mixer).items():
            old = earlier.get(table, ())
            if old is not new:
                await _rewrite(connection, table, mixer.id, old, new)


async def _found(connection: AsyncConnection, which: ColumnElement[bool]) -> list[Mixer]:
    found = (await connection.execute(rows.rows(mixers).where(which))).mappings().all()
    its_rooms = await _load(connection, which, rooms, Room)
    its_guests = await _load(connection, which, guests, Guest)
    its_posts = await _load(connection, which, posts, Post)
    its_signups = await _load(connection, which, signups, Signup)
    return [
        Mixer(
            **row,
            rooms=tuple(its_rooms[row["id"]]),
            guests=tuple(its_guests[row["id"]]),
            posts={post.key: post for post in its_posts[row["id"]]},
            signups=tuple(its_signups[row["id"]]),
        )
        for row in found
    ]


async def _rewrite(
    connection: AsyncConnection, table: Table, mixer_id: str, old: Sequence[rows.Child], new: Sequence[rows.Child]
) -> None:
    """A changed row is deleted and written anew, so that one kind of statement does for all."""
    key = rows.KEYS[table.name]
    stay = rows.staying(old, new, in_order=table in {guests, signups})
    gone = [{"its_mixer": mixer_id, "its_key": getattr(child, key)} for child in old if child not in stay]
    come = [{"mixer_id": mixer_id, **rows.row_of(child)} for child in new if child not in stay]
    if gone:
        its = (table.c.mixer_id == bindparam("its_mixer")) & (table.c[key] == bindparam("its_key"))
        await connection.execute(table.delete().where(its), gone)
    if come:
        await connection.execute(table.insert(), come)


async def _load(
    connection: AsyncConnection, which: ColumnElement[bool], table: Table, kind: type[rows.T]
) -> defaultdict[str, list[rows.T]]:
    wanted = rows.rows(table).where(table.c.mixer_id.in_(select(mixers.c.id).where(which)))
    found: defaultdict[str, list[rows.T]] = defaultdict(list)
    for row in (await connection.execute(wanted.order_by(*table.primary_key))).mappings():
        found[row["mixer_id"]].append(rows.made(kind, row))
    return found
