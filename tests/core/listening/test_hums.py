"""The noise of a microphone left open is no talk, and talk is heard through it."""

from __future__ import annotations

import pytest

from bot.core.listening.talkspurts import Talkspurts
from tests.core.listening.packets import HUM, SSRC, TALK, USER, Told, acquainted, say


def test_the_hum_of_a_microphone_left_open_is_no_talk() -> None:
    spurts, told, now = acquainted()
    now = say(spurts, TALK + HUM, now)
    assert told[2:] == [(USER, True, 20.0), (USER, False, pytest.approx(30.3, abs=0.3))], "from where the talk ended"
    now = say(spurts, HUM, now)
    assert len(told) == 4
    resumed = now
    now = say(spurts, TALK, now)
    assert told[4:] == [(USER, True, pytest.approx(resumed, abs=0.4))]
    spurts.end(now + 0.3)
    assert told[5:] == [(USER, False, pytest.approx(now))]


def test_what_was_hushed_is_not_ended_twice() -> None:
    spurts, told, now = acquainted()
    spurts.end(say(spurts, TALK + HUM, now) + 1)
    assert [on for _, on, _ in told] == [True, False, True, False]


def test_a_hum_from_the_first_packet_is_hushed_from_its_beginning() -> None:
    spurts, told, now = acquainted()
    say(spurts, HUM, now)
    assert told[2:] == [(USER, True, now), (USER, False, pytest.approx(now + 0.5, abs=0.1))]


def test_a_breath_between_two_sentences_hushes_nobody() -> None:
    spurts, told, now = acquainted()
    say(spurts, [*TALK, *HUM[:50], *TALK], now)
    assert told[2:] == [(USER, True, now)]


def test_whoever_leaves_is_forgotten() -> None:
    spurts, told, now = acquainted()
    spurts.gone([USER])
    spurts.known(SSRC, USER)
    say(spurts, HUM * 3, now)
    assert told[2:] == [(USER, True, now)]


def acquainted_with_two() -> tuple[Talkspurts, Told, float]:
    """As `acquainted`, with a second person, and a stranger of whom only the number is known."""
    spurts, told, now = acquainted()
    spurts.known(7, 107)
    spurts.known(9, 109)
    spurts.end(say(spurts, TALK, now, 7) + 1)
    told.clear()
    return spurts, told, 40.0


def test_who_comes_with_an_open_microphone_is_measured_by_the_others() -> None:
    spurts, told, now = acquainted_with_two()
    now = say(spurts, [*HUM, *TALK], now, 9)
    assert told == [(109, True, 40.0)], "who has not said anything yet may have packets that never differ"
    say(spurts, HUM, now, 9)
    assert told[1:] == [(109, False, pytest.approx(now + 0.3, abs=0.3))]


def test_one_other_is_not_enough_to_measure_a_stranger_by() -> None:
    spurts, told, now = acquainted()
    spurts.known(9, 109)
    say(spurts, [*TALK, *HUM, *HUM], now, 9)
    assert told[2:] == [(109, True, now)]


def test_a_client_whose_packets_never_differ_is_never_hushed() -> None:
    spurts, told, now = acquainted_with_two()
    say(spurts, [60] * 3000, now, 9)
    assert told == [(109, True, now)]
