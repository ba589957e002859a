"""Rounds in which nobody meets twice, or as few as possible: by a shift where that works, else from a stored table."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from itertools import product
from typing import NamedTuple

from bot.adapters.shipped import shipped
from bot.core.seating.rooms import LARGEST_ROOM, SMALLEST_ROOM, room_sizes

STORED = "seating/rounds.txt"
"""Read once; part of the program as much as its code is, so that reading it leaves the core as predictable."""


class Stored(NamedTuple):
    """A table for `people` in `rooms`, good for as few as `cut` by leaving out the last; one letter a person a round.

    With `repeats`, the table is for exactly its number of rounds; without, its first rounds are as good.
    """

    people: int
    rooms: int
    cut: int
    repeats: int
    least: int
    rows: tuple[str, ...]


@cache
def stored() -> tuple[Stored, ...]:
    """All stored tables. SOURCE.md beside the file says how they were made and what the columns are."""
    lines = (line.split() for line in shipped(STORED).splitlines() if line and not line.startswith("#"))
    return tuple(
        Stored(int(people), int(rooms), int(cut), int(again), int(least), tuple(rows))
        for people, rooms, cut, again, least, _, *rows in lines
    )


def schedule(people: int, rooms: int, rounds: int) -> list[list[list[int]]] | None:
    """Places 0 to people - 1 in rooms for each round with the fewest repeats known, or None if nothing is known."""
    if shifts(people, rooms, rounds):
        rows = [_shifted(people, rooms, number) for number in range(rounds)]
    elif table := _table(people, rooms, rounds):
        rows = [[ord(letter) - ord("a") for letter in row[:people]] for row in table.rows[:rounds]]
    else:
        return None
    plan: list[list[list[int]]] = [[[] for _ in range(rooms)] for _ in rows]
    for seated, row in zip(plan, rows, strict=True):
        for person, room in enumerate(row):
            seated[room].append(person)
    return plan


def shifts(people: int, rooms: int, rounds: int) -> bool:
    """Whether moving the second of each room on by one, the third by two and so on lets nobody meet twice.

    Two places of a room, `apart` seats, meet again after `later` rounds only if apart * later is a multiple of rooms.
    """
    size = -(-people // rooms)
    return all(apart * later % rooms for apart, later in product(range(1, size), range(1, rounds)))


def _shifted(people: int, rooms: int, number: int) -> list[int]:
    return [(place % rooms + number * (place // rooms)) % rooms for place in range(people)]


def _table(people: int, rooms: int, rounds: int) -> Stored | None:
    for table in stored():
        fits = table.rooms == rooms and table.cut <= people <= table.people
        if fits and (len(table.rows) == rounds or (len(table.rows) > rounds and not table.repeats)):
            return table
    return None


def least_repeats(people: int, size: int, rounds: int) -> int:
    """No plan of so many rounds for people who never met has fewer meetings beyond the first of a pair.

    Proven: by counting, or for the stored tables by exhaustive search.
    """
    sizes = room_sizes(people, size)
    table = _table(people, len(sizes), rounds)
    known = table.least if table and table.repeats else 0
    return max(known, counted(people, sizes, rounds))


def counted(people: int, sizes: Sequence[int], rounds: int) -> int:
    """Three bounds by counting: a room larger than there are rooms, all pairs of people, one person's others."""
    rooms = len(sizes)
    crowded = sum(_crowded(size, rooms) for size in sizes) * (rounds - 1)
    pairs = rounds * sum(size * (size - 1) // 2 for size in sizes) - people * (people - 1) // 2
    alone = -(-people * max(0, rounds * (min(sizes) - 1) - (people - 1)) // 2)
    return max(0, crowded, pairs, alone)


def _crowded(size: int, rooms: int) -> int:
    """The fewest pairs of a room who sat together before, its people drawn from these rooms of an earlier round."""
    each, over = divmod(size, rooms)
    return over * (each + 1) * each // 2 + (rooms - over) * each * (each - 1) // 2


def cleaner_size(people: int, size: int, rounds: int) -> int | None:
    """The largest smaller room size at which nobody need meet twice, if at this one somebody must; otherwise None."""
    if not least_repeats(people, size, rounds):
        return None
    smaller = range(min(size, LARGEST_ROOM) - 1, SMALLEST_ROOM - 1, -1)
    return next((wish for wish in smaller if not least_repeats(people, wish, rounds)), None)
