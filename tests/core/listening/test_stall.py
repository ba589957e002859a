"""A room that goes quiet is asked; people who talk, think, cough or leave a microphone open are not."""

from __future__ import annotations

import pytest

from bot.core.listening.stall import STILL, Light, Stall, StallDetector, Why
from bot.core.listening.voice_activity import VoiceActivity


def talk(room: StallDetector, *turns: tuple[str, float, float]) -> None:
    """Turns in order of their starts."""
    for at, on, user in sorted(event for who, a, b in turns for event in ((a, 1, who), (b, 0, who))):
        room.heard(user, bool(on), at)


def lively(until: float, *, people: str = "abc", since: float = 0.0) -> list[tuple[str, float, float]]:
    """Talk without a break: turns of four seconds, round the table."""
    count = int((until - since) / 4)
    return [(people[i % len(people)], since + 4 * i, since + 4 * i + 4) for i in range(count)]


def thin(until: float, *, since: float = 0.0) -> list[tuple[str, float, float]]:
    """A word or two every twelve seconds."""
    return [("ab"[i % 2], since + 12 * i, since + 12 * i + 2) for i in range(int((until - since) / 12))]


def first(room: StallDetector, at: float) -> Stall:
    """The stall that comes if nothing more is heard."""
    look = room.next_look(at)
    assert look is not None
    stall = room.decide(look)
    assert stall is not None
    return stall


def test_a_lull_gets_a_question_after_four_seconds() -> None:
    room = StallDetector(0)
    talk(room, *lively(300), *thin(420, since=300))
    stall = first(room, 410)
    assert stall.at == 414
    assert stall.silence == 4
    assert stall.why is Why.LULL
    assert stall.minute < 0.25
    assert stall.level > 0.6


def test_a_pause_after_lively_talk_is_left_alone_for_long() -> None:
    room = StallDetector(0)
    talk(room, *lively(300))
    assert room.decide(304) is None
    assert room.decide(310) is None
    stall = first(room, 300)
    assert 15 < stall.silence < 35
    assert stall.why is Why.PAUSE


def test_whoever_held_the_floor_may_think_for_longer() -> None:
    alone, together = StallDetector(0), StallDetector(0)
    talk(together, *lively(300))
    talk(alone, *lively(200), ("a", 200, 300))
    stall = first(alone, 300)
    assert stall.why is Why.ONE_VOICE
    assert stall.held == 1
    assert stall.silence > first(together, 300).silence + 3


def test_who_mutes_or_leaves_is_not_about_to_go_on() -> None:
    def monologue() -> StallDetector:
        room = StallDetector(0)
        talk(room, *lively(200), ("a", 200, 300))
        return room

    thinking, muted, left, back = monologue(), monologue(), monologue(), monologue()
    muted.muted("a", True, 301)
    left.present("bc", 301)
    back.muted("a", True, 301)
    back.muted("a", False, 302)
    assert first(muted, 302) == first(left, 302)
    assert first(muted, 302).at < first(thinking, 302).at == first(back, 302).at


def test_somebody_without_a_name_is_there_and_talks() -> None:
    named, nameless = StallDetector(0), StallDetector(0)
    for room, user in ((named, 7), (nameless, -7)):
        room.present([1, 2, 7], 0)
        for who, start, end in lively(200):
            room.heard({"a": 1, "b": 2, "c": user}[who], True, start)
            room.heard({"a": 1, "b": 2, "c": user}[who], False, end)
        room.heard(user, True, 200)
        room.present([1, 2, 7, 9], 250)
        assert room.light(250) is Light.TALKING, "whoever comes, they talk on"
        assert room.next_look(250) is None
        room.heard(user, False, 300)
    assert first(nameless, 300) == first(named, 300)


def test_nobody_is_interrupted() -> None:
    room = StallDetector(0)
    talk(room, *lively(300))
    room.heard("a", True, 310)
    assert room.light(310) is Light.TALKING
    assert room.decide(360) is None
    assert room.next_look(360) is None, "only an end of that can change it"


def test_a_cough_does_not_reset_the_clock_but_is_heard_out() -> None:
    room = StallDetector(0)
    talk(room, *lively(300), *thin(420, since=300))
    talk(room, ("c", 412.5, 413.1))
    assert room.quiet_since == 410
    assert room.decide(413.5) is None
    assert first(room, 413.1).at == 414.1


def test_two_words_in_a_row_are_talk() -> None:
    room = StallDetector(0)
    talk(room, *lively(300), *thin(420, since=300), ("c", 412, 412.6), ("c", 413.5, 414.1))
    assert room.quiet_since == 414.1


def test_a_room_where_nobody_has_said_anything_is_asked_after_its_first_minute() -> None:
    room = StallDetector(100)
    assert room.decide(159) is None
    stall = first(room, 100)
    assert stall.at == 160
    assert stall.why is Why.NOBODY


def test_one_silence_gets_one_question_and_a_minute_at_most_one() -> None:
    room = StallDetector(0)
    talk(room, *lively(300), *thin(420, since=300))
    room.asked(413)
    assert room.decide(600) is None
    assert room.next_look(413) is None
    talk(room, ("a", 420, 422))
    assert room.decide(440) is None
    assert first(room, 422).at == 473


