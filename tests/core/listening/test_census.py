"""What a tryout counts of packets: shares and sizes, once enough of them came."""

from __future__ import annotations

import pytest

from bot.core.listening.census import BURST, ENOUGH, Census
from bot.core.listening.proof import PING
from bot.core.listening.talkspurts import Talkspurts
from tests.core.listening.packets import SSRC, USER, head, size

SEALED_SILENCE = 16


def nobody(user: int, on: bool, at: float) -> None:
    """Who is told that somebody transmits."""


class Line:
    """One stream into one ear, its packets numbered as a client does."""

    def __init__(self, spurts: Talkspurts, ssrc: int = SSRC) -> None:
        self._spurts, self._ssrc, self._number = spurts, ssrc, 65_000  # it begins anew within the talk

    def send(self, payload: int, times: int = 1, *, padded: bool = False) -> None:
        """So many packets of this size."""
        for _ in range(times):
            packet = head(self._ssrc, padded=padded)
            packet[2:4] = (self._number % 65536).to_bytes(2, "big")
            self._number += 1
            self._spurts.packet(packet, size(payload), 0.0)

    def lose(self, times: int) -> None:
        """So many that never come."""
        self._number += times


@pytest.fixture
def census() -> Census:
    return Census()


@pytest.fixture
def line(census: Census) -> Line:
    return Line(census.spurts(nobody))


def test_padding_amid_sound_bursts_at_silence_and_the_size_of_padding(census: Census, line: Line) -> None:
    for burst in (2 * BURST, 0):
        for _ in range(ENOUGH // 5):
            line.send(60, 4)
            line.send(70, padded=True)
        line.send(60)
        for bare in range(1, burst + 1):
            line.send(bare, padded=True)
        line.send(SEALED_SILENCE, 5)
    told = census.facts()
    assert told["padding"] == pytest.approx(0.2, abs=0.01)
    assert (told["padding_bursts"], told["padding_bytes"]) == (0.5, [2, 2 * BURST - 1])
    assert (told["sealed_silence"], told["loss"], told["no_speaking"]) == (True, 0.0, 1.0)


def test_silence_as_it_is_lost_packets_and_names(census: Census, line: Line) -> None:
    spurts = census.spurts(nobody)
    spurts.known(SSRC, USER)
    known = Line(spurts)
    for one in (line, known):
        one.send(60, ENOUGH)
        one.send(3, 5)
    known.lose(2 * ENOUGH)
    known.send(60)
    told = census.facts()
    assert (told["sealed_silence"], told["no_speaking"], told["padding_bursts"]) == (False, 0.5, 0.0)
    assert told["loss"] == pytest.approx(0.5, abs=0.01)


def test_pings_of_each_ear(census: Census) -> None:
    one, other = census.proof(), census.proof()
    for at in (0.0, PING, 1.5 * PING, 2 * PING):
        for proof in (one, other):
            proof.ping_due(at)
    one.answered(1.0)
    assert census.pings() == [(3, 1), (3, 0)]
    assert census.facts() == {"unanswered_pings": 0.5}


def test_of_little_nothing_is_told(census: Census, line: Line) -> None:
    line.send(60, 50)
    assert census.facts() == {}
