"""Rooms that run at the same time and share ears, on a virtual clock: the product's rota and detector, no Discord."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from math import inf

from bot.core.lifecycle.mixer import Mixer
from bot.core.lifecycle.parts import FirstQuestions, Room
from bot.core.lifecycle.phase import Phase
from bot.core.listening.cooldown import WARM_UP
from bot.core.listening.ear_rota import next_change, placed
from bot.core.listening.room_watch import CALM, RoomWatch
from tests.bench.stall.score import Recording

CONNECT = 1.0
"""Seconds from leaving one room to hearing the next."""
SPAN = 4 * 3600
"""Seconds for which the mixer is open: longer than any recording, so that its end is not what is measured."""
BEGINNING = datetime(2026, 5, 7, 20, 0, tzinfo=UTC)
ZERO = BEGINNING.timestamp()


@dataclass(frozen=True, slots=True)
class Manner:
    """How the rooms are heard, and asked."""

    ears: int
    gentle_minutes: int = 0
    restrained: bool = False
    """Ask as the product does, with all its manners; else whenever the detector says so, as `engawa replay`."""


@dataclass(slots=True)
class Outcome:
    """What came of it, over any number of rooms."""

    prompts: dict[str, list[float]] = field(default_factory=dict[str, list[float]])
    """By recording, in its own time."""
    unheard: int = 0
    """Questions put to rooms while no ear was there."""
    hops: int = 0
    heard: float = 0.0
    open: float = 0.0
    """Seconds that rooms were heard and that they were open, and (`hours`) that their mixers lasted."""
    hours: float = 0.0

    def add(self, other: Outcome) -> None:
        """Count another mixer too."""
        self.prompts |= other.prompts
        self.unheard += other.unheard
        self.hops += other.hops
        self.heard += other.heard
        self.open += other.open
        self.hours += other.hours


class _Place:
    """One room: a recording that begins now, and what the bot makes of it."""

    def __init__(self, number: int, recording: Recording, manner: Manner) -> None:
        self.recording, self._manner = recording, manner
        mixer = _mixer(number)
        self.following = RoomWatch(mixer, mixer.rooms[0], manner.gentle_minutes, ZERO)
        people = {who: n for n, who in enumerate(sorted(recording.room), 1)}
        self.following.follow(mixer, mixer.rooms[0], people.values(), (), ZERO)
        events = [
            (at - recording.start + ZERO, on, people[who])
            for who, spans in recording.room.items()
            for span in spans
            for at, on in zip(span, (True, False), strict=True)
        ]
        self.events = sorted(events)
        self.end = recording.end - recording.start + ZERO
        self.talking: set[int] = set()
        self.prompts: list[float] = []
        self.look: float | None = None
        self.over = False

    @property
    def heard(self) -> bool:
        """Whether an ear is here."""
        return self.following.ear_since is not None

    def event(self, at: float, on: bool, user: int) -> None:
        """Somebody begins or ends; the bot knows if an ear is here."""
        (self.talking.add if on else self.talking.discard)(user)
        if self.heard:
            self.following.heard(user, on, at)
            self.look_later(at)

    def ear(self, able: bool, at: float) -> None:
        """An ear comes, to whatever is being said, or leaves in the middle of it."""
        if able:
            self.following.hears(True, at)
        for user in sorted(self.talking):
            self.following.heard(user, able, at)
        if not able:
            self.following.hears(False, at)
        self.look_later(at)

    def look_later(self, now: float) -> None:
        """When to look again if nothing happens."""
        if self._manner.restrained:
            self.look = self.following.next_look(now)
        else:
            at = self.following.silence.next_look(now) if self.heard else None
            self.look = None if at is None else max(at, ZERO + WARM_UP)

    def asks(self, now: float) -> bool:
        """Look; whether a question is put."""
        if self._manner.restrained:
            self.following.verdict(now, posted=True)
            why = self.following.why_now(now)
            ask = why is not None
            if why is not None:
                self.following.asked(len(self.prompts) + 1, why, now)
                self.following.on_its_way = None
        else:
            ask = self.following.silence.decide(now) is not None
            if ask:
                self.following.silence.asked(now)
        if ask:
            self.prompts.append(now - ZERO + self.recording.start)
        self.look_later(now)
        return ask


class _Evening:
    """The rooms of one mixer, from its opening until the last recording is over."""

    def __init__(self, recordings: Sequence[Recording], manner: Manner) -> None:
        self._manner, self._outcome = manner, Outcome()
        self._places = {n: _Place(n, recording, manner) for n, recording in enumerate(recordings, 1)}
        self._on_the_way: dict[int, float] = {}
        self._change = ZERO + CALM
        for place in self._places.values():
            place.look_later(ZERO)

    def run(self) -> Outcome:
        """Everything in the order in which it happens."""
        events = sorted((e, n) for n, place in self._places.items() for e in place.events)
        for (at, on, user), number in events:
            self._until(at)
            self._places[number].event(at, on, user)
        self._until(inf)
        for place in self._places.values():
            self._outcome.prompts[place.recording.name] = place.prompts
            self._outcome.open += place.end - ZERO
        self._outcome.hours += (max(place.end for place in self._places.values()) - ZERO) / 3600
        return self._outcome

    def _until(self, at: float) -> None:
        """All that falls due before that instant: at one instant the rota first, then what ears hear."""
        doings = (self._send, self._come, self._look, self._over)
        while True:
            standing = {n: place for n, place in self._places.items() if not place.over}
            dues = [(self._change, 0, 0), *((arrival, 1, n) for n, arrival in self._on_the_way.items())]
            dues += [(place.look, 2, n) for n, place in standing.items() if place.look is not None]
            dues += [(place.end, 3, n) for n, place in standing.items()]
            due, what, number = min(dues)
            if due >= at:
                return
            doings[what](due, number)

    def _come(self, now: float, number: int) -> None:
        """An ear hears a room from now on."""
        del self._on_the_way[number]
        self._places[number].ear(True, now)
        self._send(now)

    def _look(self, now: float, number: int) -> None:
        """A room is looked at, and perhaps asked."""
        place = self._places[number]
        if place.asks(now):
            self._outcome.unheard += not place.heard
            self._send(now)

    def _over(self, now: float, number: int) -> None:
        """A recording is over: that room is empty."""
        place = self._places[number]
        if place.heard:
            self._leave(number, now)
        self._on_the_way.pop(number, None)
        place.over = True
        self._send(now)

    def _send(self, now: float, _: int = 0) -> None:
        """The ears go where the rota wants them."""
        if not self._manner.ears:
            self._change = inf
            return
        stations = [place.following.station(now) for place in self._places.values() if not place.over]
        wanted = placed(stations, self._manner.ears, now)
        for number, place in self._places.items():
            place.following.send(number in wanted, now)
            if number not in wanted:
                self._on_the_way.pop(number, None)
                if place.heard:
                    self._leave(number, now)
        for number in wanted:
            if number not in self._on_the_way and not self._places[number].heard:
                self._on_the_way[number] = now + CONNECT
                self._outcome.hops += 1
        stations = [place.following.station(now) for place in self._places.values() if not place.over]
        self._change = next_change(stations, self._manner.ears, now) or inf

    def _leave(self, number: int, now: float) -> None:
        place = self._places[number]
        assert place.following.ear_since is not None
        self._outcome.heard += now - place.following.ear_since
        place.ear(False, now)


def evening(recordings: Sequence[Recording], manner: Manner) -> Outcome:
    """These recordings as the rooms of one mixer."""
    return _Evening(recordings, manner).run()


def _mixer(number: int) -> Mixer:
    room = Room(1, "Room", FirstQuestions("q"), number)
    length = timedelta(seconds=SPAN)
    return Mixer(
        id=f"m{number}",
        guild_id=1,
        host_id=1,
        channel_id=2,
        lobby_id=3,
        title="",
        common_ground="",
        language="en",
        room_size=4,
        length=length,
        created_at=BEGINNING,
        opens_at=BEGINNING,
        closes_at=BEGINNING + length,
        category_name="",
        phase=Phase.OPEN,
        rooms=(room,),
    )
