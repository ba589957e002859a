"""From packets to "who transmits": spurts of talk by the clear head of each packet; the sealed rest is never here.

Discord's clients send a packet every 20 ms while their user transmits, then five frames of silence. In the rtpsize
modes the RTP header (RFC 3550), the contributing sources and the extension's preamble are in the clear; behind them
come the sealed body, 16 bytes of tag and 4 of nonce. A silence frame is 3 bytes, or up to 20 where people encrypt end
to end. So a packet's head and length tell all: who (ssrc), whether it is voice (payload type 120), whether it is
silence, and whether the length can be trusted: how much of a padded packet is padding stands in its last byte, which is
sealed with the rest, and some are nothing else.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from bot.core.listening.noise import PART, PARTS, Ordinary, Sizes

VOICE = 120
"""The RTP payload type of Discord's Opus streams; video and RTCP have others."""
PADDED = 0x20
"""The bit of an RTP head that says that there is padding behind the frame."""
SEALED = 16 + 4
SILENCE_FRAME, SEALED_SILENCE = 3, 20
"""Bytes of a frame of silence at most: as it is, and encrypted end to end, which adds 12 to 16 (libdave)."""
SMALL, CONSTANT = 32, 25
"""So many frames in a row of the very same size, no larger than this, are a client's silence, whatever it is made of;
speech is larger, or its sizes differ."""
UNNAMED = 1.0
"""Seconds for which Discord may still tell whose a new stream is; it does not always (discord.js#4364)."""
FRAME = 0.02
HANG = 0.3
"""Seconds after the last packet until a spurt is over (stall study)."""
LEAST_FRAMES = 3
"""Fewer packets than this (60 ms) are no spurt: a click, or the tail of a stream."""
LOOK, WINDOW = PART * FRAME, PARTS * PART * FRAME
"""Seconds from one look at the sizes of somebody's packets to the next, and seconds looked at."""

Change = Callable[[int, bool, float], None]
"""Called with a user's id, whether they transmit now, and since when (seconds). The id of somebody whose name was never
told is below zero."""


@dataclass(slots=True)
class _Spurt:
    last: float
    """When the last packet came that was surely voice."""
    since: float
    """From when on it counts as talk, or as noise while it is hushed."""
    alive: float
    """The last packet, or one after it that may be voice too."""
    fading: bool = False
    """Silence has come: what is padded now is padded silence, or nothing."""
    sizes: Sizes = field(default_factory=Sizes)
    begun: bool = False
    hushed: bool = False
    """Told to be over: packets come, but they are only noise."""


