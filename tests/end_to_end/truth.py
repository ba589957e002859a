"""What was really said in a room, by the sandbox's log, and when it should therefore have been asked a question."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass, field
from datetime import UTC, datetime

from bot.core.listening.cooldown import JUDGED, Cooldown
from bot.core.listening.stall import Stall, StallDetector
from bot.core.listening.voice_activity import covered
from tests.end_to_end.town import Place, says

UNKNOWABLE = 0.2
"""Seconds: three packets make a spurt, and sockets are looked at every 50 ms; a question may meet what just began."""


@dataclass(frozen=True)
class Spurt:
    """Somebody's packets without a gap, from the first to the end of the last."""

    user: str
    start: float
    end: float


@dataclass
class Truth:
    """One room: who transmitted when, when the bot asked, and what it could know before."""

    place: Place
    room: str
    spurts: list[Spurt] = field(default_factory=list[Spurt])
    asked: list[float] = field(default_factory=list[float])
    ears: list[float] = field(default_factory=list[float])
    """When an ear was connected."""
    moved: float = 0.0

    def read(self) -> Truth:
        """Take all from the sandbox's log."""
        for line in self.place.town.log():
            match line:
                case {"what": "spurt", "channel": self.room}:
                    self.spurts.append(Spurt(line["user"], line["from"], line["to"]))
                case {"what": "voice call", "channel": self.room, "state": "connected"}:
                    self.ears.append(line["t"])
                case {"what": "told", "event": "MESSAGE_CREATE", "d": {"channel_id": self.room, "content": content}}:
                    if says(content, self.place_language, "room.ask"):
                        self.asked.append(line["t"])
                case {"what": "voice", "channel": self.room, "user": user} if user in self._people:
                    self.moved = line["t"]
                case _:
                    pass
        return self

    @property
    def place_language(self) -> str:
        """The language of the room's posts."""
        return self.place.admin.language

    @property
    def _people(self) -> set[str]:
        return {person.id for person in (self.place.admin, *self.place.people)}

    def restraint(self) -> Cooldown:
        """The room's restraint at its opening."""
        town = self.place.town
        with sqlite3.connect(town.folder / "bot.db") as db:
            query = "SELECT opens_at, closes_at FROM mixers WHERE guild_id = ? ORDER BY created_at DESC"
            opens, closes = map(_unix, db.execute(query, [int(self.place.id)]).fetchone())
        db.close()
        return Cooldown(opened=opens, closes=closes).join_or_leave(self.moved)

    def expected(self, until: float) -> list[Stall]:
        """When the detector would have asked about what was really said, under the live restraint."""
        return _Account(self.ears[0], self.restraint(), self.spurts).stalls(until)

    def interrupted(self) -> list[tuple[float, Spurt]]:
        """The questions that were put while somebody transmitted."""
        return [(q, s) for q in self.asked for s in self.spurts if s.start < q - UNKNOWABLE and q < s.end]


def _unix(text: str) -> float:
    return datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp()


@dataclass
class _Account:
    """The detector on a virtual clock, as `engawa replay` runs it, with restraint."""

    since: float
    restraint: Cooldown
    spurts: list[Spurt]

    def __post_init__(self) -> None:
        self.silence = StallDetector(self.since)
        self.silence.heard_again(self.since)

    def stalls(self, until: float) -> list[Stall]:
        """All until that instant."""
        events = [(at, on, s.user) for s in self.spurts for at, on in ((s.start, 1), (s.end, 0))]
        now, found = self.since, list[Stall]()
        for at, on, user in [*sorted(events), (until, 0, "")]:
            while (stall := self._next(now, at)) is not None:
                found.append(stall)
                now = stall.at
            if user and at >= self.since:
                self.silence.heard(user, bool(on), at)
            now = max(now, at)
        return found

    def _next(self, now: float, until: float) -> Stall | None:
        """The next question, if nothing happens before `until`."""
        look = self.silence.next_look(now, until)
        free = None if look is None else self._free_at(look)
        if free is None or free >= until:
            return None
        stall = self.silence.decide(free)
        assert stall is not None, "a stall lasts as long as its silence"
        self.restraint = self.restraint.stall(free, stall.silence).ask(free)
        self.silence.asked(free)
        return stall

    def _free_at(self, look: float) -> float | None:
        """When restraint lets the question through; the one before is judged once its minute is over."""
        free = self.restraint.free_at(look)
        judged = self.restraint.judge_at
        if free is None or judged is None or free < judged:
            return free
        asked, by_user = judged - JUDGED, dict[str, float]()
        for spurt in self.spurts:
            if seconds := covered([(spurt.start, spurt.end)], asked, judged):
                by_user[spurt.user] = by_user.get(spurt.user, 0.0) + seconds
        self.restraint = self.restraint.judge(len(by_user), sum(by_user.values()))
        return self.restraint.free_at(look)
