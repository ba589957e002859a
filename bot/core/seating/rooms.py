"""How many sit in each room, and the plain even split."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from random import Random

FEWEST_PEOPLE = 2
"""People who make a room at all."""
SMALLEST_ROOM = 3
"""People in a room at least, wherever there are enough."""
USUAL_ROOM = 4
"""People in a room where nobody wishes otherwise."""
LARGEST_ROOM = 5
"""People in a room at most."""


def room_sizes(people: int, size: int) -> tuple[int, ...]:
    """How many sit in each room: sizes differ by one at most, nobody sits alone, and two only when it must be.

    `size` is the wished one; a room grows beyond it, to LARGEST_ROOM at most, rather than leave a room of two.
    """
    if people < FEWEST_PEOPLE:
        raise ValueError(f"{people} people make no room")
    rooms = max(1, -(-people // size))
    while rooms > 1 and people // rooms < SMALLEST_ROOM:
        rooms -= 1
    few, over = divmod(people, rooms)
    return tuple(few + 1 if number < over else few for number in range(rooms))


def seat(people: Sequence[int], size: int, seed: int) -> tuple[tuple[int, ...], ...]:
    """People split evenly at random; the same seed and people give the same seating on any machine."""
    shuffled = sorted(people)
    Random(seed).shuffle(shuffled)
    seats = iter(shuffled)
    return tuple(tuple(next(seats) for _ in range(count)) for count in room_sizes(len(shuffled), size))


def room_most_in_need(crowd: Mapping[int, int], given: Mapping[int, int] | None = None) -> int | None:
    """The number of the room with the fewest people, None if there is no room.

    Among equals the one with the fewest seats `given`, for somebody who hung up may come back; then the lowest number.
    """
    seats = given or {}
    return min(crowd, key=lambda number: (crowd[number], seats.get(number, 0), number), default=None)
