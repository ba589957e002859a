"""Whether a transmission is talk or only the steady noise of an open microphone, by how its packets differ in size.

Opus spends bytes on what changes. Packets of talk differ by a twentieth to a fifth of their mean within a second,
those of a fan, a hum or a hiss much less. How much depends on the channel's bit rate, so people are measured by their
own ordinary talk, and who has not talked yet by that of the others; where too little is known nothing is noise. Keys,
music, breath and other voices change as talk does and count as talk: what cannot be told apart is not asked into.

The numbers come from libopus at 32 to 96 kbit/s with recorded voices over five noises (see tests/opus_sizes.py). With
one microphone open for ten minutes, packets sealed and a tenth of them padded, the recall of lulls loses 15 % on the
development recordings, where on and off alone lose 37 %, and one question in 110 at most falls on talk
(`python -m tests.bench stall`).
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from math import sqrt
from operator import eq, mul

PART, PARTS = 10, 5
"""A second of packets is looked at every fifth of a second."""
KNOWN, ENOUGH = 200, 25
"""Looks at somebody's ordinary talk that are remembered, and that are needed."""
ORDINARY = 1000
"""Packets (20 s); whoever transmits for longer may have left the microphone open, and is not learned from."""
RARELY, STEADY = 0.1, 0.9
"""Noise differs by less than this part of what talk rarely falls below. At .8 an open microphone costs a fifth of the
recall; with a fifth for rarely 15 % too, but then on an ordinary day 1.4 % of the questions fall on talk, not .7."""
TAIL = 2
"""The last looks at a transmission, which may be at the line held after the last word, are not learned from."""
OTHERS, BORROWED = 2, 0.8
"""So many people of a channel must be known before another is measured by them, and a little more strictly than they: a
channel has one bit rate for all, but microphones differ."""
HUSH, LONG_HUSH = 6, 15
"""So many looks in a row (two seconds of packets) must show only noise until it is taken for that; nearly four of
somebody who has not been heard to talk since they began to transmit, or is measured by others."""
LIVELY = 10
"""So many looks at a stranger's transmission must have shown talk before: the packets of some clients never differ."""
PADDED = 0.125
"""Talk of which a larger part has the very size of the packet before it is padded to a constant rate: sizes say little.
At 64 kbit/s it is a twentieth, seldom an eighth; at 96 it is a quarter, and questions would fall on talk."""


@dataclass(slots=True)
class Sizes:
    """The packets of one transmission."""

    packets: int = 0
    repeated: int = 0
    """How many had the size of the one before."""
    looks: list[float] = field(default_factory=list[float])
    """How much they differed in each second so far, while it can still be ordinary talk."""
    steady: int = 0
    """At how many looks in a row they were no more than noise."""
    lively: int = 0
    """At how many looks they were surely talk."""
    _last: int = 0
    _latest: list[int] = field(default_factory=list[int])
    _parts: deque[tuple[int, int]] = field(default_factory=lambda: deque[tuple[int, int]](maxlen=PARTS))

    def add(self, size: int) -> float | None:
        """Take one in; every fifth of a second, how much those of the last second differ: deviation over mean."""
        self.packets += 1
        self._latest.append(size)
        return None if self.packets % PART else self._look()

    def _look(self) -> float | None:
        latest = self._latest
        self.repeated += sum(map(eq, latest, [self._last, *latest]))
        self._parts.append((sum(latest), sum(map(mul, latest, latest))))
        self._last = latest[-1]
        latest.clear()
        if len(self._parts) < PARTS:
            return None
        mean, square = (sum(sums) / (PART * PARTS) for sums in zip(*self._parts, strict=True))
        spread = sqrt(max(0.0, square - mean * mean)) / mean
        if self.packets <= ORDINARY:
            self.looks.append(spread)
        return spread

    def noise(self, differing: float, own: Ordinary, everybody: Iterable[Ordinary]) -> int:
        """For how many looks in a row, with this one, it has been surely noise; 0 if it is talk, or may be."""
        bound = limit(own, everybody)
        if differing >= bound:
            self.lively += bound > 0
            self.steady = 0
            return 0
        self.steady += 1
        if not own.limit and self.lively < LIVELY:
            return 0
        return self.steady if self.steady >= (HUSH if own.limit and self.lively else LONG_HUSH) else 0


@dataclass(slots=True)
class Ordinary:
    """How somebody's packets differ when they talk."""

    limit: float = 0.0
    """What differs by less is no talk of theirs; 0 while too little is known, or nothing can be."""
    padded: bool = False
    _looks: deque[float] = field(default_factory=lambda: deque[float](maxlen=KNOWN))
    _packets: int = 0
    _repeated: int = 0

    def learn(self, sizes: Sizes) -> None:
        """A transmission is over; a long one teaches nothing."""
        if sizes.packets > ORDINARY:
            return
        self._looks.extend(sizes.looks[:-TAIL])
        self._packets += sizes.packets
        self._repeated += sizes.repeated
        self.padded = self._repeated > PADDED * self._packets
        self.limit = 0.0
        if len(self._looks) >= ENOUGH and not self.padded:
            self.limit = STEADY * sorted(self._looks)[int(RARELY * len(self._looks))]


def limit(own: Ordinary, everybody: Iterable[Ordinary]) -> float:
    """The limit for somebody: their own, or of whoever is not known, the lowest in the channel, if some are known."""
    if own.limit or own.padded:
        return own.limit
    known = [ordinary.limit for ordinary in everybody if ordinary.limit]
    return BORROWED * min(known) if len(known) >= OTHERS else 0.0
