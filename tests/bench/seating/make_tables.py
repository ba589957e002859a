"""Make data/seating/rounds.txt anew: `python -m tests.bench.seating.make_tables [repeat_free_rounds.json]`.

Needs OR-tools for the tables in which somebody must meet again; about ten minutes on two cores.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from importlib import import_module
from itertools import combinations, product
from pathlib import Path
from random import Random
from typing import Any, TypedDict

from bot.core.seating.costs import Costs
from bot.core.seating.rooms import room_sizes
from bot.core.seating.search import Plan, Table
from bot.core.seating.tables import STORED, counted, shifts
from bot.core.seating.wishes import Person, Request

MOST_PEOPLE, MOST_ROUNDS = 60, 4
ROOT = Path(__file__).parents[3]
HEAD = "# people rooms cut repeats least how rows; see SOURCE.md\n"


def repeats(plan: Plan) -> int:
    """Meetings beyond the first of each pair."""
    pairs = [pair for rooms in plan for room in rooms for pair in combinations(sorted(room), 2)]
    return len(pairs) - len(set(pairs))


class Given(TypedDict):
    """A table of repeat_free_rounds.json."""

    rounds: int
    how: str
    schedule: Plan


def wanted() -> list[tuple[int, int]]:
    """Every number of people with every number of rooms that some room size leads to."""
    cells = {(n, len(room_sizes(n, size))) for n in range(6, MOST_PEOPLE + 1) for size in (3, 4, 5)}
    return sorted(cells, key=lambda cell: (cell[1], -cell[0]))


def split(people: int, rooms: int) -> list[int]:
    """Room sizes that differ by one at most."""
    return [people // rooms + (number < people % rooms) for number in range(rooms)]


def search(people: int, rooms: int, rounds: int, goal: int, tries: int) -> Plan:
    """The plan with the fewest repeats that annealing finds from random starts."""
    costs = Costs(Request(people=tuple(Person(id=f"{n:02}") for n in range(people))), rooms, rounds)
    best: Plan | None = None
    for seed in range(tries):
        random, start = Random(seed), list[list[list[int]]]()
        for _ in range(rounds):
            order = random.sample(range(people), people)
            start.append([[order.pop() for _ in range(size)] for size in split(people, rooms)])
        table = Table(costs, start)
        unit = costs.meet * 1000
        table.anneal(random, [unit * heat // 100 for heat in range(60, 8, -3)], 6)
        table.settle()
        if best is None or repeats(table.rounds) < repeats(best):
            best = table.rounds
        if repeats(best) <= goal:
            break
    assert best is not None
    return best


def prove(people: int, rooms: int, rounds: int, plan: Plan, seconds: float) -> tuple[Plan, int]:
    """A plan at least as good, and a proven bound.

    People are alike, so a plan is how many take each route (a room for every round): two routes meet never if they
    differ in every round, and repeats are all meetings less the pairs who meet at all.
    """
    cp_model: Any = import_module("ortools.sat.python.cp_model")

    model = cp_model.CpModel()
    sizes, routes = split(people, rooms), list(product(range(rooms), repeat=rounds))
    taken = {route: model.new_int_var(0, max(sizes), "") for route in routes}
    for number, (room, size) in product(range(rounds), enumerate(sizes)):
        model.add(sum(taken[route] for route in routes if route[number] == room) == size)
    never: list[Any] = []
    for one, other in combinations(routes, 2):
        if all(a != b for a, b in zip(one, other, strict=True)):
            strangers = model.new_int_var(0, max(sizes) ** 2, "")
            model.add_multiplication_equality(strangers, [taken[one], taken[other]])
            never.append(strangers)
    meetings, pairs = rounds * sum(size * (size - 1) // 2 for size in sizes), people * (people - 1) // 2
    unmet = model.new_int_var(max(0, counted(people, sizes, rounds) - meetings + pairs), pairs, "")
    model.add(unmet == sum(never))
    model.minimize(unmet)
    seats = [[next(n for n, room in enumerate(seated) if p in room) for seated in plan] for p in range(people)]
    # Two of the search's rooms may be in another order of sizes, so it is only a hint.
    for route in routes:
        model.add_hint(taken[route], seats.count(list(route)))
    solver = cp_model.CpSolver()
    solver.parameters.num_workers, solver.parameters.max_time_in_seconds = 2, seconds
    if solver.solve(model) not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return plan, counted(people, sizes, rounds)
    walked = [route for route in routes for _ in range(solver.value(taken[route]))]
    found = [
        [[p for p, route in enumerate(walked) if route[number] == room] for room in range(rooms)]
        for number in range(rounds)
    ]
    bound = round(solver.best_objective_bound) + meetings - pairs
    return (found if repeats(found) < repeats(plan) else plan), bound


def line(plan: Plan, people: int, cut: int, least: int, how: str) -> str:
    """One line of the file."""
    rows: list[str] = []
    for rooms in plan:
        letter = {person: chr(ord("a") + number) for number, room in enumerate(rooms) for person in room}
        rows.append("".join(letter[person] for person in range(people)))
    return f"{people} {len(plan[0])} {cut} {repeats(plan)} {least} {how} {' '.join(rows)}\n"


def strangers(plan: Plan, people: int, wished: int) -> list[int]:
    """People of whom no two ever meet, as many as wished if a depth-first search finds them."""
    near: list[set[int]] = [set() for _ in range(people)]
    for rooms in plan:
        for room in rooms:
            for one in room:
                near[one] |= set(room)
    best: list[int] = []
    looked = 0

    def deepen(chosen: list[int], free: list[int]) -> None:
        nonlocal best, looked
        looked += 1
        if len(chosen) > len(best):
            best = chosen
        for place, person in enumerate(free):
            if len(best) >= wished or looked > 200_000 or len(chosen) + len(free) - place <= len(best):
                return
            deepen([*chosen, person], [other for other in free[place + 1 :] if other not in near[person]])

    deepen([], list(range(people)))
    return best[:wished]


def cuttable(plan: Plan, people: int, kept: int) -> tuple[Plan, int]:
    """The plan with strangers (in its first `kept` rounds) numbered last, and to how many people it can be cut."""
    out = strangers(plan[:kept], people, len(plan[0]) - 1)
    order = [person for person in range(people) if person not in out] + out
    number = {person: place for place, person in enumerate(order)}
    numbered = [[[number[person] for person in room] for room in rooms] for rooms in plan]
    cut = people
    while cut > people - len(out) and all(fair(rooms, cut - 1) for rooms in numbered):
        cut -= 1
    return numbered, cut


def fair(rooms: Sequence[Sequence[int]], people: int) -> bool:
    """Whether the rooms without later people are those of a seating."""
    return sorted(sum(p < people for p in room) for room in rooms) == sorted(split(people, len(rooms)))


def given(path: Path) -> list[str]:
    """The tables of the project's own collection, for any number of rounds."""
    lines: list[str] = []
    tables: dict[str, Given] = json.loads(path.read_text())
    for name, table in tables.items():
        rooms, size = map(int, name.split("-"))
        plan = table["schedule"]
        assert not repeats(plan), name
        # Cut for all their rounds, so that any number of them can be used with fewer people too.
        for kept in (MOST_ROUNDS, len(plan)):
            cut_plan, cut = cuttable(plan[:kept], rooms * size, kept)
            lines.append(
                line(cut_plan, rooms * size, cut, 0, "given:" + str(table["how"]).split(" python")[0].replace(" ", "_"))
            )
    return lines


