"""The measures of a stall detector in plain Python: the same figures as ../shared/score_stall.py, without numpy."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from pathlib import Path
from statistics import median

from bot.cli.replay import Intervals, merged, read

WARM, COOL, RESUME = 60.0, 60.0, 5.0


@dataclass(frozen=True, slots=True)
class Score:
    """Ratios as `make bench` shows them; `barge` is a share of the prompts."""

    per_hour: float
    barge: float
    needless: float
    dead_air: float
    recall: float
    precision: float
    flowing: float


class Recording:
    """One conversation as it truly was, and where it lulled."""

    def __init__(self, path: Path) -> None:
        self.name = path.name
        self.room: Intervals = read(path)
        self.talk = merged([span for spans in self.room.values() for span in spans])
        self.start, self.end = self.talk[0][0], self.talk[-1][1]
        self.hours = (self.end - self.start) / 3600
        self.gaps = [(a[1], b[0]) for a, b in pairwise(self.talk)]
        active = [0] * (int((self.end - self.start) * 10) + 2)
        for a, b in self.talk:
            low, high = int((a - self.start) * 10 + 0.5), min(len(active), int((b - self.start) * 10 + 0.5))
            active[low:high] = [1] * (high - low)
        self.sum = [0, *accumulate(active)]
        minute = [(b - a) / 600 for a, b in zip(self.sum, self.sum[600:], strict=False)]
        self.level = 0.5 * median(minute) if minute else 0.35
        self.lulls = self._lulls(minute)

    def _lulls(self, minute: Sequence[float]) -> list[tuple[float, float]]:
        low = [0, *(value < self.level for value in minute), 0]
        flips = [i for i, (a, b) in enumerate(pairwise(low)) if a != b]
        pieces: list[tuple[float, float]] = []
        for a, b in zip(flips[::2], flips[1::2], strict=True):
            start, end = self.start + (a + 300) / 10, self.start + (b + 300) / 10
            if pieces and start - pieces[-1][1] < 30:
                pieces[-1] = pieces[-1][0], end
            else:
                pieces.append((start, end))
        return [(a, b) for a, b in pieces if b - a >= 20 and b >= self.start + WARM]

    def lull_follows(self, at: float) -> bool | None:
        """Whether the minute after `at` stays low; None if too little of it was recorded."""
        i = int((at - self.start) * 10 + 0.5)
        j = min(len(self.sum) - 1, i + 600)
        return None if j - i < 300 else (self.sum[j] - self.sum[i]) / (j - i) < self.level

    def gap_at(self, at: float) -> tuple[float, float] | None:
        """The silence around `at`."""
        return next(((a, b) for a, b in self.gaps if a - 1e-6 <= at < b), None)


BASELINES: Mapping[str, Callable[[float], float]] = {
    "fixed 8 s": lambda _: 8.0,
    "fixed 10 s": lambda _: 10.0,
    "ewma .25": lambda activity: min(60.0, max(3.0, 15 * math.log(max(activity, 1e-9) / 0.25))),
}
"""Seconds of silence a simple rule waits, by the activity when the silence begins."""


def baseline(room: Intervals, wait: Callable[[float], float]) -> list[float]:
    """The prompts of a simple rule in a room as heard."""
    talk = merged([span for spans in room.values() for span in spans])
    start, out, activity = talk[0][0], list[float](), 0.7
    now = start
    for (a, b), (resumed, _) in pairwise(talk):
        activity = 1 - (1 - activity * math.exp(-(a - now) / 15)) * math.exp(-(b - a) / 15)
        now, at = b, b + wait(activity)
        if at < resumed and at >= start + WARM and (not out or at - out[-1] >= COOL):
            out.append(at)
    return out


def score(recordings: Sequence[Recording], prompts: Mapping[str, Sequence[float]]) -> Score:
    """How good these prompts are, by the recordings' names."""
    barge, needless, dead, follows = 0, 0, list[float](), list[bool]()
    for recording in recordings:
        for at in prompts[recording.name]:
            gap = recording.gap_at(at)
            if gap is None:
                barge += at < recording.end
                continue
            dead.append(at - gap[0])
            needless += gap[1] - at < RESUME
            after = recording.lull_follows(at)
            follows += [] if after is None else [after]
    caught = [any(a - 5 <= at <= b + 5 for at in prompts[r.name]) for r in recordings for a, b in r.lulls]
    count, flow = sum(len(prompts[r.name]) for r in recordings), [r for r in recordings if not r.lulls]
    return Score(
        per_hour=_part(count, sum(r.hours for r in recordings)),
        barge=_part(barge, count),
        needless=_part(needless, count),
        dead_air=_part(sum(dead), len(dead)),
        recall=_part(sum(caught), len(caught)),
        precision=_part(sum(follows), len(follows)),
        flowing=_part(sum(len(prompts[r.name]) for r in flow), sum(r.hours for r in flow)),
    )


def _part(some: float, of: float) -> float:
    return some / of if of else math.nan
