"""Who talks when in fifty rooms, the sealed packets that come of it, and how well somebody heard them."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from bot.sandbox.voice.packets import FRAME, SILENCE, VIDEO, VOICE, extension, head, noise, opus, unreadable
from bot.sandbox.voice.sealing import XCHACHA, sealer

KEY = bytes(range(32))
"""Everybody's key: the neighbour opens what it is sent, so it must have been closed with it."""
PEOPLE, TAIL = 4, 5
SHORTEST, LONGEST = 1.0, 6.0
"""Seconds of a turn. One follows the other, so that somebody always talks."""
OVERLAP = 0.1
"""The part of each turn that somebody else talks into."""
JITTER, LOSS = 0.015, 0.01
RTCP = bytes.fromhex("81c90007") + bytes(48)

Interval = tuple[float, float]


@dataclass(slots=True)
class Packet:
    """A datagram due so many seconds after the beginning, by whom, and of which spurt (-1: of none)."""

    due: float
    room: int
    ssrc: int
    data: bytes
    spurt: int = -1
    late: float = 0.0
    lost: bool = False


@dataclass(frozen=True, slots=True)
class Found:
    """How what was heard compares with what was sent: spurts, and the errors of their edges in seconds, in order."""

    sent: int
    lost: int
    invented: int
    errors: list[float]

    def at(self, part: float) -> float:
        """The error that this part of the edges stays within."""
        return self.errors[min(len(self.errors) - 1, int(part * len(self.errors)))] if self.errors else 0.0


def ssrc_of(room: int, person: int) -> int:
    """The stream of one person; it serves as their id too."""
    return 1000 * (room + 1) + person


def spurts(rooms: int, seconds: float, seed: int) -> list[tuple[int, int, float, float]]:
    """Room, person, start and end of everything said."""
    out: list[tuple[int, int, float, float]] = []
    for room in range(rooms):
        dice = random.Random(f"{seed} {room}")
        now, turn = dice.uniform(0, FRAME), dice.randrange(PEOPLE)
        while now + SHORTEST < seconds:
            length = min(dice.uniform(SHORTEST, LONGEST), seconds - now)
            out.append((room, turn % PEOPLE, now, now + length))
            aside = now + dice.uniform(0.2, 0.8) * length
            out.append((room, (turn + 2) % PEOPLE, aside, aside + OVERLAP * length))
            now, turn = now + length, turn + 1
    return out


def packets(rooms: int, seconds: float, seed: int, *, rough: bool) -> list[Packet]:
    """All of it as packets in the order of their sending; `rough` adds jitter, loss, video, and streams of silence."""
    out: list[Packet] = []
    dice, seal = random.Random(seed), sealer(XCHACHA, KEY)
    counts: defaultdict[int, int] = defaultdict(int)

    def add(room: int, ssrc: int, due: float, body: bytes, *, spurt: int = -1, kind: int = VOICE) -> None:
        counts[ssrc] = count = counts[ssrc] + 1
        level = extension(dice.randrange(20, 60), spurt >= 0)
        out.append(Packet(due, room, ssrc, seal(head(kind, count, 960 * count, ssrc), level + body, count), spurt))

    for number, (room, person, start, end) in enumerate(spurts(rooms, seconds, seed)):
        frames = round((end - start) / FRAME)
        for n in range(frames + TAIL):
            body = unreadable(opus(dice.randrange(60, 140))) if n < frames else SILENCE
            add(room, ssrc_of(room, person), start + n * FRAME, body, spurt=number if n < frames else -1)
    if rough:
        for room in range(0, rooms, 10):
            for n in range(int(seconds / FRAME)):
                add(room, ssrc_of(room, 7), n * FRAME, SILENCE)
                add(room, ssrc_of(room, 8), n * FRAME + 0.005, noise(1100), kind=VIDEO)
            out += [Packet(float(n), room, 0, RTCP) for n in range(int(seconds))]
        for packet in out:
            packet.late, packet.lost = dice.uniform(0, JITTER), dice.random() < LOSS
    return sorted(out, key=lambda packet: packet.due + packet.late)


def truth(script: Sequence[Packet], sent: Sequence[float]) -> dict[int, list[Interval]]:
    """By stream, from when to when each spurt was really sent, before the network delayed or lost any of it."""
    edges: dict[tuple[int, int], Interval] = {}
    for packet, at in zip(script, sent, strict=True):
        if packet.spurt >= 0:
            said = at - packet.late
            first, last = edges.get((packet.ssrc, packet.spurt), (said, said))
            edges[packet.ssrc, packet.spurt] = min(first, said), max(last, said + FRAME)
    out: defaultdict[int, list[Interval]] = defaultdict(list)
    for (ssrc, _), edge in sorted(edges.items(), key=lambda item: item[1]):
        out[ssrc].append(edge)
    return out


def heard_spurts(changes: Sequence[tuple[int, bool, float]]) -> dict[int, list[Interval]]:
    """By stream, the intervals that were told; one that was never closed lasts for ever."""
    out: defaultdict[int, list[Interval]] = defaultdict(list)
    for user, on, at in changes:
        if on:
            out[user].append((at, float("inf")))
        else:
            out[user][-1] = out[user][-1][0], at
    return out


def compare(sent: dict[int, list[Interval]], heard: dict[int, list[Interval]]) -> Found:
    """Match what was heard to what was sent: each spurt to the one heard that overlaps it most."""
    errors: list[float] = []
    lost = 0
    for ssrc, spans in sent.items():
        rest = list(heard.get(ssrc, []))
        for start, end in spans:
            best = max(rest, key=lambda span: min(end, span[1]) - max(start, span[0]), default=None)
            if best is None or min(end, best[1]) <= max(start, best[0]):
                lost += 1
                continue
            rest.remove(best)
            errors += [abs(best[0] - start), abs(best[1] - end)]
    count = sum(len(spans) for spans in sent.values())
    invented = sum(len(spans) for spans in heard.values()) - (count - lost)
    return Found(count, lost, invented, sorted(errors))
