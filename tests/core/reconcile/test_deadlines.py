"""What time alone does, and when the clock is to be looked at again."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.lifecycle import events as e
from bot.core.lifecycle import facts
from bot.core.lifecycle.apply_event import step
from bot.core.lifecycle.apply_time import catch_up
from bot.core.lifecycle.host_calls import UNANSWERED
from bot.core.lifecycle.merging import LEFT_FOR, TOLD_BEFORE
from bot.core.lifecycle.mixer import Mixer
from bot.core.lifecycle.phase import Ending, Phase
from bot.core.lifecycle.wanted_post import PostKind, WantedPost
from bot.core.posts.board import wanted_board
from bot.core.posts.evening import wanted
from bot.core.reconcile.deadlines import next_deadline
from tests.core.making import HOME, HOST, a_mixer, a_sight, after, an_open_mixer, built


def by_key(mixer: Mixer, now: datetime) -> dict[str, WantedPost]:
    """Everything that stands written, the host's board as well."""
    return {str(want.key): want for want in (*wanted(mixer, now), *wanted_board(mixer, a_sight(mixer), now))}


def instants(mixer: Mixer, now: datetime) -> list[datetime]:
    """All deadlines from then on."""
    found = list[datetime]()
    while at := next_deadline(mixer, now):
        found.append(at)
        now = at
    return found


def test_the_hour_ends_on_time_and_a_scheduled_mixer_gathers_ten_minutes_before() -> None:
    mixer = built(an_open_mixer())
    assert catch_up(mixer, after(59.99)) is mixer
    assert catch_up(mixer, after(60)).ending is Ending.TIME
    scheduled = a_mixer(phase=Phase.SCHEDULED)
    assert catch_up(scheduled, after(-11)) is scheduled
    assert catch_up(scheduled, after(-10)).phase is Phase.GATHERING


@pytest.mark.parametrize("mixer", [a_mixer(phase=Phase.SCHEDULED), a_mixer(), an_open_mixer()], ids=lambda m: m.phase)
def test_a_mixer_that_slept_through_its_evening_opens_nothing_any_more(mixer: Mixer) -> None:
    late = catch_up(mixer, after(60))
    assert (late.phase, late.ending) == (Phase.CLOSING, Ending.SLEPT)


ORDER = list(Phase)
times = st.floats(-30, 200).map(after)


@given(mixer=st.sampled_from(Phase).map(lambda p: a_mixer(phase=p)), first=times, second=times)
@settings(deadline=None)
def test_catching_up_twice_is_catching_up_once_and_never_goes_back(mixer: Mixer, first: Any, second: Any) -> None:
    first, second = sorted((first, second))
    once = catch_up(mixer, first)
    assert catch_up(once, first) == once
    assert ORDER.index(once.phase) >= ORDER.index(mixer.phase)
    assert catch_up(once, second).phase is catch_up(mixer, second).phase


@given(
    length=st.integers(3, 90),
    now=st.floats(0, 130).map(after),
    extended=st.booleans(),
    rounds=st.integers(1, 4),
    few=st.tuples(st.floats(0, 90), st.sampled_from([0, 1, 2])),
    call=st.tuples(st.floats(0, 90), st.integers(0, 3), st.booleans()),
)
@settings(deadline=None)
def test_between_deadlines_time_alone_changes_nothing(
    *, length: int, now: datetime, extended: bool, rounds: int, few: tuple[float, int], call: tuple[float, int, bool]
) -> None:
    mixer = built(an_open_mixer(length, rounds=rounds))
    since, left = after(few[0]), few[1]
    mixer = step(mixer, e.Fewer(1, left), since)
    if left:
        mixer = step(mixer, e.Merging(1, ((101, 2), (201, 1))), since + LEFT_FOR[left])
    if extended:
        mixer = step(mixer, e.Extended(10), after(0))
    mixer = _talked(mixer, *call)
    mixer = catch_up(mixer, now)
    deadline = next_deadline(mixer, now)
    end = (deadline or now + timedelta(days=1)) - timedelta(microseconds=1)
    assert catch_up(mixer, end) == mixer
    assert by_key(mixer, end) == by_key(mixer, now)


