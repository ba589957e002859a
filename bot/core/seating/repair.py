"""Mends one round under way: somebody comes late, leaves, or is left alone. As few as possible have to move."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, product

from bot.core.seating.costs import Costs
from bot.core.seating.explain import broken_in
from bot.core.seating.rooms import FEWEST_PEOPLE, LARGEST_ROOM, SMALLEST_ROOM
from bot.core.seating.wishes import Request, Rooms, Violation

MOST_MOVED = 2
"""At most so many bystanders may have to change rooms."""

Seats = list[list[int]]


@dataclass(frozen=True, slots=True)
class Repair:
    """The rooms now, in their old order; a room that was given up is empty, a new one is last.

    `moved` are bystanders who change rooms, not the person it is about. `violated` is all that is broken now.
    """

    rooms: Rooms
    moved: tuple[str, ...]
    violated: tuple[Violation, ...]


def place_late(request: Request, rooms: Sequence[Sequence[str]], late: str) -> Repair:
    """Seat somebody who comes late where they help most; `request` knows them, `rooms` do not hold them yet.

    When every room is full they open a new one with two others. No further hard rule is broken: if that is not
    possible, they get a room alone, which is reported.
    """
    mending = _Mending(request, [*rooms, ()])
    before, person = mending.broken(), mending.costs.index[late]
    return mending.first_good(lambda moved: _joins(mending.rooms, [person], moved), before, [person])


def after_leaving(
    request: Request, rooms: Sequence[Sequence[str]], left: str, *, fewest: int = FEWEST_PEOPLE
) -> Repair:
    """The rooms without somebody who left; a room with fewer than `fewest` people then is merged.

    Pass SMALLEST_ROOM as `fewest` for a room of two that would rather not stay so. Raises ValueError if they sat
    nowhere.
    """
    remaining = [[name for name in room if name != left] for room in rooms]
    place = next((number for number, room in enumerate(rooms) if left in room), None)
    if place is None:
        raise ValueError(f"{left} sits in no room")
    if 0 < len(remaining[place]) < fewest:
        return merge(request, remaining, place)
    mending = _Mending(request, remaining)
    return mending.answer(mending.rooms, ())


def merge(request: Request, rooms: Sequence[Sequence[str]], place: int) -> Repair:
    """Bring the few people of the room at `place` together with others.

    They join the rooms that suit best, or if those cannot take them, bystanders from larger rooms join them. Nothing
    changes where every way would break a hard rule.
    """
    mending = _Mending(request, rooms)
    before, few = mending.broken(), mending.rooms[place]
    others: Seats = [[] if number == place else room for number, room in enumerate(mending.rooms)]
    return mending.first_good(lambda moved: _joins(others, few, moved, place), before, few)


Way = tuple[Seats, tuple[int, ...]]


def _joins(rooms: Seats, few: Sequence[int], moved: int, place: int = -1) -> Iterator[Way]:
    """Every way to seat a few people with just so many bystanders moved; the room at `place` is empty, and free."""
    here = place % len(rooms)
    standing = [number for number, room in enumerate(rooms) if room]
    if moved == 0:
        for goals in product(standing, repeat=len(few)):
            yield _moved(rooms, zip(few, goals, strict=True)), ()
    else:
        for sources in combinations(standing, moved):
            for them in product(*(rooms[number] for number in sources)):
                yield _moved(rooms, [(person, here) for person in (*few, *them)]), them
    if moved == 1 and len(few) == 1:
        for goal, other in product(standing, standing):
            for bystander in rooms[goal] if goal != other else []:
                yield _moved(rooms, [(few[0], goal), (bystander, other)]), (bystander,)


def _moved(rooms: Seats, steps: Iterable[tuple[int, int]]) -> Seats:
    """The rooms after these people took seats in these rooms."""
    goals = dict(steps)
    now = [[person for person in room if person not in goals] for room in rooms]
    for person, goal in goals.items():
        now[goal].append(person)
    return now


class _Mending:
    """One round with what its rooms cost."""

    def __init__(self, request: Request, rooms: Sequence[Sequence[str]]) -> None:
        self.costs = Costs(request, len(rooms), 1, ahead=False)
        self.rooms: Seats = [[self.costs.index[name] for name in room] for room in rooms]
        self.known: dict[tuple[int, ...], int] = {}

    def price(self, rooms: Seats) -> int:
        """What a round costs."""
        total = 0
        for room in map(tuple, rooms):
            if room not in self.known:
                self.known[room] = self.costs.total([[room]]) if room else 0
            total += self.known[room]
        return total

    def broken(self) -> int:
        """How many hard rules the round breaks."""
        return self.price(self.rooms) // self.costs.hard

    def answer(self, rooms: Seats, moved: Sequence[int]) -> Repair:
        """The repaired round by ids."""
        ids = [person.id for person in self.costs.people]
        standing = [place for place, room in enumerate(rooms) if room]
        violated = broken_in(self.costs, [rooms[place] for place in standing])
        return Repair(
            tuple(tuple(ids[person] for person in room) for room in rooms[: max(standing, default=-1) + 1]),
            tuple(ids[person] for person in moved),
            tuple(Violation(v.rule, v.who, v.reason, 0, standing[v.room]) for v in violated),
        )

    def first_good(self, ways: Callable[[int], Iterator[Way]], before: int, few: Sequence[int]) -> Repair:
        """The fairest and cheapest way with the fewest moved that breaks no more hard rules than before.

        A new room of two is a last resort; where there is no way at all, the few stay or get a room by themselves.
        """
        small = sum(0 < len(room) < SMALLEST_ROOM for room in self.rooms if not set(room) & set(few))
        for most_small, moved in product((small, len(self.rooms)), range(MOST_MOVED + 1)):
            fitting = [
                (max(0, max(sizes) - min(sizes) - 1), price, number, way)
                for number, way in enumerate(ways(moved))
                if max(sizes := [len(room) for room in way[0] if room]) <= LARGEST_ROOM
                and sum(size < SMALLEST_ROOM for size in sizes) <= most_small
                and (price := self.price(way[0])) // self.costs.hard <= before
            ]
            if fitting:
                return self.answer(*min(fitting)[3])
        seated = any(few[0] in room for room in self.rooms)
        return self.answer(self.rooms if seated else [*self.rooms[:-1], list(few)], ())
