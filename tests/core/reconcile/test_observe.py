"""What Discord shows, and what of it is ours."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from bot.core.lifecycle import events as e
from bot.core.lifecycle import facts
from bot.core.lifecycle.apply_event import step
from bot.core.lifecycle.mixer import RESEND, Mixer
from bot.core.lifecycle.parts import Delivery, Post
from bot.core.lifecycle.phase import Phase
from bot.core.lifecycle.snapshot import Channel, Snapshot
from bot.core.lifecycle.wanted_post import PostKey
from bot.core.posts.evening import wanted
from bot.core.reconcile.observe import GOODBYE_WAITED_FOR, abandoned, borrowed, new_facts, others_own, returned, strays
from tests.core.making import (
    CATEGORY,
    FIRST_ROOM,
    HOME,
    LOBBY,
    T0,
    a_mixer,
    a_sight,
    after,
    an_open_mixer,
    built,
    channel,
)


def tried() -> Mixer:
    """Killed after it meant to create a category and two rooms."""
    mixer = step(an_open_mixer(), facts.CategoryTried(), T0)
    return step(step(mixer, facts.RoomTried(1), T0), facts.RoomTried(2), T0)


def category(id: int = 20, name: str = "Tea", seconds: float = 0, *, marked: bool = True) -> Channel:
    return channel(id, name, is_category=True, marked=marked, created_at=after(seconds=seconds))


def test_a_channel_created_and_not_recorded_is_found_again() -> None:
    seen = a_sight(tried(), {}, category())
    assert list(new_facts(tried(), seen, after(5))) == [facts.CategoryFound(20)]
    mixer = step(tried(), facts.CategoryFound(20), T0)
    seen = a_sight(mixer, {}, channel(21, "Room 1", 20, marked=True))
    assert list(new_facts(mixer, seen, after(5))) == [facts.RoomFound(1, 21)]


def test_an_admins_clone_of_our_category_is_left_alone() -> None:
    mixer = built(tried())
    clone = category(50, seconds=1), channel(51, "Room 1", CATEGORY, marked=True, created_at=after(seconds=1))
    assert not list(strays(mixer, a_sight(mixer, {}, *clone)))


def test_what_only_looks_like_ours_is_not() -> None:
    mixer = step(tried(), facts.CategoryFound(20), T0)
    others = [
        channel(60, "Room 1", 20),
        channel(61, "Room 1", None, marked=True),
        channel(62, "Room 1", 70, marked=True),
        channel(63, "Room 9", 20, marked=True),
        channel(64, "Room 1", 20, marked=True, created_at=after(-2)),
        category(65, "Coffee"),
        category(66, marked=False),
        channel(67, "Tea", marked=True),
    ]
    assert not list(strays(mixer, a_sight(mixer, {}, *others)))


def test_before_anything_was_meant_nothing_is_ours() -> None:
    assert not list(strays(an_open_mixer(), a_sight(an_open_mixer(), {}, category())))


def test_a_channel_of_another_mixer_is_not_taken() -> None:
    assert not list(strays(tried(), a_sight(tried(), {}, category()), claimed={20}))


def test_a_category_neither_evening_of_one_title_has_recorded_goes_to_the_one_that_lacks_it() -> None:
    first = replace(step(tried(), facts.CategoryFound(20), T0), id="a")
    second = replace(an_open_mixer(), id="b", category_tried_at=after(1))
    seen = a_sight(first, {}, category(30, seconds=61))
    assert others_own(first, [second], seen) == {30}
    assert others_own(second, [first], seen) == {20}


def test_of_two_evenings_that_lack_one_the_nearer_in_time_gets_it() -> None:
    first = replace(tried(), id="a")
    second = replace(an_open_mixer(), id="b", category_tried_at=after(seconds=20))
    seen = a_sight(first, {}, category(30, seconds=1), category(31, seconds=21))
    assert others_own(first, [second], seen) == {31}
    assert others_own(second, [first], seen) == {30}
    assert others_own(first, [], seen) == frozenset()


def test_deleted_channels_are_missed() -> None:
    mixer = built(an_open_mixer())
    seen = Snapshot({LOBBY: channel(LOBBY)}, {})
    assert list(new_facts(mixer, seen, after(1))) == [facts.CategoryLost(), facts.RoomLost(1), facts.RoomLost(2)]


def test_guests_are_seen_arriving_in_their_own_room() -> None:
    mixer = replace(built(an_open_mixer()), guests=an_open_mixer().guests)
    seen = a_sight(mixer, {101: FIRST_ROOM, 102: FIRST_ROOM + 1, 103: LOBBY, 7: FIRST_ROOM})
    assert list(new_facts(mixer, seen, after(1))) == [facts.Arrived(101), e.Fewer(2, 1)], "102 is elsewhere, alone"


def test_a_room_awaits_those_who_are_still_in_the_lobby() -> None:
    mixer = built(an_open_mixer())
    mixer = step(mixer, e.Joined(7, {1: 1, 2: 2}), after(1))
    seen = a_sight(mixer, {101: FIRST_ROOM, 7: LOBBY, 8: LOBBY})
    assert seen.crowd(mixer, after(2)) == {1: 2, 2: 0}
    assert seen.crowd(step(mixer, e.Joined(9, {1: 2, 2: 0}), after(2)), after(3)) == {1: 2, 2: 1}, "9 asked, and comes"
    assert seen.crowd(step(mixer, e.Joined(9, {1: 2, 2: 0}), after(2)), after(6)) == {1: 2, 2: 0}, "9 did not come"
    assert seen.inside(FIRST_ROOM) == (101,)


def closing(delivery: Delivery = Delivery.SENT) -> Mixer:
    mixer = step(built(an_open_mixer()), e.Ended(), after(5))
    return mixer.with_post(Post(PostKey("goodbye"), HOME, after(5), delivery, 1, shown_goodbye(mixer)))


def shown_goodbye(mixer: Mixer) -> str:
    return next(want.text.digest for want in wanted(mixer, after(5)) if want.key.kind == "goodbye")


EMPTY = Snapshot({HOME: channel(HOME), LOBBY: channel(LOBBY)}, {})


def over(mixer: Mixer, seen: Snapshot = EMPTY, minutes: float = 5) -> bool:
    return facts.Emptied() in list(new_facts(mixer, seen, after(minutes)))


def test_it_is_over_when_everything_of_ours_is_gone_and_goodbye_is_said() -> None:
    assert over(closing())
    assert over(closing(Delivery.DROPPED))
    assert not over(built(an_open_mixer()))


def test_a_goodbye_that_may_be_lost_is_waited_for_as_long_as_it_can_be_sent_again() -> None:
    late = after(5) + RESEND + timedelta(seconds=1)
    assert not over(closing(Delivery.TRIED))
    assert facts.Emptied() in list(new_facts(closing(Delivery.TRIED), EMPTY, late))
    assert not over(replace(closing(), posts={}), minutes=500)


def test_a_server_that_lets_us_say_nothing_is_not_waited_for_for_ever() -> None:
    mute = replace(closing(), posts={}, missing_permissions=frozenset({"send_messages"}))
    assert not over(mute)
    assert facts.Emptied() in list(new_facts(mute, EMPTY, mute.patience_ends + GOODBYE_WAITED_FOR))


def test_an_old_join_button_is_waited_for_but_not_for_ever() -> None:
    mixer = closing().with_post(Post(PostKey("announcement"), HOME, T0, Delivery.SENT, 2, "old"))
    assert not over(mixer)
    assert over(mixer, minutes=6)


def test_a_room_left_behind_keeps_it_from_being_over() -> None:
    assert not over(closing(), a_sight(closing()))
    orphan = Snapshot({**EMPTY.channels, FIRST_ROOM: channel(FIRST_ROOM, "Room 1", marked=True)}, {})
    assert not over(replace(closing(), category_id=None), orphan)
    assert not over(closing(), Snapshot({**EMPTY.channels, CATEGORY: channel(CATEGORY)}, {}))
    stray = Snapshot({**EMPTY.channels, 17: category(17)}, {})
    assert not over(closing(), stray)
    assert list(new_facts(closing(), stray, after(5), claimed={17}))[-1] == facts.Emptied()


def test_a_category_with_somebody_elses_channel_in_it_stays_and_does_not_keep_us() -> None:
    mixer = step(step(closing(), facts.RoomLost(1), after(5)), facts.RoomLost(2), after(5))
    seen = a_sight(mixer, {}, channel(80, "Theirs", CATEGORY))
    assert borrowed(mixer, seen)
    assert over(mixer, seen)


def test_a_server_not_seen_for_a_day_after_the_end_is_given_up() -> None:
    closing = replace(a_mixer(60), phase=Phase.CLOSING, ended_at=after(60))
    assert not abandoned(closing, after(60 + 24 * 60))
    assert abandoned(closing, after(61 + 24 * 60))
    assert not abandoned(a_mixer(60), after(9 * 24 * 60))


SECOND_ROOM = FIRST_ROOM + 1


def in_rooms(mixer: Mixer, **elsewhere: int) -> Snapshot:
    """Everybody in their own room, but for some: `u101=LOBBY`, 0 for not in voice."""
    places = {g.user_id: FIRST_ROOM + g.room - 1 for g in mixer.guests if g.room}
    places |= {int(user[1:]): place for user, place in elsewhere.items()}
    return a_sight(mixer, {user: place for user, place in places.items() if place})


def test_who_is_where_is_who_sits_there_and_who_is_on_the_way() -> None:
    mixer = step(built(an_open_mixer()), e.Joined(7, {1: 3, 2: 2}), after(5))
    mixer = step(mixer, e.Joined(8, {1: 3, 2: 3}), after(5))
    seen = in_rooms(mixer, u101=0, u102=LOBBY, u103=SECOND_ROOM, u7=0, u8=LOBBY)
    assert seen.present(mixer, after(6)) == {1: [8], 2: [103, 201, 202, 203, 7]}
    assert seen.present(mixer, after(8)) == {1: [8], 2: [103, 201, 202, 203]}, "7 has not come for three minutes"


def test_who_is_about_to_be_moved_is_in_voice_where_we_may_move_them_from() -> None:
    mixer = built(an_open_mixer())
    guest = replace(mixer.guests[0], waiting=True, brought_from=2)
    mixer = mixer.with_guest(guest)
    assert [in_rooms(mixer, u101=place).moves(mixer, guest) for place in (LOBBY, SECOND_ROOM, 0, 500)] == [
        True,
        True,
        False,
        False,
    ]
    assert not in_rooms(mixer, u101=LOBBY).moves(mixer, replace(guest, waiting=False))
    assert not a_sight(an_open_mixer(), {}).moves(an_open_mixer(), guest), "a room without a channel is no place"


def few(mixer: Mixer, seen: Snapshot) -> list[e.Event]:
    return [fact for fact in new_facts(mixer, seen, after(1)) if isinstance(fact, e.Fewer)]


def test_it_is_noticed_when_one_or_two_are_left_and_when_that_is_over() -> None:
    mixer = built(an_open_mixer())
    assert few(mixer, in_rooms(mixer)) == []
    assert few(mixer, in_rooms(mixer, u101=0)) == [e.Fewer(1, 2)]
    assert few(mixer, in_rooms(mixer, u101=0, u102=LOBBY)) == [e.Fewer(1, 1)]
    assert few(mixer, in_rooms(mixer, u101=0, u102=0, u103=0)) == [], "an empty room needs nobody"
    left = step(mixer, e.Fewer(1, 1), T0)
    assert few(left, in_rooms(left, u101=0, u102=0)) == []
    assert few(left, in_rooms(left)) == [e.Fewer(1, 0)]
    assert few(left, in_rooms(left, u101=0, u102=0, u103=0)) == [e.Fewer(1, 0)]


def test_a_mixer_of_two_is_not_few() -> None:
    mixer = replace(built(an_open_mixer(rooms=1)), guests=built(an_open_mixer(rooms=1)).guests[:2])
    assert few(mixer, in_rooms(mixer)) == []
    assert few(mixer, in_rooms(mixer, u101=0)) == [e.Fewer(1, 1)]


def test_while_people_are_being_brought_nobody_is_few_but_who_only_asked_is_not_waited_for() -> None:
    mixer = step(built(an_open_mixer()), e.Joined(101, {}), after(1))
    assert few(mixer, in_rooms(mixer, u101=LOBBY, u102=0)) == []
    assert few(mixer, in_rooms(mixer, u101=0, u102=0)) == [e.Fewer(1, 1)]
    waiting = an_open_mixer()
    assert few(waiting, a_sight(waiting, {101: LOBBY})) == [], "no room is there yet"
    assert few(step(mixer, e.Ended(), after(1)), in_rooms(mixer, u102=0, u103=0)) == []


def test_who_has_no_seat_is_given_one_when_they_are_back_in_a_room_of_ours_but_not_in_the_lobby() -> None:
    mixer = built(an_open_mixer())
    gone = replace(mixer.guests[0], room=0)
    mixer = mixer.with_guest(gone)
    assert [list(returned(mixer, in_rooms(mixer, u101=place))) for place in (FIRST_ROOM, LOBBY, 0, 500)] == [
        [101],
        [],
        [],
        [],
    ]
    awaited = mixer.with_guest(replace(gone, waiting=True))
    assert [list(returned(awaited, in_rooms(awaited, u101=place))) for place in (SECOND_ROOM, LOBBY, 0)] == [
        [101],
        [101],
        [],
    ]


def absent(mixer: Mixer, seen: Snapshot, minutes: float) -> list[e.Event]:
    return [fact for fact in new_facts(mixer, seen, after(minutes)) if isinstance(fact, facts.Absent)]


def test_who_never_came_is_not_awaited_for_ever_with_a_seat_or_without() -> None:
    mixer = built(an_open_mixer())
    for room in (1, 0):
        awaited = mixer.with_guest(replace(mixer.guests[0], room=room, waiting=True))
        assert not absent(awaited, in_rooms(awaited, u101=0), 4.99)
        assert absent(awaited, in_rooms(awaited, u101=0), 5) == [facts.Absent(101)]
        turned = replace(awaited, round=2, round_at=after(3))
        assert not absent(turned, in_rooms(turned, u101=0), 5)
    left = mixer.with_guest(replace(mixer.guests[0], room=0))
    assert not absent(left, in_rooms(left, u101=0), 30), "who has been here may come back"
