"""Packets as an ear takes them, and somebody whose talk it knows."""

from __future__ import annotations

from collections.abc import Sequence

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
