"""What a tryout counts of voice packets: sizes and rates of all of them together, of nobody in particular. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from bot.core.listening.proof import Proof
from bot.core.listening.talkspurts import (
    HANG,
    PADDED,
    SEALED,
    SEALED_SILENCE,
    SILENCE_FRAME,
    VOICE,
    Change,
    Talkspurts,
)

BURST = 10
"""So many padded packets of a stream, with no sound between them, are a burst of nothing but padding (dysnomia#230)."""
ENOUGH = 500
"""Packets (ten seconds of talk) from which on a share of them is told."""


@dataclass(slots=True)
class _Stream:
    """One sender's packets."""

    packets: int = 0
    sound: int = 0
    padded: int = 0
    """Those in the midst of sound that have padding; how much of them it is cannot be seen."""
    talking: bool = False
    still: int = 0
    """How many frames of silence in a row, without padding."""
    run: list[int] = field(default_factory=list[int])
    """The sizes of the latest padded packets, headers and seal left out."""
    first: int = -1
    span: int = 0
    """How many packets were sent since the first, by their numbers."""


class Census:
    """All that the ears of one tryout receive."""

    def __init__(self) -> None:
        self.proofs: list[CountingProof] = []
        self._streams: dict[tuple[int, int], _Stream] = {}
        self._named: set[tuple[int, int]] = set()
        self._calls = self._silences = self._bursts = 0
        self._padding: list[int] = []
        self._quiet: set[int] = set()

    def proof(self) -> Proof:
        """For one more ear: one that counts its pings."""
        self.proofs.append(CountingProof())
        return self.proofs[-1]

    def spurts(self, change: Change, hang: float = HANG, unmuted: Callable[[], Iterable[int]] = tuple) -> Talkspurts:
        """For one more connection: such as tell of each packet."""
        self._calls += 1
        return CountingSpurts(self, self._calls, change, hang, unmuted)

    def named(self, call: int, ssrc: int) -> None:
        """The gateway has told whose stream it is."""
        self._named.add((call, ssrc))

    def packet(self, call: int, head: bytearray, size: int) -> None:
        """A packet of a call, as `Talkspurts.packet` takes it."""
        if size < 12 + SEALED + 1 or head[1] & 127 != VOICE or head[0] >> 6 != 2:
            return
        clear = 12 + 4 * (head[0] & 15)
        if head[0] & 16:
            clear += 4 + 4 * (head[clear + 2] << 8 | head[clear + 3])
        stream = self._streams.setdefault((call, int.from_bytes(head[8:12], "big")), _Stream())
        number = int.from_bytes(head[2:4], "big")
        stream.first = number if stream.first < 0 else stream.first
        stream.span = max(stream.span, (number - stream.first) % 65536 + 1)
        stream.packets += 1
        self._take(stream, size - clear - SEALED, padded=bool(head[0] & PADDED))

    def _take(self, stream: _Stream, payload: int, *, padded: bool) -> None:
        if padded:
            stream.run.append(payload)
            stream.still = 0
        elif payload > SEALED_SILENCE:
            self._end_run(stream, amid=stream.talking)
            stream.sound += 1
            stream.talking = True
        else:
            self._quiet.add(payload)
            stream.still += 1
            if stream.talking or stream.still > 1:
                self._end_run(stream)
            self._silences += stream.talking
            stream.talking = False

    def _end_run(self, stream: _Stream, *, amid: bool = False) -> None:
        """`amid` sound: its packets had sound in them, too."""
        if len(stream.run) >= BURST:
            self._bursts += 1
            self._padding += stream.run
        elif amid:
            stream.padded += len(stream.run)
        stream.run.clear()

    def pings(self) -> list[tuple[int, int]]:
        """Of each ear: how many pings it sent, and how many were answered."""
        return [(proof.sent, proof.answers) for proof in self.proofs]

    def facts(self) -> dict[str, object]:
        """What was seen often enough to be told, by the names that a sandbox's world has for it."""
        told: dict[str, object] = {}
        for stream in self._streams.values():
            self._end_run(stream)
        if asked := [answers for sent, answers in self.pings() if sent]:
            told["unanswered_pings"] = round(asked.count(0) / len(asked), 3)
        streams = self._streams
        packets = sum(stream.packets for stream in streams.values())
        if packets >= ENOUGH:
            told["loss"] = round(1 - packets / max(packets, sum(stream.span for stream in streams.values())), 3)
            told["no_speaking"] = round(1 - len(self._named & streams.keys()) / len(streams), 3)
            padded = sum(stream.padded for stream in streams.values())
            told["padding"] = round(padded / max(1, padded + sum(stream.sound for stream in streams.values())), 3)
        if self._silences:
            told["padding_bursts"] = round(min(1.0, self._bursts / self._silences), 3)
            told["sealed_silence"] = any(size > SILENCE_FRAME for size in self._quiet)
        if sizes := sorted(size for size in self._padding if 1 <= size <= 255):
            # A few of a burst may have sound in them.
            told["padding_bytes"] = [sizes[len(sizes) // 20], sizes[-1 - len(sizes) // 20]]
        return told


class CountingProof(Proof):
    """A proof that counts the pings and their answers."""

    def __init__(self) -> None:
        self.sent = self.answers = 0
        super().__init__()

    def ping_due(self, at: float) -> bool:
        """See Proof."""
        due = super().ping_due(at)
        self.sent += due
        return due

    def answered(self, at: float) -> None:
        """See Proof."""
        self.answers += 1
        super().answered(at)


class CountingSpurts(Talkspurts):
    """Talkspurts that tell a census of each packet."""

    def __init__(
        self, census: Census, call: int, change: Change, hang: float, unmuted: Callable[[], Iterable[int]]
    ) -> None:
        self._census, self._call = census, call
        super().__init__(change, hang, unmuted)

    def packet(self, head: bytearray, size: int, at: float) -> None:
        """See Talkspurts."""
        self._census.packet(self._call, head, size)
        super().packet(head, size, at)

    def known(self, ssrc: int, user_id: int) -> None:
        """See Talkspurts."""
        self._census.named(self._call, ssrc)
        super().known(ssrc, user_id)
