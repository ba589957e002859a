"""How few repeats these people could have at best: proven bounds, by counting and by a short exhaustive search."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

from bot.core.seating.costs import Costs
from bot.core.seating.rooms import room_sizes
from bot.core.seating.tables import least_repeats

MOST_LOOKS = 3000
"""Partial seatings looked at for a proof; about twenty milliseconds."""


def least_for(costs: Costs, plan: Sequence[Sequence[Sequence[int]]], size: int, found: int) -> int:
    """No seating that keeps the hard rules has fewer repeats than this; `found` is what our plan has."""
    if not found:
        return 0
    people, rounds = len(costs.people), len(plan)
    sizes = room_sizes(people, size)
    fresh = strangers(costs)
    # Everybody meets at least so many others; whoever has fewer strangers than that meets somebody again.
    short = sum(max(0, rounds * (min(sizes) - 1) - mask.bit_count()) for mask in fresh)
    bound = max(least_repeats(people, size, rounds), -(-short // 2))
    if rounds > 1:
        return min(found, bound)
    while bound < found and Proof(fresh, sizes, bound).impossible():
        bound += 1
    return min(found, bound)


def strangers(costs: Costs) -> list[int]:
    """For each person a mask of those they could meet for the first time without breaking a hard rule."""
    people = costs.people
    masks = [0] * len(people)
    for one, other in combinations(range(len(people)), 2):
        a, b = people[one].languages, people[other].languages
        understood = not a or not b or not a.isdisjoint(b)
        if understood and (one, other) not in costs.ages and (one, other) not in costs.avoid:
            masks[one] |= 1 << other
            masks[other] |= 1 << one
    return masks


class Proof:
    """An exhaustive search for rooms of these sizes with at most so many pairs who are no strangers."""

    def __init__(self, fresh: Sequence[int], sizes: Sequence[int], most: int) -> None:
        self.fresh, self.most, self.looks = fresh, most, 0
        self.sizes = {size: sizes.count(size) for size in sizes}

    def impossible(self) -> bool:
        """True only if no such rooms exist; False if some do or the search was cut short."""
        return not self._seat((1 << len(self.fresh)) - 1, 0) and self.looks <= MOST_LOOKS

    def _seat(self, free: int, repeats: int) -> bool:
        """Whether whoever is free can be seated; begins with the person who has the fewest strangers left."""
        if not free:
            return True
        people = [person for person in range(len(self.fresh)) if free >> person & 1]
        first = min(people, key=lambda person: (self.fresh[person] & free).bit_count())
        for size in sorted(self.sizes):
            if self.sizes[size]:
                self.sizes[size] -= 1
                if self._fill(1 << first, size - 1, free ^ 1 << first, free ^ 1 << first, repeats):
                    return True
                self.sizes[size] += 1
        return False

    def _fill(self, room: int, seats: int, choice: int, free: int, repeats: int) -> bool:
        """Whether the room can be filled from `choice`, and everybody else seated after it."""
        self.looks += 1
        if self.looks > MOST_LOOKS:
            return False
        if not seats:
            return self._seat(free, repeats)
        while choice:
            bit = choice & -choice
            choice ^= bit
            again = repeats + (room & ~self.fresh[bit.bit_length() - 1]).bit_count()
            if again <= self.most and self._fill(room | bit, seats - 1, choice, free ^ bit, again):
                return True
        return False
