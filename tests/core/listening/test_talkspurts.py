"""Who transmits, from the clear heads of packets: silence, video, control packets and strangers are told apart."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from bot.core.listening.talkspurts import FRAME, VOICE
from tests.core.listening.packets import SSRC, USER, head, hearing, size, speak


def test_talk_begins_with_its_first_packet_and_ends_with_its_last() -> None:
    spurts, told = hearing((SSRC, USER))
    last = speak(spurts, 50, 10.0)
    spurts.end(last + 0.29)
    assert told == [(USER, True, 10.0)]
    spurts.end(last + 0.31)
    assert told == [(USER, True, 10.0), (USER, False, 11.0)]


def test_a_gap_shorter_than_the_hangover_ends_nothing() -> None:
    spurts, told = hearing((SSRC, USER))
    last = speak(spurts, 10)
    spurts.end(last + 0.25)
    speak(spurts, 10, last + 0.28)
    assert told == [(USER, True, 0.0)]


def test_one_or_two_packets_are_no_talk() -> None:
    spurts, told = hearing((SSRC, USER))
    spurts.end(speak(spurts, 2) + 1)
    assert told == []


def test_silence_frames_and_keepalives_are_not_heard() -> None:
    spurts, told = hearing((SSRC, USER))
    for number in range(50):
        spurts.packet(head(), size(3), number * FRAME)
        spurts.packet(bytearray(80), 8, number * FRAME)
    assert told == []
    speak(spurts, 5, 2.0, payload=4)
    assert told == [(USER, True, 2.0)]


def test_silence_frames_do_not_prolong_talk() -> None:
    spurts, told = hearing((SSRC, USER))
    last = speak(spurts, 10)
    speak(spurts, 20, last + FRAME, payload=3)
    spurts.end(last + 0.31)
    assert told[-1] == (USER, False, 0.2)


def test_video_and_control_packets_are_not_heard() -> None:
    spurts, told = hearing((SSRC, USER))
    for number in range(50):
        for kind in (101, 103, 200, 201, 0x80 | 101):
            spurts.packet(head(kind=kind), size(900), number * FRAME)
    assert told == []


def test_the_marker_bit_is_no_other_kind() -> None:
    spurts, told = hearing((SSRC, USER))
    for number in range(3):
        spurts.packet(head(kind=0x80 | VOICE), size(), number * FRAME)
    assert told


def test_what_is_not_rtp_is_not_heard() -> None:
    spurts, told = hearing((SSRC, USER))
    for number in range(5):
        packet = head()
        packet[0] = 0x40
        spurts.packet(packet, size(), number * FRAME)
    assert told == []


def test_sources_and_extension_are_no_payload() -> None:
    for sources, words in ((0, 1), (3, None), (15, 8), (2, 0)):
        for payload, heard in ((3, False), (4, True)):
            spurts, told = hearing((SSRC, USER))
            for number in range(3):
                packet = head(sources=sources, words=words)
                spurts.packet(packet, size(payload, sources=sources, words=words), number * FRAME)
            assert bool(told) == heard, (sources, words, payload)


def test_somebody_heard_before_they_are_known_is_told_from_their_beginning() -> None:
    spurts, told = hearing()
    speak(spurts, 10, 5.0)
    assert told == []
    spurts.known(SSRC, USER)
    spurts.known(SSRC, USER)
    assert told == [(USER, True, 5.0)]


def test_a_sound_of_somebody_not_yet_named_waits_a_second_for_the_name() -> None:
    spurts, told = hearing()
    spurts.end(speak(spurts, 10) + 1)
    spurts.known(SSRC, USER)
    assert told == []


def test_who_is_named_after_two_packets_must_still_say_a_third() -> None:
    spurts, told = hearing()
    speak(spurts, 2)
    spurts.known(SSRC, USER)
    assert told == []
    speak(spurts, 1, 0.04)
    assert told == [(USER, True, 0.0)]


def test_whoever_starts_over_has_a_new_number() -> None:
    spurts, told = hearing((SSRC, USER))
    last = speak(spurts, 5)
    spurts.known(7, USER)
    speak(spurts, 5, 1.0, ssrc=7)
    spurts.end(last + 0.5)
    assert told == [(USER, True, 0.0), (USER, True, 1.0), (USER, False, 0.1)]


def test_a_number_given_to_somebody_else_ends_the_talk_of_the_first() -> None:
    spurts, told = hearing((SSRC, USER))
    speak(spurts, 5)
    spurts.known(SSRC, 102)
    speak(spurts, 5, 0.1)
    assert told == [(USER, True, 0.0), (USER, False, 0.1), (102, True, 0.1)]


def test_whoever_leaves_has_stopped() -> None:
    spurts, told = hearing((SSRC, USER), (9, 102))
    speak(spurts, 5)
    speak(spurts, 5, ssrc=9)
    spurts.gone([USER, 555])
    assert told[-1] == (USER, False, 0.1)
    spurts.end(5)
    assert told[-1] == (102, False, 0.1)
    spurts.gone([102])
    assert len(told) == 4


def test_a_new_session_knows_no_numbers() -> None:
    spurts, told = hearing((SSRC, USER))
    speak(spurts, 5)
    spurts.start_over()
    assert told[-1] == (USER, False, 0.1)
    speak(spurts, 5, 1.0)
    assert len(told) == 2


@given(st.lists(st.tuples(st.binary(min_size=80, max_size=80), st.integers(0, 65535)), max_size=40))
def test_no_bytes_of_any_length_break_it(packets: Sequence[tuple[bytes, int]]) -> None:
    spurts, told = hearing(*((n, n) for n in range(3)))
    for number, (packet, length) in enumerate(packets):
        spurts.packet(bytearray(packet), length, number * FRAME)
    spurts.start_over()
    assert [on for _, on, _ in told].count(True) == [on for _, on, _ in told].count(False)
