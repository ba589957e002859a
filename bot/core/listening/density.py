"""How much of a room's heard time was talk, kept in bins over the evening."""

from __future__ import annotations

from collections import defaultdict
from math import ceil

BIN = 15.0
"""Seconds told as one: short enough to show a stall (chosen), too long to tell whose turn it was."""


class Density:
    """How much of its time a room talks, two sums a bin. Whoever talks is counted, never named.

    An instant before the last one counts as the last one.
    """

    def __init__(self, start: float) -> None:
        self._start, self._last = start, 0.0
        self._able, self._talkers = False, 0
        self._heard: defaultdict[int, float] = defaultdict(float)
        self._talk: defaultdict[int, float] = defaultdict(float)

    def hears(self, able: bool, at: float) -> None:
        """An ear hears the room from now on, or none does; who was talking is not known any more."""
        self._pass(at)
        self._able, self._talkers = able, 0

    def heard(self, on: bool, at: float) -> None:
        """Somebody begins or ceases to transmit; counts only while an ear is there."""
        self._pass(at)
        self._talkers = max(0, self._talkers + (1 if on else -1))

    def bins(self, until: float) -> tuple[float | None, ...]:
        """For each bin from the start on, the share of its heard time in which somebody talked; None: never heard."""
        self._pass(until)
        heard = (self._heard.get(nth) for nth in range(ceil((until - self._start) / BIN)))
        return tuple(None if time is None else self._talk[nth] / time for nth, time in enumerate(heard))

    def _pass(self, at: float) -> None:
        """Counts the time from the last instant to this one. Measured from the start, as bins then end exactly."""
        now = max(self._last, at - self._start)
        while self._able and self._last < now:
            nth = int(self._last // BIN)
            end = min(now, (nth + 1) * BIN)
            self._heard[nth] += end - self._last
            self._talk[nth] += (end - self._last) if self._talkers else 0.0
            self._last = end
        self._last = now
