"""The pure parts: conversations, microphones, MLS, sealing."""

from __future__ import annotations

import random

import pytest

from bot.sandbox.voice import packets, speech
from bot.sandbox.voice.microphone import Microphone, Sound, Span
from bot.sandbox.voice.mls import split_commit, vector
from bot.sandbox.voice.sealing import MODES, sealer


def frames(microphone: Microphone, until: float) -> str:
    """What is sent from 0 on, a letter a frame."""
    letters, at = "", microphone.next(0.0, None)
    while at is not None and at < until:
        sound = microphone.frame(at)
        letters += {Sound.SPEECH: "S", Sound.FAINT: "f", Sound.SILENCE: "-", None: ""}[sound]
        at = microphone.next(at, sound)
    return letters


def test_a_spurt_ends_in_five_frames_of_silence() -> None:
    microphone = Microphone()
    microphone.plan([Span(0.1, 0.2), Span(1.0, 1.1, hold=0.04), Span(2.0, 2.06, Sound.FAINT)], 0.0)
    assert frames(microphone, 5) == "SSSSS-----" + "SSSSSff-----" + "fff-----"


def test_speech_is_louder_than_the_noise_under_it_and_spurts_run_together() -> None:
    microphone = Microphone()
    microphone.plan([Span(0, 0.2, Sound.FAINT), Span(0.06, 0.1), Span(0.2, 0.24)], 0.0)
    assert frames(microphone, 5) == "fffSSfffffSS-----"


def test_a_microphone_can_be_left_open_and_told_to_stop() -> None:
    microphone = Microphone()
    microphone.open = True
    assert frames(microphone, 0.11) == "fffff"
    microphone.stop()
    assert frames(microphone, 1) == ""


def test_an_invented_conversation_keeps_its_promises() -> None:
    plan = speech.Conversation(minutes=30, talk=0.6, overlap=0.2, seed=4)
    people = ["a", "b", "c"]
    parts = plan.parts(people)
    assert parts == plan.parts(people)
    talked = speech.merged([times for part in parts.values() for times in part])
    assert sum(end - start for start, end in talked) / 1800 == pytest.approx(0.6, abs=0.06)
    assert all(len(part) > 50 for part in parts.values())
    assert speech.Conversation(talk=1, minutes=1).parts(["a"])["a"]


def test_noise_comes_as_often_as_ordered() -> None:
    times = speech.noise(6, (0.1, 0.4), 60, seed=1)
    assert 300 < len(times) < 420
    assert speech.noise(0, (0.1, 0.4), 60, seed=1) == []


def test_a_recordings_segments_are_read_as_they_stand() -> None:
    text = "SPEAKER f 1 1.0 0.5 <NA> <NA> a <NA> <NA>\n;; note\nSPEAKER f 1 1.5 0.5 <NA> <NA> a <NA> <NA>\nLEXEME f 1"
    assert speech.from_rttm(text, "a", 2.0) == [(0.5, 1.0)]


@pytest.mark.parametrize("size", [0, 63, 64, 16383, 16384])
def test_a_vector_says_its_length(size: int) -> None:
    assert len(vector(bytes(size))) - size == (1 if size < 64 else 2 if size < 16384 else 4)


def test_what_is_no_commit_is_a_value_error() -> None:
    rng = random.Random(2)
    for _ in range(2000):
        with pytest.raises(ValueError):  # noqa: PT011 - any of many reasons
            split_commit(b"\0\1\0\1"[: rng.randrange(5)] + rng.randbytes(rng.randrange(300)))


@pytest.mark.parametrize("mode", MODES)
def test_a_sealed_packet_is_as_long_as_the_documentation_says(mode: str) -> None:
    head, body = packets.head(packets.VOICE, 1, 2, 3), bytes(50)
    sealed = sealer(mode, bytes(32))(head, body, 7)
    assert sealed[:16] == head
    assert sealed[-4:] == b"\0\0\0\7"
    assert len(sealed) == 16 + 50 + 16 + 4
    assert sealed != sealer(mode, bytes(32))(head, body, 8)


def test_an_unreadable_frame_looks_like_any_other() -> None:
    assert packets.unreadable(packets.SILENCE) == packets.SILENCE
    assert len(packets.unreadable(packets.opus(40))) == 52
    assert packets.asks_for_address(bytes(74)) is None
