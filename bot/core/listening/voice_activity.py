"""What a room's transmissions amount to as talk.

A microphone's timing is rougher than speech: a key or a cough opens it for a moment, a client holds the line after the
last word, and some are simply left open. This module turns starts and stops of transmitting into spans of talk, says
since when nobody has talked, and admits when the room cannot be heard. All times are seconds on the caller's clock.
Where a number comes from the "stall study", it was measured on 170 hours of recorded conversations.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import takewhile
from math import inf

User = int | str
"""Somebody's id; below zero of somebody who is there, but whose name Discord has not told."""

REMEMBERED = 90.0
"""Seconds of talk remembered span by span; what is older is only counted."""
BURST, ALONE = 0.72, 2.0
"""Under 0.72 s, and nothing from the same person within 2 s: a key or a cough, no talk (stall study, with
0.75). The longest key press there is 0.4 s, the line is held for 0.3; more would only lose short words."""
OPEN, TALKED_OVER = 60.0, 0.4
"""A microphone is open after 60 s unbroken, over 40 % of them talked over: never yet a real speaker (stall study)."""
SAMPLES, ENOUGH, HANGOVER_FREE, LONGEST_HANGOVER = 256, 12, 0.5, 1.0
"""The 3rd percentile of somebody's last 256 lengths, less half a second, is how long their client holds the line
(stall study); 0 until 12 are known. Each person's own: one for the room takes noises of slow clients for talk."""
PRIOR_TALK, PRIOR_TIME = 135.0, 180.0
"""Before anything is known a room is taken to talk 75 % of the time (stall study), with the weight of three minutes."""


@dataclass(slots=True)
class Span:
    """One finished transmission; `talk` unless it was only a noise."""

    start: float
    end: float
    user: User
    talk: bool = True


@dataclass(slots=True)
class _Line:
    """A transmission under way; `latest` is the newest start heard, later than `since` if a stop went missing."""

    since: float
    latest: float


