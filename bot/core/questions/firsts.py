"""With which question each room begins, in each round."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from random import Random

from bot.core.questions.choice import come_again, last_had, rested
from bot.core.questions.deck import OWN, Prompt, Put
from bot.core.questions.ground import GroundKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Beginning:
    """What the choice depends on besides the deck."""

    now: datetime
    ground: GroundKind | None
    put: Put = field(default_factory=dict[str, Mapping[int, datetime]])
    """Who was put which question before."""
    today: Mapping[int, Collection[str]] = field(default_factory=dict[int, Collection[str]])
    """Which thoughts somebody has answered today already, on the form."""
    spent: Collection[str] = ()
    """Questions that other rooms begin with."""
    opening: str = ""
    """The question, by id, that the host wants every room to begin with."""
    round: int = 1
    """The round that the first of the given ones is."""


def first_questions(
    deck: Sequence[Prompt], rounds: Sequence[Sequence[Collection[int]]], seed: int, beginning: Beginning
) -> tuple[tuple[str, ...], ...]:
    """For each round the question, by id, that each room begins with, given who sits there.

    Never one that somebody there had last week while there is another; then the host's own, the common ground's and
    those made for the moment before the others; rooms differ while they can. Raises ValueError for a deck without one.
    """
    fitting = sorted(
        (p for p in deck if (p.first or p.id == beginning.opening) and p.bears(beginning.ground)), key=lambda p: p.id
    )
    if not fitting:
        raise ValueError("the deck has no first question")
    Random(seed).shuffle(fitting)
    spent, heard = Counter(beginning.spent), {user: set(said) for user, said in beginning.today.items()}
    chosen: list[tuple[str, ...]] = []
    for number, rooms in enumerate(rounds, beginning.round):
        prompts = [_first(fitting, set(people), number, beginning, spent=spent, heard=heard) for people in rooms]
        chosen.append(tuple(prompt.id for prompt in prompts))
    return tuple(chosen)


def _first(
    fitting: Sequence[Prompt],
    people: set[int],
    round: int,
    beginning: Beginning,
    *,
    spent: Counter[str],
    heard: dict[int, set[str]],
) -> Prompt:
    """The question of one room; it is noted as spent, and as heard by its people."""
    returning = come_again(people, beginning.put, beginning.now)
    in_time = [p for p in fitting if _in_time(p, round, returning=returning)] or list(fitting)

    def key(prompt: Prompt) -> tuple[object, ...]:
        had = beginning.put.get(prompt.id, {})
        fresh = rested(prompt.id, people, beginning.put, beginning.now)
        opens = prompt.id == beginning.opening and round == 1
        ago = last_had(prompt.id, people, beginning.put, beginning.now)
        heard_by = sum(prompt.thought in heard.get(user, ()) for user in people)
        return not opens, heard_by, not fresh, _rank(prompt), spent[prompt.id], len(had.keys() & people), ago

    chosen = min(in_time, key=key)
    spent[chosen.id] += 1
    for user in people:
        heard.setdefault(user, set()).add(chosen.thought)
    return chosen


def _rank(prompt: Prompt) -> int:
    """The host's own before those of the common ground and of the moment, those before the others."""
    if prompt.id.startswith(OWN):
        return 0
    return 1 if prompt.needs_ground or prompt.when in {"round", "again"} else 2


def _in_time(prompt: Prompt, round: int, *, returning: bool) -> bool:
    match prompt.when:
        case "early":
            return round == 1
        case "round":
            return round > 1
        case "again":
            return round == 1 and returning
        case "two" | "talk":
            return False
        case None:
            return True
