"""Which question next."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from random import Random
from types import MappingProxyType
from typing import Literal

GROUND = "{common_ground}"
"""Where a question takes in what all have in common."""
Shape = Literal["open", "go-round", "either-or"]
"""How a question is answered: by whoever likes, by each in turn, or by choosing one of two."""


@dataclass(frozen=True, slots=True)
class Prompt:
    """A question of the deck: depth 1 is light, 3 thoughtful; `first` if it can open an evening."""

    id: str
    depth: int
    shape: Shape
    text: str
    first: bool = False

    @property
    def needs_ground(self) -> bool:
        """It speaks of what everybody has in common."""
        return GROUND in self.text


@dataclass(frozen=True, slots=True)
class Tally:
    """How often a question was put in a server, and how often it revived the talk."""

    put: int = 0
    worked: int = 0


def first_questions(
    deck: Sequence[Prompt], rooms: int, seed: int, *, common_ground: bool, known: Collection[str] = ()
) -> tuple[str, ...]:
    """The question each room begins with, by id: of the common ground if there is one; rooms differ while they can.

    Those that somebody here knows come last. Raises ValueError for a deck without a fitting question.
    """
    fitting = sorted(prompt.id for prompt in deck if prompt.first and prompt.needs_ground == common_ground)
    if not fitting:
        raise ValueError("the deck has no first question")
    Random(seed).shuffle(fitting)
    fitting.sort(key=lambda id: id in known)
    return tuple(fitting[number % len(fitting)] for number in range(rooms))


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """What a choice depends on: how much of the hour has gone (0 to 1), why the room is asked, and what went before."""

    elapsed: float
    why: str
    common_ground: bool
    put_before: Collection[str]
    """Put in this room this evening, or known to somebody in it."""
    nth: int
    """How many questions the room was put after its first."""


SHAPES: Mapping[str, Shape] = MappingProxyType({"one_voice": "go-round", "nobody": "either-or", "muted": "either-or"})
"""A go-round where one person held the floor, either-or where nobody dares to begin; otherwise open."""
FITTING = 1.0
"""What the luck of a candidate that fits is multiplied with."""
WRONG_SHAPE = 0.7
"""The same for one of another shape. Chosen so that a question known to work can still beat a fitting one."""
SHALLOW = 0.8
"""The same for one that is shallower than the hour has come."""


def next_question(
    deck: Sequence[Prompt], situation: Situation, tallies: Mapping[str, Tally], seed: int
) -> Prompt | None:
    """The next question for a room, None when the deck has nothing new for it.

    Thompson sampling: each candidate draws its luck from the Beta distribution of how often it worked here (Thompson
    1933), so that new ones are tried and good ones come often. Light before deep: depth 1 in the first third of the
    hour, up to 2 in the second, then any. The first rescue comes from the common ground.
    """
    deepest = min(3, 1 + int(situation.elapsed * 3))
    usable = [prompt for prompt in deck if situation.common_ground or not prompt.needs_ground]
    fresh = [prompt for prompt in usable if prompt.id not in situation.put_before and prompt.depth <= deepest]
    if situation.nth == 0 and situation.common_ground:
        fresh = [prompt for prompt in fresh if prompt.needs_ground] or fresh
    luck = Random(seed)
    shape = SHAPES.get(situation.why, "open")

    def draw(prompt: Prompt) -> float:
        tally = tallies.get(prompt.id, Tally())
        drawn = luck.betavariate(1 + tally.worked, 1 + tally.put - tally.worked)
        fits = FITTING if prompt.shape == shape else WRONG_SHAPE
        return drawn * fits * (FITTING if prompt.depth == deepest else SHALLOW)

    drawn = [(draw(prompt), prompt.id, prompt) for prompt in fresh]
    return max(drawn, key=lambda entry: entry[:2])[2] if drawn else None
