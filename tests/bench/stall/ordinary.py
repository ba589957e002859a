"""A whole recorded room as packets on a bad ordinary day, and who talks when by what an ear makes of them.

Frames are sealed, silence too; a tenth of the packets are padded, and half of the silences begin with a burst of
nothing but padding. One person in ten has a camera and sends silence all the time, two in ten sit in a browser and send
it every 400 ms, two in ten push to talk, and one in twenty is never named. Now and then a second is lost.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from heapq import merge
from itertools import pairwise
from math import inf
from random import Random

from bot.cli.replay import Intervals, merged
from bot.core.listening.talkspurts import FRAME, SEALED, Talkspurts
from tests.bench.stall.packets import ENVELOPE, HEADER, MICROPHONES, Packet, Spans, heads

CAMERA, BROWSER, PUSH, DESKTOP = 0.1, 0.3, 0.5, 1.0
"""Up to which number of a die somebody has what."""
NAMELESS, PADDING, BURSTS, BURST, APART = 0.05, 0.1, 0.5, (10, 50), 0.003
SILENCE, TAIL, DTX, KEY = 3 + ENVELOPE, 5, 0.4, 0.4
"""Bytes of a frame of silence, how many end a spurt; seconds between a browser's, and for which a key is held more."""
LOST_EVERY, LOST = 180.0, 1.0
LOOK = 0.1


def as_packets(room: Intervals, dice: Random) -> Intervals:
    """Who is heard to transmit when; whoever was never named is "?", with all others who were not."""
    people = sorted(room)
    told: dict[str, Spans] = {who: [] for who in people}
    since: dict[int, float] = {}

    def change(user: int, on: bool, at: float) -> None:
        if on:
            since[user] = at
        else:
            who = people[user] if user >= 0 else "?"
            told.setdefault(who, []).append((since.pop(user), at))

    named = [number for number in range(len(people)) if dice.random() >= NAMELESS]
    spurts = Talkspurts(change, unmuted=lambda: range(len(people)))
    spurts.sealed(True)
    for number in named:
        spurts.known(number, number)
    last = max(end for spans in room.values() for _, end in spans)
    lost = _lost(last, dice)
    plain, padded = heads(len(people)), heads(len(people), padded=True)
    luck, looked = dice.random, 0.0
    for at, number, size in merge(*(_stream(n, list(room[who]), last, dice) for n, who in enumerate(people))):
        if at - looked > LOOK:
            spurts.end(at)
            looked = at
        before = bisect_right(lost, at) - 1
        if before >= 0 and at < lost[before] + LOST:
            continue
        bare = size < 0
        head = padded[number] if bare or luck() < PADDING else plain[number]
        spurts.packet(head, HEADER + SEALED + abs(size), at)
    spurts.end(inf)
    return {who: merged(spans) for who, spans in told.items() if spans}


def _lost(last: float, dice: Random) -> list[float]:
    lost, at = list[float](), dice.expovariate(1 / LOST_EVERY)
    while at < last:
        lost.append(at)
        at += LOST + dice.expovariate(1 / LOST_EVERY)
    return lost


def _stream(number: int, spans: Spans, last: float, dice: Random) -> Iterator[Packet]:
    """What one person's client sends; a size below zero is padding and no more."""
    habit, microphone, place = dice.random(), dice.choice(MICROPHONES), dice.randrange(1000)
    own = Random(dice.random())
    if BROWSER <= habit < PUSH:
        spans = merged([(a, b + own.uniform(0, KEY)) for a, b in spans])
    resting = FRAME if habit < CAMERA else DTX if habit < BROWSER else 0.0
    talk = microphone.talk
    for (start, end), (following, _) in pairwise([*spans, (last, last)]):
        count = int((end - start) / FRAME)
        for nth in range(count):
            yield start + nth * FRAME, number, talk[(place + nth) % len(talk)] + ENVELOPE
        place += 137
        at = start + count * FRAME
        if own.random() < BURSTS:
            for nth in range(own.randint(*BURST)):
                yield at + nth * APART, number, -own.randint(1, 48)
        yield from ((at + nth * FRAME, number, SILENCE) for nth in range(TAIL) if at + nth * FRAME < following)
        at += TAIL * FRAME
        while resting and at < following:
            yield at, number, SILENCE
            at += resting
