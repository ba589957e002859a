"""How rooms that have lost their people are brought together with others."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.lifecycle import events as e
from bot.core.lifecycle import facts
from bot.core.lifecycle.apply_event import step
from bot.core.lifecycle.merging import (
    LAST_WORD,
    LEFT_FOR,
    TOLD_BEFORE,
    TOO_LATE,
    brought_together,
    deadlines,
    due,
    expected,
)
from bot.core.lifecycle.mixer import Mixer
from bot.core.lifecycle.parts import Room, Smallness
from tests.core.making import T0, after, an_open_mixer, built

START = after(5)
TOLD, MOVED = START + LEFT_FOR[1], START + LEFT_FOR[1] + TOLD_BEFORE[1]


def left_with(left: int, *, rooms: int = 3, at: datetime = START) -> Mixer:
    """So many have been left in the first room since then."""
    return step(built(an_open_mixer(rooms=rooms)), e.Fewer(1, left), at)


def first(mixer: Mixer) -> Room:
    """The room that has lost its people."""
    return mixer.rooms[0]


def merging(mixer: Mixer, at: datetime, number: int = 1, **seats: int) -> Mixer:
    """What becomes of it when it is thought out who is brought where: `u101=2`."""
    return step(mixer, e.Merging(number, tuple((int(user[1:]), room) for user, room in seats.items())), at)


@pytest.mark.parametrize("left", [1, 2])
def test_few_are_left_in_peace_for_a_while(left: int) -> None:
    mixer = left_with(left)
    assert first(mixer).smallness == Smallness(left, START, 1)
    assert not due(mixer, first(mixer), START + LEFT_FOR[left] - timedelta(microseconds=1))
    assert due(mixer, first(mixer), START + LEFT_FOR[left])
    assert list(deadlines(mixer)) == [START + LEFT_FOR[left]]
    assert not due(mixer, mixer.rooms[1], START + LEFT_FOR[left])


def test_a_room_that_has_company_again_is_left_as_it_is() -> None:
    mixer = merging(left_with(1), TOLD, u101=2)
    again = step(mixer, e.Fewer(1, 0), TOLD)
    assert first(again).smallness == Smallness(nth=1)
    assert brought_together(again, MOVED) == again
    thrice = step(step(again, e.Fewer(1, 2), MOVED), e.Fewer(1, 1), MOVED)
    assert first(thrice).smallness.nth == 3, "each time has a word of its own"


def test_the_same_news_twice_is_no_news() -> None:
    mixer = merging(left_with(1), TOLD, u101=2)
    assert step(mixer, e.Fewer(1, 1), MOVED) is mixer
    assert step(mixer, e.Fewer(9, 1), MOVED) is mixer
    assert merging(mixer, TOLD + LAST_WORD, u101=2) is mixer, "they are not put off by another look"
    gone = step(mixer, facts.RoomLost(1), TOLD)
    assert step(gone, e.Fewer(1, 2), TOLD) is gone


def test_nobody_is_brought_anywhere_before_it_is_time_or_from_a_room_that_is_no_more() -> None:
    mixer = left_with(1)
    assert merging(mixer, TOLD - timedelta(seconds=1), u101=2) is mixer
    assert merging(mixer, TOLD, number=7, u101=2) is mixer
    gone = step(mixer, facts.RoomLost(1), START)
    assert merging(gone, TOLD, u101=2) is gone
    over = step(mixer, e.Ended(), START)
    for event in (e.Merging(1, ((101, 2),)), e.Fewer(1, 2), e.StaysSmall(1), e.RoundPlanned(2, {})):
        assert step(over, event, TOLD) is over


@pytest.mark.parametrize("left", [1, 2])
def test_a_word_comes_before_they_are_moved(left: int) -> None:
    told = START + LEFT_FOR[left]
    mixer = merging(left_with(left), told, u101=2)
    at = told + TOLD_BEFORE[left]
    assert list(deadlines(mixer)) == [told, at]
    assert brought_together(mixer, at - timedelta(microseconds=1)) is mixer
    moved = brought_together(mixer, at)
    guest = moved.guest(101)
    assert guest is not None
    assert (guest.room, guest.waiting, guest.admitted) == (2, True, False)
    assert first(moved).smallness == Smallness(nth=1)
    assert brought_together(moved, at) == moved


def test_one_is_told_and_moved_within_a_minute_even_if_it_is_thought_out_again() -> None:
    mixer = merging(left_with(1), TOLD, u101=2)
    other = merging(mixer, MOVED - timedelta(seconds=1), u101=3)
    assert first(other).smallness.at == MOVED - timedelta(seconds=1) + LAST_WORD
    assert merging(left_with(1), TOLD + timedelta(minutes=2), u101=2).rooms[0].smallness.at == (
        TOLD + timedelta(minutes=2) + LAST_WORD
    ), "somebody was not looked after for a while, and has a word all the same"


def test_who_is_brought_nowhere_stays_and_only_one_is_looked_after_again() -> None:
    for left in (1, 2):
        mixer = merging(left_with(left), START + LEFT_FOR[left])
        assert first(mixer).smallness.stays
        assert due(mixer, first(mixer), START + timedelta(minutes=9)) == (left == 1)
    found = merging(merging(left_with(1), TOLD), TOLD + timedelta(minutes=1), u101=3)
    assert (first(found).smallness.stays, first(found).smallness.moves) == (False, ((101, 3),))


def test_two_may_stay_two() -> None:
    mixer = merging(left_with(2), START + LEFT_FOR[2], u101=2, u102=3)
    happy = step(mixer, e.StaysSmall(1), START + LEFT_FOR[2])
    assert first(happy).smallness == Smallness(2, START, 1, stays=True)
    assert not due(happy, first(happy), START + timedelta(minutes=30))
    assert brought_together(happy, START + timedelta(minutes=30)) == happy
    assert first(step(happy, e.Fewer(1, 1), START)).smallness.stays is False
    for mixer in (left_with(1), built(an_open_mixer())):
        assert step(mixer, e.StaysSmall(1), START) is mixer
    assert step(happy, e.StaysSmall(9), START) is happy


@pytest.mark.parametrize("left", [1, 2])
def test_shortly_before_the_end_nobody_is_moved(left: int) -> None:
    at = after(60) - TOO_LATE[left]
    mixer = left_with(left, at=at - LEFT_FOR[left] - timedelta(seconds=1))
    assert due(mixer, first(mixer), at - timedelta(seconds=1))
    assert not due(mixer, first(mixer), at)
    assert due(step(mixer, e.Extended(10), at), first(mixer), at), "but the end can be put off"


def test_of_two_rooms_only_one_goes_to_the_other() -> None:
    mixer = step(left_with(1), e.Fewer(2, 1), START)
    mixer = merging(mixer, TOLD, u101=2)
    assert not due(mixer, mixer.rooms[1], TOLD)
    later = step(
        merging(left_with(1), TOLD, u101=2), e.Fewer(2, 1), MOVED - LEFT_FOR[1] - TOLD_BEFORE[1] - timedelta(seconds=1)
    )
    assert due(later, later.rooms[1], MOVED - TOLD_BEFORE[1]), "who would be elsewhere before the others come may go"


def test_what_others_are_about_to_do_is_reckoned_with_if_it_comes_first() -> None:
    here = {1: [101], 2: [201], 3: [301, 302, 303]}
    mixer = merging(step(left_with(1), e.Fewer(2, 1), START), TOLD, u101=3)
    assert expected(mixer, here, mixer.rooms[1], TOLD) == {1: [], 2: [201], 3: [301, 302, 303, 101]}
    assert expected(mixer, here, mixer.rooms[0], TOLD) == here
    assert expected(mixer, {1: [101], 2: [201]}, mixer.rooms[1], TOLD) == {1: [101], 2: [201]}, "room 3 is no more"
    two = step(step(built(an_open_mixer(rooms=3)), e.Fewer(1, 2), START), e.Fewer(2, 1), START + LEFT_FOR[2])
    two = merging(two, START + LEFT_FOR[2], u101=3)
    assert expected(two, here, two.rooms[1], START + LEFT_FOR[2]) == here, "two have two minutes more to go"


def test_a_merge_into_a_room_that_is_gone_moves_nobody() -> None:
    mixer = step(merging(left_with(1), TOLD, u101=2, u7=3), facts.RoomLost(2), TOLD)
    moved = brought_together(mixer, MOVED)
    assert moved.guest(101) == mixer.guest(101)
    assert moved.guest(7) is None
    assert {g.user_id for g in moved.guests} == {g.user_id for g in mixer.guests}


def test_tables_to_come_stay_as_they_are() -> None:
    mixer = merging(left_with(1), TOLD, u101=2)
    mixer = replace(mixer, guests=tuple(replace(g, next_rooms=(3,)) for g in mixer.guests))
    guest = brought_together(mixer, MOVED).guest(101)
    assert guest is not None
    assert guest.next_rooms == (3,)


def test_nothing_of_it_is_kept_when_all_is_over() -> None:
    mixer = step(merging(left_with(1), TOLD, u101=2), e.Ended(), TOLD)
    assert first(mixer).smallness.moves
    assert not first(step(mixer, facts.Emptied(), TOLD)).smallness.moves


@given(st.lists(st.tuples(st.integers(0, 90), st.integers(0, 2)), max_size=12))
@settings(deadline=None)
def test_whoever_comes_and_goes_one_is_told_in_time_to_be_moved_within_a_minute(news: list[tuple[int, int]]) -> None:
    mixer, now = built(an_open_mixer(rooms=3)), T0
    for pause, left in news:
        now += timedelta(seconds=pause)
        mixer = step(mixer, e.Fewer(1, left), now)
        room = first(mixer)
        if room.smallness.count == 1 and room.smallness.since is not None:
            look = room.smallness.since + LEFT_FOR[1]
            assert look in deadlines(mixer)
            moved_at = first(merging(mixer, look, u101=2)).smallness.at
            assert moved_at is not None
            assert moved_at - room.smallness.since < timedelta(minutes=1)
