"""One person's microphone: which frame comes next, as Discord's clients send them."""

import heapq
from dataclasses import dataclass, field, replace
from enum import Enum
from math import inf

from bot.sandbox.voice.packets import FRAME

TAIL = 5
"""Frames of silence after each spurt."""
DTX = 0.4
"""Seconds between the frames of silence of a browser's encoder."""
A_HAIR = 1e-6


class Sound(Enum):
    """What is in a frame."""

    SPEECH = "speech"
    FAINT = "faint"
    """A room's hum, a key, a cough: what an open microphone sends when nobody speaks."""
    SILENCE = "silence"


@dataclass(order=True, frozen=True, slots=True)
class Span:
    """Something to be sent from `start` to `end` (seconds); `hold` more seconds of hum follow."""

    start: float
    end: float
    sound: Sound = field(default=Sound.SPEECH, compare=False)
    hold: float = field(default=0.0, compare=False)


class Microphone:
    """Frames every 20 ms while there is something to send, then five of silence, then none."""

    def __init__(self) -> None:
        self.open = False
        """Transmit all the time."""
        self.video = False
        """Clients with a camera send frames of silence continually (discord.js#5035)."""
        self.web = False
        """Browsers send a frame of silence now and then as long as they are there."""
        self._spans: list[Span] = []
        self._speech = self._faint = -inf
        self._tail = 0

    def plan(self, spans: list[Span], now: float) -> None:
        """Send these too, so many seconds from `now`."""
        for span in spans:
            heapq.heappush(self._spans, replace(span, start=now + span.start, end=now + span.end))

    def forget(self, *sounds: Sound) -> None:
        """Drop what is planned of these kinds."""
        self._spans = [span for span in self._spans if span.sound not in sounds]
        heapq.heapify(self._spans)

    def stop(self) -> None:
        """Switch off: nothing is planned, nothing is under way."""
        self._spans, self.open, self.video = [], False, False
        self._speech = self._faint = -inf
        self._tail = 0

    def frame(self, at: float) -> Sound | None:
        """What is sent at this moment, one frame after the last."""
        while self._spans and self._spans[0].start <= at + A_HAIR:
            span = heapq.heappop(self._spans)
            if span.sound is Sound.SPEECH:
                self._speech = max(self._speech, span.end)
                self._faint = max(self._faint, span.end + span.hold)
            else:
                self._faint = max(self._faint, span.end)
        if at < self._speech - A_HAIR:
            self._tail = TAIL
            return Sound.SPEECH
        if self.open or at < self._faint - A_HAIR:
            self._tail = TAIL
            return Sound.FAINT
        if self._tail:
            self._tail -= 1
            return Sound.SILENCE
        return Sound.SILENCE if self.video or self.web else None

    def next(self, at: float, sent: Sound | None) -> float | None:
        """When to ask for a frame again after the one at `at`; None while there is nothing to come."""
        resting = self.web and not self._tail and sent in {None, Sound.SILENCE}
        if self.open or self.video or (sent is not None and not resting):
            return at + FRAME
        planned = max(at + A_HAIR, self._spans[0].start) if self._spans else None
        return min(planned or inf, at + DTX) if self.web else planned
