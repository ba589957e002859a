"""People whom somebody moved by hand, or who went by themselves: where they are is where they are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from bot.core.lifecycle import events as e
from bot.core.lifecycle.apply_event import step
from bot.core.lifecycle.facts import Absent
from bot.core.lifecycle.mixer import Mixer
from bot.core.lifecycle.snapshot import SITS_DOWN, Snapshot
from bot.core.reconcile.acts import Admit, Bring, SendHome
from bot.core.reconcile.observe import new_facts, newcomers, returned
from bot.core.reconcile.plan import plan
from tests.core.making import FIRST_ROOM, HOST, LOBBY, a_sight, after, an_open_mixer, built

SECOND_ROOM = FIRST_ROOM + 1
HELPER, STRANGER = 88, 77
NOW = after(5)


def seen_since(mixer: Mixer, people: Mapping[int, int], since: datetime, **more: object) -> Snapshot:
    """These people are in these channels, and have been since then."""
    return replace(a_sight(mixer, people), since=dict.fromkeys(people, since), **more)


def few(mixer: Mixer, people: Mapping[int, int]) -> list[e.Event]:
    return [fact for fact in new_facts(mixer, a_sight(mixer, people), NOW) if isinstance(fact, e.Fewer)]


def sat_down(mixer: Mixer, seen: Snapshot) -> list[e.Event]:
    return [fact for fact in new_facts(mixer, seen, NOW) if isinstance(fact, e.SatDown)]


def moves(mixer: Mixer, seen: Snapshot) -> list[object]:
    return [act for act in plan(mixer, seen, NOW) if isinstance(act, Bring | SendHome | Admit)]


def test_three_who_sit_together_are_no_few_wherever_their_seats_are() -> None:
    mixer = built(an_open_mixer())
    assert few(mixer, {101: SECOND_ROOM, 102: SECOND_ROOM, 201: SECOND_ROOM}) == []
    assert few(mixer, {101: SECOND_ROOM, 201: SECOND_ROOM}) == [e.Fewer(2, 2)]
    empty = replace(mixer, guests=tuple(guest for guest in mixer.guests if guest.room == 1))
    dragged = {101: SECOND_ROOM, 102: SECOND_ROOM, 103: SECOND_ROOM}
    assert few(empty, dragged) == [], "nor are three in a room that was empty"
    assert few(empty, {101: SECOND_ROOM, 102: SECOND_ROOM}) == [e.Fewer(2, 2)]


def test_a_host_or_a_helper_who_looks_in_is_company() -> None:
    mixer = built(an_open_mixer())
    for visitor in (HOST, HELPER):
        assert few(mixer, {201: SECOND_ROOM, visitor: SECOND_ROOM}) == []
    left = step(mixer, e.Fewer(2, 1), NOW)
    assert few(left, {201: SECOND_ROOM, HOST: SECOND_ROOM}) == [e.Fewer(2, 0)], "what was about to happen is off"
    assert few(mixer, {HOST: SECOND_ROOM}) == [], "an empty room needs nobody"


def test_a_seat_is_where_its_guest_has_been_for_a_while() -> None:
    mixer = built(an_open_mixer())
    people = {101: SECOND_ROOM, 102: FIRST_ROOM, 103: LOBBY, 201: 500}
    assert sat_down(mixer, seen_since(mixer, people, NOW - SITS_DOWN)) == [e.SatDown(101, 2)]
    assert sat_down(mixer, seen_since(mixer, people, NOW - SITS_DOWN / 2)) == [], "it may be a wrong tap"
    assert sat_down(mixer, a_sight(mixer, people)) == [], "nobody has watched how long"


def test_who_sits_somewhere_by_hand_is_let_in_there_and_left_there() -> None:
    mixer = step(built(an_open_mixer()), e.SatDown(101, 2), NOW)
    guest = mixer.guest(101)
    assert guest is not None
    assert (guest.room, guest.waiting, guest.admitted, guest.admitted_to) == (2, False, False, (1,))
    assert moves(mixer, a_sight(mixer, {101: SECOND_ROOM})) == [Admit(101, 2, SECOND_ROOM)]
    assert few(mixer, {101: SECOND_ROOM, 201: SECOND_ROOM, 202: SECOND_ROOM}) == []


def test_who_is_on_the_way_and_goes_elsewhere_by_hand_is_not_brought_back() -> None:
    mixer = built(an_open_mixer(rooms=3))
    late = step(mixer, e.Joined(7, {1: 3, 2: 3, 3: 2}), NOW)
    third = a_sight(late, {7: SECOND_ROOM})
    assert moves(late, third) == [Admit(7, 3, FIRST_ROOM + 2)]
    assert third.present(late, NOW)[2] == [7], "they are there, and awaited nowhere"
    assert third.present(late, NOW)[3] == []
    assert sat_down(late, seen_since(late, {7: SECOND_ROOM}, NOW - SITS_DOWN)) == [e.SatDown(7, 2)]


def test_who_is_brought_to_others_comes_from_where_they_sat_and_from_nowhere_else() -> None:
    mixer = built(an_open_mixer(rooms=3))
    guest = mixer.guests[0].moved(2)
    moved = mixer.with_guest(replace(guest, admitted=True))
    at_home, elsewhere = {101: FIRST_ROOM}, {101: FIRST_ROOM + 2}
    assert moves(moved, a_sight(moved, at_home)) == [Bring(101, FIRST_ROOM, SECOND_ROOM)]
    assert sat_down(moved, seen_since(moved, at_home, NOW - SITS_DOWN)) == []
    assert moves(moved, a_sight(moved, elsewhere)) == []
    assert sat_down(moved, seen_since(moved, elsewhere, NOW - SITS_DOWN)) == [e.SatDown(101, 3)]


def test_who_presses_join_in_another_room_is_brought_from_there() -> None:
    mixer = step(built(an_open_mixer()), e.Joined(101, {}, here=2), NOW)
    assert moves(mixer, a_sight(mixer, {101: SECOND_ROOM})) == [Bring(101, SECOND_ROOM, FIRST_ROOM)]


def test_who_has_no_seat_is_given_one_that_suits_and_not_just_where_they_are() -> None:
    mixer = built(an_open_mixer())
    gone = mixer.with_guest(replace(mixer.guests[0], room=0))
    assert sat_down(gone, seen_since(gone, {101: SECOND_ROOM}, NOW - SITS_DOWN)) == []
    assert list(returned(gone, a_sight(gone, {101: SECOND_ROOM}))) == [101]


def test_what_others_were_told_of_being_brought_elsewhere_is_off_for_who_was_moved_by_hand() -> None:
    mixer = step(built(an_open_mixer(rooms=3)), e.Fewer(1, 1), after(1))
    told = step(mixer, e.Merging(1, ((201, 1),)), after(2))
    assert told.rooms[0].smallness.moves
    stays = step(told, e.SatDown(201, 3), after(2)).rooms[0].smallness
    assert (stays.moves, stays.at, stays.count) == ((), None, 1)


def test_a_vote_is_about_those_one_sits_with() -> None:
    mixer = built(an_open_mixer())
    voted = mixer.with_guest(replace(mixer.guests[0], ballot="sealed"))
    guest = step(voted, e.SatDown(101, 2), NOW).guest(101)
    assert guest is not None
    assert guest.ballot == "", "a yes to stay with some is no yes to stay with others"


def test_who_is_brought_in_by_hand_is_a_guest_there_but_no_host_nor_helper_nor_who_is_forgotten() -> None:
    mixer = replace(built(an_open_mixer()), forgotten=(76,)).with_room(2, let_in=(HOST, 75))
    people: dict[int, int] = dict.fromkeys([HOST, HELPER, STRANGER, 76, 75], SECOND_ROOM)
    seen = seen_since(mixer, people, NOW - SITS_DOWN, staff=frozenset({HELPER}))
    assert list(newcomers(mixer, seen, NOW)) == [(STRANGER, 2)]
    assert list(newcomers(mixer, seen, NOW - SITS_DOWN / 2)) == []
    seated = step(mixer, e.SatDown(STRANGER, 2, "Hi", "Cats"), NOW)
    guest = seated.guest(STRANGER)
    assert guest is not None
    assert (guest.room, guest.waiting, guest.admitted, guest.about, guest.answer) == (2, False, False, "Hi", "Cats")
    assert step(mixer, e.SatDown(76, 2), NOW) is mixer, "nobody writes down anew what was deleted"
    assert step(mixer, e.SatDown(STRANGER, 9), NOW) is mixer, "that room is no more"


def test_who_never_took_their_own_seat_and_sits_elsewhere_is_not_absent() -> None:
    mixer = built(an_open_mixer())
    late = mixer.with_guest(replace(mixer.guests[0], waiting=True, absent=True))
    facts = list(new_facts(late, seen_since(late, {101: SECOND_ROOM}, after(30)), after(30)))
    assert not [fact for fact in facts if isinstance(fact, Absent)]
