"""More rooms than ears: they take turns, with few hops, and no room is forgotten."""

from __future__ import annotations

from dataclasses import replace
from math import inf

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.listening.ear_rota import LIVELY, STAY, Station, next_change, placed


def away(channel: int, left: float = -inf, talk: float = 1.0) -> Station:
    return Station(channel, None, left, talk)


def here(channel: int, since: float, talk: float = 1.0) -> Station:
    return Station(channel, since, -inf, talk)


def test_everyone_is_heard_where_there_are_ears_enough() -> None:
    rooms = [away(3), here(1, 0), away(2)]
    assert placed(rooms, 3, 10) == (1, 2, 3)
    assert placed(rooms, 9, 10) == (1, 2, 3)
    assert next_change(rooms, 3, 10) is None


def test_without_ears_nobody_is_heard() -> None:
    assert placed([away(1), here(2, 0)], 0, 10) == ()
    assert next_change([away(1)], 0, 10) is None
    assert placed([], 2, 10) == ()


def test_an_ear_stays_for_a_while() -> None:
    rooms = [here(1, 0), away(2, 0)]
    assert next_change(rooms, 1, 0) == STAY
    assert placed(rooms, 1, STAY - 1) == (1,)
    assert placed(rooms, 1, STAY) == (2,)


def test_a_thin_room_keeps_its_ear_for_twice_as_long() -> None:
    rooms = [here(1, 0, talk=0.4), away(2, 0)]
    assert placed(rooms, 1, 2 * STAY - 1) == (1,)
    assert placed(rooms, 1, 2 * STAY) == (2,)
    assert next_change(rooms, 1, STAY + 1) == 2 * STAY + 1


def test_lively_rooms_are_left_alone_for_longer() -> None:
    ear = here(1, 0)
    assert placed([ear, away(2, left=0), away(3, left=300, talk=0)], 1, 500) == (3,), "500 / 3 is less than 200"
    assert placed([ear, away(2, left=0), away(3, left=300, talk=0)], 1, 400) == (2,), "400 / 3 is more than 100"
    assert placed([ear, away(2, left=0, talk=9), away(3, left=0, talk=1)], 1, 500) == (2,), "no more than LIVELY"
    assert LIVELY == 3


def test_a_room_never_heard_comes_first() -> None:
    assert placed([here(1, 0), away(2, left=0, talk=0), away(3)], 1, 900) == (3,)


def test_fewer_ears_than_rooms_that_have_one() -> None:
    assert placed([here(1, 0), here(2, 0), here(3, 0)], 2, 10) == (1, 2)
    assert placed([here(1, 0), here(2, 0), away(3, 100)], 2, 500) == (3, 1), "one goes, one stays"


@settings(deadline=None, max_examples=40)
@given(
    st.lists(st.floats(0, 2), min_size=2, max_size=8),
    st.integers(1, 4),
    st.randoms(use_true_random=False),
)
def test_no_room_is_forgotten(talks: list[float], ears: int, luck: object) -> None:
    """Whatever the rooms are like, each is heard again within the time all the others can take."""
    rooms = {n: away(n, talk=talk) for n, talk in enumerate(talks, 1)}
    last_heard = dict.fromkeys(rooms, 0.0)
    now = 0.0
    longest = 2 * STAY * LIVELY * (len(rooms) + 1)
    while now < 3 * longest:
        chosen = placed(rooms.values(), ears, now)
        assert len(set(chosen)) == len(chosen) == min(ears, len(rooms))
        for n, room in rooms.items():
            if n in chosen and room.since is None:
                rooms[n] = replace(room, since=now)
            elif n not in chosen and room.since is not None:
                assert now - room.since >= STAY
                rooms[n] = replace(room, since=None, left=now)
            if n in chosen:
                last_heard[n] = now
            assert now - last_heard[n] <= longest
        now += 30
