"""Those who belong together are brought together, and nobody beside somebody they avoid."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.core.seating import brought_beside

ROOMS = (("a", "b", "c"), ("d", "e", "f"))


def together(rooms: tuple[tuple[str, ...], ...], *users: str) -> bool:
    return any({*users} <= {*room} for room in rooms)


def test_two_friends_come_to_sit_in_one_room_of_the_same_size() -> None:
    rooms = brought_beside(ROOMS, [("a", "d")], [])
    assert together(rooms, "a", "d")
    assert sorted(map(len, rooms)) == [3, 3]


def test_three_who_belong_together_all_do() -> None:
    assert together(brought_beside(ROOMS, [("a", "d"), ("a", "e")], []), "a", "d", "e")


def test_nobody_is_brought_beside_whom_they_avoid_for_it() -> None:
    avoid = [("a", "e"), ("a", "f"), ("d", "b"), ("d", "c")]
    assert together(rooms := brought_beside(ROOMS, [("a", "d")], avoid), "a", "d") or rooms == ROOMS
    assert not any(together(rooms, *pair) for pair in avoid)


def test_who_is_not_there_changes_nothing() -> None:
    assert brought_beside(ROOMS, [("a", "x")], []) == ROOMS


@given(st.permutations("abcdefghi"), st.sets(st.tuples(*[st.sampled_from("abcdefghi")] * 2), max_size=4))
def test_everybody_keeps_a_seat_and_no_avoided_pair_is_made(order: list[str], beside: set[tuple[str, str]]) -> None:
    rooms = tuple(tuple(order[n : n + 3]) for n in (0, 3, 6))
    avoid = [("a", "b"), ("c", "d")]
    after = brought_beside(rooms, sorted(beside), avoid)
    assert sorted(user for room in after for user in room) == sorted(order)
    assert sum(together(after, *pair) for pair in avoid) <= sum(together(rooms, *pair) for pair in avoid)
