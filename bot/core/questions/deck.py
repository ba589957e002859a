"""What a question is: those of the decks, a community's own, and its guests'."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from bot.core.questions.ground import GroundKind

GROUND = "{common_ground}"
"""Where a question takes in what all have in common."""
OWN, GUEST = "own-", "guest-"
"""How the ids of a community's own questions begin, and of those that guests would like to ask."""
OF_A_FIELD = f"{GUEST}field-"
"""The same of questions about a field of work that somebody in the room has; all are one thought."""
ON_THE_FORM = "came"
"""The family of what the sign-up form asks: why somebody comes. Who answers it there is not asked again."""
Shape = Literal["open", "go-round", "either-or", "written"]
"""How a question is answered: by whoever likes, by each in turn, by choosing one of two, or by a line in the chat."""
When = Literal["early", "talk", "two", "again", "round"]
"""When alone a question fits: early, after some talk, for two, for those who come again, for a later round's start."""
Put = Mapping[str, Mapping[int, datetime]]
"""Who was put which question, by its id, and when for the last time."""


@dataclass(frozen=True, slots=True)
class Prompt:
    """A question: depth 1 is light, 3 thoughtful; `first` if it can open an evening.

    `family` is one word for all that are one thought in other words; `grounds` are the kinds of common ground that its
    sentence bears, if it speaks of that: all of them where none is named.
    """

    id: str
    depth: int
    shape: Shape
    text: str
    first: bool = False
    when: When | None = None
    family: str = ""
    grounds: tuple[GroundKind, ...] = ()

    @property
    def needs_ground(self) -> bool:
        """It speaks of what everybody has in common."""
        return GROUND in self.text

    @property
    def thought(self) -> str:
        """What it asks, whatever the words."""
        return self.family or self.id

    def bears(self, ground: GroundKind | None) -> bool:
        """Whether its sentence is whole in a mixer with this kind of common ground, or with none."""
        return not self.needs_ground or (ground is not None and (not self.grounds or ground in self.grounds))


@dataclass(frozen=True, slots=True)
class Tally:
    """How often a question was put in a server, and how often it revived the talk."""

    put: int = 0
    worked: int = 0


@dataclass(frozen=True, slots=True)
class Brought:
    """A question that came with an evening: the host's, or one that a guest (`by`) would like to ask the others.

    `shown` if it may be put; else its host wants to see it first.
    """

    id: str
    text: str
    by: int = 0
    shown: bool = True


def thoughts(deck: Sequence[Prompt], ids: Collection[str]) -> frozenset[str]:
    """What these questions ask; of one that is in the deck no more, itself."""
    known = {prompt.id: prompt.thought for prompt in deck}
    return frozenset(known.get(id, id) for id in ids)