def covered(lines: Sequence[str], people: int, rooms: int, rounds: int) -> bool:
    """Whether a repeat-free line serves so many people."""
    for text in lines:
        most, held, cut, again, _, _, *rows = text.split()
        if int(held) == rooms and int(cut) <= people <= int(most) and len(rows) >= rounds and again == "0":
            return True
    return False


def main(arguments: Sequence[str]) -> None:
    """Write the file."""
    lines = given(Path(arguments[0])) if arguments else []
    own: list[str] = []
    for people, rooms in wanted():
        sizes = split(people, rooms)
        for rounds in (4, 3, 2):
            if shifts(people, rooms, rounds) or covered(lines + own, people, rooms, rounds):
                continue
            bound = counted(people, sizes, rounds)
            plan = search(people, rooms, rounds, bound, 40)
            how = "searched"
            if repeats(plan) > bound:
                plan, bound = prove(people, rooms, rounds, plan, 90)
                how = "proven" if repeats(plan) == bound else "searched"
            if not repeats(plan):
                plan, cut = cuttable(plan, people, rounds)
            else:
                plan, cut = cuttable(plan, people, 0)[0], people
            own.append(line(plan, people, cut, bound, how))
            print(own[-1][:60], file=sys.stderr, flush=True)
    (ROOT / "data" / STORED).write_text(HEAD + "".join([*own, *sorted(lines, key=len)]))


if __name__ == "__main__":
    main(sys.argv[1:])
