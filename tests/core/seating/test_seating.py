"""Who sits with whom."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.seating import LARGEST_ROOM, SMALLEST_ROOM, room_most_in_need, room_sizes, seat

people = st.integers(2, 500)
sizes = st.integers(SMALLEST_ROOM, LARGEST_ROOM)


@pytest.mark.parametrize("size", range(SMALLEST_ROOM, LARGEST_ROOM + 1))
def test_nobody_sits_alone_for_any_number_from_2_to_500(size: int) -> None:
    for number in range(2, 501):
        rooms = room_sizes(number, size)
        assert sum(rooms) == number
        assert max(rooms) - min(rooms) <= 1, f"{number} people: {rooms}"
        assert max(rooms) <= LARGEST_ROOM, f"{number} people: {rooms}"
        assert min(rooms) >= (SMALLEST_ROOM if number > 2 else 2), f"{number} people: {rooms}"


@pytest.mark.parametrize("number", [0, 1])
def test_one_person_makes_no_room(number: int) -> None:
    with pytest.raises(ValueError, match="make no room"):
        room_sizes(number, 4)


@pytest.mark.parametrize(
    ("number", "size", "rooms"),
    [(2, 4, (2,)), (3, 4, (3,)), (5, 4, (5,)), (7, 4, (4, 3)), (11, 4, (4, 4, 3)), (12, 4, (4, 4, 4)), (5, 3, (5,))],
)
def test_rooms_are_as_even_as_can_be(number: int, size: int, rooms: tuple[int, ...]) -> None:
    assert room_sizes(number, size) == rooms


@given(number=people, size=sizes, seed=st.integers(0))
def test_everyone_gets_one_seat_and_the_same_one_again(number: int, size: int, seed: int) -> None:
    everyone = list(range(1000, 1000 + number))
    seating = seat(everyone, size, seed)
    assert sorted(user for room in seating for user in room) == everyone
    assert tuple(map(len, seating)) == room_sizes(number, size)
    assert seat(everyone[::-1], size, seed) == seating


def test_another_evening_seats_differently() -> None:
    assert len({seat(range(12), 4, seed) for seed in range(10)}) > 1


def test_the_emptiest_room_needs_people_most_and_the_first_among_equals() -> None:
    assert room_most_in_need({1: 4, 2: 3, 3: 3}) == 2
    assert room_most_in_need({}) is None