class Talkspurts:
    """Who transmits in one channel. `packet` takes what arrives, `end` closes spurts that have fallen silent.

    `hang` is how long after the last packet (seconds) a spurt is over; it must cover the period of reading plus the
    jitter of the network. A spurt heard before its speaker is known is told as soon as they are; after a second it is
    somebody's: that of the only one of the `unmuted` who has no stream yet, or a stranger's, until the name is told.
    """

    def __init__(self, change: Change, hang: float = HANG, unmuted: Callable[[], Iterable[int]] = tuple) -> None:
        self._change, self._hang, self._unmuted = change, hang, unmuted
        self._who: dict[int, int] = {}
        self._unnamed: dict[int, float] = {}
        """The streams whose owner was never told, and when they were first heard."""
        self._live: dict[int, _Spurt] = {}
        self._ordinary: defaultdict[int, Ordinary] = defaultdict(Ordinary)
        self._silence = SILENCE_FRAME
        self._same: dict[int, tuple[int, int]] = {}
        """By stream: the size of its latest small packets, and how many in a row had it."""
        self._still: dict[int, int] = {}
        """By stream: the size that has shown itself to be silence."""

    def sealed(self, end_to_end: bool) -> None:
        """Whether people's frames are encrypted end to end, silence too."""
        self._silence = SEALED_SILENCE if end_to_end else SILENCE_FRAME

    def packet(self, head: bytearray, size: int, at: float) -> None:
        """A datagram of `size` bytes whose first bytes are in `head` (at least 80 long) arrived at `at`."""
        if size < 12 + SEALED + 1 or head[1] & 127 != VOICE or head[0] >> 6 != 2:
            return
        clear = 12 + 4 * (head[0] & 15)
        if head[0] & 16:
            clear += 4 + 4 * (head[clear + 2] << 8 | head[clear + 3])
        payload = size - clear - SEALED
        ssrc = head[8] << 24 | head[9] << 16 | head[10] << 8 | head[11]
        spurt = self._live.get(ssrc)
        if head[0] & PADDED:
            if spurt is not None and not spurt.fading and at - spurt.last <= self._hang:
                spurt.alive = at
            return
        if payload > SMALL:
            if self._same:
                self._same.pop(ssrc, None)
        elif self._is_silence(ssrc, payload):
            if spurt is not None:
                spurt.fading = True
            return
        if spurt is None:
            spurt = self._live[ssrc] = _Spurt(at, at, at)
        spurt.last = spurt.alive = at
        spurt.fading = False
        differing = spurt.sizes.add(payload)
        if not spurt.begun:
            if spurt.sizes.packets >= LEAST_FRAMES:
                self._begin(ssrc, spurt)
        elif differing is not None:
            self._weigh(self._who[ssrc], spurt, differing)

    def end(self, at: float) -> None:
        """Close the spurts of everybody who has not been heard for the hang-over."""
        for ssrc in [ssrc for ssrc, spurt in self._live.items() if at - spurt.alive > self._hang]:
            self._close(ssrc)

    def known(self, ssrc: int, user_id: int) -> None:
        """The voice gateway says whose stream this is; somebody who starts over gets a new number."""
        self._unnamed.pop(ssrc, None)
        for other in [other for other in self._unnamed if self._who.get(other) == user_id]:
            # It was guessed to be theirs, and is a stranger's.
            self._close(other)
            del self._who[other]
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
            self._unnamed.pop(ssrc, None)
        for user in left:
            self._ordinary.pop(user, None)

    def start_over(self) -> None:
        """A new session: the old numbers mean nothing any more."""
        for ssrc in list(self._live):
            self._close(ssrc)
        for known in (self._who, self._unnamed, self._ordinary, self._same, self._still):
            known.clear()

    def _is_silence(self, ssrc: int, payload: int) -> bool:
        """Whether a small frame is silence: it is as short as silence is, or as a client's silence has always been."""
        if payload <= self._silence or payload <= self._still.get(ssrc, 0):
            return True
        size, count = self._same.get(ssrc, (payload, 0))
        count = count + 1 if size == payload else 1
        self._same[ssrc] = payload, count
        if count >= CONSTANT:
            self._still[ssrc] = payload
        return count >= CONSTANT

    def _begin(self, ssrc: int, spurt: _Spurt) -> None:
        user = self._guessed(ssrc, spurt) if ssrc in self._unnamed or ssrc not in self._who else self._who[ssrc]
        if user is not None:
            spurt.begun = True
            self._change(user, True, spurt.since)

    def _guessed(self, ssrc: int, spurt: _Spurt) -> int | None:
        """Whose stream this must be, a stranger's if it may be several people's; None while it may yet be told."""
        if spurt.last - self._unnamed.setdefault(ssrc, spurt.since) < UNNAMED:
            return None
        if self._who.get(ssrc, -1) < 0:
            nameless = set(self._unmuted()) - set(self._who.values())
            self._who[ssrc] = nameless.pop() if len(nameless) == 1 else -1 - ssrc
        return self._who[ssrc]

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
        if spurt is None:
            return
        if not spurt.begun:
            if spurt.sizes.packets < LEAST_FRAMES and ssrc not in self._who:
                self._unnamed.pop(ssrc, None)
            return
        user = self._who[ssrc]
        if not spurt.hushed:
            self._ordinary[user].learn(spurt.sizes)
            self._change(user, False, spurt.last + FRAME)
