"""The column types that SQL has not."""

# ruff: noqa: ARG002  SQLAlchemy hands every type the dialect, and ours need none.

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any, TypeVar, cast

from sqlalchemy import BigInteger, DateTime, Dialect, Integer, Text, TypeDecorator
from sqlalchemy.exc import DontWrapMixin

from bot.core.lifecycle.parts import Asking, Assembly, Notice, Report, ScheduledEvent
from bot.core.lifecycle.wanted_post import PostKey
from bot.core.questions.deck import Brought
from bot.core.seating import Summary

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


BROUGHT: Written[tuple[Brought, ...]] = Written(
    lambda brought: json.dumps([asdict(one) for one in brought]),
    lambda text: tuple(Brought(**row) for row in json.loads(text)),
)
"""The questions that came with an evening, kept as a JSON list: always read with their mixer."""
NAMES: Written[frozenset[str]] = Written(
    lambda names: json.dumps(sorted(names)), lambda text: frozenset(json.loads(text))
)
"""A set of names, kept as a sorted JSON list."""
ASKINGS = Written(_write_askings, lambda text: tuple(json.loads(text, object_hook=_asking)))
"""What a room was asked, kept as a JSON list: always read with its room, and never searched."""
POST_KEY = Written(str, PostKey.read)
"""Which post it is, kept as its text."""
NUMBERS: Written[tuple[int, ...]] = Written(json.dumps, lambda text: tuple(json.loads(text)))
WORDS: Written[tuple[str, ...]] = Written(json.dumps, lambda text: tuple(json.loads(text)))
"""A few numbers or words in their order, kept as a JSON list."""
SEATS: Written[tuple[tuple[int, int], ...]] = Written(
    json.dumps, lambda text: tuple((int(user), int(room)) for user, room in json.loads(text))
)
"""Who gets which room, or who is paired with whom, kept as a JSON list of pairs."""
SPLIT: Written[Summary] = Written(
    lambda split: json.dumps([split.key, dict(split.counts)]), lambda text: Summary(*json.loads(text))
)
"""How people were split, kept as a JSON list of its key and counts."""


def _write_usual(usual: Mapping[str, Any]) -> str:
    spans = {name: value.total_seconds() for name, value in usual.items() if isinstance(value, timedelta)}
    return json.dumps({**usual, **spans})


def _read_usual(written: str) -> dict[str, object]:
    usual: dict[str, Any] = json.loads(written)
    if "length" in usual:
        usual["length"] = timedelta(seconds=usual["length"])
    lists = {name: tuple(cast("list[int]", value)) for name, value in usual.items() if isinstance(value, list)}
    return {**usual, **lists}


USUAL = Written(_write_usual, _read_usual)
"""What a series goes on with, kept as a JSON object; a length in seconds."""


def _write_event(event: ScheduledEvent) -> str:
    instants = {name: at and utc(at).isoformat() for name, at in asdict(event).items() if name.endswith("_at")}
    return json.dumps({**asdict(event), **instants})


def _read_event(written: str) -> ScheduledEvent:
    row: dict[str, Any] = json.loads(written)
    row |= {name: at and datetime.fromisoformat(at) for name, at in row.items() if name.endswith("_at")}
    return ScheduledEvent(**row)


def _write_notices(notices: tuple[Notice, ...]) -> str:
    rows = [(utc(n.at).isoformat(), n.text, n.end and utc(n.end).isoformat(), n.by) for n in notices]
    return json.dumps(rows)


def _notice(at: str, text: str, end: str | None = None, by: int = 0) -> Notice:
    """One of them; older versions kept no more than when and what, and the new end where there was one."""
    return Notice(datetime.fromisoformat(at), text, datetime.fromisoformat(end) if end else None, by)


def _read_notices(written: str) -> tuple[Notice, ...]:
    rows: list[list[Any]] = json.loads(written)
    return tuple(_notice(*row) for row in rows)


def _write_assembly(together: Assembly) -> str:
    return json.dumps([utc(together.since).isoformat(), utc(together.until).isoformat(), together.stopped])


def _read_assembly(written: str) -> Assembly:
    since, until, stopped = json.loads(written)
    return Assembly(datetime.fromisoformat(since), datetime.fromisoformat(until), stopped)


def _write_reports(reports: tuple[Report, ...]) -> str:
    return json.dumps([[one.user_id, one.room, utc(one.at).isoformat(), one.to] for one in reports])


def _read_reports(written: str) -> tuple[Report, ...]:
    rows: list[tuple[int, int, str, list[int]]] = json.loads(written)
    return tuple(Report(user, room, datetime.fromisoformat(at), tuple(to)) for user, room, at, to in rows)


ASSEMBLY = Written(_write_assembly, _read_assembly)
"""That everybody is together: a JSON list of since when, until when, and whether the clock stands still."""
REPORTS = Written(_write_reports, _read_reports)
"""What hosts are told quietly: a JSON list of about whom, in which room, when, and to whom."""
NOTICES = Written(_write_notices, _read_notices)
"""What people were told because of a host: a JSON list of when, what, the new end where there is one, and by whom."""
EVENT = Written(_write_event, _read_event)
"""What is known of a Scheduled Event, kept as a JSON object: always read with its mixer."""
GROWING = BigInteger().with_variant(Integer, "sqlite")
"""Grows with every row, so it keeps the order of rows without renumbering those that stay."""
