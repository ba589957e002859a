"""What can happen to the talk of a room; `apply_talk.py` has what each makes of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Asked:
    """A room is put another question, because it stalled or because somebody wants a new topic."""

    number: int
    question: str
    own: str
    why: str


@dataclass(frozen=True, slots=True)
class TalkedOn:
    """Talk began in a room before its question was out: it is kept for another time."""

    number: int
    nth: int


@dataclass(frozen=True, slots=True)
class Judged:
    """A question's minute is over, and it revived the talk or not."""

    number: int
    nth: int
    worked: bool


@dataclass(frozen=True, slots=True)
class Hushed:
    """Somebody in a room wants no questions for a while."""

    number: int
    until: datetime


@dataclass(frozen=True, slots=True)
class EarCame:
    """An ear hears this room."""

    number: int


@dataclass(frozen=True, slots=True)
class HostCalled:
    """Somebody in a room asks for the host; these are to be asked in turn."""

    number: int
    chain: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class HostComes:
    """A host has heard a room's call and comes, or is there."""

    number: int
