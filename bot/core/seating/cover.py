"""Rooms from many attempts, and the best whole seating that can be put together from them."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

from bot.core.seating.costs import Costs

MOST_LOOKS = 4000
"""Partial seatings looked at; a few milliseconds, and rarely reached up to forty people."""

Room = tuple[int, ...]


class Pool:
    """Rooms met in good seatings of one round. A room that was good beside others is often good beside these."""

    def __init__(self, costs: Costs) -> None:
        self.costs = costs
        self.rooms: dict[Room, int] = {}
        self.price, self.seating = 0, list[Room]()

    def add(self, rooms: Sequence[Sequence[int]]) -> None:
        """Take in a whole seating."""
        seating = [tuple(sorted(room)) for room in rooms]
        for room in seating:
            if room not in self.rooms:
                self.rooms[room] = self._price(room)
        price = sum(self.rooms[room] for room in seating)
        if not self.seating or price < self.price:
            self.price, self.seating = price, seating

    def _price(self, room: Room) -> int:
        costs = self.costs
        shape = costs.shapes[sum(costs.traits[person] for person in room)] if costs.shaped else 0
        return shape + sum(costs.first[one][other] for one, other in combinations(room, 2))

    def best(self) -> list[list[int]]:
        """The cheapest seating that uses only rooms of the pool, as far as MOST_LOOKS show."""
        count = len(self.costs.people)
        sizes = [len(room) for room in self.seating]
        self.small, self.large, self.count = min(sizes), max(sizes), len(sizes)
        self.share = [
            min((price // len(room) for room, price in self.rooms.items() if p in room)) for p in range(count)
        ]
        self.starting: list[list[tuple[int, int, int, Room]]] = [[] for _ in range(count)]
        for room, price in self.rooms.items():
            mask = sum(1 << person for person in room)
            self.starting[room[0]].append((price, mask, sum(self.share[person] for person in room), room))
        for starting in self.starting:
            starting.sort()
        self.looks = 0
        self._complete([], (1 << count) - 1, 0, sum(self.share))
        return [list(room) for room in self.seating]

    def _complete(self, chosen: list[Room], free: int, price: int, rest: int) -> None:
        """Seat whom `free` still has; `rest` is the least that can cost, by each person's cheapest share."""
        self.looks += 1
        if not free:
            self.price, self.seating = price, chosen
            return
        # With more or fewer rooms than wished the rest cannot be of the right sizes.
        left = self.count - len(chosen)
        if not left * self.small <= free.bit_count() <= left * self.large:
            return
        first = (free & -free).bit_length() - 1
        for cost, mask, share, room in self.starting[first]:
            if self.looks > MOST_LOOKS:
                return
            if mask & free == mask and price + cost + rest - share < self.price:
                self._complete([*chosen, room], free ^ mask, price + cost, rest - share)
