"""Who sat together at one time: from who sat in which room, since when and until when (UTC)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator
from datetime import UTC, datetime, timedelta
from itertools import permutations
from typing import NamedTuple

MET = timedelta(minutes=1)
"""How long two sit together at a stretch until they have met: as long as a room of four needs for its names. A wrong
tap, a dropped call, or a change of rooms that crosses another is shorter (chosen)."""
NEVER = datetime.max.replace(tzinfo=UTC)

Pair = tuple[int, int]
"""Two people, the first of whom it is about: who ticks or may tick, and whom."""


class Stay(NamedTuple):
    """Somebody sat in a room of a round, by its number; `until` is None for whoever sat there to the end."""

    round: int
    room: int
    user: int
    since: datetime
    until: datetime | None


def pairs(stays: Collection[Stay]) -> frozenset[Pair]:
    """Everybody who sat there with each of those they met, in both orders."""
    return frozenset(pair for company in companies(stays) for pair in permutations(company, 2))


def companies(stays: Collection[Stay]) -> Iterator[frozenset[int]]:
    """Every company of people who were all together for long enough, and were joined by nobody else meanwhile."""
    tables: dict[tuple[int, int], list[Stay]] = {}
    for stay in sorted(stays, key=lambda stay: stay[:4]):
        tables.setdefault(stay[:2], []).append(stay)
    for table in tables.values():
        yield from _companies(table)


def _companies(table: Collection[Stay]) -> Iterator[frozenset[int]]:
    """Those of one room: two sat together for long enough if each came before the other's stay was as long short."""
    last_calls = ((stay, (stay.until or NEVER) - MET) for stay in table)
    long = [(stay, last) for stay, last in last_calls if stay.since <= last]
    changes = sorted([(stay.since, False, stay.user) for stay, _ in long] + [(last, True, s.user) for s, last in long])
    here, grown = Counter[int](), False
    for _, goes, user in changes:
        if goes and grown:
            yield frozenset(here.elements())
        here[user] += -1 if goes else 1
        here += Counter[int]()  # whoever counts nothing is gone
        grown = not goes
