"""Everybody sits exactly once a round, hard rules hold where they can, and the same seed gives the same seats."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.seating import (
    Comfort,
    PastRound,
    Person,
    Reason,
    Request,
    Rooms,
    Rule,
    Seating,
    Summary,
    cleaner_size,
    least_repeats,
    room_sizes,
    solve,
)
from bot.core.seating.costs import Costs
from tests.core.seating.crowds import crowd, plain

ROOT = Path(__file__).parents[3]


def seated_once(request: Request, seating: Seating, size: int) -> None:
    ids = sorted(person.id for person in request.people)
    for rooms in seating.rounds:
        assert sorted(name for room in rooms for name in room) == ids
        assert sorted(map(len, rooms)) == sorted(room_sizes(len(ids), size))
        assert min(map(len, rooms)) > 2 or len(ids) == 2


def counted(request: Request, seating: Seating) -> int:
    """Repeats, counted another way."""
    met = [frozenset(pair) for past in request.history for room in past.rooms for pair in combinations(set(room), 2)]
    again = 0
    for rooms in seating.rounds:
        pairs = [frozenset(pair) for room in rooms for pair in combinations(room, 2)]
        again += sum(pair in met for pair in pairs)
        met += pairs
    return again


def broken_hard_rules(request: Request, rooms: tuple[tuple[str, ...], ...]) -> int:
    people = {person.id: person for person in request.people}
    broken = 0
    for room in rooms:
        broken += sum({one, other} <= set(room) for one, other in {tuple(sorted(pair)) for pair in request.avoid})
        tongues = [people[name].languages for name in room if people[name].languages]
        broken += bool(tongues) and not tongues[0].intersection(*tongues)
    return broken


def seatings(names: tuple[str, ...], sizes: tuple[int, ...]) -> Iterator[Rooms]:
    """Every way to seat these people."""
    if not sizes:
        yield ()
        return
    for size in sorted(set(sizes)):
        rest = list(sizes)
        rest.remove(size)
        for others in combinations(names[1:], size - 1):
            left = tuple(name for name in names[1:] if name not in others)
            for more in seatings(left, tuple(rest)):
                yield ((names[0], *others), *more)


@settings(max_examples=25, deadline=None)
@given(st.integers(2, 26), st.integers(3, 5), st.integers(1, 4), st.integers(0, 10**6))
def test_everybody_sits_exactly_once_a_round(people: int, size: int, rounds: int, seed: int) -> None:
    request = crowd(people, seed, weeks=seed % 4, avoid=seed % 5)
    seating = solve(request, rounds=rounds, size=size, seed=seed)
    seated_once(request, seating, size)
    assert seating.repeats == counted(request, seating) >= seating.least_repeats >= 0


@settings(max_examples=12, deadline=None)
@given(st.integers(6, 10), st.integers(0, 10**6), st.integers(0, 8))
def test_hard_rules_hold_whenever_any_seating_keeps_them(people: int, seed: int, avoid: int) -> None:
    request = crowd(people, seed, avoid=avoid)
    seating = solve(request, seed=seed)
    names = tuple(sorted(person.id for person in request.people))
    broken = broken_hard_rules(request, seating.rounds[0])
    told = {violation.rule for violation in seating.violated}
    assert bool(broken) == bool(told & {Rule.AVOID, Rule.LANGUAGE})
    ways = [rooms for rooms in seatings(names, room_sizes(people, 4)) if not broken_hard_rules(request, rooms)]
    assert not broken or not ways
    if ways:
        # Not the fewest repeats by number: one more with somebody hardly known beats a third time with the same.
        costs = Costs(request, len(seating.rounds[0]), 1, ahead=False)
        price = [costs.total([[[costs.index[name] for name in room] for room in rooms]]) for rooms in ways]
        own = costs.total([[[costs.index[name] for name in room] for room in seating.rounds[0]]])
        assert own == min(price)
        assert seating.least_repeats <= min(counted(request, Seating((rooms,), 0, 0)) for rooms in ways)


@pytest.mark.parametrize("size", [3, 4, 5])
def test_any_number_of_people_is_seated(size: int) -> None:
    for people in range(2, 61):
        for rounds in (1, 4):
            seating = solve(plain(people), rounds=rounds, size=size)
            seated_once(plain(people), seating, size)
            assert seating.repeats == seating.least_repeats == least_repeats(people, size, rounds) or people < 21


def test_nobody_meets_twice_where_there_are_as_many_rooms_as_seats() -> None:
    for size in (3, 4, 5):
        for people in range(9, 61):
            sizes = room_sizes(people, size)
            if len(sizes) >= max(sizes):
                for rounds in (2, 3, 4):
                    assert solve(plain(people), rounds=rounds, size=size, seed=people).repeats == 0, (people, size)


def test_twelve_in_fours_must_repeat_and_are_offered_threes() -> None:
    for rounds in (2, 3, 4):
        seating = solve(plain(12), rounds=rounds)
        assert seating.repeats >= seating.least_repeats >= 3 * (rounds - 1)
        assert cleaner_size(12, 4, rounds) == 3
        assert solve(plain(12), rounds=rounds, size=3).repeats == 0
    assert cleaner_size(16, 4, 4) is None
    assert cleaner_size(8, 4, 2) is None


def test_stored_tables_keep_other_wishes_too() -> None:
    request = crowd(16, 3, weeks=0, avoid=4)
    seating = solve(request, rounds=4, seed=1)
    assert not any(broken_hard_rules(request, rooms) for rooms in seating.rounds[:2])


def test_more_rounds_than_any_table_has_are_searched() -> None:
    seating = solve(plain(10), rounds=6, size=3)
    seated_once(plain(10), seating, 3)
    assert seating.repeats >= seating.least_repeats > 0


def test_five_hundred_people_keep_the_hard_rules() -> None:
    request = crowd(500, 1, weeks=3)
    seating = solve(request, seed=5)
    seated_once(request, seating, 4)
    assert broken_hard_rules(request, seating.rounds[0]) == 0


def test_the_same_seed_gives_the_same_seats_in_any_process_and_any_order_of_people() -> None:
    request = crowd(22, 7)
    shuffled = Request(people=request.people[::-1], avoid=request.avoid[::-1], history=request.history[::-1])
    here = solve(request, rounds=2, seed=3)
    assert here == solve(shuffled, rounds=2, seed=3)
    code = (
        "from tests.core.seating.crowds import crowd; from bot.core.seating import solve;"
        "print(solve(crowd(22, 7), rounds=2, seed=3).rounds)"
    )
    for salt in ("1", "2"):
        there = subprocess.run(
            [sys.executable, "-c", code],
            cwd=ROOT,
            env={**os.environ, "PYTHONHASHSEED": salt},
            capture_output=True,
            text=True,
            check=True,
        )
        assert there.stdout.strip() == str(here.rounds)


def test_one_person_gets_a_room_that_says_so() -> None:
    seating = solve(plain(1), rounds=2)
    assert seating.rounds == ((("p000",),), (("p000",),))
    assert [(v.rule, v.who, v.reason, v.round) for v in seating.violated] == [
        (Rule.ALONE, ("p000",), Reason.NOBODY_ELSE, 0),
        (Rule.ALONE, ("p000",), Reason.NOBODY_ELSE, 1),
    ]


def test_what_cannot_be_seated_is_refused() -> None:
    with pytest.raises(ValueError, match="nobody"):
        solve(Request(people=()))
    with pytest.raises(ValueError, match="no rooms"):
        solve(plain(6), rounds=0)
    with pytest.raises(ValueError, match="no rooms"):
        solve(plain(6), size=6)
    with pytest.raises(ValueError, match="same id"):
        Request(people=(Person(id="a"), Person(id="a")))


def test_fresh_meetings_are_avoided_before_faded_ones() -> None:
    people = plain(6).people
    ids = [person.id for person in people]
    old = PastRound(150, ((ids[0], ids[1]), (ids[2], ids[3])))
    every = tuple((one, other) for one, other in combinations(ids, 2))
    request = Request(people=people, history=(old, PastRound(7, tuple(p for p in every if p[0] != ids[0]))))
    rooms = solve(request).rounds[0]
    assert any({ids[0], ids[1]} <= set(room) for room in rooms) or any(ids[0] in room for room in rooms)
    forgotten = Request(people=people, history=(PastRound(200, every),))
    assert solve(forgotten).repeats == solve(forgotten).least_repeats == 6


def test_the_summary_follows_from_how_many_there_are() -> None:
    assert solve(plain(12)).summary == Summary("seating.split", {"people": 12, "rooms": 3, "rounds": 1})
    people = tuple(replace(person, languages=frozenset({person.id})) for person in plain(8).people)
    everybody = tuple((one.id, other.id) for one, other in combinations(people, 2))
    met = PastRound(1, (tuple(person.id for person in people),))
    worst = Request(people=people, avoid=everybody, history=(met,))
    assert solve(worst, rounds=2).violated
    assert solve(worst, rounds=2).summary == solve(plain(8), rounds=2).summary


def person(name: str, **facts: object) -> Person:
    return Person(id=name, **facts)  # type: ignore[arg-type]


def reasons(request: Request) -> set[tuple[Rule, Reason]]:
    return {(violation.rule, violation.reason) for violation in solve(request).violated}


def test_every_broken_rule_has_its_reason() -> None:
    names = "abcdef"
    three = tuple((one, other) for one, other in combinations("abc", 2))
    six = tuple(person(name) for name in names)
    assert reasons(Request(people=six, avoid=three)) == {(Rule.AVOID, Reason.TOO_MANY_AVOID)}
    assert reasons(Request(people=six[:4], avoid=three[:1])) == {(Rule.AVOID, Reason.ONE_ROOM)}
    star = tuple(("a", other) for other in "bcdef")
    assert reasons(Request(people=six, avoid=star)) == {(Rule.AVOID, Reason.NOT_FOUND)}
    tongues = [person(name, languages=frozenset({"ja"})) for name in names[:5]]
    alien = person("f", languages=frozenset({"eo"}))
    assert reasons(Request(people=(*tongues, alien))) == {(Rule.LANGUAGE, Reason.NO_SHARED_LANGUAGE)}
    assert reasons(Request(people=(*tongues[:2], alien))) == {(Rule.LANGUAGE, Reason.ONE_ROOM)}
    half = [person(name, languages=frozenset({"ja" if name in "abcd" else "en"})) for name in names + "gh"]
    assert reasons(Request(people=tuple(half))) == set()
    uneven = [person(name, languages=frozenset({"ja" if name in "abcde" else "en"})) for name in names + "gh"]
    assert (Rule.LANGUAGE, Reason.NOT_FOUND) in reasons(Request(people=tuple(uneven)))
    trade = tuple(person(name, field="law", newcomer=True) for name in names)
    assert reasons(Request(people=trade)) == {(Rule.FIELDS, Reason.TOO_FEW), (Rule.NEWCOMERS, Reason.TOO_FEW)}
    quiet = tuple(person(name, comfort=Comfort.LISTEN) for name in names)
    assert reasons(Request(people=quiet)) == {(Rule.COMFORT, Reason.TOO_FEW)}
    assert reasons(Request(people=quiet[:3])) == {(Rule.COMFORT, Reason.ONE_ROOM)}


def test_a_lower_rule_gives_way_to_a_higher_one() -> None:
    regulars = [person(name) for name in "ab"]
    newcomers = [person(name, newcomer=True) for name in "cdef"]
    apart = (("a", "d"), ("b", "d"), ("a", "e"), ("b", "e"))
    assert (Rule.NEWCOMERS, Reason.HIGHER_RULE) in reasons(Request(people=(*regulars, *newcomers), avoid=apart))
