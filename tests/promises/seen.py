"""What other people can see of an evening: every post with its edits and their times, letters, rooms and statuses."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from bot.core.reconcile.acts import Reword, Say
from bot.core.text import People, Text, Value
from tests.evening import Evening


def public(evening: Evening) -> list[tuple[Any, ...]]:
    """Everything in channels: what was written where and when, each edit, its buttons and pings; and each room."""
    written: list[tuple[Any, ...]] = [
        (at, type(act).__name__, act.channel_id, act.key, act.text, act.text.pings)
        for at, act in evening.venue.acts
        if isinstance(act, Say | Reword) and act.channel_id
    ]
    others = [(at, repr(act)) for at, act in evening.venue.acts if not isinstance(act, Say | Reword)]
    return [*written, *others]


def letters(evening: Evening, *, to: int | None = None) -> list[tuple[datetime, int, tuple[Text, ...]]]:
    """Every letter after an evening, or those to somebody: when it came, to whom, and what it says."""
    found = ((at, letter.to, letter.texts) for at, letter in evening.venue.letters)
    return [letter for letter in found if to is None or letter[1] == to]


def named(text: Text) -> set[int]:
    """Everybody whom a text names or pings, however deep inside."""
    return set(text.pings) | {id for value in text.values.values() for id in _people(value)}


def _people(value: Value) -> Iterator[int]:
    if isinstance(value, People):
        yield from value.ids
    elif isinstance(value, Text):
        yield from named(value)
    elif isinstance(value, tuple):
        for text in value:
            yield from named(text)