def test_one_person_alone_is_not_asked() -> None:
    room = StallDetector(0)
    talk(room, *lively(300))
    room.present("a", 300)
    assert room.next_look(300) is None
    room.present("ab", 330)
    assert room.next_look(330) is not None


def test_who_leaves_or_mutes_while_talking_has_stopped() -> None:
    room = StallDetector(0)
    room.heard("a", True, 100)
    room.heard("b", True, 100)
    room.present("bc", 105)
    room.muted("b", True, 107)
    assert room.still_at == 107 + STILL
    assert room.quiet_since == 107
    room.heard("b", False, 107.3)
    assert room.quiet_since == 107


def open_microphone() -> StallDetector:
    room = StallDetector(0)
    talk(room, *lively(300, people="ab"))
    room.heard("c", True, 300)
    talk(room, *lively(400, people="ab", since=300))
    return room


def test_an_open_microphone_silences_the_bot_until_it_is_closed() -> None:
    room = open_microphone()
    assert room.light(420) is Light.HARD_TO_HEAR
    assert room.next_look(420) is None
    room.heard("c", False, 500)
    assert room.light(500 + STILL - 0.01) is Light.HARD_TO_HEAR
    assert room.light(500 + STILL) is Light.QUIET
    assert room.quiet_since == 500, "nobody knows what was said until then"
    assert room.decide(503.9) is None
    assert room.decide(504) is not None


def test_a_muted_microphone_is_closed() -> None:
    room = open_microphone()
    room.muted("c", True, 450)
    assert room.light(450 + STILL) is Light.QUIET


def test_a_breath_is_not_quiet_and_a_silence_is() -> None:
    room = StallDetector(0)
    assert room.light(STILL - 0.01) is Light.HARD_TO_HEAR, "nothing has been heard, nor for long"
    assert room.light(STILL) is Light.QUIET
    room.heard("a", True, 20)
    assert (room.light(20), room.still_at) == (Light.TALKING, None)
    room.heard("a", False, 25)
    assert room.still_at == 25 + STILL
    assert room.light(25 + STILL - 0.01) is Light.TALKING
    assert room.light(25 + STILL) is Light.QUIET
    room.heard("b", True, 40)
    room.heard("b", False, 40.1)
    assert room.light(40.2) is Light.QUIET, "a cough is no talk"


def test_a_room_is_known_anew_when_it_is_heard_again() -> None:
    room = StallDetector(0)
    talk(room, *lively(300))
    room.heard_again(400)
    assert room.light(401) is Light.HARD_TO_HEAR
    assert room.light(400 + STILL) is Light.QUIET


def test_a_long_turn_is_no_open_microphone() -> None:
    room = StallDetector(0)
    talk(room, *lively(300, people="ab"), ("b", 320, 322))
    room.heard("c", True, 300)
    room.heard("b", True, 380)
    assert room.light(380) is Light.TALKING


def test_whoever_talks_under_an_open_microphone_is_not_taken_for_another() -> None:
    room = open_microphone()
    room.heard("d", True, 400)
    room.heard("e", True, 470)
    room.heard("c", False, 471)
    assert room.light(471) is Light.TALKING


def test_slow_clients_are_found_out_by_their_shortest_words() -> None:
    room = VoiceActivity(0)
    for i in range(40):
        room.start("a", 10 * i)
        room.stop("a", 10 * i + (5 if i % 2 else 1.3))
    assert round(room.hangover("a"), 6) == 0.8
    assert room.hangover("b") == 0
    assert [round(span.end - span.start, 6) for span in room.talk()[-2:]] == [4.2, 4.2], "and the clicks are no talk"


def test_memory_is_bounded() -> None:
    room = VoiceActivity(0)
    for i in range(4000):
        room.start(i % 4, 6 * i)
        room.stop(i % 4, 6 * i + (0.5 if i < 8 else 3))
    assert len(room.past) < 60
    assert room.level(24000) == pytest.approx(2 / 6, abs=0.02), "three seconds in six, less the held line"


def test_a_long_turn_across_what_is_forgotten_counts_once() -> None:
    room = VoiceActivity(0)
    room.start("a", 0)
    for i in range(100):
        room.start("b", 4 * i)
        room.stop("b", 4 * i + 1)
    room.stop("a", 400)
    assert room.level(400) == (135 + 400) / (180 + 400)


def test_events_may_come_late_and_twice() -> None:
    room = VoiceActivity(0)
    room.start("a", 10)
    room.start("a", 20)
    room.stop("a", 15)
    assert "a" in room.lines, "the second turn goes on"
    room.stop("a", 25)
    room.stop("a", 25)
    assert [(s.start, s.end) for s in room.past] == [(10, 15), (20, 25)]
    room.stop("b", 32)
    room.start("b", 30)
    room.start("b", 30)
    assert [(s.start, s.end) for s in room.past] == [(10, 15), (20, 25), (30, 32)]
    room.start("c", 40)
    room.stop("c", 39)
    room.start("c", 38)
    assert room.lines["c"].since == 39
