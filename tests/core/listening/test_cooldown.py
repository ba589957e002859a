"""The bot asks sparingly, and ever less where asking does not help."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from math import inf

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.listening.cooldown import HOUR, MOST_AN_HOUR, Cooldown, DeafRoom, Refused, worked

ROOM = Cooldown(opened=0.0, closes=3600.0)


def asked_and_failed(room: Cooldown, at: float) -> Cooldown:
    return room.ask(at).judge(talkers=1, seconds=30)


def test_nobody_is_asked_in_the_first_minute() -> None:
    assert ROOM.refusal(59) is Refused.WARM_UP
    assert ROOM.refusal(60) is None


def test_nobody_is_asked_in_the_last_five_minutes() -> None:
    assert ROOM.refusal(3299) is None
    assert ROOM.refusal(3300) is Refused.ENDING
    assert ROOM.free_at(3300) is None
    assert ROOM.until(7200).refusal(3300) is None


def test_whoever_comes_or_goes_is_greeted_first() -> None:
    room = ROOM.join_or_leave(500)
    assert room.refusal(529) is Refused.MOVED
    assert room.refusal(530) is None
    assert room.join_or_leave(480).moved == 500, "a late event moves nothing back"


def test_six_questions_an_hour_are_enough() -> None:
    room = Cooldown(opened=0.0)
    for at in range(100, 700, 100):
        assert room.refusal(at) is None
        room = room.ask(at).judge(talkers=3, seconds=40)
    assert room.refusal(700) is Refused.ENOUGH
    assert room.free_at(700) == 3700
    assert room.refusal(3700) is None
    assert room.ask(3700).asked == (200.0, 300.0, 400.0, 500.0, 600.0, 3700)


def test_every_question_that_did_not_work_doubles_the_wait() -> None:
    room, waits = ROOM, list[float]()
    for at in (100, 300, 600, 1200, 2200, 3200):
        room = asked_and_failed(room, at)
        waits.append(room.wait)
    assert waits == [120, 240, 480, 900, 900, 900]
    assert asked_and_failed(ROOM, 100).refusal(219) is Refused.WAITING
    assert asked_and_failed(ROOM, 100).free_at(150) == 220


def test_a_question_that_worked_keeps_the_wait() -> None:
    assert ROOM.ask(100).judge(talkers=2, seconds=10).wait == 60


@pytest.mark.parametrize(("talkers", "seconds", "did"), [(2, 10, True), (1, 60, False), (4, 9.9, False)])
def test_a_question_works_if_two_people_talk_for_ten_seconds(talkers: int, seconds: float, did: bool) -> None:
    assert worked(talkers, seconds) is did


def test_a_question_is_judged_once_and_a_minute_later() -> None:
    room = ROOM.ask(100)
    assert room.judge_at == 160
    room = room.judge(talkers=0, seconds=0)
    assert room.judge_at is None
    assert room.judge(talkers=0, seconds=0) == room


def test_ten_minutes_of_flow_forgive_everything() -> None:
    room = replace(ROOM, wait=480.0).stall(100, silence=10)
    assert room.stall(700, silence=10).wait == 480, "nine minutes fifty of talk"
    assert room.stall(710, silence=10).wait == 60


def test_ten_minutes_of_silence_are_no_flow() -> None:
    room = replace(ROOM, wait=480.0).stall(100, silence=10)
    assert room.stall(1000, silence=910).wait == 480


def test_quiet_for_a_while_is_a_quarter_of_an_hour() -> None:
    room = ROOM.quiet_for_a_while(1000)
    assert room.refusal(1899) is Refused.PEACE
    assert room.free_at(1000) == 1900
    assert room.refusal(1900) is None
    assert ROOM.free_at(1000) == 1000
    assert ROOM.quiet_for_a_while(3000).free_at(3000) is None, "peace until after the last question"


@given(st.lists(st.tuples(st.floats(0, 7200), st.sampled_from("abjmps")), max_size=60))
def test_it_keeps_its_limits_whatever_happens(happenings: list[tuple[float, str]]) -> None:
    room = Cooldown(opened=0.0, closes=7200.0)
    asked: list[float] = []
    for at, what in sorted(happenings):
        if what in "ab":
            free, refused = room.free_at(at), room.refusal(at)
            assert (free == at) == (refused is None)
            assert free is None or room.refusal(free) is None
            if refused is None:
                asked.append(at)
                room = room.ask(at)
        elif what == "j":
            room = room.join_or_leave(at)
        elif what == "m":
            room = room.judge(talkers=1, seconds=5)
        elif what == "p":
            room = room.quiet_for_a_while(at)
        else:
            room = room.stall(at, silence=5)
    assert all(60 <= at < 6900 for at in asked)
    assert all(b - a >= 60 for a, b in pairwise(asked))
    assert all(b - a >= HOUR for a, b in zip(asked, asked[MOST_AN_HOUR:], strict=False))


def test_all_muted_and_no_chat_is_a_stall() -> None:
    room = DeafRoom().muted(True, 300).muted(True, 350)
    assert room.due(ROOM) == 420
    assert room.chat(400).due(ROOM) == 520, "who writes is not silent"
    assert room.muted(False, 410).due(ROOM) is None
    assert room.due(ROOM.ask(420)) == 540, "asked is asked: not again at once"


def test_without_an_ear_a_gentle_question_comes_every_so_often_if_wanted() -> None:
    assert DeafRoom().due(ROOM) is None
    assert DeafRoom(every=900).due(ROOM) == 900
    assert DeafRoom(every=900).due(ROOM.ask(700)) == 1600
    assert Cooldown(opened=0).closes == inf
