"""What somebody says about themselves in one server, and what is kept about them there."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Self

from bot.core.seating import Comfort
from bot.core.text import Refusal

LONGEST_ABOUT = 100
"""Characters of somebody's line about themselves."""
LONGEST_ANSWER = 150
"""Characters of somebody's answer to what all have in common."""
LONGEST_BROUGHT = 150
"""Characters of a question that somebody would like to ask the others."""
LONGEST_FIELD = 100
"""Characters of a field of work: what Discord's menus show, so that whatever a server offers can be chosen."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """A member's card in one server: all of it said by themselves, and none of it needed."""

    about: str = ""
    """One line about themselves."""
    answer: str = ""
    """Their answer to the question of what all have in common."""
    may_show: bool = False
    """Whether the answer may be shown to others."""
    field: str | None = None
    """Their field of work."""
    ask_field: bool = False
    """Whether a room that they are in may be asked about their field, without a word of whose it is."""
    languages: frozenset[str] = frozenset()
    comfort: Comfort | None = None
    remind: bool = False
    """Whether they want a direct message before a mixer."""

    @classmethod
    def checked(
        cls,
        *,
        about: str = "",
        answer: str = "",
        may_show: bool = False,
        field: str | None = None,
        ask_field: bool = False,
        languages: Collection[str] = (),
        comfort: Comfort | None = None,
        remind: bool = False,
    ) -> Self:
        """A card of what somebody typed, each text in one line. Raises Refusal for one that is too long."""
        return cls(
            about=_line(about, LONGEST_ABOUT),
            answer=_line(answer, LONGEST_ANSWER),
            may_show=may_show,
            field=_line(field or "", LONGEST_FIELD) or None,
            ask_field=ask_field,
            languages=frozenset(languages),
            comfort=comfort,
            remind=remind,
        )


@dataclass(frozen=True, slots=True)
class Form:
    """What somebody is asked: their card as it is, and the server's own fields of work, if it has any."""

    card: Card
    fields: tuple[str, ...] = ()
    ground: str = ""
    """What all have in common in the evening that they sign up for, if anything."""
    question: str | None = None
    """What they would like to ask the others there, as far as they have said; None where that is not asked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """Everything that a server remembers about one person, for their own eyes only."""

    card: Card | None
    sittings: int
    """In how many rounds of past mixers they sat, with whom being kept."""
    questions: int
    """How many questions they are known to have been put."""
    refuses_ears: bool
    avoids: frozenset[int]
    """With whom they do not want to sit; the wishes of others about them are not theirs to see."""
    ticked: frozenset[int] = frozenset()
    """With whom they would like to stay in touch, until it is told; the ticks of others are not theirs to see."""
    matches: frozenset[int] = frozenset()
    """With whom it was mutual, for 30 days."""
    ratings: int = 0
    """The number of these evenings of which they have said how it was."""
    remarks: tuple[str, ...] = ()
    """What they wrote about them."""
    hosted: tuple[str, ...] = ()
    """The titles of the evenings that are over and that they hosted, as long as a recap can be asked for."""
    offers: int = 0
    """How many times they were asked something and have not decided, for a quarter of an hour."""
    standing: tuple[tuple[str, int], ...] = ()
    """To which series they always come, by its id, and how many of its evenings in a row they have missed."""


def _line(text: str, most: int) -> str:
    line = " ".join(text.split())
    if len(line) > most:
        raise Refusal("card.long", most=most)
    return line
