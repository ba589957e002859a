"""Streams that nobody names, silence that is sealed, and packets that are padded."""

from __future__ import annotations

import pytest

from bot.core.listening.talkspurts import FRAME, Talkspurts
from tests.core.listening.packets import HUM, SSRC, TALK, USER, acquainted, head, hearing, say, size, speak

STRANGER = -1 - SSRC


def test_somebody_nobody_names_is_heard_as_a_stranger_after_a_second() -> None:
    spurts, told = hearing(unmuted=(USER, 102))
    last = speak(spurts, 50)
    assert told == []
    last = speak(spurts, 20, last + FRAME)
    assert told == [(STRANGER, True, 0.0)]
    spurts.end(last + 0.31)
    assert told[1:] == [(STRANGER, False, 1.4)]
    speak(spurts, 3, 9.0)
    assert told[2:] == [(STRANGER, True, 9.0)], "known as nobody's by now"


def test_the_only_person_it_can_be_is_taken_for_the_speaker() -> None:
    spurts, told = hearing((7, 102), unmuted=(USER, 102))
    speak(spurts, 60)
    assert told == [(USER, True, 0.0)]


def test_a_name_that_comes_late_takes_over_from_the_stranger() -> None:
    spurts, told = hearing()
    last = speak(spurts, 60)
    spurts.known(SSRC, USER)
    speak(spurts, 10, last + FRAME)
    assert told == [(STRANGER, True, 0.0), (STRANGER, False, 1.2), (USER, True, 1.2)]


def test_a_wrong_guess_is_taken_back() -> None:
    spurts, told = hearing(unmuted=(USER,))
    last = speak(spurts, 60)
    spurts.known(9, USER)
    assert told == [(USER, True, 0.0), (USER, False, 1.2)]
    speak(spurts, 10, last + FRAME)
    assert told[2:] == [(STRANGER, True, 1.2)]


def test_a_guess_is_forgotten_with_the_person() -> None:
    spurts, told = hearing(unmuted=(USER,))
    last = speak(spurts, 60)
    spurts.gone([USER])
    speak(spurts, 10, last + FRAME)
    assert told[1:] == [(USER, False, 1.2)], "a new stream of that number has a second again"


def test_sealed_silence_is_silence_where_people_encrypt() -> None:
    for end_to_end in (True, False):
        for payload in (15, 19, 20):
            spurts, told = hearing((SSRC, USER))
            spurts.sealed(end_to_end)
            speak(spurts, 200, payload=payload)
            assert bool(told) != end_to_end, payload
    spurts, told = hearing((SSRC, USER))
    spurts.sealed(True)
    speak(spurts, 3, payload=25)
    assert told


def test_a_clients_own_size_of_silence_is_learned() -> None:
    spurts, told = hearing((SSRC, USER))
    last = speak(spurts, 500, payload=30)
    spurts.end(last)
    assert told == [(USER, True, 0.0), (USER, False, pytest.approx(0.5, abs=0.05))]
    speak(spurts, 50, 20.0, payload=30)
    assert len(told) == 2, "it is known from then on"
    speak(spurts, 3, 30.0, payload=31)
    assert told[2:] == [(USER, True, 30.0)]


def test_quiet_words_of_differing_sizes_are_talk() -> None:
    spurts, told = hearing((SSRC, USER))
    say(spurts, [24, 24, 24, 27, 24, 60] * 200, 0.0)
    assert told == [(USER, True, 0.0)]


def pad(spurts: Talkspurts, packets: int, at: float, every: float = FRAME) -> float:
    """So many padded packets; when the last came."""
    for number in range(packets):
        spurts.packet(head(padded=True), size(40 + number % 50), at + number * every)
    return at + (packets - 1) * every


def test_padding_begins_nothing() -> None:
    spurts, told = hearing((SSRC, USER))
    pad(spurts, 200, 0.0)
    assert told == []


def test_a_burst_of_padding_at_a_silence_makes_talk_no_longer() -> None:
    spurts, told = hearing((SSRC, USER))
    last = pad(spurts, 50, speak(spurts, 50) + FRAME, 0.003)
    spurts.end(last + 0.31)
    assert told == [(USER, True, 0.0), (USER, False, 1.0)]


def test_padded_packets_bridge_a_gap_in_talk() -> None:
    spurts, told = hearing((SSRC, USER))
    last = pad(spurts, 12, speak(spurts, 10) + FRAME)
    spurts.end(last + 0.2)
    speak(spurts, 10, last + 0.2)
    assert told == [(USER, True, 0.0)]


def test_padded_silence_of_a_camera_keeps_nobody_talking() -> None:
    spurts, told = hearing((SSRC, USER))
    spurts.sealed(True)
    at = speak(spurts, 50)
    for number in range(500):
        at += FRAME
        spurts.packet(head(padded=number % 10 == 0), size(50 if number % 10 == 0 else 17), at)
        spurts.end(at)
    assert told == [(USER, True, 0.0), (USER, False, 1.0)]


def test_padding_blurs_no_sizes() -> None:
    spurts, told, now = acquainted()
    now = say(spurts, TALK, now)
    for number, payload in enumerate(HUM):
        spurts.packet(head(padded=number % 10 == 0), size(payload + 48 * (number % 10 == 0)), now + number * FRAME)
    assert told[2:] == [(USER, True, 20.0), (USER, False, pytest.approx(30.5, abs=0.3))]
