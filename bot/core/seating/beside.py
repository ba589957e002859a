"""Seats that are changed so that those who belong together sit together: friends, and whom a host puts side by side."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from bot.core.seating.wishes import Rooms

Pairs = Collection[tuple[str, str]]


def brought_beside(rooms: Rooms, beside: Pairs, avoid: Pairs) -> Rooms:
    """The same rooms with each pair in one of them, as far as swapping two people brings no pair to avoid together."""
    seated = [list(room) for room in rooms]
    for one, other in beside:
        places = {user: number for number, users in enumerate(seated) for user in users}
        if one in places and other in places and places[one] != places[other]:
            seated = _joined(seated, (one, other), beside, avoid)
    return tuple(map(tuple, seated))


def _joined(rooms: list[list[str]], pair: tuple[str, str], beside: Pairs, avoid: Pairs) -> list[list[str]]:
    """The swap that brings the pair together and costs least; the rooms as they are if each would do harm."""

    def harm(table: list[list[str]]) -> tuple[int, int]:
        return -_together(table, avoid), _together(table, beside)

    swaps = [rooms, *(swapped for moved, stays in (pair, pair[::-1]) for swapped in _swaps(rooms, moved, stays))]
    return max(swaps, key=harm)


def _swaps(rooms: list[list[str]], moved: str, stays: str) -> Iterable[list[list[str]]]:
    """Every way to bring one to the other in place of somebody else."""
    home = next(room for room in rooms if stays in room)
    for gives_way in (user for user in home if user != stays):
        trade = {moved: gives_way, gives_way: moved}
        yield [[trade.get(user, user) for user in room] for room in rooms]


def _together(rooms: list[list[str]], pairs: Pairs) -> int:
    return sum(one in room and other in room for room in rooms for one, other in pairs)
