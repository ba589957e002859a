"""How simulated people talk: turn after turn with short words between, less and less when talk runs dry. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from random import Random


class Mood(Enum):
    """How talk goes in a room."""

    LIVELY = "lively"
    THIN = "thin"
    """Short answers, and pauses before the next: just not long enough for a question."""
    SILENT = "silent"


SHORT_WORD = (0.35, 0.65)
"""Seconds of a "yes" or a laugh. Who never makes a short sound seems to have a client that is slow to let go."""


@dataclass(frozen=True, slots=True)
class Turn:
    """Somebody speaks for `length` seconds, then there is a pause; all times from the turn's beginning."""

    speaker: str
    length: float
    pause: float
    nod: tuple[str, float, float] | None = None
    """Somebody else's short word in between: who, when and how long."""


def next_turn(dice: Random, people: Sequence[str], last: str, mood: Mood) -> Turn:
    """Who speaks next in a room of at least two, and for how long."""
    speaker = dice.choice([person for person in people if person != last])
    if mood is Mood.THIN:
        return Turn(speaker, dice.uniform(0.5, 1.8), dice.uniform(1.2, 2.4))
    short = dice.random() < 0.3
    length = dice.uniform(*SHORT_WORD) if short else dice.uniform(1.2, 5.5)
    # Now and then the next one is too early, and mostly there is a breath between.
    pause = dice.uniform(-0.3, 0.1) if dice.random() < 0.2 and not short else dice.uniform(0.15, 0.8)
    nod = None
    if length > 2 and dice.random() < 0.4:
        other = dice.choice([person for person in people if person != speaker])
        nod = (other, dice.uniform(0.8, length - 0.8), dice.uniform(*SHORT_WORD))
    return Turn(speaker, length, pause, nod)
