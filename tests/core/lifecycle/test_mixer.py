"""The events of a mixer's life."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.lifecycle import events as e
from bot.core.lifecycle import facts
from bot.core.lifecycle.apply_event import step
from bot.core.lifecycle.apply_time import catch_up
from bot.core.lifecycle.mixer import RESEND, Mixer
from bot.core.lifecycle.parts import Delivery, FirstQuestions, Guest, Post, Room
from bot.core.lifecycle.phase import FINISHED, TRANSITIONS, Ending, Phase, Trigger
from bot.core.lifecycle.wanted_post import PostKey
from bot.core.text import Refusal
from tests.core.making import HOME, T0, a_mixer, after, an_open_mixer, built

KEY = PostKey("k")


def refused(key: str) -> Any:
    return pytest.raises(Refusal, match=f"^{key}$")


def with_post(delivery: Delivery, at: float = 0) -> Mixer:
    return an_open_mixer().with_post(Post(KEY, HOME, after(at), delivery))


def test_every_phase_can_be_left_but_the_last_ones() -> None:
    assert {phase for phase, _ in TRANSITIONS} == set(Phase) - FINISHED
    assert all(to in Phase for to in TRANSITIONS.values())


def test_a_late_event_does_no_harm() -> None:
    closed = a_mixer(phase=Phase.CLOSED)
    for trigger in Trigger:
        assert closed.enter(trigger) is closed


def test_what_is_no_trigger_is_no_late_event_either() -> None:
    with pytest.raises(ValueError, match="nonsense"):
        a_mixer().enter("nonsense")  # type: ignore[arg-type]


def test_a_called_off_mixer_ends_as_cancelled_and_forgets_who_came() -> None:
    mixer = step(an_open_mixer(), e.Cancelled(), after(1))
    assert (mixer.phase, mixer.ending, mixer.ended_at) == (Phase.CLOSING, Ending.CANCELLED, after(1))
    over = step(mixer, facts.Emptied(), after(2))
    assert (over.phase, over.guests, over.finished) == (Phase.CANCELLED, (), True)


def test_an_ended_mixer_closes_with_a_minutes_patience() -> None:
    mixer = step(built(an_open_mixer()), e.Ended(), after(5))
    assert (mixer.phase, mixer.ending, mixer.patience_ends) == (Phase.CLOSING, Ending.HOST, after(6))
    assert an_open_mixer().patience_ends == after(61)
    assert step(mixer, facts.Emptied(), after(6)).phase is Phase.CLOSED


def test_a_late_person_gets_the_emptiest_room() -> None:
    mixer = step(an_open_mixer(), e.Joined(7, {1: 3, 2: 2}), after(5))
    assert mixer.guest(7) == Guest(7, 2, asked_at=after(5), admitted=False)
    assert step(an_open_mixer(), e.Joined(7, {}), after(5)).guest(7) == Guest(7, 1, asked_at=after(5), admitted=False)


def test_somebody_who_comes_back_gets_their_own_room_even_at_the_end() -> None:
    mixer = step(built(an_open_mixer()), e.Joined(201, {1: 0, 2: 5}), after(58))
    assert mixer.guest(201) == Guest(201, 2, waiting=True, asked_at=after(58))


def test_a_guest_of_a_deleted_room_gets_another() -> None:
    mixer = step(built(an_open_mixer()), facts.RoomLost(1), after(5))
    guest = Guest(101, 2, asked_at=after(5), admitted=False, admitted_to=(1,))
    assert step(mixer, e.Joined(101, {2: 3}), after(5)).guest(101) == guest


def test_somebody_late_sits_where_they_help_most_and_others_move_for_it() -> None:
    mixer = step(built(an_open_mixer()), e.Joined(7, {1: 3, 2: 2}, ((7, 1), (202, 1))), after(5))
    assert mixer.guest(7) == Guest(7, 1, asked_at=after(5), admitted=False)
    assert mixer.guest(202) == Guest(202, 1, waiting=True, admitted=False, admitted_to=(2,), brought_from=2)


def test_a_new_room_opens_for_somebody_late() -> None:
    new = Room(3, "Room 3", FirstQuestions("q3"))
    mixer = step(built(an_open_mixer()), e.Joined(7, {1: 5, 2: 5}, ((7, 3), (101, 3)), (new,)), after(5))
    assert mixer.rooms[2] == new
    assert {g.user_id for g in mixer.guests if g.room == 3} == {7, 101}


def test_where_the_seat_thought_of_is_gone_the_emptiest_room_is_given_and_nobody_else_moves() -> None:
    gone = step(built(an_open_mixer(rooms=3)), facts.RoomLost(2), after(4))
    mixer = step(
        gone, e.Joined(7, {1: 3, 3: 2}, ((7, 2), (101, 3)), (Room(4, "Room 4", FirstQuestions("q")),)), after(5)
    )
    assert mixer.guest(7) == Guest(7, 3, asked_at=after(5), admitted=False)
    assert mixer.guest(101) == gone.guest(101)
    assert len(mixer.rooms) == 3


def test_somebody_who_comes_back_can_be_given_another_seat_and_keeps_what_is_theirs() -> None:
    mixer = built(an_open_mixer())
    guest = Guest(101, 1, waiting=False, next_rooms=(2,), about="Baker")
    mixer = step(mixer.with_guest(guest), e.Joined(101, {}, ((101, 2),), about="", answer=""), after(58))
    assert mixer.guest(101) == Guest(
        101, 2, asked_at=after(58), admitted=False, next_rooms=(2,), admitted_to=(1,), about="Baker"
    )


def test_somebody_late_is_introduced() -> None:
    mixer = step(an_open_mixer(), e.Joined(7, {1: 1}, about="Baker", answer="Bread"), after(5))
    guest = mixer.guest(7)
    assert guest is not None
    assert (guest.about, guest.answer) == ("Baker", "Bread")


@pytest.mark.parametrize(("length", "last"), [(60, 50), (90, 80), (30, 25), (3, 2.5)])
def test_seats_are_given_until_the_last_ten_minutes_or_sixth(length: float, last: float) -> None:
    mixer = an_open_mixer(length)
    assert mixer.last_call == after(last)
    assert step(mixer, e.Joined(7, {}), after(last - 0.01)).guest(7)
    with refused("join.late"):
        step(mixer, e.Joined(7, {}), after(last))


def test_there_is_no_seat_before_or_after_the_hour_or_without_a_room() -> None:
    for mixer in (a_mixer(), step(an_open_mixer(), e.Ended(), after(1))):
        with refused("join.over"):
            step(mixer, e.Joined(7, {}), after(1))
    with refused("join.no_rooms"):
        step(an_open_mixer(rooms=0), e.Joined(7, {}), after(1))


def test_a_host_gives_more_time_within_reason() -> None:
    mixer = step(an_open_mixer(), e.Extended(30), after(5))
    assert mixer.closes_at == after(90)
    assert step(mixer, e.Extended(30), after(5)).closes_at == after(120)


@pytest.mark.parametrize(("length", "minutes", "key"), [(60, 0, "minutes"), (60, -5, "minutes"), (60, 31, "minutes")])
def test_nonsense_minutes_are_refused(length: float, minutes: int, key: str) -> None:
    with refused(f"extend.{key}"):
        step(an_open_mixer(length), e.Extended(minutes), after(1))


def test_two_hours_are_the_most_and_an_ended_mixer_gets_no_more() -> None:
    with refused("extend.total"):
        step(step(an_open_mixer(90), e.Extended(30), T0), e.Extended(1), T0)
    with refused("extend.over"):
        step(step(an_open_mixer(), e.Ended(), T0), e.Extended(5), T0)


def test_the_first_channel_found_is_kept() -> None:
    mixer = step(step(an_open_mixer(), facts.CategoryFound(5), T0), facts.CategoryFound(6), T0)
    assert mixer.category_id == 5
    mixer = step(step(mixer, facts.RoomFound(1, 7), T0), facts.RoomFound(1, 8), T0)
    assert (mixer.rooms[0].channel_id, mixer.channel_ids) == (7, {5, 7})
    assert step(mixer, facts.CategoryLost(), T0).category_id is None
    assert step(mixer, facts.RoomFound(9, 1), T0) == mixer


def test_what_is_tried_and_shown_is_remembered() -> None:
    mixer = step(step(an_open_mixer(), facts.CategoryTried(), after(1)), facts.RoomTried(2), after(2))
    mixer = step(mixer, facts.StatusShown(2, "q2"), after(3))
    assert (mixer.category_tried_at, mixer.rooms[1].tried_at, mixer.rooms[1].status) == (after(1), after(2), "q2")
    assert step(mixer, facts.Hindered("connect"), T0).missing_permissions == {"connect"}
    assert step(mixer, facts.NameRefused(None), T0).category_name == "Engawa"
    assert [room.name for room in step(mixer, facts.NameRefused(2), T0).rooms] == [
        "Room 1",
        "2",
        *(r.name for r in mixer.rooms[2:]),
    ]


def test_a_deleted_room_is_not_made_again_and_those_on_their_way_go_elsewhere() -> None:
    mixer = step(an_open_mixer(), facts.Arrived(101), T0)
    mixer = step(mixer, facts.RoomLost(1), after(5))
    assert [room.number for room in mixer.standing] == [2]
    assert {g.user_id: g.room for g in mixer.guests if g.user_id < 200} == {101: 1, 102: 2, 103: 2}


def test_a_late_guest_is_let_in_before_they_are_brought() -> None:
    mixer = step(built(an_open_mixer()), e.Joined(7, {1: 3, 2: 2}), after(5))
    assert step(mixer, facts.Admitted(7, 1), T0) == mixer, "that is another room"
    assert step(mixer, facts.Admitted(8, 2), T0) == mixer, "nobody knows them"
    guest = step(mixer, facts.Admitted(7, 2), T0).guest(7)
    assert guest is not None
    assert guest.admitted


def test_without_a_room_the_mixer_is_over() -> None:
    mixer = step(an_open_mixer(rooms=1), facts.RoomLost(1), after(5))
    assert (mixer.phase, mixer.ending) == (Phase.CLOSING, Ending.ROOMS_GONE)


def test_an_arrived_guest_waits_no_more_and_a_stranger_is_nobody() -> None:
    mixer = an_open_mixer()
    assert step(mixer, facts.Arrived(101), T0).guest(101) == Guest(101, 1, waiting=False)
    assert step(mixer, facts.Arrived(5555), T0) == mixer


def test_a_post_is_promised_sent_and_brought_up_to_date() -> None:
    mixer = step(an_open_mixer(), facts.PostTried(KEY, HOME), after(1))
    assert mixer.posts[KEY] == Post(KEY, HOME, after(1))
    sent = step(mixer, facts.PostSent(KEY, 5, "digest"), after(2))
    assert sent.posts[KEY] == Post(KEY, HOME, after(1), Delivery.SENT, 5, "digest")
    assert step(sent, facts.PostDropped(KEY), T0).posts[KEY].delivery is Delivery.DROPPED
    assert KEY not in step(mixer, facts.PostUnsent(KEY), T0).posts


def test_a_promise_keeps_its_time_while_discord_knows_its_nonce() -> None:
    mixer = with_post(Delivery.TRIED)
    assert step(mixer, facts.PostTried(KEY, HOME), T0 + RESEND) is mixer
    late = T0 + RESEND + timedelta(seconds=1)
    assert step(mixer, facts.PostTried(KEY, HOME), late).posts[KEY].tried_at == late


somebody = st.sampled_from([101, 102, 202, 303, 7, 8])
a_number = st.integers(1, 5)
more = [Room(number, f"Room {number}", FirstQuestions(f"q{number}")) for number in (4, 5)]
new_rooms = st.lists(st.sampled_from(more), unique=True).map(tuple)
some_seats = st.lists(st.tuples(somebody, a_number), max_size=3, unique_by=lambda seat: seat[0]).map(tuple)
anything = st.one_of(
    st.builds(facts.RoomFound, st.integers(1, 4), st.integers(20, 30)),
    st.builds(facts.RoomLost, st.integers(1, 3)),
    st.builds(facts.Arrived, somebody),
    st.builds(facts.Admitted, somebody, a_number),
    st.builds(facts.RoomTried, st.integers(1, 3)),
    st.builds(e.Joined, somebody, st.just({1: 2, 2: 1, 3: 3}), some_seats, new_rooms),
    st.builds(e.Fewer, a_number, st.integers(0, 2)),
    st.builds(e.Merging, a_number, some_seats),
    st.builds(e.StaysSmall, a_number),
    st.builds(e.Extended, st.just(10)),
    st.sampled_from(
        [
            facts.CategoryTried(),
            facts.CategoryFound(20),
            facts.CategoryLost(),
            facts.Hindered("connect"),
            facts.NameRefused(None),
        ]
    ),
)


@dataclass(frozen=True)
class Replan:
    """The coming round as somebody might think of it who sees the mixer: for some, or (lot 0) as thought of before."""

    users: tuple[int, ...]
    rooms: tuple[Room, ...]
    late: bool
    lot: int

    def event(self, mixer: Mixer) -> e.Event:
        """What they tell, perhaps too late."""
        numbers = sorted({room.number for room in (*mixer.standing, *self.rooms)} or {1})
        left = range(mixer.rounds - mixer.round)
        next_rooms = {user: tuple(numbers[(self.lot + user * n) % len(numbers)] for n in left) for user in self.users}
        return e.RoundPlanned(mixer.round + 1 + self.late, next_rooms if self.lot else None, self.rooms)


users = st.lists(somebody, unique=True).map(tuple)
pauses = st.sampled_from([0, 5, 13, 40, 61, 300, 900])
happenings = st.lists(
    st.tuples(pauses, anything | st.builds(Replan, users, new_rooms, st.booleans(), st.integers(0, 99))), max_size=25
)


@given(rounds=st.integers(1, 4), happenings=happenings)
@settings(deadline=None)
def test_no_event_and_no_time_loses_a_guest_a_seat_or_a_room(
    rounds: int, happenings: list[tuple[int, e.Event | Replan]]
) -> None:
    mixer, now = replace(an_open_mixer(rooms=3), rounds=rounds), T0
    for seconds, what in happenings:
        now += timedelta(seconds=seconds)
        before, mixer = mixer, catch_up(mixer, now)
        with suppress(Refusal):
            mixer = step(mixer, what.event(mixer) if isinstance(what, Replan) else what, now)
        check_seats(before, mixer)


def check_seats(before: Mixer, mixer: Mixer) -> None:
    """What holds whatever has happened; a round that somebody was left out of leaves them without a seat."""
    users = [guest.user_id for guest in mixer.guests]
    assert len(set(users)) == len(users)
    assert {guest.user_id for guest in before.guests} <= set(users)
    numbers = [room.number for room in mixer.rooms]
    assert len(set(numbers)) == len(numbers)
    assert {room.number for room in before.rooms} <= set(numbers)
    assert before.round <= mixer.round <= mixer.rounds
    if mixer.phase is not Phase.OPEN:
        return
    standing = {room.number for room in mixer.standing}
    for guest in mixer.guests:
        assert guest.room in {0, *numbers}
        assert guest.room in {0, *standing} or not guest.waiting
        assert guest.room or mixer.round > 1
        assert set(guest.next_rooms) <= set(numbers)
        assert len(guest.next_rooms) <= mixer.rounds - mixer.round
        assert guest.room not in guest.admitted_to
        assert set(guest.admitted_to) <= set(numbers)
    for room in mixer.rooms:
        assert (room.smallness.at is None) == (not room.smallness.moves)
        assert (room.smallness.since is None) == (not room.smallness.count)
