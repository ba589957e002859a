"""Room sizes, bounds and the small pieces below a seating."""

from __future__ import annotations

import pytest

from bot.core.seating import Reason, Request, Rule, least, least_repeats, room_most_in_need, room_sizes, seat, solve
from bot.core.seating.tables import schedule, stored
from tests.core.seating.crowds import crowd, plain


def test_rooms_differ_by_one_and_hold_two_only_when_two_are_all() -> None:
    assert room_sizes(2, 4) == (2,)
    assert room_sizes(7, 4) == (4, 3)
    assert room_sizes(5, 3) == (5,)
    with pytest.raises(ValueError, match="1 people"):
        room_sizes(1, 4)


def test_the_plain_split_and_the_room_in_need() -> None:
    assert sorted(user for room in seat([3, 1, 2, 5, 4, 6, 7], 4, 1) for user in room) == [1, 2, 3, 4, 5, 6, 7]
    assert room_most_in_need({1: 4, 2: 3, 3: 3}) == 2
    assert room_most_in_need({}) is None


def test_stored_tables_seat_everybody_and_are_as_good_as_they_say() -> None:
    for table in stored():
        for people in range(table.cut, table.people + 1):
            for row in table.rows:
                assert max(map(row[:people].count, row)) - min(map(row[:people].count, row)) <= 1
        met: set[tuple[int, int]] = set()
        meetings = 0
        for row in table.rows:
            pairs = [(a, b) for b in range(table.people) for a in range(b) if row[a] == row[b]]
            meetings += len(pairs)
            met |= set(pairs)
        assert meetings - len(met) == table.repeats >= table.least


def test_there_are_as_many_rooms_as_wished_though_more_would_be_easier() -> None:
    for seed in range(3):
        assert len(solve(crowd(22, seed, weeks=7), seed=seed).rounds[0]) == 6


def test_a_plan_that_no_table_knows_is_none() -> None:
    assert schedule(10, 3, 9) is None


def test_the_least_is_a_bound_even_when_the_proof_is_cut_short(monkeypatch: pytest.MonkeyPatch) -> None:
    request = crowd(16, 4, weeks=9)
    whole = solve(request, seed=1)
    monkeypatch.setattr(least, "MOST_LOOKS", 1)
    short = solve(request, seed=1)
    assert short.repeats == whole.repeats >= whole.least_repeats >= short.least_repeats


def test_least_repeats_by_counting() -> None:
    assert least_repeats(12, 4, 2) == 3
    assert least_repeats(4, 4, 3) == 12
    assert least_repeats(60, 5, 4) == 0


def test_who_avoids_whom_is_told_by_the_largest_group_found() -> None:
    people = plain(6).people
    a, b, c, d = (person.id for person in people[:4])
    request = Request(people=people, avoid=((a, b), (a, c), (a, d), (b, c), (b, d)))
    violated = solve(request).violated
    assert [(violation.rule, violation.reason) for violation in violated] == [(Rule.AVOID, Reason.TOO_MANY_AVOID)]
