"""From packets to "who transmits": spurts of talk by the clear head of each packet; the sealed rest is never here.

Discord's clients send a packet every 20 ms while their user transmits, then five frames of silence. In the rtpsize
modes the RTP header (RFC 3550), the contributing sources and the extension's preamble are in the clear; behind them
come the sealed body, 16 bytes of tag and 4 of nonce. A silence frame is 3 bytes. So a packet's head and length tell
all: who (ssrc), whether it is voice (payload type 120), and whether it is silence.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from bot.core.listening.noise import PART, PARTS, Ordinary, Sizes

VOICE = 120
"""The RTP payload type of Discord's Opus streams; video and RTCP have others."""
SEALED = 16 + 4
SILENCE_FRAME = 3
FRAME = 0.02
LEAST_FRAMES = 3
"""Fewer packets than this (60 ms) are no spurt: a click, or the tail of a stream."""
LOOK, WINDOW = PART * FRAME, PARTS * PART * FRAME
"""Seconds from one look at the sizes of somebody's packets to the next, and seconds looked at."""

Change = Callable[[int, bool, float], None]
"""Called with a user's id, whether they transmit now, and since when (seconds)."""


@dataclass(slots=True)
class _Spurt:
    last: float
    since: float
    """From when on it counts as talk, or as noise while it is hushed."""
    sizes: Sizes = field(default_factory=Sizes)
    begun: bool = False
    hushed: bool = False
    """Told to be over: packets come, but they are only noise."""


class Talkspurts:
    """Who transmits in one channel. `packet` takes what arrives, `end` closes spurts that have fallen silent.

    `hang` is how long after the last packet (seconds) a spurt is over; it must cover the period of reading plus the
    jitter of the network. A spurt heard before its speaker is known is told as soon as they are.
    """

    def __init__(self, change: Change, hang: float = 0.3) -> None:
        self._change, self._hang = change, hang
        self._who: dict[int, int] = {}
        self._live: dict[int, _Spurt] = {}
        self._ordinary: defaultdict[int, Ordinary] = defaultdict(Ordinary)

    def packet(self, head: bytearray, size: int, at: float) -> None:
        """A datagram of `size` bytes whose first bytes are in `head` (at least 80 long) arrived at `at`."""
        if size < 12 + SEALED + 1 or head[1] & 127 != VOICE or head[0] >> 6 != 2:
            return
        clear = 12 + 4 * (head[0] & 15)
        if head[0] & 16:
            clear += 4 + 4 * (head[clear + 2] << 8 | head[clear + 3])
        payload = size - clear - SEALED
        if payload <= SILENCE_FRAME:
            return
        ssrc = head[8] << 24 | head[9] << 16 | head[10] << 8 | head[11]
        spurt = self._live.get(ssrc)
        if spurt is None:
            spurt = self._live[ssrc] = _Spurt(at, at)
        spurt.last = at
        differing = spurt.sizes.add(payload)
        if not spurt.begun:
            if spurt.sizes.packets >= LEAST_FRAMES:
                self._begin(ssrc, spurt)
        elif differing is not None:
            self._weigh(self._who[ssrc], spurt, differing)

    def end(self, at: float) -> None:
        """Close the spurts of everybody who has not been heard for the hang-over."""
        for ssrc in [ssrc for ssrc, spurt in self._live.items() if at - spurt.last > self._hang]:
            self._close(ssrc)

    def known(self, ssrc: int, user_id: int) -> None:
        """The voice gateway says whose stream this is; somebody who starts over gets a new number."""
        if self._who.get(ssrc, user_id) != user_id:
            self._close(ssrc)
        self._who[ssrc] = user_id
        if (spurt := self._live.get(ssrc)) and spurt.sizes.packets >= LEAST_FRAMES and not spurt.begun:
            self._begin(ssrc, spurt)

    def gone(self, user_ids: Iterable[int]) -> None:
        """These people have left the channel."""
        left = set(user_ids)
        for ssrc in [ssrc for ssrc, user in self._who.items() if user in left]:
            self._close(ssrc)
            del self._who[ssrc]
        for user in left:
            self._ordinary.pop(user, None)

    def start_over(self) -> None:
        """A new session: the old numbers mean nothing any more."""
        for ssrc in list(self._live):
            self._close(ssrc)
        self._who.clear()
        self._ordinary.clear()

    def _begin(self, ssrc: int, spurt: _Spurt) -> None:
        user = self._who.get(ssrc)
        if user is not None:
            spurt.begun = True
            self._change(user, True, spurt.since)

    def _weigh(self, user: int, spurt: _Spurt, differing: float) -> None:
        """Hush a transmission that is only the noise of an open microphone, until there is talk in it again."""
        looks = spurt.sizes.noise(differing, self._ordinary[user], self._ordinary.values())
        if looks and not spurt.hushed:
            # The first of these looks may have begun with a last word.
            ended = spurt.last - (looks - 1) * LOOK - WINDOW / 2
            spurt.hushed, spurt.since = True, max(spurt.since + FRAME, ended)
            self._change(user, False, spurt.since)
        elif spurt.hushed and not looks:
            spurt.hushed, spurt.since = False, max(spurt.since, spurt.last - LOOK)
            self._change(user, True, spurt.since)

    def _close(self, ssrc: int) -> None:
        spurt = self._live.pop(ssrc, None)
        if spurt is None or not spurt.begun:
            return
        user = self._who[ssrc]
        if not spurt.hushed:
            self._ordinary[user].learn(spurt.sizes)
            self._change(user, False, spurt.last + FRAME)
