"""Which question next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from typing import Literal

GROUND = "{common_ground}"
Shape = Literal["open", "go-round", "either-or"]


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


def first_questions(deck: Sequence[Prompt], rooms: int, seed: int, *, common_ground: bool) -> tuple[str, ...]:
    """The question each room begins with, by id: of the common ground if there is one; rooms differ while they can.

    Raises ValueError for a deck without a fitting question.
    """
    fitting = sorted(prompt.id for prompt in deck if prompt.first and prompt.needs_ground == common_ground)
    if not fitting:
        raise ValueError("the deck has no first question")
    Random(seed).shuffle(fitting)
    return tuple(fitting[number % len(fitting)] for number in range(rooms))
