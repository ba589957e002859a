"""A seating that explains itself: repeats, the least possible, and every broken rule with who and why."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations

from bot.core.seating.costs import Costs, is_anchor
from bot.core.seating.least import least_for
from bot.core.seating.wishes import Comfort, Person, Reason, Request, Rule, Seating, Violation


def lonely(request: Request, rounds: int) -> Seating:
    """One person by themselves, which is a broken rule. Raises ValueError for nobody."""
    if not request.people:
        raise ValueError("nobody to seat")
    room = (request.people[0].id,)
    broken = tuple(Violation(Rule.ALONE, room, Reason.NOBODY_ELSE, number, 0) for number in range(rounds))
    return Seating(((room,),) * rounds, 0, 0, broken)


def explained(costs: Costs, plan: Sequence[Sequence[Sequence[int]]], size: int) -> Seating:
    """The plan by ids, in a settled order, with its account."""
    tidy = [sorted(sorted(room) for room in rooms) for rooms in plan]
    repeats = count_repeats(costs, tidy)
    broken = (v for number, rooms in enumerate(tidy) for v in broken_in(costs, rooms, number))
    ids = [person.id for person in costs.people]
    return Seating(
        tuple(tuple(tuple(ids[person] for person in room) for room in rooms) for rooms in tidy),
        repeats,
        least_for(costs, tidy, size, repeats),
        tuple(broken),
    )


def count_repeats(costs: Costs, plan: Sequence[Sequence[Sequence[int]]]) -> int:
    """Meetings beyond a pair's first in the plan, and all meetings of pairs that history has."""
    met = set(costs.ages)
    repeats = 0
    for rooms in plan:
        for room in rooms:
            for pair in combinations(sorted(room), 2):
                repeats += pair in met
                met.add(pair)
    return repeats


def broken_in(costs: Costs, rooms: Sequence[Sequence[int]], number: int = 0) -> Iterator[Violation]:
    """What the rooms of one round break, room by room, in the order of the rules."""
    for place, room in enumerate(rooms):
        for rule, who, reason in _faults(costs, room, len(rooms)):
            yield Violation(rule, tuple(costs.people[person].id for person in who), reason, number, place)


def _faults(costs: Costs, room: Sequence[int], rooms: int) -> Iterator[tuple[Rule, Sequence[int], Reason]]:
    people = [costs.people[person] for person in room]
    for pair in combinations(sorted(room), 2):
        if pair in costs.avoid:
            yield Rule.AVOID, pair, _why_together(costs, pair, rooms)
    if left_out := _without_language(costs, room):
        yield Rule.LANGUAGE, left_out, _why_speechless(costs, left_out, len(room), rooms)
    if len(room) == 1:
        yield Rule.ALONE, room, Reason.NOBODY_ELSE if rooms == 1 else Reason.APART
    fields = {person.field for person in people}
    if len(people) > 1 and len(fields) == 1 and None not in fields:
        others = sum(person.field not in fields for person in costs.people)
        yield Rule.FIELDS, room, _why(others < rooms, rooms)
    if not any(map(is_anchor, people)):
        yield Rule.NEWCOMERS, room, _why(sum(map(is_anchor, costs.people)) < rooms, rooms)
    if _hushed(people):
        free = sum(person.comfort is Comfort.FREE for person in costs.people)
        yield Rule.COMFORT, room, _why(free < rooms, rooms)


def _hushed(people: Sequence[Person]) -> bool:
    """Most of the room listen or write, and nobody talks freely."""
    comforts = [person.comfort for person in people]
    return Comfort.FREE not in comforts and 2 * sum(comfort is not None for comfort in comforts) > len(comforts)


def _why(too_few: bool, rooms: int) -> Reason:
    if rooms == 1:
        return Reason.ONE_ROOM
    return Reason.TOO_FEW if too_few else Reason.HIGHER_RULE


def _without_language(costs: Costs, room: Sequence[int]) -> list[int]:
    """Whom the room's most spoken language leaves out."""
    best: list[int] = []
    for number, language in enumerate(costs.spoken):
        out = [p for p in room if costs.people[p].languages and language not in costs.people[p].languages]
        if not number or len(out) < len(best):
            best = out
    return best


def _why_speechless(costs: Costs, left_out: Sequence[int], size: int, rooms: int) -> Reason:
    if rooms == 1:
        return Reason.ONE_ROOM
    for person in left_out:
        tongues = costs.people[person].languages
        if sum(not other.languages or bool(other.languages & tongues) for other in costs.people) < min(size, 3):
            return Reason.NO_SHARED_LANGUAGE
    return Reason.NOT_FOUND


def _why_together(costs: Costs, pair: tuple[int, int], rooms: int) -> Reason:
    if rooms == 1:
        return Reason.ONE_ROOM
    apart: dict[int, set[int]] = {}
    for one, other in costs.avoid:
        apart.setdefault(one, set()).add(other)
        apart.setdefault(other, set()).add(one)
    # Greedy: a group who all avoid one another, grown from the pair; larger than the rooms, two of it must meet.
    group = set(pair)
    for person in sorted(apart[pair[0]] & apart[pair[1]]):
        if group <= apart[person]:
            group.add(person)
    return Reason.TOO_MANY_AVOID if len(group) > rooms else Reason.NOT_FOUND
