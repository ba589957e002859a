"""Made-up people for the tests of seating: the same for the same numbers, on any machine."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import combinations
from random import Random

from bot.core.seating import Comfort, PastRound, Person, Request, Seating, room_sizes

TONGUES: tuple[list[str], ...] = (["ja"], ["ja", "en"], ["en"], ["ja"], ["ja", "en", "ko"], [])


def crowd(people: int, seed: int, *, weeks: int = 4, size: int = 4, avoid: int | None = None) -> Request:
    """People with everything at once: languages, fields, newcomers, comfort, pairs apart, and weeks of history."""
    random = Random(1000 * people + seed)
    known = [f"p{number:03}" for number in range(people + people // 3 + 1)]
    history: list[PastRound] = []
    for week in range(weeks):
        seats = iter(random.sample(known, people))
        rooms = tuple(tuple(next(seats) for _ in range(count)) for count in room_sizes(people, size))
        history.append(PastRound(7 * (week + 1), rooms))
    here = random.sample(known, people)
    pairs = people // 4 if avoid is None else avoid
    return Request(
        people=tuple(
            Person(
                id=name,
                languages=frozenset(random.choice(TONGUES)),
                field=random.choice(["sales", "law", "design", "care", "code", None]),
                newcomer=random.random() < 0.35,
                host=random.random() < 0.1,
                comfort=random.choice([Comfort.FREE, Comfort.LISTEN, Comfort.LISTEN, Comfort.TEXT, None]),
            )
            for name in here
        ),
        avoid=tuple((one, other) for one, other in (random.sample(here, 2) for _ in range(pairs))),
        history=tuple(history),
    )


def plain(people: int) -> Request:
    """People about whom nothing is known."""
    return Request(people=tuple(Person(id=f"p{number:03}") for number in range(people)))


def second_evening(people: int, seed: int, *, newcomers: int) -> Request:
    """So many people of whom some come for the first time; the others met once, a week ago, and the host stays away."""
    met, random = crowd(people, seed, weeks=1, avoid=0), Random(seed)
    new = set(random.sample([person.id for person in met.people], newcomers))
    (past,) = met.history
    before = replace(past, rooms=tuple(tuple(name for name in room if name not in new) for room in past.rooms))
    here = tuple(replace(person, newcomer=person.id in new, host=False) for person in met.people)
    return replace(met, people=here, history=(before,))


@dataclass(frozen=True, slots=True)
class Company:
    """What became of a request: newcomers beside nobody who has been before, meetings again, pairs of one field."""

    alone: int
    again: int
    same_field: int


def company(request: Request, seating: Seating) -> Company:
    """Counted by the plain meaning of the words, over all rounds."""
    people = {person.id: person for person in request.people}
    met = {pair for past in request.history for room in past.rooms for pair in combinations(sorted(room), 2)}
    rooms = [[people[name] for name in room] for round in seating.rounds for room in round]
    pairs = [pair for room in rooms for pair in combinations(sorted(room, key=lambda person: person.id), 2)]
    return Company(
        alone=sum(len(room) for room in rooms if all(person.newcomer for person in room)),
        again=sum((one.id, other.id) in met for one, other in pairs),
        same_field=sum(one.field is not None and one.field == other.field for one, other in pairs),
    )


def unknown(request: Request) -> Request:
    """The same people, as if nobody knew who comes for the first time."""
    return replace(request, people=tuple(replace(person, newcomer=False) for person in request.people))
