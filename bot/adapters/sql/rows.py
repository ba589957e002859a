"""How a mixer, what it has many of, and a server's settings become rows, and rows become them again."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import fields
from typing import Any, TypeVar

from sqlalchemy import RowMapping, Select, Table, select

from bot.adapters.sql.tables import guests, posts, rooms, signups
from bot.core.community.settings import Community
from bot.core.lifecycle.mixer import Mixer
from bot.core.lifecycle.parts import FirstQuestions, Guest, HostCall, Post, Room, RoomEnd, Signup, Smallness

Child = Room | Guest | Post | Signup
"""What a mixer has many of, each with a row of its own."""
T = TypeVar("T", Room, Guest, Post, Signup)

KEYS = {rooms.name: "number", guests.name: "user_id", posts.name: "key", signups.name: "user_id"}
"""By which column a mixer's children of a table are told apart."""

PARTS = {"questions": FirstQuestions, "call": HostCall, "smallness": Smallness, "end": RoomEnd}
"""The values inside a room that have a column for each of their fields, under `field.its field`."""


def row_of(thing: Mixer | Child | Community) -> dict[str, Any]:
    """The values of its own row, by column; a mixer's children have theirs elsewhere."""
    row = {field.name: getattr(thing, field.name) for field in fields(thing) if field.name not in KEYS}
    parts = {name: row.pop(name) for name in PARTS.keys() & row.keys()}
    its = {f"{name}.{part.name}": getattr(value, part.name) for name, value in parts.items() for part in fields(value)}
    return row | its


def rows(table: Table) -> Select[Any]:
    """What reads a table's rows, each value under the name of its field."""
    return select(*(column.label(column.key) for column in table.c))


def children(mixer: Mixer) -> dict[Table, Sequence[Child]]:
    """What it has many of, by the table that keeps it."""
    return {
        rooms: mixer.rooms,
        guests: mixer.guests,
        posts: tuple(mixer.posts.values()),
        signups: mixer.signups,
    }


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
    return kind(**{field.name: _value(field.name, row) for field in fields(kind)})


def _value(name: str, row: RowMapping) -> Any:
    if (part := PARTS.get(name)) is None:
        return row[name]
    return part(**{field.name: row[f"{name}.{field.name}"] for field in fields(part)})
