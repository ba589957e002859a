"""What hosts' hands make of a mixer."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.core.lifecycle.apply_event import step
from bot.core.lifecycle.apply_hand import LONGEST_TOGETHER, MOST_REPORTS
from bot.core.lifecycle.apply_time import catch_up
from bot.core.lifecycle.events import Forgotten, Joined, SatDown, SignedUp
from bot.core.lifecycle.facts import Emptied
from bot.core.lifecycle.hand_events import CalledIn, LetBack, Paired, Reported, Reseated, SentBack, TakenOut
from bot.core.lifecycle.mixer import Mixer
from bot.core.lifecycle.parts import FirstQuestions, Room, Smallness
from bot.core.lifecycle.phase import Phase
from bot.core.lifecycle.snapshot import Snapshot
from bot.core.reconcile.acts import Bring, LockOut, PutOut, SendHome
from bot.core.reconcile.deadlines import next_deadline
from bot.core.reconcile.plan import plan
from bot.core.text import Refusal
from tests.core.making import FIRST_ROOM, HOST, LOBBY, T0, a_mixer, a_sight, after, an_open_mixer, built

SECOND_ROOM = FIRST_ROOM + 1


def seated(rooms: int = 2) -> Mixer:
    """Rooms of three, with everybody in them."""
    return built(an_open_mixer(rooms=rooms))


def admitting(mixer: Mixer, people: dict[int, int], *users: int) -> Snapshot:
    """A sight in which the first room lets these in."""
    seen = a_sight(mixer, people)
    first = replace(seen.channels[FIRST_ROOM], admits=frozenset(users))
    return replace(seen, channels={**seen.channels, FIRST_ROOM: first})


# Taking somebody out.


def test_who_is_taken_out_has_no_seat_and_is_put_out_of_the_room_that_no_longer_lets_them_in() -> None:
    mixer = step(seated(), TakenOut(101), after(5))
    assert mixer.guest(101) is None
    acts = list(plan(mixer, admitting(mixer, {101: FIRST_ROOM, 102: FIRST_ROOM}, 101, 102), after(5)))
    assert LockOut(101, FIRST_ROOM) in acts
    assert PutOut(101, FIRST_ROOM) in acts
    assert not [act for act in acts if isinstance(act, LockOut | PutOut) and act.user_id != 101]


@pytest.mark.parametrize("phase", [Phase.OPEN, Phase.CLOSING])
def test_whoever_drags_them_back_they_are_put_out_again(phase: Phase) -> None:
    mixer = replace(step(seated(), TakenOut(101), after(5)), phase=phase, ended_at=after(6))
    acts = list(plan(mixer, a_sight(mixer, {101: SECOND_ROOM}), after(6)))
    assert acts.index(PutOut(101, SECOND_ROOM)) == min(
        n for n, act in enumerate(acts) if isinstance(act, PutOut | SendHome | Bring)
    )


def test_who_sits_in_no_room_of_ours_is_left_where_they_are() -> None:
    mixer = step(seated(), TakenOut(101), after(5))
    acts = plan(mixer, a_sight(mixer, {101: LOBBY}), after(5))
    assert not [act for act in acts if getattr(act, "user_id", 0) == 101]


def test_they_cannot_come_back_by_any_door() -> None:
    mixer = step(seated(), TakenOut(101), after(5))
    with pytest.raises(Refusal, match=r"join\.not_tonight"):
        step(mixer, Joined(101, {1: 2, 2: 3}), after(6))
    assert step(mixer, SatDown(101, 2), after(6)) == mixer
    before = step(a_mixer(phase=Phase.SCHEDULED), TakenOut(101), T0)
    with pytest.raises(Refusal, match=r"join\.not_tonight"):
        step(before, SignedUp(101), T0)


def test_a_place_before_the_hour_goes_to_the_next() -> None:
    mixer = a_mixer(phase=Phase.SCHEDULED, capacity=1, opens_at=after(60), closes_at=after(120))
    for user in (101, 102):
        mixer = step(mixer, SignedUp(user), T0)
    mixer = step(mixer, TakenOut(101), T0)
    assert [(one.user_id, one.moved_up) for one in mixer.coming] == [(102, True)]


def test_a_host_is_not_taken_out_and_nobody_from_what_is_over() -> None:
    with pytest.raises(Refusal, match=r"hands\.host"):
        step(seated(), TakenOut(HOST), after(5))
    with pytest.raises(Refusal, match="over"):
        step(replace(seated(), phase=Phase.CLOSING), TakenOut(101), after(5))


def test_twice_is_once_and_it_can_be_taken_back() -> None:
    once = step(seated(), TakenOut(101), after(5))
    assert step(once, TakenOut(101), after(6)) == once
    back = step(once, LetBack(101), after(6))
    assert step(back, Joined(101, {1: 2, 2: 3}), after(6)).guest(101) is not None


def test_nobody_waits_for_them_where_few_were_to_be_brought_together() -> None:
    few = Smallness(1, after(4), 1, moves=((101, 2),), at=after(5))
    mixer = step(seated().with_room(1, smallness=few), TakenOut(101), after(4.5))
    assert mixer.room(1).smallness.moves == ()  # type: ignore[union-attr]


def test_who_was_taken_out_is_no_company() -> None:
    mixer = step(seated(), TakenOut(101), after(5))
    seen = a_sight(mixer, {101: FIRST_ROOM, 102: FIRST_ROOM})
    assert not seen.visited(mixer, mixer.rooms[0])
    assert list(seen.strangers(mixer)) == []


def test_nothing_of_it_stays_in_an_evening_that_is_over() -> None:
    mixer = step(seated(), Reported(102, 1, (HOST,)), after(4))
    mixer = step(step(step(mixer, TakenOut(101), after(5)), Paired(102, 103), after(5)), Paired(201, 202), after(5))
    over = step(replace(mixer, phase=Phase.CLOSING), Emptied(), after(61))
    assert (over.shut_out, over.reports, over.beside, over.apart) == ((), (), (), ())


# Reports.


def test_a_report_is_made_once_in_a_while_and_not_without_end() -> None:
    mixer = step(seated(), Reported(101, 1, (HOST,)), after(5))
    assert step(mixer, Reported(101, 1, (HOST,)), after(6)) == mixer
    for n in range(1, MOST_REPORTS):
        mixer = step(mixer, Reported(101, 1, (HOST,)), after(5 + 3 * n))
    with pytest.raises(Refusal, match=r"report\.enough"):
        step(mixer, Reported(101, 1, (HOST,)), after(80))


def test_who_is_forgotten_is_in_no_report_and_no_pair_but_stays_out() -> None:
    mixer = step(step(seated(), Reported(101, 1, (HOST,)), after(4)), Paired(101, 201), after(4))
    mixer = step(step(mixer, TakenOut(101), after(5)), Forgotten(101), after(6))
    assert (mixer.reports, mixer.beside, mixer.shut_out) == ((), (), (101,))


# Pairs.


def test_of_what_is_said_of_a_pair_the_last_counts() -> None:
    mixer = step(seated(), Paired(201, 101), after(1))
    assert (mixer.beside, mixer.apart) == (((101, 201),), ())
    mixer = step(mixer, Paired(101, 201, apart=True), after(2))
    assert (mixer.beside, mixer.apart) == ((), ((101, 201),))


# Seats by hand.


def test_people_are_brought_to_where_a_host_has_them_sit() -> None:
    mixer = step(seated(), Reseated(((101, 2), (300, 1))), after(5))
    acts = list(plan(mixer, a_sight(mixer, {101: FIRST_ROOM, 300: LOBBY}), after(5)))
    assert Bring(101, FIRST_ROOM, SECOND_ROOM) not in acts, "first the room lets them in"
    let_in = replace(mixer, guests=tuple(replace(guest, admitted=True) for guest in mixer.guests))
    acts = list(plan(let_in, a_sight(let_in, {101: FIRST_ROOM, 300: LOBBY}), after(5)))
    assert {Bring(101, FIRST_ROOM, SECOND_ROOM), Bring(300, LOBBY, FIRST_ROOM)} <= {*acts}


def test_a_new_room_comes_with_those_for_whom_it_is() -> None:
    mixer = step(seated(), Reseated(((300, 3), (301, 3)), (Room(3, "Room 3", FirstQuestions("q3")),)), after(5))
    assert {guest.user_id for guest in mixer.guests if guest.room == 3} == {300, 301}


def test_a_room_that_is_closed_is_left_straight_for_the_others() -> None:
    mixer = step(seated(), Reseated(((101, 2),), closes=1), after(5))
    mixer = replace(mixer, guests=tuple(replace(guest, admitted=True) for guest in mixer.guests))
    assert {guest.room for guest in mixer.guests} == {2}, "who was away has a seat elsewhere, too"
    acts = list(plan(mixer, a_sight_with(mixer, {101: FIRST_ROOM, 400: FIRST_ROOM}), after(5)))
    moves = [act for act in acts if isinstance(act, Bring | SendHome) and act.user_id in {101, 400}]
    assert moves[0] == Bring(101, FIRST_ROOM, SECOND_ROOM)
    assert SendHome(400, FIRST_ROOM, LOBBY) in moves


def a_sight_with(mixer: Mixer, people: dict[int, int]) -> Snapshot:
    """A sight in which a room that is over is there still."""
    seen = a_sight(mixer, people)
    first = replace(seen.channels[SECOND_ROOM], id=FIRST_ROOM, name="Room 1")
    return replace(seen, channels={**seen.channels, FIRST_ROOM: first})


def test_the_last_room_stays() -> None:
    with pytest.raises(Refusal, match=r"hands\.last_room"):
        step(seated(rooms=1), Reseated((), closes=1), after(5))


# Everybody together.


def test_everybody_is_called_in_whoever_they_are_and_goes_back_by_themselves() -> None:
    mixer = step(seated(), CalledIn(stopped=False), after(5))
    people = {101: FIRST_ROOM, 201: SECOND_ROOM, HOST: SECOND_ROOM}
    acts = list(plan(mixer, a_sight(mixer, people), after(5)))
    assert {act.user_id for act in acts if isinstance(act, SendHome)} == people.keys()
    assert not [act for act in plan(mixer, a_sight(mixer, {101: LOBBY}), after(6)) if isinstance(act, Bring)]
    at = next_deadline(mixer, after(6))
    assert at is not None
    assert at <= after(5) + LONGEST_TOGETHER
    back = catch_up(mixer, after(5) + LONGEST_TOGETHER)
    assert (back.assembly, back.closes_at) == (None, mixer.closes_at)
    assert Bring(101, LOBBY, FIRST_ROOM) in list(plan(back, a_sight(back, {101: LOBBY}), after(15)))


def test_a_clock_that_stands_still_loses_nothing_and_wins_nothing() -> None:
    mixer = step(seated(), CalledIn(stopped=True), after(5))
    back = step(mixer, SentBack(), after(8))
    assert back.closes_at == after(63)
    assert step(back, SentBack(), after(9)) == back
    assert catch_up(mixer, after(15)).closes_at == after(70)


def test_an_hour_that_ends_meanwhile_ends() -> None:
    mixer = step(seated(), CalledIn(stopped=False), after(55))
    assert catch_up(mixer, after(60)).phase is Phase.CLOSING


def test_nobody_is_alone_nor_are_tables_changed_while_all_are_together() -> None:
    few = Smallness(1, after(4), 1, moves=((101, 2),), at=after(5.1))
    mixer = step(seated().with_room(1, smallness=few), CalledIn(stopped=False), after(5))
    assert catch_up(mixer, after(6)).guest(101).room == 1  # type: ignore[union-attr]
    rounds = replace(mixer, rounds=6, round=1)
    assert catch_up(rounds, after(14)).round == 1
    assert catch_up(rounds, after(15)).round == 2


def test_two_hosts_at_once_call_once() -> None:
    mixer = step(seated(), CalledIn(stopped=True), after(5))
    with pytest.raises(Refusal, match=r"hands\.together"):
        step(mixer, CalledIn(stopped=True), after(5) + timedelta(seconds=1))
