"""Who was seated with whom, and what they had told the bot about themselves: the account of the seating."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from itertools import combinations

from bot.demo.cards import TONGUES, Card
from bot.demo.telling import listed


@dataclass(frozen=True, slots=True)
class Company:
    """Everyone the bot brought to each room, by the room's name, and the cards that were handed in, by person."""

    rooms: Mapping[str, AbstractSet[str]] = field(default_factory=dict[str, AbstractSet[str]])
    cards: Mapping[str, Card] = field(default_factory=dict[str, Card])
    names: Mapping[str, str] = field(default_factory=dict[str, str])

    def speechless(self) -> list[str]:
        """The rooms without a language that everybody there speaks, as far as they said what they speak."""
        return [f"none in {room}" for room in self.rooms if not self._spoken(room)] or self._nobody()

    def again(self) -> list[str]:
        """The pairs who were seated together in more rooms than one."""
        pairs = [pair for people in self.rooms.values() for pair in combinations(sorted(people), 2)]
        twice = sorted({pair for pair in pairs if pairs.count(pair) > 1})
        return [f"{listed(self.names.get(person, person) for person in pair)}" for pair in twice] or self._nobody()

    def facts(self) -> dict[str, str]:
        """For the closing account."""
        return {"Company": told} if (told := "; ".join(self._lines())) else {}

    def _lines(self) -> Iterator[str]:
        for room, people in self.rooms.items():
            if not people & self.cards.keys():
                continue
            fields = {self.cards[person].field for person in people if person in self.cards}
            spoken = listed(TONGUES[code] for code in TONGUES if code in self._spoken(room))
            kinds = "1 field" if len(fields) == 1 else f"{len(fields)} fields"
            yield f"{room} all with {spoken}, {kinds} of work"

    def _spoken(self, room: str) -> frozenset[str]:
        known = [frozenset(self.cards[p].languages) for p in self.rooms[room] if p in self.cards]
        return frozenset(TONGUES).intersection(*known)

    def _nobody(self) -> list[str]:
        return [] if any(self.rooms.values()) else ["nobody was seated"]
