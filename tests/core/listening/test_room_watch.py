"""One room followed: what it shows, when to look again, and what was known before a crash."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from bot.core.lifecycle.mixer import Mixer
from bot.core.lifecycle.parts import Asking, FirstQuestions, Room
from bot.core.listening.cooldown import MINUTE, Refused
from bot.core.listening.room_watch import CALM, GENTLE, MUTED, RoomWatch, elapsed
from bot.core.listening.stall import STILL, Light, Why
from tests.core.making import FIRST_ROOM, a_mixer, after, an_open_mixer, built

START = after().timestamp()
PEOPLE = (101, 102, 103)


def followed(now: float = 0, gentle: int = 0, **room: object) -> RoomWatch:
    """A room of three, followed since `now` seconds after the beginning."""
    mixer = a_room(**room)
    following = RoomWatch(mixer, mixer.rooms[0], gentle, START + now)
    following.follow(mixer, mixer.rooms[0], PEOPLE, (), START + now)
    return following


def a_room(**changes: object) -> Mixer:
    """A mixer of an hour with one room."""
    return built(an_open_mixer(rooms=1)).with_room(1, **changes)


def an_asking(nth: int, minute: float, *, worked: bool | None) -> Asking:
    return Asking(nth, f"q-{nth}", "", "lull", after(minute), worked)


def see(following: RoomWatch, now: float, people: tuple[int, ...] = PEOPLE, muted: tuple[int, ...] = ()) -> None:
    mixer = a_room()
    following.follow(mixer, mixer.rooms[0], people, muted, START + now)


def lively(following: RoomWatch, since: float, until: float) -> None:
    """Turns of five seconds."""
    for turn in range(int((until - since) / 5)):
        following.heard(PEOPLE[turn % 3], True, START + since + 5 * turn)
        following.heard(PEOPLE[turn % 3], False, START + since + 5 * turn + 5)


def test_a_heard_room_that_falls_silent_is_to_be_asked() -> None:
    room = followed()
    room.hears(True, START)
    lively(room, 0, 120)
    look = room.next_look(START + 120)
    assert look is not None
    assert room.why_now(look - 0.01) is None
    assert room.why_now(look) == Why.PAUSE
    room.asked(1, Why.PAUSE, look)
    assert room.why_now(look + 1) is None
    assert room.next_look(look) == look + MINUTE, "only to judge it"


def test_a_question_is_judged_by_the_talk_of_its_minute() -> None:
    for talkers, worked in ((PEOPLE[:2], True), (PEOPLE[:1], False)):
        room = followed()
        room.hears(True, START)
        room.asked(1, "lull", START + 100)
        for user in talkers:
            room.heard(user, True, START + 110)
        room.heard(PEOPLE[0], False, START + 117)
        assert room.verdict(START + 159, posted=True) is None
        assert room.verdict(START + 160, posted=True) is worked
        assert room.verdict(START + 161, posted=True) is None, "once"


def test_talk_that_went_on_across_the_question_counts_from_it() -> None:
    room = followed()
    room.hears(True, START)
    for user in PEOPLE[:2]:
        room.heard(user, True, START + 50)
    room.asked(1, "wished", START + 100)
    for user in PEOPLE[:2]:
        room.heard(user, False, START + 102)
    assert room.verdict(START + 160, posted=True) is False


def test_nobody_is_judged_who_was_not_heard_or_never_saw_the_question() -> None:
    for posted, ear in ((True, 130), (False, 0)):
        room = followed()
        room.hears(True, START + ear)
        room.asked(1, "lull", START + 100)
        assert room.verdict(START + 160, posted=posted) is None
        assert room.restraint.wait == MINUTE
        assert not room.restraint.judging


def test_who_stops_before_they_began_does_no_harm() -> None:
    room = followed()
    room.heard(101, False, START + 1)
    assert room.light(START + 1) is None


def test_a_question_taken_back_was_never_put() -> None:
    room = followed()
    room.hears(True, START)
    lively(room, 0, 120)
    look = room.next_look(START + 120) or 0
    assert room.why_now(look)
    room.asked(1, "lull", look)
    room.taken_back(2)
    assert room.restraint.asked, "another one"
    room.taken_back(1)
    room.taken_back(1)
    assert room.restraint.asked == ()
    assert room.verdict(look + 60, posted=True) is None
    assert room.why_now(look + 1), "the silence goes on"


def test_a_room_with_no_question_left_is_looked_at_again_in_a_minute() -> None:
    room = followed()
    room.hears(True, START)
    lively(room, 0, 120)
    look = room.next_look(START + 120) or 0
    assert room.why_now(look)
    room.leave_alone(look)
    assert room.why_now(look + 1) is None
    assert room.next_look(look + 1) == look + MINUTE
    assert room.why_now(look + MINUTE)


def test_a_stall_that_may_not_be_asked_about_is_seen_once() -> None:
    room = followed()
    room.hears(True, START)
    lively(room, 0, 120)
    room.restraint = room.restraint.quiet_for_a_while(START + 60)
    look = room.next_look(START + 120) or 0
    assert look < START + 160
    assert room.why_now(look) is None
    assert room.restraint.stalled == look
    assert room.next_look(look) == START + 960


def test_a_room_nobody_hears_is_asked_gently_or_when_all_are_muted() -> None:
    room = followed(gentle=10)
    assert room.next_look(START) == START + 600
    assert room.why_now(START + 599) is None
    assert room.why_now(START + 600) == GENTLE
    see(room, 200, muted=PEOPLE)
    assert room.why_now(START + 320) == MUTED
    see(room, 330, muted=PEOPLE[:2])
    assert room.why_now(START + 400) is None
    room.gently(0)
    assert room.next_look(START + 400) is None


def test_one_person_or_none_is_never_asked_and_never_looked_at() -> None:
    room = followed(gentle=10)
    for people in (PEOPLE[:1], ()):
        see(room, 10, people)
        assert room.why_now(START + 900) is None
        assert room.next_look(START + 900) is None


def test_peace_and_more_time_come_from_the_mixer() -> None:
    room = followed(peace_until=after(20))
    assert room.restraint.refusal(START + 1199) is Refused.PEACE
    mixer = replace(a_room(), closes_at=after(90))
    room.follow(mixer, mixer.rooms[0], PEOPLE, (), START + 100)
    assert room.restraint.closes == after(90).timestamp()


def test_what_was_asked_before_a_crash_is_known_after_it() -> None:
    asked = [an_asking(n, n, worked=n % 2 == 0) for n in range(1, 8)]
    room = followed(1000, askings=(*asked, an_asking(8, 9, worked=None)))
    assert len(room.restraint.asked) == 6
    assert room.restraint.wait == 900, "four that did not work: 2, 4, 8, and 15 minutes at most"
    flow = room.restraint.stall(START + 1500, silence=3)
    assert flow.wait == 900, "what was before the restart was not heard, and is no flow"


def test_the_first_minute_of_a_round_is_its_peoples_own_and_what_was_before_says_nothing_of_them() -> None:
    room = followed()
    room.hears(True, START)
    lively(room, 0, 120)
    look = room.next_look(START + 120) or 0
    assert room.why_now(look)
    room.restraint = replace(room.restraint, wait=900.0)
    room.heard(101, True, look)
    mixer = replace(a_room(), round=2)
    room.turn(mixer, look)
    assert (room.round, room.restraint.wait, room.restraint.judge_at) == (2, MINUTE, None)
    assert room.restraint.refusal(look + MINUTE - 1) is Refused.WARM_UP
    assert room.why_now(look + 1) is None
    assert room.pausing_since() == look, "nobody who spoke at the table of before is speaking here"


def test_a_question_of_the_round_before_is_not_judged_by_the_talk_of_the_next() -> None:
    room = followed()
    room.hears(True, START)
    room.asked(1, "lull", START + 100)
    room.turn(replace(a_room(), round=2), START + 120)
    for user in PEOPLE[:2]:
        room.heard(user, True, START + 130)
    assert room.verdict(START + 160, posted=True) is None


def test_after_a_crash_in_a_later_round_it_counts_from_that_round() -> None:
    asked = [an_asking(n, n, worked=False) for n in (1, 2, 3)]
    mixer = replace(a_room(askings=(*asked, an_asking(4, 31, worked=False))), round=2, round_at=after(30))
    room = RoomWatch(mixer, mixer.rooms[0], 0, START + 1900)
    assert (room.round, room.restraint.opened) == (2, START + 1800)
    assert room.restraint.wait == 2 * MINUTE, "only what did not help these people"
    assert len(room.restraint.asked) == 4, "but an hour has no more questions for it"


def test_a_room_is_looked_at_again_when_its_light_turns_to_quiet() -> None:
    room = followed()
    assert room.wake_at(START) == room.next_look(START), "nobody hears it"
    room.hears(True, START)
    lively(room, 0, 100)
    still = START + 100 + STILL
    assert room.wake_at(START + 100) == still < (room.next_look(START + 100) or 0)
    assert (room.light(still - 0.01), room.light(still)) == (Light.TALKING, Light.QUIET)
    assert room.wake_at(still) == room.next_look(still)
    room.heard(101, True, START + 120)
    assert room.wake_at(START + 120) is None


def test_how_a_room_looks_from_outside_and_to_the_rota() -> None:
    room = followed()
    assert room.light(START) is None
    assert (room.station(START).talk, room.station(START).since) == (1.0, None)
    room.hears(True, START)
    lively(room, 0, 100)
    assert room.light(START + 100) is Light.TALKING
    room.heard(101, True, START + 100)
    assert room.light(START + 180) is Light.TALKING
    assert room.station(START + 180).talk > 1, "who talks on and on is no silence"
    room.heard(101, False, START + 180)
    room.hears(False, START + 180)
    later = room.station(START + 900)
    assert (later.channel_id, later.since, later.left) == (FIRST_ROOM, None, START + 180)
    assert later.talk > 1, "as it was when it was last heard"


def test_newcomers_are_those_who_have_not_seen_the_question() -> None:
    room = followed()
    room.taught = {("q", 101), ("other", 102)}
    assert room.newcomers("q") == {102, 103}


def test_an_ear_comes_when_the_greetings_are_over_and_stays_when_others_come() -> None:
    room = followed()
    assert not room.calm(START + CALM - 0.1)
    assert room.calm(START + CALM)
    room.hears(True, START + CALM)
    see(room, 20, (*PEOPLE, 104))
    assert room.calm(START + 21)


def test_how_far_the_hour_has_gone() -> None:
    mixer: Mixer = a_mixer(60)
    moments: list[datetime] = [mixer.opens_at - timedelta(minutes=1), after(15), after(75)]
    assert [elapsed(mixer, at) for at in moments] == [0, 0.25, 1]


def test_a_room_without_a_channel_has_none_to_hear() -> None:
    mixer = an_open_mixer()
    assert RoomWatch(mixer, Room(1, "Room 1", FirstQuestions("q")), 0, START).channel_id == 0


def test_a_room_heard_for_a_moment_only_counts_as_usual() -> None:
    room = followed()
    room.hears(True, START + 100)
    assert room.station(START + 102).talk == 1.0


def test_an_ear_that_was_sent_has_its_turn_even_if_it_never_hears() -> None:
    room = followed()
    room.send(ear=True, now=START + 10)
    room.send(ear=True, now=START + 60)
    assert room.station(START + 70).since == START + 10
    room.send(ear=False, now=START + 200)
    room.send(ear=False, now=START + 300)
    assert (room.station(START + 310).since, room.station(START + 310).left) == (None, START + 200)
