"""Who met whom: those who sat in one room at one time, for long enough."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.afterwards.company import MET, Stay, companies, pairs
from tests.core.making import T0

SECOND = timedelta(seconds=1)
A, B, C = 1, 2, 3


def at(seconds: float) -> datetime:
    return T0 + seconds * SECOND


def stay(user: int, since: float, until: float | None, *, round: int = 1, room: int = 1) -> Stay:
    return Stay(round, room, user, at(since), None if until is None else at(until))


def met(*stays: Stay) -> set[tuple[int, int]]:
    return {pair for pair in pairs(stays) if pair[0] < pair[1]}


def test_who_came_after_another_had_gone_has_not_met_them() -> None:
    assert met(stay(A, 0, 600), stay(B, 600, None)) == set()
    assert met(stay(A, 0, 600), stay(B, 0, None), stay(C, 700, None)) == {(A, B), (B, C)}


def test_nor_has_who_came_back_when_the_other_was_away() -> None:
    assert met(stay(A, 0, 600), stay(B, 700, 900), stay(A, 1000, None)) == set()


@pytest.mark.parametrize(("seconds", "together"), [(59, False), (60, True), (61, True)])
def test_a_moment_is_too_short_to_meet(seconds: float, together: bool) -> None:
    assert timedelta(minutes=1) == MET
    assert bool(met(stay(A, 0, 100 + seconds), stay(B, 100, 1000))) == together


def test_who_sits_there_to_the_end_met_all_who_did() -> None:
    assert met(stay(A, 0, None), stay(B, 3000, None)) == {(A, B)}


def test_another_room_or_round_is_no_company() -> None:
    assert met(stay(A, 0, None), stay(B, 0, None, room=2), stay(C, 0, None, round=2)) == set()


def test_those_who_were_all_there_are_one_company() -> None:
    everybody = [stay(user, user, 900 + user) for user in (A, B, C)]
    assert [*companies(everybody)] == [{A, B, C}]
    assert [*companies([stay(A, 0, 500), stay(B, 0, None), stay(C, 600, None)])] == [{A, B}, {B, C}]


times = st.integers(0, 40).map(lambda ten: ten * 10.0)
stays = st.lists(st.tuples(st.integers(1, 5), times, st.none() | times, st.integers(1, 2)), max_size=8)


@given(stays)
def test_a_pair_is_two_with_a_minute_in_common(drawn: list[tuple[int, float, float | None, int]]) -> None:
    sat = [stay(user, since, until, room=room) for user, since, until, room in drawn]
    end = at(100_000)
    for one in range(1, 6):
        for other in range(1, 6):
            together = one != other and any(
                min(a.until or end, b.until or end) - max(a.since, b.since) >= MET
                for a in sat
                for b in sat
                if (a.user, b.user, a.room) == (one, other, b.room)
            )
            assert ((one, other) in pairs(sat)) == together
