"""The rows: what is measured, on which cases, against what. Times are milliseconds of one core."""

from __future__ import annotations

import importlib.util
import json
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path
from random import Random
from shutil import which
from statistics import mean, median
from time import perf_counter, process_time

from bot.core.seating import (
    PastRound,
    Person,
    Request,
    Rule,
    Seating,
    Violation,
    after_leaving,
    place_late,
    room_sizes,
    solve,
)
from bot.core.seating.costs import Costs
from bot.core.seating.tables import stored
from tests.bench.seating.oracle import Tiers, optimum, tiers
from tests.core.seating.crowds import company, crowd, plain, second_evening, unknown

GOLFERS = Path(__file__).parent / "golfers.js"
CELLS = [(rooms, size) for size in (3, 4, 5) for rooms in range(size, 60 // size + 1)]


def timed(request: Request, *, rounds: int = 1, size: int = 4, seed: int = 0, effort: int = 1) -> tuple[Seating, float]:
    """A seating and the milliseconds it took."""
    began = process_time()
    seating = solve(request, rounds=rounds, size=size, seed=seed, effort=effort)
    return seating, 1000 * (process_time() - began)


def judged(request: Request, seating: Seating) -> tuple[Tiers, int]:
    """A seating's tiers, and one number among close tiers, in which percentages make sense."""
    sizes = room_sizes(len(request.people), 4)
    costs = Costs(request, len(sizes), 1)
    close = Costs(request, len(sizes), 1, close=True, ahead=False)
    plan = [[[costs.index[name] for name in room] for room in rooms] for rooms in seating.rounds]
    return tiers(costs, costs.total(plan)), close.total(plan)


def against_the_optimum() -> Iterator[str]:
    """One round with everything at once, up to 24 people."""
    yield "One round, everything at once, 12-24 people (goal: the proven optimum in >= 95 % of unseen cases, 50 ms)"
    if importlib.util.find_spec("ortools") is None:
        yield "  skipped: OR-tools is not installed, so there is no oracle"
        return
    same = proven = 0
    times: list[float] = []
    for people in (12, 14, 16, 17, 18, 20, 22, 24):
        for weeks in (3, 6):
            request = crowd(people, 77 + weeks, weeks=weeks)
            best = optimum(Costs(request, len(room_sizes(people, 4)), 1), 4, 6)
            for seed in range(3 if best else 0):
                seating, ms = timed(request, seed=seed)
                times.append(ms)
                proven += 1
                same += judged(request, seating)[0] == best
    share = f"{same} of {proven} runs equal the optimum ({100 * same / proven:.1f} %)"
    yield f"  {share}; ms: {median(times):.0f}, most {max(times):.0f}"


def against_a_longer_run() -> Iterator[str]:
    """60 and 500 people."""
    for people, weeks, effort, goal in (
        (60, 8, 150, "5 % of a long run, 200 ms"),
        (60, 14, 150, "5 % of a long run, 200 ms"),
        (500, 6, 15, "2 % of a 10-s run, 1 s"),
    ):
        yield f"{people} people, {weeks} weeks of history (goal: within {goal})"
        request = crowd(people, 5, weeks=weeks)
        short = [timed(request, seed=seed) for seed in range(3)]
        long, ms = timed(request, seed=9, effort=effort)
        best = judged(request, long)
        for seating, took in short:
            found = judged(request, seating)
            yield f"  {took:.0f} ms: {found[0]} = {found[1]}; {ms / 1000:.0f} s: {best[0]} = {best[1]}"


def weekly() -> Iterator[str]:
    """The same people week after week."""
    yield "Weekly mixers, 24 people, 70 % attend, 10 weeks (goal: <= 14 repeats; today 16-18)"
    for name, always in (("each comes by chance", False), ("17 of 24 come", True)):
        found: list[int] = []
        for seed in range(10):
            random, past, repeats = Random(seed), list[tuple[tuple[str, ...], ...]](), 0
            names = [f"p{n:02}" for n in range(24)]
            for week in range(10):
                here = random.sample(names, 17) if always else [name for name in names if random.random() < 0.7]
                history = tuple(PastRound(7 * (week - number), rooms) for number, rooms in enumerate(past))
                seating = solve(Request(people=tuple(Person(id=name) for name in here), history=history), seed=week)
                past.append(seating.rounds[0])
                repeats += seating.repeats
            found.append(repeats)
        yield f"  {name}: mean {mean(found):.1f}, {sorted(found)}"


def rounds() -> Iterator[str]:
    """Repeat-free rounds."""
    yield "Four rounds (goal: no repeat in every cell and for every N from 9 to 60 where possible, under 5 ms)"
    stored()
    clean = cells = 0
    slowest = 0.0
    for rooms, size in CELLS:
        seating, ms = timed(plain(rooms * size), rounds=4, size=size)
        slowest, cells, clean = max(slowest, ms), cells + 1, clean + (seating.repeats == 0)
    yield f"  cells: {clean} of {cells} clean; slowest {slowest:.1f} ms"
    least = numbers = clean = possible = 0
    slowest = 0.0
    for people in range(9, 61):
        for size in (3, 4, 5):
            sizes = room_sizes(people, size)
            for count in (2, 3, 4):
                seating, ms = timed(plain(people), rounds=count, size=size)
                slowest, numbers, least = (
                    max(slowest, ms),
                    numbers + 1,
                    least + (seating.repeats == seating.least_repeats),
                )
                possible += len(sizes) >= max(sizes)
                clean += seating.repeats == 0
    yield f"  N 9-60, sizes 3-5, rounds 2-4: {clean} clean, {possible} where rooms >= seats"
    yield f"  {least} of {numbers} at the proven least; slowest {slowest:.1f} ms"


def against_golfers() -> Iterator[str]:
    """The named baseline."""
    yield "Against Good-Enough Golfers' algorithm in JavaScript, four rounds, every cell (goal: >= 50 times)"
    node = which("node")
    if node is None:
        yield "  skipped: there is no node to run it with"
        return
    ratios: list[tuple[float, str]] = []
    worse = 0
    for rooms, size in CELLS:
        runs = [
            json.loads(
                subprocess.run([node, GOLFERS, str(rooms), str(size), "4"], capture_output=True, check=True).stdout
            )
            for _ in range(2)
        ]
        theirs = median(run["ms"] for run in runs)
        ours = median(timed(plain(rooms * size), rounds=4, size=size, seed=seed)[1] for seed in range(5))
        again = solve(plain(rooms * size), rounds=4, size=size).repeats
        worse += again > min(run["repeats"] for run in runs)
        ratios.append(
            (
                theirs / ours,
                f"{rooms}x{size}: {theirs:.0f} ms ({runs[0]['repeats']} repeats) to {ours:.2f} ms ({again})",
            )
        )
    ratios.sort()
    fast = sum(ratio >= 50 for ratio, _ in ratios)
    yield f"  {fast} of {len(ratios)} cells >= 50 times; more repeats than theirs in {worse}"
    yield from (f"  {ratio:.0f} times, {text}" for ratio, text in [*ratios[:3], ratios[len(ratios) // 2], ratios[-1]])


def repairs() -> Iterator[str]:
    """People come late and leave."""
    yield "Repairs, 12-60 people (goal: mean <= 0.25 moved, at most 2, no new hard violation, under 10 ms)"
    moved: list[int] = []
    times: list[float] = []
    new_faults = 0
    for people, size in ((12, 4), (17, 4), (24, 3), (25, 5), (40, 4), (60, 4)):
        whole, random = crowd(people + 10, 3, avoid=people // 4), Random(people)
        by_id = {person.id: person for person in whole.people}
        away = sorted(by_id)[:10]
        here = sorted(by_id)[10:]

        def now() -> Request:
            return Request(people=tuple(by_id[name] for name in here), avoid=whole.avoid, history=whole.history)  # noqa: B023

        seating = solve(now(), size=size)
        rooms, broken = seating.rounds[0], hard(seating.violated)
        for _ in range(20):
            late = bool(away) and random.random() < 0.5
            name = random.choice(away if late else here)
            there, gone = (here, away) if late else (away, here)
            gone.remove(name)
            there.append(name)
            request = now()
            began = perf_counter()
            repair = (place_late if late else after_leaving)(request, rooms, name)
            times.append(1000 * (perf_counter() - began))
            moved.append(len(repair.moved))
            new_faults += hard(repair.violated) > broken
            rooms, broken = tuple(room for room in repair.rooms if room), hard(repair.violated)
    yield f"  {len(moved)} repairs: mean {mean(moved):.3f} moved, most {max(moved)}"
    yield f"  {new_faults} with a new hard violation; ms: {median(times):.1f}, most {max(times):.1f}"


def newcomers() -> Iterator[str]:
    """What a newcomer's place beside somebody who has been before costs the others."""
    yield "A newcomer sits beside somebody who has been before: 24 second evenings each, with that rule and without"
    for people, new, rounds in ((12, 9, 1), (16, 12, 1), (24, 18, 1), (24, 12, 3)):
        requests = [second_evening(people, seed, newcomers=new) for seed in range(24)]
        for name, asked in (("with", requests), ("without", [unknown(request) for request in requests])):
            solved = [solve(request, rounds=rounds, seed=seed) for seed, request in enumerate(asked)]
            found = [company(request, seating) for request, seating in zip(requests, solved, strict=True)]
            alone, again = sum(one.alone for one in found), sum(one.again for one in found)
            fields = sum(one.same_field for one in found)
            yield (
                f"  {people} people, {new} new, rounds: {rounds}; {name}: {alone} seats of newcomers among themselves, "
                f"{again} meetings again, {fields} pairs of one field"
            )


def hard(violated: Sequence[Violation]) -> int:
    """How many hard rules are broken."""
    return sum(violation.rule in (Rule.AVOID, Rule.LANGUAGE) for violation in violated)


ROWS = (rounds, against_golfers, weekly, repairs, newcomers, against_a_longer_run, against_the_optimum)
