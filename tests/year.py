"""A year of one community's weekly evenings, as far as questions go: who is put which, how long after the last."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random

from bot.core.questions.choice import RESTED, Situation, next_question
from bot.core.questions.deck import GUEST, Prompt, Tally
from bot.core.questions.firsts import Beginning, first_questions
from bot.core.questions.ground import GroundKind

BEGINS = datetime(2026, 1, 8, 19, tzinfo=UTC)
MINUTES = (10, 20, 30, 40, 50)
"""Minutes of the hour at which talk runs dry in every room."""
WHYS = ("lull", "pause", "nobody", "one_voice", "muted")
FORGOTTEN = timedelta(days=180)


@dataclass
class Figures:
    """What the year came to, in rooms, rescues or meetings of a person with a question."""

    rooms: int = 0
    stale_firsts: int = 0
    """Rooms that began with a question that somebody there had had in the eight weeks before."""
    rescues: int = 0
    nothing_left: int = 0
    strange_first_rescues: int = 0
    """First rescues that were neither a guest's nor of the common ground."""
    twins: int = 0
    """Rooms in which one thought was put twice in an evening, in whatever words."""
    meetings: int = 0
    again: int = 0
    """Times that a person met a question that they had had in the eight weeks before."""
    hosts: int = 0
    """Rooms that were put one of the host's own questions."""
    shapes: dict[str, int] = field(default_factory=lambda: defaultdict[str, int](int))


def year(
    deck: list[Prompt], ground: GroundKind | None, *, weeks: int = 52, people: int = 12, rooms: int = 3, seed: int = 1
) -> Figures:
    """Play it: everybody comes every week, to rooms that are mixed anew, and talk runs dry five times in each."""
    luck, told = Random(seed), Figures()
    put = defaultdict[str, dict[int, datetime]](dict)
    tallies = defaultdict[str, Tally](Tally)
    thoughts = {prompt.id: prompt.thought for prompt in deck}
    for week in range(weeks):
        now = BEGINS + timedelta(weeks=week)
        for had in put.values():
            for user in [user for user, at in had.items() if now - at > FORGOTTEN]:
                del had[user]
        order = luck.sample(range(people), people)
        seats = [order[number::rooms] for number in range(rooms)]
        (firsts,) = first_questions(deck, [seats], luck.getrandbits(32), Beginning(now=now, ground=ground, put=put))
        shown = [[first] for first in firsts]
        for number, first in enumerate(firsts):
            had = put[first]
            told.rooms += 1
            told.stale_firsts += any(now - had[user] < RESTED for user in seats[number] if user in had)
            _teach(put, first, seats[number], now, told)
        for nth, minute in enumerate(MINUTES):
            for number, here in enumerate(seats):
                at = now + timedelta(minutes=minute)
                others = {question for other in range(rooms) if other != number for question in shown[other]}
                situation = Situation(
                    now=at,
                    begun=now,
                    elapsed=minute / 60,
                    why=luck.choice(WHYS),
                    ground=ground,
                    people=here,
                    put=put,
                    here=shown[number],
                    elsewhere=others,
                    nth=nth,
                )
                prompt = next_question(deck, situation, tallies, luck.getrandbits(32))
                told.rescues += 1
                told.nothing_left += prompt is None
                if prompt is None:
                    continue
                told.strange_first_rescues += nth == 0 and not (prompt.needs_ground or prompt.id.startswith(GUEST))
                told.shapes[prompt.shape] += 1
                shown[number].append(prompt.id)
                tally = tallies[prompt.id]
                tallies[prompt.id] = Tally(tally.put + 1, tally.worked + (luck.random() < 0.5))
                _teach(put, prompt.id, here, at, told)
        for questions in shown:
            told.twins += len({thoughts[id] for id in questions}) < len(questions)
            told.hosts += any(id.startswith("own-") for id in questions)
    return told


def _teach(put: dict[str, dict[int, datetime]], question: str, people: list[int], at: datetime, told: Figures) -> None:
    for user in people:
        told.meetings += 1
        told.again += user in put[question] and at - put[question][user] < RESTED - timedelta(hours=1)
        put[question][user] = at
