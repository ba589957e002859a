"""The tables, each column named as the dataclass field it keeps, and the column types that SQL has not."""

# ruff: noqa: ARG002  SQLAlchemy hands every type the dialect, and ours need none.

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, fields
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
    false,
    true,
)
from sqlalchemy.exc import DontWrapMixin

from bot.core.community import Community
from bot.core.mixer import Asking, Delivery, Ending, Guest, Mixer, Phase, Post, Room

Child = Room | Guest | Post
"""What a mixer has many of, each with a row of its own."""
T = TypeVar("T", Room, Guest, Post)
V = TypeVar("V")
E = TypeVar("E", bound=StrEnum)


class NaiveInstant(DontWrapMixin, ValueError):
    """An instant came without its time zone, so nobody can say when it is."""


def utc(at: datetime) -> datetime:
    """The same instant in UTC. Raises NaiveInstant for one without a time zone."""
    if at.utcoffset() is None:
        raise NaiveInstant(f"{at} has no time zone")
    return at.astimezone(UTC)


class Instant(TypeDecorator[datetime]):
    """An instant, always with its time zone, read back in UTC. Raises NaiveInstant for one without."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """The instant in UTC; SQLite keeps no time zone beside it."""
        return None if value is None else utc(value)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """The instant with UTC as its time zone."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Written(TypeDecorator[V]):
    """A value kept as text, with how it is written and how it is read."""

    impl = Text
    cache_ok = True

    def __init__(self, write: Callable[[V], str], read: Callable[[str], V]) -> None:
        super().__init__()
        self.write = write
        self.read = read

    def process_bind_param(self, value: V | None, dialect: Dialect) -> str | None:
        """The text that stands for the value."""
        return None if value is None else self.write(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> V | None:
        """The value of that text. Raises ValueError for a text that stands for none."""
        return None if value is None else self.read(value)


def choice(kind: type[E]) -> Written[E]:
    """One member of an enumeration, kept as its word; a new member needs no migration."""
    return Written(lambda member: member.value, kind)


def _write_askings(askings: tuple[Asking, ...]) -> str:
    return json.dumps([{**asdict(asking), "at": utc(asking.at).isoformat()} for asking in askings])


def _asking(row: dict[str, Any]) -> Asking:
    row["at"] = datetime.fromisoformat(row["at"])
    return Asking(**row)


def _read_askings(written: str) -> tuple[Asking, ...]:
    return tuple(json.loads(written, object_hook=_asking))


NAMES: Written[frozenset[str]] = Written(
    lambda names: json.dumps(sorted(names)), lambda text: frozenset(json.loads(text))
)
"""A set of names, kept as a sorted JSON list."""
ASKINGS = Written(_write_askings, _read_askings)
"""What a room was asked, kept as a JSON list: always read with its room, and never searched."""
GROWING = BigInteger().with_variant(Integer, "sqlite")
"""Grows with every row, so it keeps the order of rows without renumbering those that stay."""
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
    Column("phase", choice(Phase), nullable=False, index=True),
    Column("ending", choice(Ending)),
    Column("ended_at", Instant),
    Column("category_name", Text, nullable=False),
    Column("category_id", BigInteger),
    Column("category_tried_at", Instant),
    Column("missing", NAMES, nullable=False),
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
    Column("askings", ASKINGS, nullable=False, server_default="[]"),
    Column("peace_until", Instant),
    Column("listened", Boolean, nullable=False, server_default=false()),
    Column("calls", Integer, nullable=False, server_default="0"),
    Column("called_at", Instant),
)

guests = Table(
    "guests",
    metadata,
    Column("place", GROWING, primary_key=True),
    _mixer_id(primary_key=False),
    Column("user_id", BigInteger, nullable=False),
    Column("room", Integer, nullable=False),
    Column("waiting", Boolean, nullable=False),
    Column("asked_at", Instant),
    Column("admitted", Boolean, nullable=False, server_default=true()),
    UniqueConstraint("mixer_id", "user_id"),
)

posts = Table(
    "posts",
    metadata,
    _mixer_id(primary_key=True),
    Column("key", Text, primary_key=True),
    Column("channel_id", BigInteger, nullable=False),
    Column("tried_at", Instant, nullable=False),
    Column("delivery", choice(Delivery), nullable=False),
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
    Column("listening", Boolean, nullable=False, server_default=true()),
    Column("gentle_minutes", Integer, nullable=False, server_default="15"),
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
