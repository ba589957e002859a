"""What Discord shows, and what of it is ours."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from bot.core import events as e
from bot.core import facts
from bot.core.life import step
from bot.core.mixer import RESEND, Mixer, Phase
from bot.core.parts import Delivery, Post
from bot.core.posts import wanted
from bot.core.seen import FAREWELL, Channel, Seen, abandoned, borrowed, notice, others_own, strays
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
    assert list(notice(tried(), seen, after(5))) == [facts.CategoryFound(20)]
    mixer = step(tried(), facts.CategoryFound(20), T0)
    seen = a_sight(mixer, {}, channel(21, "Room 1", 20, marked=True))
    assert list(notice(mixer, seen, after(5))) == [facts.RoomFound(1, 21)]


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
    seen = Seen({LOBBY: channel(LOBBY)}, {})
    assert list(notice(mixer, seen, after(1))) == [facts.CategoryLost(), facts.RoomLost(1), facts.RoomLost(2)]


def test_guests_are_seen_arriving_in_their_own_room() -> None:
    mixer = replace(built(an_open_mixer()), guests=an_open_mixer().guests)
    seen = a_sight(mixer, {101: FIRST_ROOM, 102: FIRST_ROOM + 1, 103: LOBBY, 7: FIRST_ROOM})
    assert list(notice(mixer, seen, after(1))) == [facts.Arrived(101)]


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
    return mixer.with_post(Post("goodbye", HOME, after(5), delivery, 1, shown_goodbye(mixer)))


def shown_goodbye(mixer: Mixer) -> str:
    return next(want.text.digest for want in wanted(mixer, after(5)) if want.key == "goodbye")


EMPTY = Seen({HOME: channel(HOME), LOBBY: channel(LOBBY)}, {})


def over(mixer: Mixer, seen: Seen = EMPTY, minutes: float = 5) -> bool:
    return facts.Emptied() in list(notice(mixer, seen, after(minutes)))


def test_it_is_over_when_everything_of_ours_is_gone_and_goodbye_is_said() -> None:
    assert over(closing())
    assert over(closing(Delivery.DROPPED))
    assert not over(built(an_open_mixer()))


def test_a_goodbye_that_may_be_lost_is_waited_for_as_long_as_it_can_be_sent_again() -> None:
    late = after(5) + RESEND + timedelta(seconds=1)
    assert not over(closing(Delivery.TRIED))
    assert facts.Emptied() in list(notice(closing(Delivery.TRIED), EMPTY, late))
    assert not over(replace(closing(), posts={}), minutes=500)


def test_a_server_that_lets_us_say_nothing_is_not_waited_for_for_ever() -> None:
    mute = replace(closing(), posts={}, missing=frozenset({"send_messages"}))
    assert not over(mute)
    assert facts.Emptied() in list(notice(mute, EMPTY, mute.patience_ends + FAREWELL))


def test_an_old_join_button_is_waited_for_but_not_for_ever() -> None:
    mixer = closing().with_post(Post("announcement", HOME, T0, Delivery.SENT, 2, "old"))
    assert not over(mixer)
    assert over(mixer, minutes=6)


def test_a_room_left_behind_keeps_it_from_being_over() -> None:
    assert not over(closing(), a_sight(closing()))
    orphan = Seen({**EMPTY.channels, FIRST_ROOM: channel(FIRST_ROOM, "Room 1", marked=True)}, {})
    assert not over(replace(closing(), category_id=None), orphan)
    assert not over(closing(), Seen({**EMPTY.channels, CATEGORY: channel(CATEGORY)}, {}))
    stray = Seen({**EMPTY.channels, 17: category(17)}, {})
    assert not over(closing(), stray)
    assert list(notice(closing(), stray, after(5), claimed={17}))[-1] == facts.Emptied()


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
