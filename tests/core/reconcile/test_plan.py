"""The difference between what is wanted and what is there."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.lifecycle import events as e
from bot.core.lifecycle import facts
from bot.core.lifecycle.apply_event import step
from bot.core.lifecycle.mixer import RESEND, Mixer
from bot.core.lifecycle.parts import Delivery, Post
from bot.core.lifecycle.phase import Phase
from bot.core.lifecycle.snapshot import Snapshot
from bot.core.lifecycle.wanted_post import PostKey
from bot.core.reconcile.acts import (
    MOVE,
    Act,
    Admit,
    Bring,
    OpenCategory,
    OpenRoom,
    Remove,
    Reword,
    Say,
    SendHome,
    ShowStatus,
    intent,
)
from bot.core.reconcile.deadlines import next_deadline
from bot.core.reconcile.observe import new_facts
from bot.core.reconcile.plan import plan
from bot.core.text import Question, Text
from tests.core.making import (
    CATEGORY,
    FIRST_ROOM,
    HOME,
    HOST,
    LOBBY,
    T0,
    a_mixer,
    a_sight,
    after,
    an_open_mixer,
    built,
    channel,
)
from tests.fake_venue import FakeVenue, Server


def deeds(mixer: Mixer, seen: Snapshot, now: datetime, claimed: Collection[int] = ()) -> list[Act]:
    """What is to be done beside writing."""
    return [act for act in plan(mixer, seen, now, claimed) if not isinstance(act, Say | Reword)]


def closing(mixer: Mixer) -> Mixer:
    return step(mixer, e.Ended(), after(5))


def test_first_comes_a_category_then_private_rooms_for_guests_and_host() -> None:
    mixer = an_open_mixer()
    assert deeds(mixer, a_sight(mixer), T0) == [OpenCategory("Tea")]
    mixer = step(mixer, facts.CategoryFound(20), T0)
    assert deeds(mixer, a_sight(mixer), T0) == [
        OpenRoom(1, "Room 1", 20, (HOST, 101, 102, 103)),
        OpenRoom(2, "Room 2", 20, (HOST, 201, 202, 203)),
    ]


def test_a_room_that_is_there_shows_its_question_and_fills_before_the_next() -> None:
    mixer = replace(built(an_open_mixer(common_ground="cats")), guests=an_open_mixer().guests)
    mixer = mixer.with_room(1, status=None)
    people = dict.fromkeys((203, 103, 102), LOBBY) | {101: 500}
    acts = deeds(mixer, a_sight(mixer, people), T0)
    assert acts == [
        ShowStatus(1, FIRST_ROOM, Question("q1", "cats")),
        Bring(102, LOBBY, FIRST_ROOM),
        Bring(103, LOBBY, FIRST_ROOM),
        Bring(203, LOBBY, FIRST_ROOM + 1),
    ]


def test_nobody_is_brought_who_is_not_in_the_lobby_or_has_been_seated_once() -> None:
    mixer = built(an_open_mixer())
    assert not deeds(mixer, a_sight(mixer, {101: LOBBY}), T0)


def test_a_room_lets_in_at_once_whoever_sits_in_it_in_any_round() -> None:
    mixer = step(an_open_mixer(), facts.CategoryFound(20), T0)
    guests = (replace(mixer.guests[0], next_rooms=(2,), admitted_to=(2,)), replace(mixer.guests[1], admitted=False))
    mixer = replace(mixer, guests=(*guests, *mixer.guests[2:]))
    assert deeds(mixer, a_sight(mixer), T0) == [
        OpenRoom(1, "Room 1", 20, (HOST, 101, 103)),
        OpenRoom(2, "Room 2", 20, (HOST, 101, 201, 202, 203)),
    ]


def test_people_are_brought_from_room_to_room_and_let_in_first_where_they_were_not_to_come() -> None:
    mixer = built(an_open_mixer())
    moved = replace(mixer.guests[0], admitted_to=(2,)).moved(2), mixer.guests[1].moved(2)
    mixer = replace(mixer, guests=(*moved, *mixer.guests[2:]))
    people = {101: FIRST_ROOM, 102: FIRST_ROOM, 103: FIRST_ROOM}
    assert deeds(mixer, a_sight(mixer, people), T0) == [
        Bring(101, FIRST_ROOM, FIRST_ROOM + 1),
        Admit(102, 2, FIRST_ROOM + 1),
    ]
    admitted = step(mixer, facts.Admitted(102, 2), T0)
    assert Bring(102, FIRST_ROOM, FIRST_ROOM + 1) in deeds(admitted, a_sight(admitted, people), T0)
    assert not deeds(admitted, a_sight(admitted, {101: FIRST_ROOM + 1, 102: 500}), T0), "there, or elsewhere"
    assert Admit(1, 2, 3).lane != Admit(1, 3, 4).lane


def test_who_has_no_seat_is_left_where_they_are() -> None:
    mixer = built(an_open_mixer())
    mixer = mixer.with_guest(replace(mixer.guests[0], room=0, waiting=True))
    assert not deeds(mixer, a_sight(mixer, {101: LOBBY}), T0)


def test_a_second_category_of_ours_is_removed_and_a_first_is_not() -> None:
    mixer = replace(built(an_open_mixer()), category_tried_at=T0)
    spare = channel(15, "Tea", is_category=True, marked=True)
    room = channel(16, "Room 1", CATEGORY, marked=True)
    assert deeds(mixer, a_sight(mixer, {}, spare, room), T0) == [Remove(15), Remove(16)]
    assert not deeds(mixer, a_sight(mixer, {}, spare, room), T0, claimed={15, 16})
    found_next = replace(an_open_mixer(), category_tried_at=T0)
    assert Remove(15) not in deeds(found_next, a_sight(found_next, {}, spare), T0)


def test_everyone_is_sent_home_before_a_room_goes() -> None:
    mixer = closing(built(an_open_mixer()))
    seen = a_sight(mixer, {101: FIRST_ROOM, 7: FIRST_ROOM, 8: LOBBY})
    assert deeds(mixer, seen, after(5)) == [
        SendHome(101, FIRST_ROOM, LOBBY),
        SendHome(7, FIRST_ROOM, LOBBY),
        Remove(FIRST_ROOM + 1),
    ]


def test_no_one_is_waited_for_longer_than_a_minute_and_the_room_goes_after_the_moves() -> None:
    mixer = closing(built(an_open_mixer()))
    acts = deeds(mixer, a_sight(mixer, {101: FIRST_ROOM}), after(6))
    assert acts[:2] == [SendHome(101, FIRST_ROOM, LOBBY), Remove(FIRST_ROOM, lane=MOVE)]


def test_without_a_lobby_nobody_is_moved() -> None:
    mixer = closing(built(an_open_mixer()))
    seen = a_sight(mixer, {101: FIRST_ROOM})
    seen = replace(seen, channels={id: c for id, c in seen.channels.items() if id != LOBBY})
    assert deeds(mixer, seen, after(5)) == [Remove(FIRST_ROOM), Remove(FIRST_ROOM + 1)]


def test_the_category_goes_last_and_only_if_nobody_else_uses_it() -> None:
    mixer = closing(built(an_open_mixer()))
    mixer = step(step(mixer, facts.RoomLost(1), after(5)), facts.RoomLost(2), after(5))
    assert deeds(mixer, a_sight(mixer), after(5)) == [Remove(CATEGORY)]
    assert not deeds(mixer, a_sight(mixer, {}, channel(80, "Theirs", CATEGORY)), after(5))
    orphaned = step(built(an_open_mixer()), facts.CategoryLost(), after(5))
    assert not deeds(orphaned, a_sight(orphaned), after(5))
    gone = step(mixer, facts.CategoryLost(), after(5))
    assert not deeds(gone, a_sight(gone), after(5))


def test_rooms_created_and_never_recorded_are_cleared_too() -> None:
    mixer = replace(step(an_open_mixer(), facts.CategoryTried(), T0), category_id=CATEGORY)
    mixer = closing(step(mixer, facts.RoomTried(1), T0))
    stray = channel(FIRST_ROOM, "Room 1", CATEGORY, marked=True)
    spare = channel(15, "Tea", is_category=True, marked=True)
    assert deeds(mixer, a_sight(mixer, {}, stray, spare), after(5)) == [Remove(FIRST_ROOM)]
    assert deeds(mixer, a_sight(mixer, {}, spare), after(5)) == [Remove(15), Remove(CATEGORY)]


def says(mixer: Mixer, seen: Snapshot, now: datetime) -> list[tuple[str, str]]:
    acts = plan(mixer, seen, now)
    return [
        (type(act).__name__, str(act.key)) for act in acts if isinstance(act, Say | Reword) and act.key.kind != "board"
    ]


def test_a_post_is_said_once_and_reworded_when_it_is_out_of_date() -> None:
    mixer = an_open_mixer(lobby_id=HOME)
    seen = a_sight(mixer)
    assert says(mixer, seen, T0) == [("Say", "announcement")]
    text = next(act for act in plan(mixer, seen, T0) if isinstance(act, Say)).text
    sent = mixer.with_post(Post(PostKey("announcement"), HOME, T0, Delivery.SENT, 5, text.digest))
    assert not says(sent, seen, T0)
    assert says(sent, seen, after(50)) == [("Reword", "announcement")]
    assert not says(mixer, seen, after(50))
    assert not says(mixer.with_post(Post(PostKey("announcement"), HOME, T0, Delivery.DROPPED)), seen, T0)


def test_a_post_that_may_be_there_is_sent_again_only_while_that_is_safe() -> None:
    mixer = an_open_mixer(lobby_id=HOME).with_post(Post(PostKey("announcement"), HOME, T0))
    seen = a_sight(mixer)
    blank = replace(seen, channels={HOME: replace(seen.channels[HOME], blank=True)})
    assert says(mixer, seen, T0 + RESEND)
    late = T0 + RESEND + timedelta(microseconds=1)
    assert not says(mixer, seen, late)
    assert says(mixer, blank, late)
    assert not says(mixer, Snapshot({}, {}), late)


def test_what_must_not_be_doubled_is_written_down_before() -> None:
    assert intent(OpenCategory("Tea")) == facts.CategoryTried()
    assert intent(OpenRoom(2, "x", 1, ())) == facts.RoomTried(2)
    assert intent(Say(PostKey("k"), 5, Text("t"))) == facts.PostTried(PostKey("k"), 5)
    assert intent(Remove(5)) is None


def test_acts_of_one_channel_wait_for_each_other_and_those_of_two_do_not() -> None:
    assert Say(PostKey("a"), 5, Text("t")).lane == Say(PostKey("b"), 5, Text("u")).lane
    assert Reword(PostKey("a"), 5, 1, Text("t")).lane == Reword(PostKey("b"), 5, 2, Text("u")).lane
    apart = Say(PostKey("a"), 5, Text("t")), Reword(PostKey("b"), 5, 1, Text("t")), Say(PostKey("a"), 6, Text("t"))
    assert len({act.lane for act in apart}) == 3, "a goodbye waits for no edit, nor for another channel"
    assert ShowStatus(1, 5, Question("q")).lane != ShowStatus(2, 6, Question("q")).lane
    assert Bring(1, 2, 3).lane == SendHome(1, 2, 3).lane != Remove(5).lane
    assert len({Say(PostKey("a"), 5, Text("t", {"n": 1})), Say(PostKey("a"), 5, Text("t", {"n": 1}))}) == 1


def test_a_finished_or_gathering_mixer_wants_nothing() -> None:
    for mixer in (a_mixer(), a_mixer(phase=Phase.CLOSED, missing_permissions=frozenset({"connect"}))):
        assert not list(plan(mixer, a_sight(mixer), T0))


class Hand:
    """Does every act at once, by the fake Discord's own rules."""

    def __init__(self, people: Sequence[int], places: Sequence[int]) -> None:
        self.now = T0
        self.venue = FakeVenue(lambda: self.now)
        channels = {id: channel(id, "x") for id in (HOME, LOBBY, 12)}
        self.venue.servers[1] = Server(channels, dict(zip(people, places, strict=False)))

    def do_all(self, mixer: Mixer) -> tuple[Mixer, int]:
        """The mixer and the number of acts when nothing more is to be done."""
        for done in range(100):
            seen = self.venue.look(1)
            assert seen is not None
            for fact in list(new_facts(mixer, seen, self.now)):
                mixer = step(mixer, fact, self.now)
            act = next(plan(mixer, self.venue.look(1) or seen, self.now), None)
            if act is None:
                return mixer, done
            if before := intent(act):
                mixer = step(mixer, before, self.now)
            if fact := self.venue.act(mixer, act):
                mixer = step(mixer, fact, self.now)
        raise AssertionError("there is always more to do")


