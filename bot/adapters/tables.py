"""The tables, each column named as the dataclass field it keeps, and the column types that SQL has not."""

# ruff: noqa: ARG002  SQLAlchemy hands every type the dialect, and ours need none.

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import fields
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, TypeVar

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    DateTime,
    Dialect,
    ForeignKey,
    Integer,
    Interval,
    MetaData,
    RowMapping,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
)
from sqlalchemy.exc import DontWrapMixin

from bot.core.community import Community
from bot.core.mixer import Delivery, Ending, Guest, Mixer, Phase, Post, Room

Child = Room | Guest | Post
"""What a mixer has many of, each with a row of its own."""
T = TypeVar("T", Room, Guest, Post)


class NaiveInstant(DontWrapMixin, ValueError):
    """An instant came without its time zone, so nobody can say when it is."""


class Instant(TypeDecorator[datetime]):
    """An instant, always with its time zone, read back in UTC. Raises NaiveInstant for one without."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """The instant in UTC; SQLite keeps no time zone beside it."""
        if value is None:
            return None
        if value.utcoffset() is None:
            raise NaiveInstant(f"{value} has no time zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """The instant with UTC as its time zone."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Choice(TypeDecorator[StrEnum]):
    """One member of an enumeration, kept as its word; a new member needs no migration."""

    impl = Text
    cache_ok = True

    def __init__(self, kind: type[StrEnum]) -> None:
        super().__init__()
        self.kind = kind

    def process_bind_param(self, value: StrEnum | None, dialect: Dialect) -> str | None:
        """The member's word."""
        return None if value is None else value.value

    def process_result_value(self, value: str | None, dialect: Dialect) -> StrEnum | None:
        """The member of that word. Raises ValueError for a word that is none."""
        return None if value is None else self.kind(value)


class Names(TypeDecorator[frozenset[str]]):
    """A set of names, kept as a sorted JSON list."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Iterable[str] | None, dialect: Dialect) -> str:
        """The names in JSON."""
        return json.dumps(sorted(value or ()))

    def process_result_value(self, value: str | None, dialect: Dialect) -> frozenset[str]:
        """The names as a set."""
        return frozenset(json.loads(value or "[]"))


metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)

mixers = Table(
    "mixers",
    metadata,
    Column("id", Text, primary_key=True),
    Column("guild_id", BigInteger, nullable=False, index=True),
    Column("host_id", BigInteger, nullable=False),
    Column("home_id", BigInteger, nullable=False),
    Column("lobby_id", BigInteger, nullable=False),
    Column("title", Text, nullable=False),
    Column("common_ground", Text, nullable=False),
    Column("language", Text, nullable=False),
    Column("room_size", Integer, nullable=False),
    Column("length", Interval, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("opens_at", Instant, nullable=False),
    Column("closes_at", Instant, nullable=False),
    Column("phase", Choice(Phase), nullable=False, index=True),
    Column("ending", Choice(Ending)),
    Column("ended_at", Instant),
    Column("category_name", Text, nullable=False),
    Column("category_id", BigInteger),
    Column("category_tried_at", Instant),
    Column("missing", Names, nullable=False),
    Column("version", Integer, nullable=False),
)


def _mixer_id(*, primary_key: bool) -> Column[str]:
    return Column(
        "mixer_id", Text, ForeignKey(mixers.c.id, ondelete="CASCADE"), primary_key=primary_key, nullable=False
    )


rooms = Table(
    "rooms",
    metadata,
    _mixer_id(primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("name", Text, nullable=False),
    Column("question", Text, nullable=False),
    Column("channel_id", BigInteger),
    Column("tried_at", Instant),
    Column("status", Text),
    Column("lost", Boolean, nullable=False),
)

guests = Table(
    "guests",
    metadata,
    # Grows with every row, so it keeps the order of the guests without renumbering those who stay.
    Column("place", BigInteger().with_variant(Integer, "sqlite"), primary_key=True),
    _mixer_id(primary_key=False),
    Column("user_id", BigInteger, nullable=False),
    Column("room", Integer, nullable=False),
    Column("waiting", Boolean, nullable=False),
    Column("asked_at", Instant),
    UniqueConstraint("mixer_id", "user_id"),
)

posts = Table(
    "posts",
    metadata,
    _mixer_id(primary_key=True),
    Column("key", Text, primary_key=True),
    Column("channel_id", BigInteger, nullable=False),
    Column("tried_at", Instant, nullable=False),
    Column("delivery", Choice(Delivery), nullable=False),
    Column("message_id", BigInteger),
    Column("shown", Text, nullable=False),
)

communities = Table(
    "communities",
    metadata,
    Column("guild_id", BigInteger, primary_key=True, autoincrement=False),
    Column("language", Text, nullable=False),
    Column("host_role_id", BigInteger),
    Column("lobby_id", BigInteger),
)


KEYS = {rooms.name: "number", guests.name: "user_id", posts.name: "key"}
"""By which column a mixer's children of a table are told apart."""


def row_of(thing: Mixer | Child | Community) -> dict[str, Any]:
    """The values of its own row, by column; a mixer's children have theirs elsewhere."""
    return {field.name: getattr(thing, field.name) for field in fields(thing) if field.name not in KEYS}


def children(mixer: Mixer) -> tuple[Sequence[Child], Sequence[Child], Sequence[Child]]:
    """Its rooms, guests and posts."""
    return mixer.rooms, mixer.guests, tuple(mixer.posts.values())


def staying(old: Iterable[Child], new: Iterable[Child], *, in_order: bool) -> set[Child]:
    """Whose rows may stay as they are; `in_order` if rows are read in the order in which they were written."""
    if not in_order:
        return set(old) & set(new)
    remaining, stay = iter(old), set[Child]()
    for child in new:
        if child not in remaining:  # which goes on from the last one found
            break
        stay.add(child)
    return stay


def made(kind: type[T], row: RowMapping) -> T:
    """The room, guest or post that a row keeps."""
    return kind(**{field.name: row[field.name] for field in fields(kind)})
