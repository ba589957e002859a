"""The proven optimum of one round, by OR-tools CP-SAT over all possible rooms; for measuring only."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from itertools import combinations
from typing import Any

from bot.core.seating.costs import Costs
from bot.core.seating.rooms import room_sizes

Tiers = tuple[int, ...]


def tiers(costs: Costs, price: int) -> Tiers:
    """A price taken apart: hard, meeting again, fields, newcomers, comfort; what is left is foresight."""
    parts: list[int] = []
    for weight in (costs.hard, costs.meet, costs.field, costs.newcomer, costs.comfort):
        part, price = divmod(price, weight)
        parts.append(part)
    return tuple(parts)


def optimum(costs: Costs, size: int, seconds: float) -> Tiers | None:
    """The tiers of the best seating, each proven before the next; None if time runs out first."""
    cp_model: Any = import_module("ortools.sat.python.cp_model")

    people = len(costs.people)
    sizes = room_sizes(people, size)
    rooms = [(room, tiers(costs, costs.total([[room]]))) for s in set(sizes) for room in combinations(range(people), s)]
    best: list[int] = []
    for tier in range(5):
        model = cp_model.CpModel()
        # Rooms that break a hard rule are only looked at if there is no seating without.
        kept = [room for room in rooms if all(room[1][n] <= most for n, most in enumerate(best))]
        used = [model.new_bool_var("") for _ in kept]
        for person in range(people):
            model.add_exactly_one(use for use, room in zip(used, kept, strict=True) if person in room[0])
        for s in set(sizes):
            model.add(sum(use for use, room in zip(used, kept, strict=True) if len(room[0]) == s) == sizes.count(s))
        for number, most in enumerate(best):
            model.add(_sum(used, kept, number) == most)
        model.minimize(_sum(used, kept, tier))
        solver = cp_model.CpSolver()
        solver.parameters.num_workers, solver.parameters.max_time_in_seconds = 2, seconds
        if solver.solve(model) != cp_model.OPTIMAL:
            return None
        best.append(round(solver.objective_value))
    return tuple(best)


def _sum(used: Sequence[Any], kept: Sequence[tuple[tuple[int, ...], Tiers]], tier: int) -> Any:
    return sum(use * room[1][tier] for use, room in zip(used, kept, strict=True) if room[1][tier])