@dataclass(slots=True)
class _Lengths:
    """The lengths of somebody's latest transmissions, and what they tell of the client."""

    latest: deque[float] = field(default_factory=deque[float])
    ordered: list[float] = field(default_factory=list[float])

    def add(self, length: float) -> None:
        """One more; the oldest is forgotten."""
        self.latest.append(length)
        insort(self.ordered, length)
        if len(self.latest) > SAMPLES:
            del self.ordered[bisect_left(self.ordered, self.latest.popleft())]

    @property
    def hangover(self) -> float:
        """Seconds for which the client holds the line after speech."""
        known = len(self.ordered)
        shortest = self.ordered[known // 32] if known >= ENOUGH else 0.0
        return min(LONGEST_HANGOVER, max(0.0, shortest - HANGOVER_FREE))


def nameless(user: User) -> bool:
    """Whether this is somebody whose name Discord has not told: they count as present, and as unmuted."""
    return isinstance(user, int) and user < 0


def covered(spans: Iterable[tuple[float, float]], start: float, end: float) -> float:
    """The seconds of [start, end] that the spans, in order of their starts, cover together."""
    total, reach = 0.0, start
    for a, b in spans:
        low, high = max(a, reach), min(b, end)
        if high > low:
            total, reach = total + high - low, high
    return total


@dataclass(slots=True)
class VoiceActivity:
    """Who transmitted when, as far back as it matters, in whatever order the events come in."""

    born: float
    changed: float = field(init=False)
    """The latest instant at which anything was heard to start or stop."""
    lines: dict[User, _Line] = field(default_factory=dict[User, _Line])
    open: set[User] = field(default_factory=set[User])
    """Whose microphone was left open: while there is one, the room cannot be heard."""
    heard_since: float = field(init=False)
    """Since when the room can be heard: its beginning, or when the last open microphone was closed."""
    past: list[Span] = field(default_factory=list[Span])
    """Finished transmissions by their ends."""
    _stopped: dict[User, float] = field(default_factory=dict[User, float])
    _lengths: dict[User, _Lengths] = field(default_factory=dict[User, "_Lengths"])
    _counted: float = field(init=False)
    _talk: float = PRIOR_TALK
    _time: float = PRIOR_TIME

    def __post_init__(self) -> None:
        self.changed = self.heard_since = self._counted = self.born

    def again(self, at: float) -> VoiceActivity:
        """The same room heard again after a time unheard: what it is like is kept, what was going on is not."""
        room = VoiceActivity(at)
        room._lengths, room._talk, room._time = self._lengths, self._talk, self._time
        return room

    def start(self, user: User, at: float) -> None:
        """`user` began to transmit. One that comes in after its own stop is a finished transmission."""
        self.changed = max(self.changed, at)
        stopped = self._stopped.get(user, -inf)
        if user in self.lines:
            line = self.lines[user]
            line.since, line.latest = min(line.since, max(at, stopped)), max(line.latest, at)
        elif at >= stopped:
            self.lines[user] = _Line(at, at)
        else:
            self._finish(Span(at, stopped, user))
        self._watch(at)

    def stop(self, user: User, at: float) -> None:
        """`user` ceased to transmit. A stop counts before a start at its instant."""
        self.changed = max(self.changed, at)
        self._stopped[user] = max(at, self._stopped.get(user, -inf))
        self._watch(at)
        line = self.lines.get(user)
        if line is None or at <= line.since:
            return
        del self.lines[user]
        if at <= line.latest:
            self.lines[user] = _Line(line.latest, line.latest)
        if user in self.open:
            self.open.remove(user)
            self.heard_since = self._counted = max(self._counted, at)
        else:
            self._finish(Span(line.since, at, user))

    def hangover(self, user: User) -> float:
        """Seconds for which this person's client holds the line after speech, beyond the usual 0.3."""
        lengths = self._lengths.get(user)
        return lengths.hangover if lengths else 0.0

    @property
    def quiet_since(self) -> float:
        """Since when nobody is known to have talked."""
        ended = next((span.end for span in reversed(self.past) if span.talk), self.born)
        return max(ended, self.heard_since)

    def talk(self) -> list[Span]:
        """The remembered talk by its starts, as spoken: without noises, and without the held line after each end."""
        held = {user: lengths.hangover for user, lengths in self._lengths.items()}
        spans = (Span(s.start, max(s.start, s.end - held[s.user]), s.user) for s in self.past if s.talk)
        return sorted(spans, key=lambda span: span.start)

    def level(self, at: float) -> float:
        """The part of the whole call until `at` in which anybody talked, as far as the room could be heard."""
        lately = covered(((s.start, s.end) for s in self.talk()), self._counted, at)
        return (self._talk + lately) / (self._time + max(0.0, at - self._counted))

    def _finish(self, span: Span) -> None:
        """File a transmission, unless it is known, and see whether it or its neighbours are talk."""
        if self._known(span):
            return
        span.talk = span.end - span.start - self.hangover(span.user) >= BURST
        for other in reversed(self.past):
            if other.end <= span.start - ALONE:
                break
            if other.user == span.user and other.start < span.end + ALONE:
                span.talk = other.talk = True
        insort(self.past, span, key=lambda s: s.end)
        self._lengths.setdefault(span.user, _Lengths()).add(span.end - span.start)
        self._forget(self.changed - REMEMBERED - LONGEST_HANGOVER)

    def _known(self, span: Span) -> bool:
        """Whether this very transmission has been filed before."""
        same = takewhile(lambda s: s.end >= span.end, reversed(self.past))
        return any((s.user, s.start, s.end) == (span.user, span.start, span.end) for s in same)

    def _forget(self, before: float) -> None:
        """Count the talk before that instant, once there is a minute of it, and drop its spans."""
        if before - self._counted < REMEMBERED:
            return
        self._count(before)
        self.past = [span for span in self.past if span.end > before]
        self._stopped = {user: at for user, at in self._stopped.items() if at > before}

    def _count(self, until: float) -> None:
        """Add what was heard up to that instant to the whole call."""
        held = [(s.start, s.end) for s in self.talk()]
        under_way = [(line.since, until) for user, line in self.lines.items() if user not in self.open]
        self._talk += covered(sorted(held + under_way), self._counted, until)
        self._time += max(0.0, until - self._counted)
        self._counted = max(self._counted, until)

    def _watch(self, at: float) -> None:
        """Look for microphones that have been left open."""
        for user, line in sorted(self.lines.items(), key=lambda item: (item[1].since, str(item[0]))):
            if at - line.since <= OPEN or user in self.open:
                continue
            others = [(s.start, s.end) for s in self.past if s.user != user and s.talk]
            others += [(o.since, at) for u, o in self.lines.items() if u != user and u not in self.open]
            if covered(sorted(others), at - OPEN, at) > TALKED_OVER * OPEN:
                self.open.add(user)
                self._count(at)
