"""Seats people for one round or several: starts, searches, and puts the best rooms of all attempts together."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from bot.core.seating.costs import FADES_IN, MEETING_AGAIN, Costs
from bot.core.seating.cover import Pool
from bot.core.seating.explain import explained, lonely
from bot.core.seating.rooms import FEWEST_PEOPLE, LARGEST_ROOM, SMALLEST_ROOM, USUAL_ROOM, room_sizes
from bot.core.seating.search import Plan, Table
from bot.core.seating.tables import schedule
from bot.core.seating.wishes import Request, Seating

EFFORT = 150_000
"""Swaps looked at for a round of up to about forty people; an idle core does a thousand in a third of a millisecond."""
MOST_TRIES = 40
"""Attempts at one round, at most."""
FEWEST_TRIES = 12
"""Attempts at one round, at least; for a crowd one does."""
ROUND_TRIES = 3
"""Attempts at an evening of several rounds that begin with a known schedule."""
FALLING = (500, 334, 223, 149, 100)
"""Heats among close tiers, where meeting again costs about a thousand."""
CROWD = 100
"""People above whom there is room enough that one attempt does."""


def solve(request: Request, *, rounds: int = 1, size: int = USUAL_ROOM, seed: int = 0, effort: int = 1) -> Seating:
    """Rooms for every round, by the rules in `wishes.py`; the same request and seed give the same on any machine.

    `effort` multiplies how much is tried; one is meant for live use.

    One person alone gets a room, reported as violated. Raises ValueError for nobody, no rounds, or rooms of a size
    that is not SMALLEST_ROOM to LARGEST_ROOM.
    """
    if rounds < 1 or not SMALLEST_ROOM <= size <= LARGEST_ROOM:
        raise ValueError(f"no rooms of {size} in {rounds} rounds")
    if len(request.people) < FEWEST_PEOPLE:
        return lonely(request, rounds)
    sizes = room_sizes(len(request.people), size)
    costs = Costs(request, len(sizes), rounds)
    random = Random(seed)
    if len(sizes) == 1:
        plan: Plan = [[list(range(len(request.people)))] for _ in range(rounds)]
    elif rounds == 1:
        plan = [_one_round(request, costs, sizes, random, effort)]
    else:
        plan = _several(costs, sizes, random, effort)
    return explained(costs, plan, size)


def heats(costs: Costs, *, from_field: bool = False) -> list[int]:
    """Falling heats: two for each tier that matters here, about half and a tenth of one fault's price."""
    shapes = costs.shapes
    tiers = [(costs.field, 2, len({person.field for person in costs.people} - {None}) > 0)]
    tiers += [(costs.newcomer, 2, bool(shapes.newcomer)), (costs.comfort, 2, bool(shapes.comfort))]
    tiers += [(1, 8, costs.foresees)]
    if not from_field:
        repeating = bool(costs.past) or costs.rounds > 1
        tiers = [(costs.meet * MEETING_AGAIN, 2, repeating), (costs.meet * FADES_IN, 2, bool(costs.past)), *tiers]
        tiers = [(costs.hard, 2, bool(costs.spoken or costs.avoid)), *tiers]
    return [max(1, weight * part // 20) for weight, scale, matters in tiers if matters for part in (5 * scale, scale)]


def _one_round(request: Request, costs: Costs, sizes: Sequence[int], random: Random, effort: int) -> list[list[int]]:
    """Several attempts among close tiers, the best of all their rooms together, and a last polish."""
    if costs.indifferent:
        return _shuffled(sizes, random)
    people = len(costs.people)
    close = Costs(request, len(sizes), 1, close=True, ahead=False)
    tries = EFFORT // (people * min(people, Table.REACH) * (len(FALLING) + 3))
    pool = Pool(costs)
    usual = 1 if people > CROWD else max(FEWEST_TRIES, min(MOST_TRIES, tries))
    for _ in range(usual * effort):
        table = Table(close, [_shuffled(sizes, random)])
        for heat in FALLING:
            table.anneal(random, [heat], 1)
            if heat < FALLING[1]:
                pool.add(table.rounds[0])
        table.settle()
        pool.add(table.rounds[0])
        table = Table(costs, table.rounds)
        table.settle()
        pool.add(table.rounds[0])
    best = Table(costs, [pool.best()])
    best.anneal(random, [40, 4] if costs.foresees else [], 1)
    best.settle()
    pool.add(best.rounds[0])
    return [list(room) for room in pool.seating]


def _several(costs: Costs, sizes: Sequence[int], random: Random, effort: int) -> Plan:
    """From a table with the fewest repeats: give its places to people who fit, then swap within rounds."""
    people = len(costs.people)
    base = schedule(people, len(sizes), costs.rounds)
    plans: list[Plan] = []
    for _ in range((1 if people > CROWD else ROUND_TRIES) * effort if base else 0):
        names = random.sample(range(people), people)
        plan = [[[names[place] for place in room] for room in rooms] for rooms in base or []]
        if costs.indifferent:
            return plan
        # In a crowd there is room enough to swap within rounds at once.
        fitted = plan if people > CROWD else _cooled(Table(costs, plan, fixed=True), heats(costs), random)
        falling = heats(costs, from_field=people <= CROWD)
        plans += [fitted, _cooled(Table(costs, fitted), falling, random)]
        if costs.total(plans[-1]) < costs.meet:
            return plans[-1]
        # Where meeting again cannot be helped, what is best may be far from the table.
        plans.append(_cooled(Table(costs, fitted), heats(costs) * 2, random))
    if not base:
        plans.append(
            _cooled(Table(costs, [_shuffled(sizes, random) for _ in range(costs.rounds)]), heats(costs) * 2, random)
        )
    return min(plans, key=costs.total)


def _cooled(table: Table, falling: Sequence[int], random: Random) -> Plan:
    table.anneal(random, falling, 1)
    table.settle()
    return table.rounds


def _shuffled(sizes: Sequence[int], random: Random) -> list[list[int]]:
    order = list(range(sum(sizes)))
    random.shuffle(order)
    return [[order.pop() for _ in range(size)] for size in sizes]
