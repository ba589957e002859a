"""When tables change, and what a change makes of a mixer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.lifecycle import events as e
from bot.core.lifecycle import facts
from bot.core.lifecycle.apply_event import step
from bot.core.lifecycle.apply_time import catch_up
from bot.core.lifecycle.mixer import Mixer
from bot.core.lifecycle.parts import FirstQuestions, Guest, Room, Smallness
from bot.core.lifecycle.rounds import as_planned, change_at, length, to_plan, turned, warning_of
from tests.core.making import after, an_open_mixer, built

EVERYBODY = {101, 102, 103, 201, 202, 203, 301, 302, 303}


def _with_later(room: Room, rounds: int) -> Room:
    first = room.questions.now
    return replace(room, questions=FirstQuestions(first, tuple(f"{first}-{n}" for n in range(2, rounds + 1))))


def in_rounds(rounds: int = 4, minutes: float = 60, **next_rooms: Sequence[int]) -> Mixer:
    """A mixer of three rooms in its first round; tables as `u101=(2, 3, 1)`, otherwise the next room each time."""
    mixer = built(an_open_mixer(minutes, rooms=3))
    guests = tuple(
        replace(g, next_rooms=tuple(next_rooms.get(f"u{g.user_id}", _onward(g, rounds)))) for g in mixer.guests
    )
    rooms = tuple(_with_later(r, rounds) for r in mixer.rooms)
    return replace(mixer, rounds=rounds, guests=guests, rooms=rooms)


def _onward(guest: Guest, rounds: int) -> tuple[int, ...]:
    return tuple((guest.room - 1 + later) % 3 + 1 for later in range(1, rounds))


def seats(mixer: Mixer) -> dict[int, int]:
    """Everybody's room."""
    return {guest.user_id: guest.room for guest in mixer.guests}


def guest(mixer: Mixer, user: int) -> Guest:
    """Somebody's place in it."""
    found = mixer.guest(user)
    assert found is not None
    return found


def test_the_hour_is_shared_out_evenly_and_time_given_later_goes_to_the_last_round() -> None:
    mixer = in_rounds(4)
    assert length(mixer) == timedelta(minutes=15)
    assert change_at(mixer) == after(15)
    assert change_at(replace(mixer, round=3)) == after(45)
    assert change_at(replace(mixer, round=4)) is None
    assert change_at(step(mixer, e.Extended(30), after(1))) == after(15)
    assert change_at(an_open_mixer()) is None


@pytest.mark.parametrize(("minutes", "seconds"), [(60, 60), (20, 60), (19.9, 30), (12, 30)])
def test_a_change_is_announced_a_minute_before_or_half_a_minute_in_short_rounds(minutes: float, seconds: int) -> None:
    assert warning_of(in_rounds(4, minutes)) == timedelta(seconds=seconds)


def test_it_is_looked_who_is_there_when_the_change_is_announced_and_again_when_that_changes() -> None:
    mixer = in_rounds(4)
    assert not to_plan(mixer, after(13.99), EVERYBODY)
    assert to_plan(mixer, after(14), EVERYBODY)
    looked = step(mixer, e.RoundPlanned(2, None), after(14))
    assert not to_plan(looked, after(14.5), EVERYBODY)
    assert to_plan(looked, after(14.5), EVERYBODY - {101})
    assert to_plan(looked, after(14.5), EVERYBODY | {7})
    assert not to_plan(turned(looked, after(15)), after(16), EVERYBODY - {101})
    assert not to_plan(replace(mixer, round=4), after(59), ())


def test_a_plan_holds_for_just_these_people_and_in_rooms_that_stand() -> None:
    mixer = in_rounds(2)
    assert as_planned(mixer, EVERYBODY)
    assert not as_planned(mixer, EVERYBODY - {101})
    assert not as_planned(mixer, EVERYBODY | {7})
    assert not as_planned(step(mixer, facts.RoomLost(2), after(1)), EVERYBODY)


def test_everybody_goes_to_their_next_table_and_waits_to_be_brought_there() -> None:
    mixer = step(in_rounds(4, u101=(1, 2, 3)), e.RoundPlanned(2, None), after(14))
    assert turned(mixer, after(14.99)) is mixer
    second = turned(mixer, after(15))
    assert (second.round, second.round_at) == (2, after(15))
    assert seats(second) == {101: 1, 102: 2, 103: 2, 201: 3, 202: 3, 203: 3, 301: 1, 302: 1, 303: 1}
    assert not guest(second, 101).waiting, "they stay where they are"
    assert guest(second, 102).waiting
    assert guest(second, 102).next_rooms == (3, 1)
    assert turned(second, after(29.99)) is second


def test_each_round_of_a_room_begins_with_a_question_of_its_own_and_no_old_word() -> None:
    mixer = step(in_rounds(2), e.Fewer(1, 2), after(12))
    mixer = step(mixer, e.Merging(1, ((101, 2),)), after(13))
    room = turned(mixer, after(30)).rooms[0]
    assert room.questions == FirstQuestions("q1-2")
    assert room.smallness == Smallness(nth=1)
    happy = step(step(in_rounds(2), e.Fewer(1, 2), after(12)), e.StaysSmall(1), after(13))
    assert not turned(happy, after(30)).rooms[0].smallness.stays
    assert turned(mixer.with_room(1, questions=FirstQuestions("q1")), after(30)).rooms[0].questions.now == "q1", (
        "better an old one than none"
    )


