"""Made-up people for the tests of seating: the same for the same numbers, on any machine."""

from __future__ import annotations

from random import Random

from bot.core.seating import Comfort, PastRound, Person, Request, room_sizes

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
