"""What a seating is asked for, and what it answers: plain facts, no words for people to read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Comfort(StrEnum):
    """How somebody likes to take part: talking freely, mostly listening, or by text."""

    FREE = "free"
    LISTEN = "listen"
    TEXT = "text"


class Rule(StrEnum):
    """What a room can break, in the order in which it is kept; new faces are counted as repeats instead."""

    AVOID = "avoid"
    LANGUAGE = "language"
    ALONE = "alone"
    FIELDS = "fields"
    NEWCOMERS = "newcomers"
    COMFORT = "comfort"


class Reason(StrEnum):
    """Why a rule is broken. The last three say what was met in searching."""

    ONE_ROOM = "one_room"  # everybody there sits in the same room
    TOO_MANY_AVOID = "too_many_avoid"  # more people who all avoid one another than rooms
    NO_SHARED_LANGUAGE = "no_shared_language"  # too few others speak any of somebody's languages
    TOO_FEW = "too_few"  # fewer people of the needed kind than rooms
    NOBODY_ELSE = "nobody_else"  # one person is all there is
    APART = "apart"  # in every other room somebody avoids them, nobody speaks their language, or no seat is free
    HIGHER_RULE = "higher_rule"  # only at the cost of a rule that comes first, as far as was searched
    NOT_FOUND = "not_found"  # no seating without it among all that were tried


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody to seat. Nothing known about them (no language, no field…) is never held against a room."""

    id: str
    languages: frozenset[str] = frozenset()
    field: str | None = None
    newcomer: bool = False
    host: bool = False
    comfort: Comfort | None = None


@dataclass(frozen=True, slots=True)
class PastRound:
    """Who sat together once, `age_days` ago, each company by itself; they may name people who are not here today."""

    age_days: float
    rooms: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """Everything a seating depends on. Raises ValueError if two people share an id.

    A pair to avoid or a past room may name people who are not here today.
    """

    people: tuple[Person, ...]
    avoid: tuple[tuple[str, str], ...] = ()
    history: tuple[PastRound, ...] = ()

    def __post_init__(self) -> None:
        if len({person.id for person in self.people}) < len(self.people):
            raise ValueError("two people have the same id")


@dataclass(frozen=True, slots=True)
class Violation:
    """A broken rule: in which room of which round (both from 0), whom it touches, and why."""

    rule: Rule
    who: tuple[str, ...]
    reason: Reason
    round: int
    room: int


@dataclass(frozen=True, slots=True)
class Summary:
    """How the split was made, without names: a catalogue key and its counts."""

    key: str
    counts: Mapping[str, int]


Rooms = tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Seating:
    """Rooms for each round, and how good they are.

    `repeats` counts, over pairs, meetings beyond the first inside the plan and every meeting of a pair that history
    has. No seating of these people has fewer than `least_repeats`; it is a proven bound, and mostly reached.
    """

    rounds: tuple[Rooms, ...]
    repeats: int
    least_repeats: int
    violated: tuple[Violation, ...] = field(default=())

    @property
    def summary(self) -> Summary:
        """One sentence for the host, as a key below `seating.` and counts.

        They follow from how many people there are: what is known of each, and who avoids whom, changes none of them.
        """
        counts = {
            "people": sum(map(len, self.rounds[0])),
            "rooms": len(self.rounds[0]),
            "rounds": len(self.rounds),
        }
        return Summary("seating.split", counts)
