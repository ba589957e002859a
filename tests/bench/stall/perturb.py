"""What happens to a recording between a mouth and our ear: key presses, lost words, held lines, open microphones.

Everything is drawn from a seed and the recording's name, so that two runs, or two detectors, hear the same.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from random import Random

from bot.cli.replay import HOLD, Intervals, merged
from tests.bench.stall.ordinary import as_packets
from tests.bench.stall.packets import heard

OPEN_FOR = 600.0
"""Seconds for which a microphone is left open."""


def noise(room: Intervals, dice: Random) -> Intervals:
    """Bursts of 0.1 to 0.4 s, two a minute and person."""
    first, last = _ends(room)
    out: dict[str, list[tuple[float, float]]] = {}
    for who, spans in room.items():
        bursts, at = list[tuple[float, float]](), first + dice.expovariate(2 / 60)
        while at < last:
            bursts.append((at, min(last, at + dice.uniform(0.1, 0.4) + HOLD)))
            at += dice.expovariate(2 / 60)
        out[who] = merged([*spans, *bursts])
    return out


def missed(room: Intervals, dice: Random) -> Intervals:
    """Half of all utterances under 0.4 s never open the microphone."""
    return {
        who: [(a, b) for a, b in spans if b - a - HOLD >= 0.4 or dice.random() < 0.5] for who, spans in room.items()
    }


def hangover(room: Intervals, dice: Random) -> Intervals:
    """Each person's client holds the line 0.2 to 1.0 s longer."""
    out: dict[str, list[tuple[float, float]]] = {}
    for who, spans in room.items():
        held = dice.uniform(0.2, 1.0)
        out[who] = merged([(a, b + held) for a, b in spans])
    return out


def everything(room: Intervals, dice: Random) -> Intervals:
    """Lost words, bursts and held lines together."""
    return hangover(noise(missed(room, dice), dice), dice)


def open_microphone(room: Intervals, dice: Random) -> Intervals:
    """One person's microphone is open for ten minutes somewhere in the call, and nothing is known but that."""
    who, start, end = _left_open(room, dice)
    return {**room, who: merged([*room[who], (start, end)])}


def sized(room: Intervals, dice: Random) -> Intervals:
    """The same, and the sizes of that person's packets are known."""
    who, start, end = _left_open(room, dice)
    return {**room, who: merged(heard(room, who, start, end, dice))}


def _left_open(room: Intervals, dice: Random) -> tuple[str, float, float]:
    first, last = _ends(room)
    who = dice.choice(sorted(room))
    start = dice.uniform(first, max(first, last - OPEN_FOR))
    return who, start, min(last, start + OPEN_FOR)


def _ends(room: Intervals) -> tuple[float, float]:
    spans = [span for person in room.values() for span in person]
    return min(a for a, _ in spans), max(b for _, b in spans)


PERTURBATIONS: Mapping[str, Callable[[Intervals, Random], Intervals]] = {
    "noise bursts": noise,
    "missed words": missed,
    "hangover": hangover,
    "all three": everything,
    "packets as they come": as_packets,
    "open mic 10 min": open_microphone,
    "open mic 10 min, sizes": sized,
}


def perturbed(kind: str, name: str, room: Intervals, seed: int) -> Intervals:
    """The recording `name` as heard under that perturbation; what follows a comma in its name changes no dice."""
    return PERTURBATIONS[kind](room, Random(f"{seed} {kind.partition(',')[0]} {name}"))
