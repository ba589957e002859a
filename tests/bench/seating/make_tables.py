"""Make data/seating/rounds.txt anew: `python -m tests.bench.seating.make_tables [repeat_free_rounds.json]`.

Needs OR-tools for the tables in which somebody must meet again; about ten minutes on two cores.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from itertools import combinations
from pathlib import Path
from random import Random

from bot.core.seating.costs import Costs
from bot.core.seating.rooms import room_sizes
from bot.core.seating.search import Plan, Table
from bot.core.seating.tables import STORED, counted, repeats, shifts
from bot.core.seating.wishes import Person, Request

MOST_PEOPLE, MOST_ROUNDS = 60, 4
HEAD = "# people rooms cut repeats least how rows; see SOURCE.md\n"


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
    """A plan at least as good, and a proven bound, from an exact solver given the plan as a hint."""
    from ortools.sat.python import cp_model  # pyright: ignore # noqa: PGH003

    model = cp_model.CpModel()
    sits = [[[model.NewBoolVar("") for _ in range(rooms)] for _ in range(people)] for _ in range(rounds)]
    sizes = split(people, rooms)
    for number in range(rounds):
        for person in range(people):
            model.AddExactlyOne(sits[number][person])
        for room, size in enumerate(sizes):
            model.Add(sum(sits[number][person][room] for person in range(people)) == size)
    first = [room for room, size in enumerate(sizes) for _ in range(size)]
    for person, room in enumerate(first):
        model.Add(sits[0][person][room] == 1)
    extra = []
    for a, b in combinations(range(people), 2):
        together = [int(first[a] == first[b])]
        for number in range(1, rounds):
            both = model.NewBoolVar("")
            for room in range(rooms):
                model.AddBoolOr(both, sits[number][a][room].Not(), sits[number][b][room].Not())
            together.append(both)
        more = model.NewIntVar(0, rounds, "")
        model.Add(more >= sum(together) - 1)
        extra.append(more)
    model.Add(sum(extra) >= counted(people, sizes, rounds))
    model.Minimize(sum(extra))
    place = {person: number for number, person in enumerate(x for room in plan[0] for x in room)}
    for number, seated in enumerate(plan):
        for room, members in enumerate(seated):
            for person in members:
                model.AddHint(sits[number][place[person]][room], 1)
    solver = cp_model.CpSolver()
    solver.parameters.num_workers, solver.parameters.max_time_in_seconds = 2, seconds
    solver.Solve(model)
    found = [
        [[p for p in range(people) if solver.Value(sits[number][p][room])] for room in range(rooms)]
        for number in range(rounds)
    ]
    return found, round(solver.BestObjectiveBound())


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
    return [[[number[person] for person in room] for room in rooms] for rooms in plan], people - len(out)


def given(path: Path) -> list[str]:
    """The tables of the project's own collection, for any number of rounds."""
    lines: list[str] = []
    tables: dict[str, dict[str, object]] = json.loads(path.read_text())
    for name, table in tables.items():
        rooms, size = map(int, name.split("-"))
        plan: Plan = table["schedule"]  # type: ignore[assignment]
        assert not repeats(plan), name
        # Cut for all their rounds, so that any number of them can be used with fewer people too.
        for kept in (MOST_ROUNDS, len(plan)):
            cut_plan, cut = cuttable(plan[:kept], rooms * size, kept)
            lines.append(line(cut_plan, rooms * size, cut, 0, "given:" + str(table["how"]).split(" python")[0].replace(" ", "_")))
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
                plan, bound = prove(people, rooms, rounds, plan, 60)
                how = "proven" if repeats(plan) == bound else "searched"
            if not repeats(plan):
                plan, cut = cuttable(plan, people, rounds)
            else:
                plan, cut = cuttable(plan, people, 0)[0], people
            own.append(line(plan, people, cut, bound, how))
            print(own[-1][:60], file=sys.stderr, flush=True)
    STORED.write_text(HEAD + "".join([*own, *sorted(lines, key=len)]))


if __name__ == "__main__":
    main(sys.argv[1:])