places = st.lists(st.sampled_from([LOBBY, 12]), min_size=6, max_size=6)


@given(places=places, length=st.integers(3, 90), late=st.booleans())
@settings(max_examples=40, deadline=None)
def test_doing_what_is_planned_leaves_nothing_to_do(places: list[int], length: int, late: bool) -> None:
    mixer = an_open_mixer(length)
    hand = Hand([guest.user_id for guest in mixer.guests], places)
    mixer, _ = hand.do_all(mixer)
    assert hand.do_all(mixer) == (mixer, 0)
    people = hand.venue.servers[1].people
    assert LOBBY not in people.values()
    assert sum(place == 12 for place in people.values()) == places.count(12)
    if late:
        mixer = step(mixer, e.Joined(7, {}), T0)
        hand.venue.go(1, 7, LOBBY)
        mixer, _ = hand.do_all(mixer)
        assert people[7] == mixer.rooms[0].channel_id
    while at := next_deadline(mixer, hand.now):
        hand.now = at
        mixer, _ = hand.do_all(mixer)
        assert hand.do_all(mixer) == (mixer, 0)
        if at == mixer.closes_at:
            mixer = step(mixer, e.Ended(), at)
    mixer, _ = hand.do_all(mixer)
    assert mixer.phase is Phase.CLOSED
    assert not hand.venue.ours(1)
    home = hand.venue.servers[1].people
    assert list(home.values()).count(LOBBY) == places.count(LOBBY) + late
