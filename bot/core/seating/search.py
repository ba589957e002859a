"""The search: swaps of two people, accepted ever more strictly, tier by tier; the same on every machine."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import log
from random import Random

from bot.core.seating.costs import Costs

Plan = list[list[list[int]]]
"""People by number, in rooms, in rounds."""

WORSE_ALLOWED = tuple(round(-1024 * log((2 * place + 1) / 2048)) for place in range(1024))
"""How much worse a swap may be, in 1024ths of the heat: an even draw from this is exponentially distributed.

Whole numbers, because logarithms differ in their last bit from one machine to another.
"""


class Table:
    """A plan under way, which keeps what every room would cost each person.

    So a swap is judged by five look-ups in `pull[round][person][room]` and not by adding up two rooms.
    """

    REACH = 64
    """Others that are looked at for one person at a time."""

    def __init__(self, costs: Costs, plan: Iterable[Iterable[Iterable[int]]], *, fixed: bool = False) -> None:
        """With `fixed`, two people only ever swap all their seats, so that the plan's own repeats stay as they are."""
        self.costs, self.fixed = costs, fixed
        self.rounds: Plan = [[list(room) for room in rooms] for rooms in plan]
        count, self.joint = len(costs.people), len(self.rounds) > 1 and not fixed
        self.near = [{other for other in range(count) if row[other]} for row in costs.first]
        # What a meeting costs in each round, given the other rounds: a swap never changes its own round's prices.
        self.price = [[row[:] for row in costs.first] if self.joint else costs.first for _ in self.rounds]
        self.seats = [[0] * count for _ in self.rounds]
        self.pull = [[[0] * len(rooms) for _ in range(count)] for rooms in self.rounds]
        self.sums = [[sum(costs.traits[person] for person in room) for room in rooms] for rooms in self.rounds]
        self.worth = [[costs.shapes[total] if costs.shaped else 0 for total in sums] for sums in self.sums]
        self.met: dict[int, int] = {}
        for number, rooms in enumerate(self.rounds):
            for place, room in enumerate(rooms):
                for person in room:
                    self.seats[number][person] = place
                    for other in self.near[person]:
                        self.pull[number][other][place] += costs.first[other][person]
        if self.joint:
            for number, rooms in enumerate(self.rounds):
                for room in rooms:
                    for place, one in enumerate(room):
                        for other in room[place + 1 :]:
                            self._meet(number, one, other, 1)

    def _meet(self, number: int, one: int, other: int, change: int) -> None:
        """Two people meet once more or once less in this round: their price in all other rounds follows."""
        key = one * len(self.near) + other if one < other else other * len(self.near) + one
        times = self.met[key] = self.met.get(key, 0) + change
        self.near[one].add(other)
        self.near[other].add(one)
        for elsewhere, seats in enumerate(self.seats):
            if elsewhere != number:
                price, pull = self.price[elsewhere], self.pull[elsewhere]
                here, there = seats[one], seats[other]
                new = self.costs.step(one, other, times + (here != there))
                if turn := new - price[one][other]:
                    price[one][other] = price[other][one] = new
                    pull[one][there] += turn
                    pull[other][here] += turn

    def swap(self, number: int, p: int, q: int) -> None:
        """Let two people of different rooms swap seats in this round."""
        seats, rooms, pull, price = self.seats[number], self.rounds[number], self.pull[number], self.price[number]
        a, b = seats[p], seats[q]
        here, there = rooms[a], rooms[b]
        here.remove(p)
        there.remove(q)
        for person, old, new in ((p, a, b), (q, b, a)):
            row = price[person]
            for other in self.near[person]:
                cost, pulls = row[other], pull[other]
                pulls[old] -= cost
                pulls[new] += cost
        seats[p], seats[q] = b, a
        turn = self.costs.traits[q] - self.costs.traits[p]
        if turn and self.costs.shaped:
            sums, worth, shapes = self.sums[number], self.worth[number], self.costs.shapes
            sums[a] += turn
            sums[b] -= turn
            worth[a], worth[b] = shapes[sums[a]], shapes[sums[b]]
        if self.joint:
            for person, old, new in ((p, here, there), (q, there, here)):
                for other in old:
                    self._meet(number, person, other, -1)
                for other in new:
                    self._meet(number, person, other, 1)
        here.append(q)
        there.append(p)

    def offer(self, number: int, p: int, others: Sequence[int], limit: int) -> bool:
        """Swap this person with the first of the others for whom the plan gets at most `limit` dearer."""
        seats, pull = self.seats[number], self.pull[number]
        row, pulls, worth = self.price[number][p], pull[p], self.worth[number]
        traits, sums, shapes, shaped = self.costs.traits, self.sums[number], self.costs.shapes, self.costs.shaped
        a, mine = seats[p], traits[p]
        # What helps, helps one of the two; somebody whose room is free of faults need not look for it.
        if limit < 0 and not pulls[a] and not worth[a]:
            return False
        # Rooms cannot become better than free of faults: what they cost now bounds what a swap can save there.
        limit_here = limit + pulls[a] + worth[a]
        total_a = sums[a]
        for q in others:
            b = seats[q]
            theirs = pull[q]
            delta = pulls[b] + theirs[a] - theirs[b] - 2 * row[q] - worth[b]
            if delta <= limit_here and b != a:
                if shaped:
                    turn = traits[q] - mine
                    delta += shapes[total_a + turn] + shapes[sums[b] - turn]
                if delta <= limit_here:
                    self.swap(number, p, q)
                    return True
        return False

    def trade(self, p: int, others: Sequence[int], limit: int) -> bool:
        """Swap all seats with the first of the others for whom the plan gets at most `limit` dearer."""
        costs, numbers = self.costs, range(len(self.rounds))
        row, traits, shapes = costs.first[p], costs.traits, costs.shapes
        for q in others:
            delta, turn = 0, traits[q] - traits[p]
            for number in numbers:
                seats, pull = self.seats[number], self.pull[number]
                a, b = seats[p], seats[q]
                if a != b:
                    mine, theirs = pull[p], pull[q]
                    delta += mine[b] + theirs[a] - mine[a] - theirs[b] - 2 * row[q]
                    if turn and costs.shaped:
                        sums, worth = self.sums[number], self.worth[number]
                        delta += shapes[sums[a] + turn] + shapes[sums[b] - turn] - worth[a] - worth[b]
            if delta <= limit and p != q:
                for number in numbers:
                    if self.seats[number][p] != self.seats[number][q]:
                        self.swap(number, p, q)
                return True
        return False

    def anneal(self, random: Random, heats: Sequence[int], sweeps: int) -> None:
        """Offer everyone a swap in every round `sweeps` times at each of these heats."""
        order, draw = list(range(len(self.near))), random.random
        for heat in heats:
            for turn in range(sweeps * (1 if self.fixed else len(self.rounds))):
                random.shuffle(order)
                for place, p in enumerate(list(order)):
                    limit = heat * WORSE_ALLOWED[int(draw() * 1024)] >> 10
                    others = order if len(order) <= self.REACH else self._some(order, place)
                    if self.fixed:
                        self.trade(p, others, limit)
                    else:
                        self.offer(turn % len(self.rounds), p, others, limit)

    def _some(self, order: list[int], place: int) -> list[int]:
        return order[place + 1 : place + 1 + self.REACH] or order[: self.REACH]

    def settle(self) -> None:
        """Take every swap that helps until none does."""
        order, better = range(len(self.near)), True
        while better:
            better = False
            for p in order:
                if self.fixed:
                    better |= self.trade(p, order, -1)
                else:
                    for number in range(len(self.rounds)):
                        better |= self.offer(number, p, order, -1)
