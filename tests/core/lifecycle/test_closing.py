"""The vote to stay, what is left of it, and the close that waits for a pause."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.lifecycle import closing
from bot.core.lifecycle import events as e
from bot.core.lifecycle.apply_event import step
from bot.core.lifecycle.apply_time import catch_up
from bot.core.lifecycle.closing import EXTRA_TIME, PAUSE_IN_TALK, WAIT_UNHEARD
from bot.core.lifecycle.facts import PostSent, PostTried
from bot.core.lifecycle.mixer import LONGEST_CLOSING, Mixer
from bot.core.lifecycle.parts import Room, RoomEnd
from bot.core.lifecycle.phase import Ending, Phase
from bot.core.lifecycle.wanted_post import WantedPost
from bot.core.listening.room_watch import RoomWatch, finish_at
from bot.core.planning.start import with_closings
from bot.core.posts.evening import wanted
from bot.core.questions.deck import Prompt
from bot.core.reconcile.acts import Remove, SendHome
from bot.core.reconcile.deadlines import next_deadline
from bot.core.reconcile.plan import plan
from bot.core.text import Moment, Question, Refusal
from tests.core.making import FIRST_ROOM, LOBBY, a_sight, after, an_open_mixer, built

MICRO = timedelta(microseconds=1)
OPENS, COUNTS, END = after(57), after(59), after(60)


def an_hour(rooms: int = 2, **changes: object) -> Mixer:
    return replace(built(an_open_mixer(rooms=rooms)), **changes)


def room(mixer: Mixer, number: int = 1) -> Room:
    found = mixer.room(number)
    assert found is not None
    return found


def keys(mixer: Mixer, now: datetime, number: int = 1) -> set[str]:
    """What stands in a room, by catalogue key."""
    return {want.text.key for want in wanted(mixer, now) if want.channel_id == FIRST_ROOM + number - 1}


def counted(*stays: int, rooms: int = 2) -> Mixer:
    return step(an_hour(rooms), e.Counted(tuple(range(1, rooms + 1)), stays), COUNTS)


def test_a_room_can_vote_from_three_minutes_before_the_end_to_one() -> None:
    mixer = an_hour()
    for now, can in ((OPENS - MICRO, False), (OPENS, True), (COUNTS - MICRO, True), (COUNTS, False), (END, False)):
        assert closing.voting(mixer, room(mixer), now) is can
        assert ("room.ballot" in keys(mixer, now)) is can


@pytest.mark.parametrize(
    "mixer",
    [
        an_hour(stayed=True),
        an_hour(phase=Phase.CLOSING),
        an_hour().with_room(1, end=RoomEnd(counted=True)),
        an_hour().with_room(1, lost=True),
        an_hour().with_room(1, end=RoomEnd(over_at=after(50))),
    ],
    ids=["once only", "closing", "counted", "deleted", "over"],
)
def test_there_is_no_vote_where_it_would_decide_nothing(mixer: Mixer) -> None:
    assert not closing.voting(mixer, room(mixer), OPENS)
    with pytest.raises(Refusal):
        step(mixer, e.Voted(101, "x", "key"), OPENS)


@pytest.mark.parametrize(("length", "has"), [(3, False), (6, False), (7, True)])
def test_a_short_mixer_has_no_vote(length: int, has: bool) -> None:
    mixer = an_open_mixer(length)
    assert (closing.ballot(mixer) is not None) is has
    assert (after(length - 1) in set(closing.deadlines(mixer))) is has


def test_votes_are_due_to_be_counted_a_minute_before_the_end_and_not_after_it() -> None:
    mixer = an_hour().with_room(2, end=RoomEnd(counted=True))
    for now, due in ((COUNTS - MICRO, []), (COUNTS, [1]), (END - MICRO, [1]), (END, [])):
        assert [r.number for r in closing.to_count(mixer, now)] == due
    assert not closing.to_count(an_hour(phase=Phase.CLOSING), COUNTS)
    assert not closing.to_count(an_open_mixer(5), after(4.5))


@given(st.sets(st.integers(1, 6)), st.sets(st.integers(1, 6)))
def test_a_room_stays_only_if_everybody_there_said_yes(present: set[int], yes: set[int]) -> None:
    assert closing.unanimous(present, yes) is (len(present) > 1 and not present - yes)


def test_a_vote_takes_the_place_of_an_earlier_one_and_touches_nobody_elses() -> None:
    mixer = step(step(an_hour(), e.Voted(101, "a", "key"), OPENS), e.Voted(102, "b", "key"), OPENS)
    again = step(mixer, e.Voted(101, "c", "key"), OPENS)
    assert {g.user_id: g.ballot for g in again.guests if g.ballot} == {101: "c", 102: "b"}


@pytest.mark.parametrize("now", [OPENS - MICRO, COUNTS])
def test_a_vote_out_of_time_is_refused(now: datetime) -> None:
    with pytest.raises(Refusal) as refused:
        step(an_hour(), e.Voted(101, "a", "key"), now)
    assert refused.value.text.key == "refusal.ballot.over"


@pytest.mark.parametrize("stranger", [7, 101])
def test_whoever_has_no_seat_has_no_vote(stranger: int) -> None:
    guests = tuple(replace(g, room=0) if g.user_id == 101 else g for g in an_hour().guests)
    with pytest.raises(Refusal):
        step(an_hour(guests=guests), e.Voted(stranger, "a", "key"), OPENS)


def test_of_counted_votes_nothing_is_left_but_which_rooms_stay() -> None:
    mixer = an_hour()
    for guest in mixer.guests:
        mixer = step(mixer, e.Voted(guest.user_id, "secret", "key"), OPENS)
    mixer = step(
        replace(mixer, guests=(replace(mixer.guests[0], room=0), *mixer.guests[1:])), e.Counted((1, 2), (2,)), COUNTS
    )
    assert not any(guest.ballot for guest in mixer.guests), "not even of somebody who has no seat any more"
    assert [(r.end.counted, r.end.stays) for r in mixer.rooms] == [(True, False), (True, True)]
    later = step(mixer, e.Counted((1, 2), (1, 2)), COUNTS)
    assert later.rooms == mixer.rooms, "votes are counted once"


@pytest.mark.parametrize("end", [e.Ended(), e.Cancelled()])
def test_votes_that_are_never_counted_are_forgotten_at_the_end(end: e.Event) -> None:
    mixer = step(an_hour(), e.Voted(101, "secret", "key"), OPENS)
    assert not any(guest.ballot for guest in step(mixer, end, OPENS).guests)
    assert not any(guest.ballot for guest in catch_up(mixer, after(80)).guests)


def test_the_rooms_that_said_yes_stay_ten_minutes_more_and_the_others_close() -> None:
    mixer = catch_up(counted(2), END)
    assert (mixer.phase, mixer.stayed, mixer.closes_at) == (Phase.OPEN, True, END + EXTRA_TIME)
    assert [r.number for r in mixer.standing] == [2]
    assert [r.number for r in mixer.leaving] == [1]
    assert {guest.room for guest in mixer.guests} == {2}
    over = catch_up(mixer, END + EXTRA_TIME)
    assert (over.phase, over.ending, over.ended_at) == (Phase.CLOSING, Ending.TIME, END + EXTRA_TIME)
    assert room(over).end.over_at == END


def test_without_a_yes_all_is_over_at_the_end() -> None:
    mixer = catch_up(counted(), END)
    assert (mixer.phase, mixer.ending) == (Phase.CLOSING, Ending.TIME)
    assert not mixer.stayed


def test_a_deleted_room_neither_stays_nor_closes_again() -> None:
    mixer = catch_up(counted(1, 2).with_room(1, lost=True), END)
    assert [r.number for r in mixer.standing] == [2]
    assert room(mixer).end.over_at is None
    gone = catch_up(counted(1).with_room(1, lost=True), END)
    assert gone.phase is Phase.CLOSING, "a yes of a room that is not there stays nowhere"


def test_whoever_slept_over_all_of_it_is_over_at_once() -> None:
    mixer = catch_up(counted(1), END + EXTRA_TIME)
    assert (mixer.phase, mixer.stayed) == (Phase.CLOSING, True)
    assert catch_up(an_open_mixer(), END).ending is Ending.SLEPT


def test_a_room_learns_that_it_stays_or_nothing_at_all() -> None:
    mixer = counted(1)
    assert "room.stays" in keys(mixer, COUNTS, 1)
    assert "room.sign_1" not in keys(mixer, COUNTS, 1)
    undecided = keys(an_hour().with_room(1, end=RoomEnd(counted=True)), COUNTS)
    assert keys(mixer, COUNTS, 2) == undecided
    assert "room.sign_1" in undecided
    assert "room.stays" not in keys(catch_up(mixer, END), END)


def test_no_last_minute_is_announced_before_it_is_known_whether_a_room_stays() -> None:
    assert not {"room.sign_1", "room.stays"} & keys(an_hour(), COUNTS)


def test_those_who_stay_hear_of_their_new_end_and_nobody_new_comes() -> None:
    for mixer in (
        catch_up(counted(1), END),
        catch_up(step(built(an_open_mixer(12)), e.Counted((1, 2), (1,)), after(11)), after(12)),
    ):
        end = mixer.closes_at
        assert "room.extended" not in keys(mixer, end - EXTRA_TIME)
        assert "room.sign_1" in keys(mixer, end - timedelta(minutes=1))
        assert "room.ballot" not in keys(mixer, end - timedelta(minutes=2))
        with pytest.raises(Refusal):
            step(mixer, e.Joined(7, {1: 3}), end - EXTRA_TIME)


def extended(mixer: Mixer, now: datetime, number: int = 1) -> list[Moment]:
    """The ends that the sentences on more time name, which can still be posted."""
    told = [w for w in wanted(mixer, now) if w.text.key == "room.extended" and w.fresh]
    ends = [w.text.values["end"] for w in told if w.channel_id == FIRST_ROOM + number - 1]
    return [end for end in ends if isinstance(end, Moment)]


def test_more_time_from_the_host_after_a_stay_is_told_too() -> None:
    mixer = step(catch_up(counted(1), END), e.Extended(5), END)
    assert extended(mixer, END) == [Moment(END + EXTRA_TIME + timedelta(minutes=5), relative=True)]
    again = step(mixer, e.Extended(5), after(61))
    ends = [Moment(END + EXTRA_TIME + timedelta(minutes=more), relative=True) for more in (5, 10)]
    assert extended(again, after(61)) == ends, "each is told its own, even if both are told late: nothing is said twice"


def test_a_room_that_stays_is_told_its_own_end_and_the_other_the_hours() -> None:
    mixer = step(counted(1), e.Extended(5), COUNTS)
    ends = [Moment(END + extra + timedelta(minutes=5), relative=True) for extra in (EXTRA_TIME, timedelta(0))]
    assert [extended(mixer, COUNTS, number) for number in (1, 2)] == [[end] for end in ends]
    later = catch_up(mixer, END + timedelta(minutes=5))
    assert room(later).end.stays
    assert not extended(later, after(65)), "what was told then is not changed now"


def sign(mixer: Mixer, now: datetime, number: int = 1) -> WantedPost | None:
    """What a room is told of the last five minutes."""
    keys = [w for w in wanted(mixer, now) if str(w.key).startswith("sign:5:") and str(w.key).endswith(f":{number}")]
    return keys[0] if keys else None


def asked_to_end_on(mixer: Mixer, now: datetime, number: int = 1) -> Mixer:
    """The mixer when the sign of now has been posted in a room."""
    want = sign(mixer, now, number)
    assert want is not None
    tried = step(mixer, PostTried(want.key, want.channel_id), now)
    assert sign(tried, now, number) == want, "one that may have to be sent again says the same"
    return step(tried, PostSent(want.key, 500, want.text.digest), now)


def test_a_room_that_stays_is_not_asked_twice_what_to_end_on() -> None:
    mixer = an_hour().with_room(1, end=RoomEnd("en-end-01"))
    for number in (1, 2):
        mixer = asked_to_end_on(mixer, after(55), number)
    mixer = catch_up(step(mixer, e.Counted((1, 2), (1, 2)), COUNTS), END)
    for number in (1, 2):
        again = sign(mixer, after(65), number)
        assert again is not None
        assert again.text.key == "room.nearly_over"


def test_nor_is_one_whose_host_gives_more_time_but_one_that_was_not_asked_is() -> None:
    mixer = asked_to_end_on(an_hour().with_room(1, end=RoomEnd("en-end-01")), after(55))
    longer = step(mixer, e.Extended(10), after(58))
    keys = [want.text.key for number in (1, 2) if (want := sign(longer, after(65), number))]
    assert keys == ["room.nearly_over", "room.sign_5"]


def test_where_a_host_gives_more_time_during_the_vote_it_begins_anew() -> None:
    mixer = an_hour()
    longer = step(mixer, e.Extended(10), OPENS)
    assert not closing.voting(longer, room(longer), after(58))
    asked = [
        {w.key for w in wanted(m, at) if w.key.kind == "ballot"} for m, at in ((mixer, OPENS), (longer, after(67)))
    ]
    assert all(asked)
    assert not asked[0] & asked[1]


def test_the_last_five_minutes_have_a_question_of_their_own_if_there_is_one() -> None:
    mixer = an_hour().with_room(1, end=RoomEnd("en-end-01"))
    (sign,) = (want.text for want in wanted(mixer, after(55)) if want.key.kind == "sign" and want.key.parts[-1] == "1")
    assert (sign.key, sign.values["question"]) == ("room.closing_round", Question("en-end-01", ""))
    assert "room.sign_5" in keys(mixer, after(55), 2)


def test_rooms_end_on_different_questions_while_there_are_any() -> None:
    mixer = an_hour(rooms=5)
    deck = [Prompt(f"end-{n}", 1, "open", "?") for n in range(3)]
    closings = [r.end.question for r in with_closings(mixer, mixer.rooms, deck)]
    assert set(closings[:3]) == {"end-0", "end-1", "end-2"}
    assert closings == [r.end.question for r in with_closings(mixer, mixer.rooms, deck[::-1])], "the same after a crash"
    assert with_closings(mixer, mixer.rooms, []) == mixer.rooms


def at_the_end(ending: Ending = Ending.TIME, *, released: bool = False) -> Mixer:
    mixer = an_hour(phase=Phase.CLOSING, ending=ending, ended_at=END)
    return mixer.with_room(1, end=RoomEnd(released=released))


def test_the_close_waits_for_a_pause_and_a_minute_at_most() -> None:
    mixer = at_the_end()
    for now, waits in ((END, True), (END + LONGEST_CLOSING - MICRO, True), (END + LONGEST_CLOSING, False)):
        assert closing.held(mixer, room(mixer), now) is waits
    assert not closing.held(at_the_end(released=True), room(at_the_end(released=True)), END)
    assert not closing.held(an_hour(), room(an_hour()), END), "nothing is over yet"


@pytest.mark.parametrize("ending", [Ending.HOST, Ending.CANCELLED, Ending.ROOMS_GONE])
def test_nobody_waits_where_it_did_not_end_by_itself(ending: Ending) -> None:
    mixer = at_the_end(ending)
    assert not closing.held(mixer, room(mixer), END)


def test_a_room_closing_while_others_stay_finishes_its_sentence_too() -> None:
    mixer = catch_up(counted(2), END)
    assert closing.closed_at(mixer, room(mixer)) == END
    assert closing.held(mixer, room(mixer), END)
    assert closing.closed_at(mixer, room(mixer, 2)) is None
    assert END + LONGEST_CLOSING in set(closing.deadlines(mixer))
    assert next_deadline(mixer, END) is not None


def test_people_stay_where_they_are_until_they_are_let_go() -> None:
    mixer = catch_up(counted(2), END)
    seen = a_sight(
        replace(mixer, rooms=tuple(replace(r, end=replace(r.end, over_at=None)) for r in mixer.rooms)),
        {101: FIRST_ROOM, 201: FIRST_ROOM + 1},
    )
    assert not [act for act in plan(mixer, seen, END) if isinstance(act, SendHome | Remove)]
    free = step(mixer, e.Released(1), END)
    assert [a for a in plan(free, seen, END) if isinstance(a, SendHome | Remove)] == [SendHome(101, FIRST_ROOM, LOBBY)]
    empty = replace(seen, people={201: FIRST_ROOM + 1})
    assert [a for a in plan(free, empty, END) if isinstance(a, SendHome | Remove)] == [Remove(FIRST_ROOM)]


def test_a_minute_is_all_anybody_waits() -> None:
    mixer = catch_up(counted(2), END)
    seen = a_sight(
        replace(mixer, rooms=tuple(replace(r, end=replace(r.end, over_at=None)) for r in mixer.rooms)),
        {101: FIRST_ROOM},
    )
    late = [a for a in plan(mixer, seen, END + LONGEST_CLOSING) if isinstance(a, SendHome | Remove)]
    assert [type(act) for act in late] == [SendHome, Remove]
    assert late[0].lane == late[1].lane, "first everyone comes home, then the room goes"


def a_following(**hears: bool) -> RoomWatch:
    mixer = an_hour()
    following = RoomWatch(mixer, room(mixer), 0, after(50).timestamp())
    if hears:
        following.hears(True, after(50).timestamp())
    return following


def test_without_an_ear_a_room_has_half_a_minute() -> None:
    assert finish_at(None, END) == finish_at(a_following(), END) == (END + WAIT_UNHEARD).timestamp()


def test_with_an_ear_it_is_free_once_nobody_has_spoken_for_a_moment() -> None:
    following, end = a_following(ear=True), END.timestamp()
    assert finish_at(following, END) == end + PAUSE_IN_TALK.total_seconds(), (
        "talk paused long ago: a moment all the same"
    )
    following.heard(101, True, end - 3)
    assert finish_at(following, END) is None
    following.heard(101, False, end + 20)
    assert finish_at(following, END) == end + 20 + PAUSE_IN_TALK.total_seconds()
