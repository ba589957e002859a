"""Who transmits, from the clear heads of packets: silence, video, control packets and strangers are told apart."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.listening.talkspurts import FRAME, SEALED, VOICE, Talkspurts
from tests.opus_sizes import encoded

Told = list[tuple[int, bool, float]]
SSRC, USER = 0x01020304, 101


def hearing(*known: tuple[int, int], unmuted: Sequence[int] = ()) -> tuple[Talkspurts, Told]:
    """Spurts that know these streams, and what they tell."""
    told: Told = []
    spurts = Talkspurts(lambda user, on, at: told.append((user, on, round(at, 3))), unmuted=lambda: unmuted)
    for ssrc, user in known:
        spurts.known(ssrc, user)
    return spurts, told


def head(
    ssrc: int = SSRC, *, kind: int = VOICE, sources: int = 0, words: int | None = None, padded: bool = False
) -> bytearray:
    """An RTP header in a buffer of 80 bytes, with contributing sources and an extension of so many words."""
    extension = b"" if words is None else b"\xbe\xde" + words.to_bytes(2, "big")
    first = 0x80 | sources | (0 if words is None else 0x10) | (0x20 if padded else 0)
    packet = bytes([first, kind]) + bytes(6) + ssrc.to_bytes(4, "big") + bytes(4 * sources) + extension
    return bytearray(packet.ljust(80, b"\xff"))


def size(payload: int = 60, *, sources: int = 0, words: int | None = None) -> int:
    return 12 + 4 * sources + (0 if words is None else 4 + 4 * words) + payload + SEALED


def speak(spurts: Talkspurts, packets: int, at: float = 0.0, ssrc: int = SSRC, payload: int = 60) -> float:
    """So many packets, 20 ms apart; when the last came."""
    for number in range(packets):
        spurts.packet(head(ssrc), size(payload), at + number * FRAME)
    return at + (packets - 1) * FRAME


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


def say(spurts: Talkspurts, sizes: Sequence[int], at: float, ssrc: int = SSRC) -> float:
    """Packets of these sizes, 20 ms apart; when the next would come."""
    for number, payload in enumerate(sizes):
        spurts.packet(head(ssrc), size(payload), at + number * FRAME)
    return at + len(sizes) * FRAME


MICROPHONE = encoded()[3]
TALK, HUM = MICROPHONE.talk[:500], MICROPHONE.noise_only[100:300]


def acquainted() -> tuple[Talkspurts, Told, float]:
    """Somebody whose talk of ten seconds has been heard to its end, and when that was told."""
    spurts, told = hearing((SSRC, USER))
    spurts.end(say(spurts, TALK, 0.0) + 1)
    return spurts, told, 20.0


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
