"""Whoever is told of a look at a mixer causes no others without end: while the clock stands, looks come to rest."""

from __future__ import annotations

from collections import Counter
from datetime import datetime

from bot.core.lifecycle.phase import Phase
from bot.core.listening.room_watch import CALM
from tests.engine.icebreaker.room import seconds
from tests.engine.seating.rooms_in_view import begin
from tests.evening import GUESTS, GUILD, Evening, minutes

MANY = 100
"""Looks within one instant, at most."""


class Counting(Evening):
    """An evening that counts the looks at its mixers in each instant, and ends what would never end."""

    def __init__(self, *, ears: int = 1) -> None:
        super().__init__(ears=ears)
        self.looks = Counter[datetime]()
        settle = self.conductor.settle

        async def counted(mixer_id: str) -> None:
            self.looks[self.now] += 1
            if self.looks[self.now] <= MANY:
                await settle(mixer_id)

        self.conductor.settle = counted

    @property
    def most(self) -> int:
        """Looks in the busiest instant."""
        return max(self.looks.values())


async def test_an_ear_that_belongs_into_a_room_only_when_it_closes() -> None:
    evening = Counting(ears=0)
    evening.gather(*GUESTS[:2])
    await evening.start(12)
    await evening.run_for(seconds(CALM + 2))
    await evening.run_until(evening.mixer.closes_at + seconds(1))
    evening.ears.number = 1
    evening.conductor.look_again(GUILD)
    await evening.run_for(seconds(5))
    assert evening.mixer.phase is Phase.CLOSING, "people are let finish their sentence"
    assert evening.most < MANY


async def test_whole_evenings() -> None:
    for ears in (0, 1, 3):
        evening = Counting(ears=ears)
        await begin(9, evening, rounds=2, length=30)
        await evening.run_for(minutes(60))
        assert evening.mixer.finished
        assert evening.most < MANY
