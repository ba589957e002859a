"""The moment that all this is for: a room goes quiet, a question appears, and talk comes back."""

from __future__ import annotations

from dataclasses import dataclass, field

from bot.demo.quiet import QUIET, QuietClock
from bot.demo.server import VOICE, Place, Server

LINGERS = 8.0
"""Real seconds for which it is shown once talk is back."""


@dataclass(slots=True)
class Moment:
    """One silence; `asked` and `back` are there as soon as they have happened. Times are those of the clock."""

    room: str
    name: str
    spoke_at: float
    """When somebody last spoke."""
    known: frozenset[str]
    asked: str = ""
    asked_at: float = 0.0
    back: tuple[str, ...] = ()
    """Who spoke first after the question, by id."""
    back_at: float = 0.0


@dataclass(slots=True)
class Moments:
    """Finds the moment in what is seen; one at a time."""

    pace: float = 1.0
    now: Moment | None = field(default=None)
    _questions: dict[str, frozenset[str]] = field(default_factory=dict[str, frozenset[str]])

    def look(self, server: Server, quiet: QuietClock) -> None:
        """Take in what is so."""
        if self.now is not None:
            self.now = self._gone_on(self.now, server)
        for room in [place for place in server.places.values() if place.kind == VOICE]:
            known = self._questions.get(room.id, frozenset())
            self._questions[room.id] = frozenset(post.id for post in room.asked())
            if self.now is None and self._begins(room, known, server, quiet):
                spoke_at = quiet.spoke[room.id]
                self.now = self._gone_on(Moment(room.id, room.name, spoke_at, known), server)

    def _begins(self, room: Place, known: frozenset[str], server: Server, quiet: QuietClock) -> bool:
        since = quiet.since(room.id, server.now)
        if since is None or quiet.over or len(server.people_in(room.id)) < 2 or _speakers(room.id, server):
            return False
        return since >= QUIET or (since > 1 and any(post.id not in known for post in room.asked()))

    def _gone_on(self, it: Moment, server: Server) -> Moment | None:
        room, speakers = server.places.get(it.room), _speakers(it.room, server)
        if room is None or (it.back and server.now > it.back_at + LINGERS * self.pace):
            return None
        new = [post for post in room.asked() if post.id not in it.known]
        if not it.asked and new:
            it.asked, it.asked_at = new[0].content, new[0].at
        if speakers and not it.back:
            if not it.asked:
                return None
            it.back, it.back_at = speakers, server.now
        return it


def _speakers(room_id: str, server: Server) -> tuple[str, ...]:
    return tuple(person for person, at in server.speaking.items() if at == room_id)
