"""A recorded room as packets of sizes that a real encoder made, and what an ear makes of an open microphone in it."""

from __future__ import annotations

from collections.abc import Iterator
from heapq import merge
from itertools import islice
from math import inf
from random import Random

from bot.cli.replay import HOLD, Intervals
from bot.core.listening.talkspurts import FRAME, SEALED, VOICE, Talkspurts
from tests.opus_sizes import Encoded, encoded

Spans = list[tuple[float, float]]
Packet = tuple[float, int, int]
"""When it comes, whose it is, how many bytes are in it."""
MICROPHONES = [m for m in encoded() if m.bits_per_second == 64_000]
"""Discord's voice channels have 64 kbit/s unless an admin sets another rate."""
HEADER, ENOUGH_OF_OTHERS, LOOK = 12, 3000, 0.25
ENVELOPE, PADDING, PADDED = 13, 0.1, 30
"""Bytes that sealing end to end adds to a frame; the part of the packets with padding, and so many bytes of it."""


def heard(room: Intervals, who: str, opened: float, closed: float, dice: Random) -> Spans:
    """When an ear says that `who` talks, whose microphone is open from `opened` to `closed` over some noise.

    The others are heard for their first minute of talk, which is enough to be known by. Ends are told with hindsight
    here; live, they are known two to four seconds later.
    """
    told: Spans = []
    since: list[float] = []

    def change(user: int, on: bool, at: float) -> None:
        if user == 0 and on:
            since.append(at)
        elif user == 0:
            told.append((since.pop(), at))

    spurts = Talkspurts(change)
    spurts.sealed(True)
    streams: list[Iterator[Packet]] = []
    for number, person in enumerate([who, *sorted(room.keys() - {who})]):
        spurts.known(number, number)
        talk = list(room[person])
        sent = _opened(talk, opened, closed) if person == who else talk
        stream = _packets(number, dice.choice(MICROPHONES), talk, sent, dice.randrange(1000))
        streams.append(stream if person == who else islice(stream, ENOUGH_OF_OTHERS))
    plain, padded = heads(len(room)), heads(len(room), padded=True)
    looked = 0.0
    for at, number, size in merge(*streams):
        if at - looked > LOOK:
            spurts.end(at)
            looked = at
        if dice.random() < PADDING:
            spurts.packet(padded[number], HEADER + SEALED + ENVELOPE + size + PADDED, at)
        else:
            spurts.packet(plain[number], HEADER + SEALED + ENVELOPE + size, at)
    spurts.end(inf)
    return told


def heads(people: int, *, padded: bool = False) -> list[bytearray]:
    """The clear heads of so many people's packets, whose streams are numbered from 0."""
    first = 0xA0 if padded else 0x80
    return [bytearray(bytes([first, VOICE, *bytes(6), *n.to_bytes(4, "big")]).ljust(80, b"\0")) for n in range(people)]


def _opened(talk: Spans, opened: float, closed: float) -> Spans:
    """When somebody transmits who talks at these times and whose microphone is open in between."""
    within = [(opened, closed), *((a, b) for a, b in talk if a <= closed and b >= opened)]
    whole = min(a for a, _ in within), max(b for _, b in within)
    return sorted([whole, *(span for span in talk if span not in within)])


def _packets(number: int, microphone: Encoded, talk: Spans, sent: Spans, place: int) -> Iterator[Packet]:
    """Runs of what was encoded: of talk where there is talk, of the noise alone elsewhere."""
    for start, end in sent:
        spans = iter([(a, b - HOLD) for a, b in talk if b > start])
        begun, over = next(spans, (inf, inf))
        for nth in range(int((end - start) / FRAME)):
            at = start + nth * FRAME
            while at >= over:
                begun, over = next(spans, (inf, inf))
            source = microphone.talk if at >= begun else microphone.noise_only
            yield at, number, source[(place + nth) % len(source)]
        place += 137
