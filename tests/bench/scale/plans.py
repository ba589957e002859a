"""Who meets when: the evenings of a night, drawn by a seed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from tests.bench.scale.jumping import EVE

HOURS = {19: 0.1, 20: 0.25, 21: 0.35, 22: 0.2, 23: 0.1}
"""In which hour evenings begin, where they are (chosen)."""
MINUTES = {0: 0.65, 30: 0.25, 15: 0.05, 45: 0.05}
"""At which minute those begin that were announced (chosen)."""
LENGTHS = {30: 0.2, 45: 0.15, 60: 0.5, 90: 0.15}
"""How many minutes they last (chosen)."""
SIZES = {8: 0.15, 12: 0.2, 16: 0.3, 20: 0.2, 24: 0.15}
"""People who come, in rooms of four (chosen): four rooms on average."""
ANNOUNCED = 0.7
"""Share of evenings that were announced before; the others are started by hand at any minute (chosen)."""
BEFORE = (70, 170)
"""Minutes before the hour in which they are announced (chosen)."""


@dataclass(frozen=True, slots=True)
class Plan:
    """One evening as it is meant to be; its times are whole minutes since the simulation began."""

    guild_id: int
    begins: int
    announced: int | None
    """None where it is started by hand."""
    length: int
    people: int
    seed: int


def plans(evenings: int, zones: int, seed: int) -> Iterator[Plan]:
    """So many evenings, each in a server of its own, whose clocks show one of so many hours."""
    rng = Random(seed)
    for guild_id in range(1, evenings + 1):
        announced = rng.random() < ANNOUNCED
        hour = _one(rng, HOURS) - EVE.hour + rng.randrange(zones)
        begins = 60 * hour + (_one(rng, MINUTES) if announced else rng.randrange(60))
        before = rng.randint(*BEFORE)
        yield Plan(
            guild_id=guild_id,
            begins=begins,
            announced=begins - before if announced else None,
            length=_one(rng, LENGTHS),
            people=_one(rng, SIZES),
            seed=rng.getrandbits(32),
        )


def _one(rng: Random, shares: dict[int, float]) -> int:
    return rng.choices([*shares], [*shares.values()])[0]
