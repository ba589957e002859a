"""When a room has gone quiet enough to be asked a question, from who transmitted when and nothing else.

The rule, for a host: *the bot looks at how much of the last half minute and of the last minute and a half was filled
with talk, against how much talk this room usually has. The less there was, the sooner it asks once everybody is
silent: in a minute that was thin already after four seconds, after lively talk only when the silence itself
has emptied that half minute. If one person has held the floor it waits longer, for they may only be thinking. It
never asks while anybody transmits, nor within a second of any sound, in the first minute, twice in one silence, twice
within a minute, or while a microphone was left open, for then it cannot hear the room.*

As a formula: ask when (share of the last 35 s + .03) × (share of the last 90 s + .02) × (1 + 2.2 × the last speaker's
part of the talk of the 90 s before the silence) ≤ .35 × the room's own level at the beginning of the silence. All but
the two shares is fixed for as long as a silence lasts and they can only sink, so the instant at which the answer turns
to yes is known in advance: `next_look` says it, and nobody has to poll. Pure; times are seconds.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from math import inf

from bot.core.listening.voice_activity import REMEMBERED, User, VoiceActivity, covered, nameless

SHORT, LONG = 35.0, REMEMBERED
"""Seconds looked back on (stall study); 25 and 45 in place of 35 are worse on the development data."""
LEAST_SILENCE, GUARD, WARM_UP, COOL_DOWN = 4.0, 1.0, 60.0, 60.0
"""Seconds: of silence at least, since any sound at all, since the beginning, since the last question (stall study). Of
silence 3 finds .02 more of the lulls and falls on words too short to open a microphone in 1.2 % of cases; 4 in .2 %."""
ASK = 0.35
"""How little talk, against the room's own level, is too little. Less asks less often, and later: at .46 with THINKING 3
a room in full flow was asked .46 times an hour on the development data, and .71 on other conversations; here .36."""
THINKING = 2.2
"""How much longer to wait for a sole speaker; chosen with ASK, for few questions in rooms that flow."""
NOTHING_SHORT, NOTHING_LONG = 0.03, 0.02
"""Added to the shares, so that neither rules alone once it is nearly nothing (stall study)."""
STILL = 10.0
"""Seconds of silence after which a room looks quiet from outside. Chosen: a breath says nothing, and whoever drops in
because of it should not come too late; the board shows it when it has lasted for five seconds more."""
LEAST_LEVEL = 0.25
"""A room that hardly ever talks is measured as if it talked a quarter of the time; else it would never be asked."""
ONE_VOICE, THIN = 0.8, 0.5
"""Where the reason is called one voice (its part of the talk), and a lull (the minute against the room's level)."""


class Why(StrEnum):
    """What kind of silence it is: for the host's board, the log, and the shape of the question."""

    NOBODY = "nobody"
    """Nobody has talked within the last 90 s."""
    ONE_VOICE = "one_voice"
    """One person held the floor, and stopped."""
    LULL = "lull"
    """The talk was thin, under half of this room's usual."""
    PAUSE = "pause"
    """Talk as usual broke off, and did not come back."""


class Light(StrEnum):
    """How a room looks from outside, without names."""

    TALKING = "talking"
    QUIET = "quiet"
    HARD_TO_HEAR = "hard_to_hear"
    """A microphone was left open, so that there are no questions until it is closed; or nothing is known yet."""


@dataclass(frozen=True, slots=True)
class Stall:
    """The room has stalled at `at`, and the figures that say so; shares are parts of one."""

    at: float
    silence: float
    """Seconds since anybody talked."""
    recent: float
    """The share of the last 35 s with talk."""
    minute: float
    """The share of the last 90 s with talk."""
    level: float
    """The share of the whole call with talk, when this silence began."""
    held: float
    """The part of the talk of the 90 s before the silence that its last speaker had."""
    why: Why


@dataclass(frozen=True, slots=True)
class _Pause:
    """One silence: all that stays the same for as long as it lasts."""

    since: float
    born: float
    talk: tuple[tuple[float, float], ...]
    level: float
    held: float
    bar: float

    def shares(self, at: float) -> tuple[float, float]:
        """The talk of the last 35 s and of the last 90 s (of what there was of them), as shares."""
        first = max(self.born, at - LONG)
        return covered(self.talk, at - SHORT, at) / SHORT, covered(self.talk, first, at) / (at - first)

    def stalled(self, at: float) -> bool:
        """The rule. Once true it stays true while the silence lasts."""
        recent, minute = self.shares(at)
        return (recent + NOTHING_SHORT) * (minute + NOTHING_LONG) <= self.bar

    def seen(self, at: float) -> Stall:
        """The stall, with its reason."""
        recent, minute = self.shares(at)
        why = Why.PAUSE
        if minute == 0:
            why = Why.NOBODY
        elif self.held >= ONE_VOICE:
            why = Why.ONE_VOICE
        elif minute < THIN * self.level:
            why = Why.LULL
        return Stall(at, at - self.since, recent, minute, self.level, self.held, why)


class StallDetector:
    """One room's detector. Told what is heard, it says when to ask; it never says so while anybody transmits."""

    def __init__(self, at: float) -> None:
        self._room = VoiceActivity(at)
        self._ready = at + WARM_UP
        self._asked = self._asked_before = -inf
        self._muted: set[User] = set()
        self._there: frozenset[User] | None = None

    def heard(self, user: User, on: bool, at: float) -> None:
        """`user` begins (`on`) or ceases to transmit.

        Events may come late, twice or out of order; at one instant a stop counts before a start.
        """
        if on:
            self._room.start(user, at)
        else:
            self._room.stop(user, at)

    def muted(self, user: User, on: bool, at: float) -> None:
        """`user` has muted or unmuted themselves: muted people are not talking, nor about to."""
        if not on:
            self._muted.discard(user)
        elif user not in self._muted:
            self._muted.add(user)
            self._room.stop(user, at)

    def present(self, users: Iterable[User], at: float) -> None:
        """Who is in the room, all of them. Others with a name are not transmitting; one person alone is never asked."""
        self._there = frozenset(users)
        self._muted &= self._there
        for user in [user for user in self._room.lines if user not in self._there and not nameless(user)]:
            self._room.stop(user, at)

    def heard_again(self, at: float) -> None:
        """The room is heard again after a time in which it was not; the moment is known after half a minute."""
        self._room = self._room.again(at)
        self._ready = at + SHORT

    def liveliness(self, at: float) -> float:
        """The talk of the last 90 s, or of what was heard of them, against the room's own level; 1 is as usual."""
        room = self._room
        first = max(room.born, at - LONG)
        if at - first < LEAST_SILENCE:
            return 1.0
        spans = [(span.start, span.end) for span in room.talk()]
        spans += [(line.since, at) for user, line in room.lines.items() if user not in room.open]
        share = covered(sorted(spans), first, at) / (at - first)
        return share / max(LEAST_LEVEL, room.level(at))

    def asked(self, at: float) -> None:
        """A question was put: none follows within a minute, nor before somebody has talked."""
        self._asked_before, self._asked = self._asked, max(self._asked, at)

    def taken_back(self) -> None:
        """The last question was not put after all."""
        self._asked = self._asked_before

    def decide(self, at: float) -> Stall | None:
        """The stall, if now is the moment to ask; it changes nothing, so call `asked` when the question was put."""
        if self._not_before(at) != at:
            return None
        pause = self._pause()
        return pause.seen(at) if pause.stalled(at) else None

    def next_look(self, at: float, until: float = inf) -> float | None:
        """The first instant from `at` on, to the millisecond, when `decide` says yes if nothing else happens.

        None if that is never, or not before `until`.
        """
        low = self._not_before(at)
        if low is None or low >= until:
            return None
        pause = self._pause()
        if pause.stalled(low):
            return low
        high = max(low, pause.since + LONG)
        while high - low > 0.001:
            middle = (low + high) / 2
            low, high = (low, middle) if pause.stalled(middle) else (middle, high)
        return high if high < until else None

    def light(self, at: float) -> Light:
        """How the room looks at `at`: quiet only when it has been still for long enough to mean something."""
        room = self._room
        if room.lines and not room.open:
            return Light.TALKING
        if (still := self.still_at) is not None and round(at - still, 3) >= 0:
            return Light.QUIET
        return Light.HARD_TO_HEAR if room.open or room.quiet_since <= room.heard_since else Light.TALKING

    @property
    def still_at(self) -> float | None:
        """From when on the room looks quiet if nobody talks, None while somebody does."""
        return None if self._room.lines else self._room.quiet_since + STILL

    @property
    def quiet_since(self) -> float:
        """Since when nobody is known to have talked; noises and coughs do not count."""
        return self._room.quiet_since

    def _not_before(self, at: float) -> float | None:
        """From when on the rule may be asked, `at` or later; None while only an event can change that."""
        room, quiet = self._room, self._room.quiet_since
        if room.lines or self._asked > quiet or (self._there is not None and len(self._there) < 2):
            return None
        return max(at, quiet + LEAST_SILENCE, room.changed + GUARD, self._ready, self._asked + COOL_DOWN)

    def _pause(self) -> _Pause:
        """The silence there is now."""
        room = self._room
        since, talk = room.quiet_since, room.talk()
        by_user: dict[User, float] = {}
        for span in talk:
            lately = span.end - max(span.start, since - LONG)
            by_user[span.user] = by_user.get(span.user, 0.0) + max(0.0, lately)
        last = max(talk, key=lambda span: span.end).user if talk else None
        held = by_user[last] / sum(by_user.values()) if last is not None and any(by_user.values()) else 0.0
        away = self._there is not None and last is not None and last not in self._there and not nameless(last)
        gone = away or last in self._muted
        level = room.level(since)
        bar = ASK * max(LEAST_LEVEL, level) / (1 + (0.0 if gone else THINKING * held))
        return _Pause(since, room.born, tuple((span.start, span.end) for span in talk), level, held, bar)
