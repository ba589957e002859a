"""The manners of asking: how often a room may be asked a question at all, however silent it is.

Not in its first minute, its last five, or within 30 s of somebody's coming or going; at most six an hour. After each
question the next waits a minute; a question that did not work (fewer than two people talked, or less than 10 s in all,
within the minute after it) doubles that wait, to 15 minutes at most; ten minutes of flow make it a minute again.
Pressing *Quiet for a while* gives 15 minutes of peace. A room that nobody can hear is asked if all are muted and silent
in chat for two minutes, and otherwise every so often, if the server wants that. Pure; times are seconds.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from math import inf

MINUTE = 60.0
WARM_UP, LAST, AFTER_MOVE = MINUTE, 5 * MINUTE, 30.0
"""Seconds kept free: of a room's beginning (stall study), before its end, and after a join or leave (stall study)."""
LAST_PART = 1 / 6
"""Of a short mixer only the last sixth is kept free, as late people are let in until then."""
HOUR, MOST_AN_HOUR = 60 * MINUTE, 6
"""At most this many questions within any hour (stall study)."""
WAIT, LONGEST_WAIT = MINUTE, 15 * MINUTE
"""The wait after a question, and the most it grows to (stall study)."""
JUDGED, TALKERS, TALK = MINUTE, 2, 10.0
"""A question worked if within a minute two people talked for ten seconds in all (stall study)."""
FLOW = 10 * MINUTE
"""So long without a stall, and what did not work is forgotten (stall study)."""
PEACE = 15 * MINUTE
"""The pause after *Quiet for a while*, in seconds."""
ALL_MUTED = 2 * MINUTE
"""All muted and no chat for so long is a stall. Chosen: muted people read and type, and a minute is soon gone."""


class Refused(StrEnum):
    """Why a room is not asked now: for the host's board and the log."""

    WARM_UP = "warm_up"
    MOVED = "moved"
    ENDING = "ending"
    PEACE = "peace"
    WAITING = "waiting"
    ENOUGH = "enough"


@dataclass(frozen=True, slots=True)
class Cooldown:
    """What restraint remembers of one room. Immutable and made of plain values: save it, restore it, go on."""

    opened: float
    closes: float = inf
    moved: float = -inf
    """The last join or leave."""
    stalled: float = -inf
    """The last stall seen, asked or not; flow is counted from it."""
    peace_until: float = -inf
    wait: float = WAIT
    asked: tuple[float, ...] = ()
    """The questions of the last hour, oldest first."""
    judging: bool = False
    """The last question's minute is not yet judged."""

    def refusal(self, at: float) -> Refused | None:
        """Why nothing may be asked at this instant; None if it may."""
        return max(self._refusals(at), default=(at, None))[1]

    def free_at(self, at: float) -> float | None:
        """The first instant from `at` on when a question is allowed, as things stand; None if there is none."""
        free = max(self._refusals(at), default=(at, None))[0]
        return None if free == inf or self._ending(free) else free

    def join_or_leave(self, at: float) -> Cooldown:
        """Somebody came or went: people greet, and are left to it."""
        return replace(self, moved=max(self.moved, at))

    def until(self, closes: float) -> Cooldown:
        """The room's end was moved."""
        return replace(self, closes=closes)

    def quiet_for_a_while(self, at: float) -> Cooldown:
        """Somebody pressed *Quiet for a while*."""
        return replace(self, peace_until=max(self.peace_until, at + PEACE))

    def stall(self, at: float, silence: float) -> Cooldown:
        """The room has stalled after so much silence, whether or not it may be asked: tell this before `refusal`.

        If ten minutes of talk came between this silence and the last stall, the wait is a minute again.
        """
        flow = at - silence - max(self.stalled, self.opened)
        return replace(self, stalled=max(self.stalled, at), wait=self.wait if flow < FLOW else WAIT)

    def ask(self, at: float) -> Cooldown:
        """A question was put. If the one before was not judged, for instance across a crash, it counts neither way."""
        lately = tuple(t for t in self.asked if at - t < HOUR)
        return replace(self, asked=(*lately, at), judging=True)

    def taken_back(self) -> Cooldown:
        """The last question was not put after all."""
        return replace(self, asked=self.asked[:-1], judging=False)

    def judge(self, talkers: int, seconds: float) -> Cooldown:
        """The last question's minute is over: so many people talked, for so long in all. Twice for one is once."""
        if not self.judging:
            return self
        did = worked(talkers, seconds)
        return replace(self, judging=False, wait=self.wait if did else min(LONGEST_WAIT, 2 * self.wait))

    def unjudged(self) -> Cooldown:
        """Nobody heard what the last question did: it counts neither way."""
        return replace(self, judging=False)

    @property
    def judge_at(self) -> float | None:
        """When the last question is to be judged; None if there is none to judge."""
        return self.asked[-1] + JUDGED if self.judging else None

    def _ending(self, at: float) -> bool:
        return at >= self.closes - min(LAST, (self.closes - self.opened) * LAST_PART)

    def _refusals(self, at: float) -> list[tuple[float, Refused]]:
        """Every reason against asking now, with the instant at which it ends."""
        last = self.asked[-1] if self.asked else -inf
        full = [t for t in self.asked if at - t < HOUR]
        ends = [
            (self.opened + WARM_UP, Refused.WARM_UP),
            (self.moved + AFTER_MOVE, Refused.MOVED),
            (self.peace_until, Refused.PEACE),
            (last + self.wait, Refused.WAITING),
            (full[-MOST_AN_HOUR] + HOUR if len(full) >= MOST_AN_HOUR else -inf, Refused.ENOUGH),
            (inf if self._ending(at) else -inf, Refused.ENDING),
        ]
        return [(end, why) for end, why in ends if end > at]


def worked(talkers: int, seconds: float) -> bool:
    """Whether a question worked, by how many people talked within the minute after it and for how long in all."""
    return talkers >= TALKERS and seconds >= TALK


@dataclass(frozen=True, slots=True)
class DeafRoom:
    """What a room without an ear shows, and whether that calls for a question."""

    every: float | None = None
    """The setting: seconds between two gentle questions; None for none."""
    muted_since: float | None = None
    """Since when everybody present is muted; None if somebody is not, or nobody is there."""
    chatted: float = -inf
    """The last message in the room's chat."""

    def muted(self, everybody: bool, at: float) -> DeafRoom:
        """Whether everybody present is muted now."""
        if everybody:
            return self if self.muted_since is not None else replace(self, muted_since=at)
        return replace(self, muted_since=None)

    def chat(self, at: float) -> DeafRoom:
        """Somebody wrote."""
        return replace(self, chatted=max(self.chatted, at))

    def due(self, restraint: Cooldown) -> float | None:
        """When this room is to be asked as things stand, before restraint has its say; None if never."""
        last = max((restraint.opened, *restraint.asked[-1:]))
        silent = inf if self.muted_since is None else max(self.muted_since, self.chatted) + ALL_MUTED
        gentle = inf if self.every is None else last + self.every
        due = min(max(silent, last + ALL_MUTED), gentle)
        return None if due == inf else due