def _talked(mixer: Mixer, minute: float, calls: int, hindered: bool) -> Mixer:
    """The mixer after a question, and after a call for which so many of the three who can be asked were called."""
    at = after(minute)
    mixer = step(step(mixer, e.Asked(2, "tea", "", "silence"), at), e.HostCalled(1, (HOST, 7, 8)), at)
    for turn in range(min(calls, 3 if mixer.room(1) else 0)):
        mixer = step(mixer, facts.PostTried(PostKind.CALL.key(1, turn, 1), HOME), at + turn * UNANSWERED)
    return step(mixer, facts.Hindered("send_messages"), at) if hindered else mixer


@given(now=st.floats(-3000, 10).map(after), coming=st.lists(st.floats(-3000, -1), max_size=3), moved=st.booleans())
@settings(deadline=None)
def test_before_the_hour_time_alone_changes_nothing_either(now: datetime, coming: list[float], moved: bool) -> None:
    begun = after(-3000)
    mixer = a_mixer(phase=Phase.SCHEDULED, created_at=begun, announce_at=after(-2990))
    for user, minute in enumerate(coming, 1):
        mixer = step(step(mixer, e.SignedUp(user), after(minute)), e.ToBeReminded(user, remind=True), after(minute))
    if moved:
        mixer = mixer.moved_to(after(20), after(-1500))
    mixer = catch_up(mixer, now)
    deadline = next_deadline(mixer, now)
    end = (deadline or now + timedelta(days=1)) - timedelta(microseconds=1)
    assert catch_up(mixer, end) == mixer
    assert by_key(mixer, end) == by_key(mixer, now)


@given(now=st.floats(0, 130).map(after))
@settings(deadline=None)
def test_after_the_end_time_alone_changes_nothing(now: datetime) -> None:
    mixer = step(built(an_open_mixer()), e.Ended(), after(1))
    deadline = next_deadline(mixer, now)
    end = (deadline or now + timedelta(days=1)) - timedelta(microseconds=1)
    assert by_key(mixer, end) == by_key(mixer, now)


def test_every_phase_knows_when_to_look_at_the_clock_again() -> None:
    mixer = a_mixer(phase=Phase.SCHEDULED, opens_at=after(20))
    assert next_deadline(mixer, after(0)) == after(10)
    assert next_deadline(mixer, after(10)) == after(20)
    opened = built(an_open_mixer())
    assert instants(opened, after(0)) == [
        *(after(1, 15), after(5)),
        *(after(50), after(50, 45), after(55), after(55, 45), after(57), after(59), after(60)),
    ]
    assert next_deadline(step(opened, e.Ended(), after(5)), after(5)) == after(6)
    assert next_deadline(replace(opened, phase=Phase.CLOSED), after(5)) is None


def test_a_change_of_tables_and_the_word_before_it_are_looked_out_for() -> None:
    mixer = built(an_open_mixer(rounds=3))
    assert {after(19), after(20)} <= set(instants(mixer, after(0)))
    second = catch_up(mixer, after(20))
    assert second.round == 2
    assert {after(39), after(40)} <= set(instants(second, after(20)))
    assert catch_up(mixer, after(45)).round == 3, "and none is missed"


def test_a_room_that_has_lost_its_people_is_looked_after_in_time() -> None:
    mixer = step(built(an_open_mixer()), e.Fewer(1, 1), after(10))
    look = after(10) + LEFT_FOR[1]
    assert look in instants(mixer, after(10))
    told = step(mixer, e.Merging(1, ((101, 2),)), look)
    assert look + TOLD_BEFORE[1] in instants(told, look)
    assert catch_up(told, look + TOLD_BEFORE[1]).guest(101) != told.guest(101)
    assert not set(instants(step(told, facts.RoomLost(1), look), look)) & {look, look + TOLD_BEFORE[1]}


def test_when_tables_change_nobody_is_brought_to_the_company_they_were_to_have_before() -> None:
    mixer = built(an_open_mixer(rounds=2))
    mixer = replace(mixer, guests=tuple(replace(guest, next_rooms=(1,)) for guest in mixer.guests))
    mixer = step(step(mixer, e.Fewer(1, 1), after(29.5)), e.Merging(1, ((101, 2),)), after(29.5) + LEFT_FOR[1])
    changed = catch_up(mixer, after(31)).guest(101)
    assert changed is not None
    assert changed.room == 1
