"""The quiet clock of each room: how long ago somebody last spoke, as the sandbox shows who transmits."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from bot.demo.server import Server
from bot.demo.telling import seconds

QUIET = 3.5
"""Seconds without a word after which a room is called quiet; nobody pauses for so long while talk flows."""


@dataclass(slots=True)
class QuietClock:
    """Rooms in which somebody has spoken, each with its clock."""

    spoke: dict[str, float] = field(default_factory=dict[str, float])
    """When somebody was last seen to transmit there."""
    quiet: set[str] = field(default_factory=set[str])
    """The rooms that have been told to be quiet."""

    over: bool = False
    """Everybody has said goodbye: no room goes quiet any more."""

    def look(self, server: Server) -> Iterator[tuple[str, str]]:
        """What is to be told: that a room has gone quiet, or talks again."""
        talking = set(server.speaking.values())
        for place in server.places.values():
            since = self.since(place.id, server.now)
            if place.id in talking:
                if place.id in self.quiet and since is not None:
                    yield place.name, f"talks again, after {seconds(since)} of silence"
                self.quiet.discard(place.id)
                self.spoke[place.id] = server.now
            elif since is not None and since >= QUIET and place.id not in self.quiet:
                self.quiet.add(place.id)
                if len(server.people_in(place.id)) > 1 and not self.over:
                    yield place.name, "has gone quiet"

    def since(self, place_id: str, now: float) -> float | None:
        """Seconds since somebody spoke there; None if nobody ever has."""
        spoke = self.spoke.get(place_id)
        return None if spoke is None else max(0.0, now - spoke)
