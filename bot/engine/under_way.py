"""A mixer under way in this process: which lanes are at work on it, and what is left alone for now."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from bot.core.lifecycle.mixer import Mixer
from bot.core.lifecycle.scheduled_event import EditEvent
from bot.core.lifecycle.snapshot import Snapshot
from bot.core.reconcile.acts import Act, Bring, PutOut, Reword, Say, SendHome
from bot.engine.edits import Edits

LASTING = 4
"""Failures in a row after which a refusal is no passing one: half a minute of trying."""
DOUBLED = 5
"""How often the time until the next try is doubled: more would come to more than the longest."""
FIRST_RETRY, LAST_RETRY = timedelta(seconds=2), timedelta(seconds=60)


@dataclass(slots=True)
class _Rest:
    """Until when an act or a lane is left alone, and how often in a row it has failed."""

    until: datetime
    failures: int = 0


@dataclass(slots=True)
class UnderWay:
    """The mixer as saved last, its lock, and the memory of this process alone."""

    mixer: Mixer
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    acts: list[Act] = field(default_factory=list["Act"])
    """What is being done."""
    edits: Edits = field(default_factory=Edits)
    """When its posts are edited."""
    queued: bool = False
    doubtful: bool = False
    """Whether the database may have another mixer than this one, and is to be asked before anything is changed."""
    _rests: dict[Act | str, _Rest] = field(default_factory=dict["Act | str", _Rest])
    _sitting: dict[int, tuple[object, datetime]] = field(default_factory=dict[int, tuple[object, datetime]])
    """Where everybody in voice is and which seat they have, and since when that has been so."""

    @property
    def busy(self) -> set[str]:
        """The lanes at work."""
        return {act.lane for act in self.acts}

    def blocked(self, act: Act) -> bool:
        """Whether an act has to wait for what is being done: one of a lane at a time, but the people of a room."""
        return any(act.lane == other.lane and not _together(act, other) for other in self.acts)

    def watched(self, seen: Snapshot, now: datetime) -> Snapshot:
        """The same sight, which knows since when everybody has been where they are with the seat that they have."""
        seats = {guest.user_id: (guest.room, guest.waiting) for guest in self.mixer.guests}
        sitting = {user: (place, seats.get(user)) for user, place in seen.people.items()}
        before = self._sitting
        self._sitting = {
            user: before[user] if user in before and before[user][0] == how else (how, now)
            for user, how in sitting.items()
        }
        return replace(seen, since={user: at for user, (_, at) in self._sitting.items()})

    def resting(self, act: Act, now: datetime) -> bool:
        """Whether this act or its whole lane is to be left alone for now."""
        if isinstance(act, Reword) and self.edits.waits(act, now):
            return True
        return any(rest.until > now for key in (act, act.lane) if (rest := self._rests.get(key)))

    def leave(self, act: Act | str, until: datetime) -> None:
        """Leave an act or a lane alone until then."""
        self._rests[act] = _Rest(until)

    def failed(self, act: Act, now: datetime) -> bool:
        """Leave an act alone, each time it fails for twice as long; whether that is lasting by now."""
        failures = rest.failures if (rest := self._rests.get(act)) else 0
        self._rests[act] = _Rest(now + min(LAST_RETRY, FIRST_RETRY * 2 ** min(failures, DOUBLED)), failures + 1)
        return failures + 1 >= LASTING

    def succeeded(self, act: Act, now: datetime) -> None:
        """An act was done; earlier failures count no more."""
        self._rests.pop(act, None)
        if isinstance(act, Say | Reword):
            self.edits.written(act, now)
        if isinstance(act, EditEvent):
            # Where Discord does not show just what was asked for, asking again and again would not help.
            self.leave(act, now + LAST_RETRY)

    def awaited(self, now: datetime) -> Iterator[datetime]:
        """The instants at which something need not be left alone any more."""
        self._rests = {key: rest for key, rest in self._rests.items() if rest.until > now - LAST_RETRY}
        rests = (rest.until for rest in self._rests.values())
        return (at for at in (*rests, *self.edits.instants()) if at > now)


def _together(one: Act, other: Act) -> bool:
    """Whether two are moved at once: into one room, or out of it; the venue knows how many at once it can."""
    match one, other:
        case (Bring(), Bring()) | (SendHome(), SendHome()) | (PutOut(), PutOut()):
            return one.room_id == other.room_id and one.user_id != other.user_id
        case _:
            return False
