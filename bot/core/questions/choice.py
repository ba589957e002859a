"""Which question next: fitting the moment, long not had by anybody there, and rather one that has worked here."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from types import MappingProxyType

from bot.core.questions.deck import GUEST, OF_A_FIELD, OWN, Prompt, Put, Shape, Tally, thoughts
from bot.core.questions.ground import GroundKind

RESTED = timedelta(weeks=8)
"""After how long a question can be put to the same people again, as if it were new to them."""
EARLY = 0.25
"""The part of the hour in which names are new, and after which there has been talk to look back on."""
SHAPES: Mapping[str, Mapping[Shape, float]] = MappingProxyType(
    {
        "one_voice": {"go-round": 6, "open": 2, "either-or": 1, "written": 1},
        "nobody": {"either-or": 5, "go-round": 2, "open": 2, "written": 1},
        "muted": {"written": 6, "either-or": 3, "open": 1},
    }
)
"""How often each shape is drawn, by why a room is asked: in turn where one held the floor, a word if nobody begins."""
USUAL_SHAPES: Mapping[Shape, float] = MappingProxyType({"open": 6, "go-round": 2, "either-or": 2})
"""The same for every other silence."""
SHALLOW = 0.8
"""What the luck of a question is multiplied with that is shallower than the hour has come."""
FEWER = 0.5
"""The same for each person there who has had it at some time."""
GOING_ROUND = 2.0
"""The same for one that another room has today: it is spent anyway, and people have something to compare."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """What a choice depends on: how much of the hour has gone (0 to 1), why the room is asked, and what went before."""

    now: datetime
    begun: datetime
    """When the hour began: what somebody was put since then, they were put today."""
    elapsed: float
    why: str
    ground: GroundKind | None
    people: Collection[int] = ()
    """Who is in the room."""
    put: Put = field(default_factory=dict[str, Mapping[int, datetime]])
    """Which of these people was put which question before."""
    here: Collection[str] = ()
    """What this room was put today."""
    elsewhere: Collection[str] = ()
    """What other rooms were put today."""
    nth: int
    """How many questions the room was put after its first."""


def rested(question: str, people: Collection[int], put: Put, now: datetime) -> bool:
    """Whether nobody of these has had it lately."""
    had = put.get(question, {})
    return all(now - had[user] >= RESTED for user in people if user in had)


def come_again(people: Collection[int], put: Put, begun: datetime) -> bool:
    """Whether all of these have been at a mixer here before."""
    before = {user for had in put.values() for user, at in had.items() if at < begun}
    return bool(people) and before.issuperset(people)


def next_question(
    deck: Sequence[Prompt], situation: Situation, tallies: Mapping[str, Tally], seed: int
) -> Prompt | None:
    """The next question for a room; None only where its people have had every thought of the deck today.

    Light before deep: depth 1 in the first third of the hour, up to 2 in the second, then any. The first rescue is a
    guest's or comes from the common ground; of the later ones every second is the host's, while there are any.
    """
    deepest = min(3, 1 + int(situation.elapsed * 3))
    usable = _usable(deck, situation)
    fitting = [prompt for prompt in usable if prompt.depth <= deepest] or usable
    luck = Random(seed)
    pools = [pool for pool in (*_pools(fitting, situation), *_pools(usable, situation)) if pool]
    if situation.nth == 0 and (ours := [pool for pool in pools if _of_the_evening(pool)]):
        pools = ours
    for pool in pools:
        if fresh := [p for p in pool if rested(p.id, situation.people, situation.put, situation.now)]:
            return _drawn(fresh, situation, tallies, luck, deepest)
    return _longest_ago(pools[0], situation) if pools else None


def _usable(deck: Sequence[Prompt], situation: Situation) -> list[Prompt]:
    """The questions that fit the room, of none of whose thoughts anybody there has heard today."""
    put, begun = situation.put, situation.begun
    today = {id for id, had in put.items() if any(had[user] >= begun for user in situation.people if user in had)}
    asked = thoughts(deck, today | set(situation.here))
    return [p for p in deck if p.thought not in asked and p.bears(situation.ground) and _suits(p, situation)]


def _suits(prompt: Prompt, situation: Situation) -> bool:
    match prompt.when:
        case None:
            return True
        case "early":
            return situation.elapsed < EARLY
        case "talk":
            return situation.elapsed >= EARLY and situation.why not in {"nobody", "muted"}
        case "two":
            return len(situation.people) == 2
        case "again":
            return come_again(situation.people, situation.put, situation.begun)
        case "round":
            return False


def _pools(fitting: Sequence[Prompt], situation: Situation) -> Iterator[list[Prompt]]:
    """Where to look first, and where then."""
    theirs = [prompt for prompt in fitting if prompt.id.startswith(GUEST)]
    guests = [prompt for prompt in theirs if not prompt.id.startswith(OF_A_FIELD)] or theirs
    hosts = [prompt for prompt in fitting if prompt.id.startswith(OWN)]
    ground = [prompt for prompt in fitting if prompt.needs_ground and prompt not in hosts]
    if situation.nth == 0:
        yield from (guests, ground)
    elif situation.nth % 2:
        yield from (hosts, guests)
    else:
        yield guests
    yield list(fitting)


def _of_the_evening(pool: Sequence[Prompt]) -> bool:
    """A guest's questions, or those of the common ground, and no others."""
    return all(prompt.id.startswith(GUEST) or prompt.needs_ground for prompt in pool)


def _drawn(
    fresh: Sequence[Prompt], situation: Situation, tallies: Mapping[str, Tally], luck: Random, deepest: int
) -> Prompt:
    """One of these: first its shape is drawn, then the question, by Thompson sampling.

    Each draws its luck from the Beta distribution of how often it worked here (Thompson 1933), so that new ones are
    tried and good ones come often.
    """
    weights = SHAPES.get(situation.why, USUAL_SHAPES)
    there: list[Shape] = sorted({prompt.shape for prompt in fresh})
    shapes: list[Shape] = [shape for shape in there if weights.get(shape)] or there
    (shape,) = luck.choices(shapes, [weights.get(shape, 1.0) for shape in shapes])

    def draw(prompt: Prompt) -> float:
        tally = tallies.get(prompt.id, Tally())
        drawn = luck.betavariate(1 + tally.worked, 1 + tally.put - tally.worked)
        drawn *= FEWER ** len(situation.put.get(prompt.id, {}).keys() & set(situation.people))
        drawn *= GOING_ROUND if prompt.id in situation.elsewhere else 1
        return drawn * (1 if prompt.depth == deepest else SHALLOW)

    candidates = sorted((prompt for prompt in fresh if prompt.shape == shape), key=lambda prompt: prompt.id)
    return max(candidates, key=draw)


def _longest_ago(pool: Sequence[Prompt], situation: Situation) -> Prompt:
    """The one that everybody there has not had for longest."""
    return min(
        pool, key=lambda prompt: (last_had(prompt.id, situation.people, situation.put, situation.begun), prompt.id)
    )


def last_had(question: str, people: Collection[int], put: Put, today: datetime) -> timedelta:
    """How long ago it was last put to one of these, as less than nothing: the longer, the smaller."""
    had = put.get(question, {})
    return max((had[user] - today for user in people if user in had), default=timedelta.min)
