"""When somebody speaks: from an RTTM file, invented, or noise at random. Pure; seconds from the beginning."""

import random
from collections.abc import Sequence
from dataclasses import dataclass

Times = list[tuple[float, float]]
LEAST_TURN = 0.3
"""Seconds; a shorter turn is nothing anybody says."""


@dataclass(frozen=True, slots=True)
class Conversation:
    """An invented conversation: turns of `turn` seconds, somebody talking for a share `talk` of the time, and lulls.

    For a share `overlap` of the turns somebody else comes in while it lasts. Every `lull_every` seconds
    nobody speaks for `lull_seconds`.
    """

    minutes: float = 1.0
    talk: float = 0.75
    overlap: float = 0.1
    lull_every: float = 0.0
    lull_seconds: float = 10.0
    turn: tuple[float, float] = (0.6, 5.0)
    seed: int = 0

    def parts(self, people: Sequence[str]) -> dict[str, Times]:
        """Who speaks when; the same for the same seed and people."""
        rng, total = random.Random(self.seed), self.minutes * 60
        parts: dict[str, Times] = {person: [] for person in people}
        pause = sum(self.turn) / 2 * (1 - self.talk) / self.talk
        at, last = rng.uniform(0.1, 1.0), ""
        while (at := self._after_lull(at)) < total:
            speaker = rng.choice([person for person in people if person != last] or list(people))
            end = min(at + rng.uniform(*self.turn), self._next_lull(at), total)
            if end - at >= LEAST_TURN:
                parts[speaker].append((at, end))
                if len(people) > 1 and rng.random() < self.overlap:
                    other = rng.choice([person for person in people if person != speaker])
                    parts[other].append(self._remark(rng, at, end))
            at, last = end + 0.05 + rng.expovariate(1 / pause if pause else 1e9), speaker
        return {person: merged(times) for person, times in parts.items()}

    def _remark(self, rng: random.Random, start: float, end: float) -> tuple[float, float]:
        begin = rng.uniform(start, end - LEAST_TURN)
        return begin, min(end, begin + rng.uniform(LEAST_TURN, 1.2))

    def _after_lull(self, at: float) -> float:
        if not self.lull_every or at < self.lull_every:
            return at
        begun = at // self.lull_every * self.lull_every
        return max(at, begun + self.lull_seconds)

    def _next_lull(self, at: float) -> float:
        return (at // self.lull_every + 1) * self.lull_every if self.lull_every else float("inf")


def merged(times: Times) -> Times:
    """The same times in order and without overlaps."""
    whole: Times = []
    for start, end in sorted(times):
        if whole and start <= whole[-1][1]:
            whole[-1] = (whole[-1][0], max(end, whole[-1][1]))
        else:
            whole.append((start, end))
    return whole


def from_rttm(text: str, speaker: str, speed: float = 1.0) -> Times:
    """One speaker's segments of an RTTM file (NIST: type, file, channel, start, length, two unused, name)."""
    times: Times = []
    for line in text.splitlines():
        fields = line.split()
        if len(fields) >= 8 and fields[0] == "SPEAKER" and fields[7] == speaker:
            start, length = float(fields[3]), float(fields[4])
            times.append((start / speed, (start + length) / speed))
    return merged(times)


def noise(per_minute: float, seconds: tuple[float, float], minutes: float, seed: int) -> Times:
    """Bursts at random moments, so many a minute on average, each so long."""
    rng, times, at = random.Random(seed), list[tuple[float, float]](), 0.0
    while per_minute > 0 and (at := at + rng.expovariate(per_minute / 60)) < minutes * 60:
        times.append((at, at + rng.uniform(*seconds)))
    return merged(times)
