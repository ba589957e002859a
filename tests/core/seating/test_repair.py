"""A repair moves hardly anybody, and never breaks a hard rule that was kept."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.seating import (
    Person,
    Reason,
    Repair,
    Request,
    Rooms,
    Rule,
    after_leaving,
    merge,
    place_late,
    room_sizes,
    solve,
)
from tests.core.seating.crowds import crowd, plain
from tests.core.seating.test_solve import broken_hard_rules


def only(request: Request, names: set[str]) -> Request:
    here = tuple(person for person in request.people if person.id in names)
    return Request(people=here, avoid=request.avoid, history=request.history)


def check(repair: Repair, request: Request, before: Rooms) -> None:
    assert sorted(name for room in repair.rooms for name in room) == sorted(person.id for person in request.people)
    assert len(repair.moved) <= 2
    assert max(map(len, repair.rooms)) <= 5
    here = {person.id for person in request.people}
    stayed = tuple(tuple(name for name in room if name in here) for room in before)
    assert broken_hard_rules(request, repair.rooms) <= broken_hard_rules(request, stayed)


@settings(max_examples=8, deadline=None)
@given(st.integers(9, 30), st.integers(3, 5), st.integers(0, 10**6))
def test_an_evening_of_coming_and_going(people: int, size: int, seed: int) -> None:
    whole = crowd(people, seed, weeks=2, avoid=2)
    random = Random(seed)
    away = {person.id for person in whole.people[: people // 4]}
    here = {person.id for person in whole.people} - away
    rooms = solve(only(whole, here), size=size, seed=seed).rounds[0]
    for _ in range(8):
        if away and random.random() < 0.5:
            late = random.choice(sorted(away))
            away.remove(late)
            here.add(late)
            repair = place_late(only(whole, here), rooms, late)
            assert late not in repair.moved
        else:
            left = random.choice(sorted(here))
            here.remove(left)
            away.add(left)
            repair = after_leaving(only(whole, here), rooms, left, fewest=random.choice([2, 3]))
        check(repair, only(whole, here), rooms)
        rooms = tuple(room for room in repair.rooms if room)


def test_a_late_person_joins_the_room_with_fewest_people_and_moves_nobody() -> None:
    rooms = (("p000", "p001", "p002", "p003"), ("p004", "p005", "p006"))
    repair = place_late(plain(8), rooms, "p007")
    assert repair == Repair((rooms[0], (*rooms[1], "p007")), (), ())


def test_when_all_rooms_are_full_two_others_open_a_new_one_with_the_late_person() -> None:
    rooms = solve(plain(10), size=5).rounds[0]
    repair = place_late(plain(11), rooms, "p010")
    assert sorted(map(len, repair.rooms)) == sorted(room_sizes(11, 4))
    assert len(repair.moved) == 2


def test_a_late_person_whom_every_room_avoids_swaps_one_bystander() -> None:
    rooms = (("p000", "p001", "p002"), ("p003", "p004", "p005"))
    request = Request(people=plain(7).people, avoid=(("p006", "p000"), ("p006", "p003")))
    repair = place_late(request, rooms, "p006")
    assert len(repair.moved) == 1
    assert not repair.violated


def test_nobody_is_forced_into_a_room_against_a_hard_rule() -> None:
    people = plain(4).people
    request = Request(people=people, avoid=tuple(("p003", other.id) for other in people[:3]))
    repair = place_late(request, (("p000", "p001", "p002"),), "p003")
    assert repair.rooms == (("p000", "p001", "p002"), ("p003",))
    assert [(violation.rule, violation.reason) for violation in repair.violated] == [(Rule.ALONE, Reason.APART)]


def test_somebody_left_alone_joins_the_room_that_suits_best() -> None:
    languages = [{"ja"}, {"ja"}, {"ja"}, {"en"}, {"en"}, {"en"}, {"en"}]
    people = tuple(Person(id=f"p{n:03}", languages=frozenset(tongues)) for n, tongues in enumerate(languages))
    request = Request(people=people)
    rooms = (("p000", "p001", "p002"), ("p003", "p004", "p005"), ("p006",))
    assert merge(request, rooms, 2).rooms == (rooms[0], ("p003", "p004", "p005", "p006"))


def test_a_lonely_person_among_full_rooms_is_joined_by_two() -> None:
    rooms = (("p000", "p001", "p002", "p003", "p004"), ("p005", "p006", "p007", "p008", "p009"), ("p010",))
    repair = merge(plain(11), rooms, 2)
    assert sorted(map(len, repair.rooms)) == [3, 4, 4]
    assert len(repair.moved) == 2


def test_a_room_of_two_stays_unless_it_would_rather_not() -> None:
    rooms = (("p000", "p001", "p002", "p003"), ("p004", "p005", "p007"))
    assert after_leaving(plain(6), rooms, "p007") == Repair((rooms[0], ("p004", "p005")), (), ())
    moved = after_leaving(plain(6), rooms, "p007", fewest=3)
    assert sorted(map(len, moved.rooms)) == [3, 3]
    assert len(moved.moved) == 1


def test_the_last_ones_to_leave_are_let_go() -> None:
    assert after_leaving(plain(1), (("p000", "p001"),), "p001").rooms == (("p000",),)
    assert after_leaving(Request(people=()), (("p000",),), "p000").rooms == ()


def test_whoever_is_in_no_room_cannot_leave_it() -> None:
    with pytest.raises(ValueError, match="p009"):
        after_leaving(plain(3), (("p000", "p001", "p002"),), "p009")
