"""Seats people for one round or several: starts, searches, and puts the best rooms of all attempts together."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from bot.core.seating.costs import AGAIN, FADES_IN, Costs
from bot.core.seating.cover import Pool
from bot.core.seating.explain import explained, lonely
from bot.core.seating.rooms import FEWEST, LARGEST_ROOM, SMALLEST_ROOM, USUAL_ROOM, room_sizes
from bot.core.seating.search import Plan, Table
from bot.core.seating.tables import schedule
from bot.core.seating.wishes import Request, Seating

EFFORT = 90_000
"""Swaps looked at for a round of up to about forty people; on a slow core a thousand take about half a millisecond."""
MOST_TRIES, FEWEST_TRIES = 30, 3


def solve(request: Request, *, rounds: int = 1, size: int = USUAL_ROOM, seed: int = 0) -> Seating:
    """Rooms for every round, by the rules of SEATING.md; the same request and seed give the same on any machine.

    One person alone gets a room, reported as violated. Raises ValueError for nobody, no rounds, or rooms of a size
    that is not SMALLEST_ROOM to LARGEST_ROOM.
    """
    if rounds < 1 or not SMALLEST_ROOM <= size <= LARGEST_ROOM:
        raise ValueError(f"no rooms of {size} in {rounds} rounds")
    if len(request.people) < FEWEST:
        return lonely(request, rounds)
    sizes = room_sizes(len(request.people), size)
    costs = Costs(request, len(sizes), rounds)
    random = Random(seed)
    if len(sizes) == 1:
        plan: Plan = [[list(range(len(request.people)))] for _ in range(rounds)]
    elif rounds == 1:
        plan = [_one_round(costs, sizes, random)]
    else:
        plan = _several(costs, sizes, random)
    return explained(request, costs, plan, size)


def heats(costs: Costs, *, from_field: bool = False) -> list[int]:
    """Falling heats: two for each tier that matters here, about half and a tenth of one fault's price."""
    shapes = costs.shapes
    tiers = [(costs.field, 2, len({person.field for person in costs.people} - {None}) > 0)]
    tiers += [(costs.newcomer, 2, bool(shapes.newcomer)), (costs.comfort, 2, bool(shapes.comfort))]
    tiers += [(1, 8, costs.foresees)]
    if not from_field:
        repeating = bool(costs.past) or costs.rounds > 1
        tiers = [(costs.meet * AGAIN, 2, repeating), (costs.meet * FADES_IN, 2, bool(costs.past)), *tiers]
        tiers = [(costs.hard, 2, bool(costs.spoken or costs.avoid)), *tiers]
    return [max(1, weight * part // 20) for weight, scale, matters in tiers if matters for part in (5 * scale, scale)]


def _one_round(costs: Costs, sizes: Sequence[int], random: Random) -> list[list[int]]:
    people = len(costs.people)
    falling = heats(costs)
    reach = min(people, Table.REACH)
    tries = max(FEWEST_TRIES, min(MOST_TRIES, EFFORT // (people * reach * (len(falling) + 2))))
    if people > 100:
        tries = 1
    pool = Pool(costs)
    for _ in range(tries if falling else 1):
        table = Table(costs, [_shuffled(sizes, random)])
        table.anneal(random, falling, 1)
        table.settle()
        pool.add(table.rounds[0])
    return pool.best()


def _several(costs: Costs, sizes: Sequence[int], random: Random) -> Plan:
    """From a table with the fewest repeats: give its places to people who fit, then swap within rounds."""
    people = len(costs.people)
    base = schedule(people, len(sizes), costs.rounds)
    names = random.sample(range(people), people)
    plans: list[Plan] = []
    if base is not None:
        plan = [[[names[place] for place in room] for room in rooms] for rooms in base]
        if costs.indifferent:
            return plan
        table = Table(costs, plan, fixed=True)
        table.anneal(random, heats(costs), 1)
        table.settle()
        plans.append(table.rounds)
        table = Table(costs, table.rounds)
        table.anneal(random, heats(costs, from_field=True), 1)
        table.settle()
        plans.append(table.rounds)
    if base is None or costs.total(plans[-1]) >= costs.meet:
        table = Table(costs, [_shuffled(sizes, random) for _ in range(costs.rounds)] if base is None else plans[0])
        table.anneal(random, heats(costs), 2)
        table.settle()
        plans.append(table.rounds)
    return min(plans, key=costs.total)


def _shuffled(sizes: Sequence[int], random: Random) -> list[list[int]]:
    order = list(range(sum(sizes)))
    random.shuffle(order)
    return [[order.pop() for _ in range(size)] for size in sizes]