def test_the_tables_to_come_are_thought_out_anew_for_those_who_are_there() -> None:
    mixer = step(
        in_rounds(3), e.RoundPlanned(2, {102: (1, 2), 7: (1, 1)}, (Room(4, "Room 4", FirstQuestions("q4")),)), after(19)
    )
    assert [room.number for room in mixer.rooms] == [1, 2, 3, 4]
    assert mixer.round_planned == 2
    assert guest(mixer, 102).next_rooms == (1, 2)
    assert all(not g.next_rooms for g in mixer.guests if g.user_id != 102)
    assert mixer.guest(7) is None
    again = step(mixer, e.RoundPlanned(2, {103: (4, 1)}, (Room(4, "Another", FirstQuestions("q9")),)), after(19.5))
    assert [room.name for room in again.rooms] == ["Room 1", "Room 2", "Room 3", "Room 4"]
    assert (guest(again, 102).next_rooms, guest(again, 103).next_rooms) == ((), (4, 1))


@pytest.mark.parametrize("round", [1, 3, 4])
def test_a_plan_for_another_round_comes_too_late(round: int) -> None:
    mixer = in_rounds(4)
    assert step(mixer, e.RoundPlanned(round, {}), after(14)) is mixer


def test_who_was_gone_when_it_was_looked_has_no_seat_until_they_are_back() -> None:
    mixer = step(in_rounds(3), e.RoundPlanned(2, dict.fromkeys(EVERYBODY - {101}, (1, 1))), after(19))
    second = turned(mixer, after(20))
    gone = guest(second, 101)
    assert (gone.room, gone.waiting, gone.admitted_to) == (0, False, (1,))
    assert guest(turned(step(second, e.RoundPlanned(3, None), after(39)), after(40)), 101).room == 0
    assert guest(turned(second, after(40)), 101).room == 0, "even if nobody looked"
    back = step(second, e.Joined(101, {}, ((101, 1),)), after(21))
    assert guest(back, 101) == Guest(101, 1, waiting=True, asked_at=after(21), admitted=True)
    elsewhere = step(second, e.Joined(101, {1: 3, 2: 1, 3: 2}), after(21))
    assert guest(elsewhere, 101).room == 2


def test_who_has_not_come_yet_and_has_no_table_still_waits_for_one() -> None:
    mixer = step(in_rounds(3), e.Joined(7, {}, ((7, 2),)), after(5))
    mixer = step(mixer, e.RoundPlanned(2, dict.fromkeys(EVERYBODY, (1, 1))), after(19))
    late = guest(turned(mixer, after(20)), 7)
    assert (late.room, late.waiting, late.admitted, late.admitted_to) == (0, True, False, ())


def test_where_nobody_looked_everybody_goes_where_they_were_to_go_and_the_late_stay() -> None:
    mixer = step(in_rounds(4), e.Joined(7, {}, ((7, 2),)), after(5))
    third = turned(mixer, after(31))
    assert (third.round, third.round_at) == (3, after(31))
    assert seats(third)[101] == guest(mixer, 101).next_rooms[1] == 3
    assert guest(third, 101).next_rooms == (1,)
    assert seats(third)[7] == 2
    assert third.rooms[0].questions.now == "q1-3"


def test_where_a_table_was_deleted_the_emptiest_room_takes_its_people() -> None:
    mixer = step(in_rounds(2, u101=(1,)), facts.RoomLost(2), after(29))
    seated = seats(turned(mixer, after(30)))
    assert 2 not in seated.values()
    assert seated[101] == 1
    late = step(step(in_rounds(2), e.Joined(7, {}, ((7, 2),)), after(5)), facts.Arrived(7), after(6))
    assert seats(turned(step(late, facts.RoomLost(2), after(29)), after(30)))[7] in {1, 3}


def test_the_rooms_of_all_rounds_let_their_people_in_and_no_others() -> None:
    mixer = in_rounds(3, u101=(2, 1))
    mixer = replace(mixer, guests=tuple(replace(g, admitted_to=(2,)) if g.user_id == 101 else g for g in mixer.guests))
    second = turned(mixer, after(20))
    assert (guest(second, 101).admitted, guest(second, 101).admitted_to) == (True, (1,))
    assert guest(second, 102).admitted is False, "they were not to come here when it was made"
    third = turned(second, after(40))
    assert (guest(third, 101).admitted, guest(third, 101).admitted_to) == (True, (2,))


times = st.lists(st.integers(0, 70), max_size=8).map(sorted)


@given(rounds=st.integers(1, 4), minutes=times)
@settings(deadline=None)
def test_rounds_only_grow_and_turning_twice_is_turning_once(rounds: int, minutes: list[int]) -> None:
    mixer = in_rounds(rounds)
    for minute in minutes:
        before, mixer = mixer, turned(mixer, after(minute))
        assert before.round <= mixer.round <= rounds
        assert turned(mixer, after(minute)) == mixer
        assert mixer.round == min(rounds, max(before.round, 1 + minute * rounds // 60))
        assert catch_up(mixer, after(minute)).round == mixer.round
        assert seats(mixer).keys() == EVERYBODY
        assert {len(g.next_rooms) for g in mixer.guests} == {rounds - mixer.round}
