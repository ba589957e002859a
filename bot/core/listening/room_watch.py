"""One room's talk as the bot follows it: when to look again, and whether to ask now. Pure; times are seconds."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import replace
from datetime import datetime
from math import inf

from bot.core.lifecycle.closing import PAUSE_IN_TALK, WAIT_UNHEARD
from bot.core.lifecycle.mixer import Mixer
from bot.core.lifecycle.parts import Room
from bot.core.listening.cooldown import JUDGED, LONGEST_WAIT, MOST_AN_HOUR, PEACE, WAIT, Cooldown, DeafRoom, worked
from bot.core.listening.density import Density
from bot.core.listening.ear_rota import Station
from bot.core.listening.stall import Light, StallDetector

CALM = 12.0
"""Seconds without anybody's coming or going before an ear comes in: it should not be heard among the greetings."""
UNSURE = 1.0
"""Seconds until a silence that is not believed is looked at again."""
SOUNDS = 5.0
"""Seconds after a question was decided in which a tone may still go with it (chosen)."""
GENTLE, MUTED = "gentle", "muted"
"""Why a room is asked that no ear hears."""


class RoomWatch:
    """What is remembered of one room while it is open, in memory only: nothing of it is ever stored by person."""

    def __init__(self, mixer: Mixer, room: Room, gentle_minutes: int, now: float) -> None:
        self.mixer_id, self.number, self.guild_id = mixer.id, room.number, mixer.guild_id
        self.channel_id, self.round = room.channel_id or 0, mixer.round
        self.silence = StallDetector(now)
        self.restraint = _restraint(mixer, room, now)
        self.density = Density(mixer.opens_at.timestamp())
        self.unheard = DeafRoom()
        self.gently(gentle_minutes)
        self.people: frozenset[int] = frozenset()
        self.on_its_way: tuple[int, str] | None = None
        """The number of the question being put, and why; until it is sent, talk can hold it back."""
        self.sounded = 0
        """The number of the last question with which it was decided whether a tone is heard."""
        self.taught: set[tuple[str, int]] = set()
        """Which question is known to have been put to whom."""
        self.shown: Light | None = None
        """The light that the host's board shows."""
        self.ear_since: float | None = None
        self.ear_left = float("-inf")
        self.sure: Callable[[], bool] = lambda: True
        """Whether the ear has just shown that it hears: else a silence is not believed."""
        self.ear_sent: float | None = None
        """Since when an ear belongs here: it may be on its way, or have died a moment ago."""
        self.notice_asked = -inf
        """When the notice that an ear comes was last asked for."""
        self._spoken: dict[int, float] = {}
        self._speaking: dict[int, float] = {}
        self._left_alone_until = float("-inf")

    def gently(self, minutes: int) -> None:
        """So often a room without an ear is asked; 0 for never."""
        self.unheard = replace(self.unheard, every=minutes * 60.0 if minutes else None)

    def follow(self, mixer: Mixer, room: Room, people: Collection[int], muted: Collection[int], now: float) -> None:
        """What Discord shows of the room, and what the mixer has decided."""
        here = frozenset(people)
        if here != self.people:
            self.people = here
            self.restraint = self.restraint.join_or_leave(now)
            self.silence.present(here, now)
        for user in here:
            self.silence.muted(user, user in muted, now)
        self.unheard = self.unheard.muted(bool(here) and here <= frozenset(muted), now)
        self.restraint = self.restraint.until(mixer.closes_at.timestamp())
        if room.peace_until is not None and room.peace_until.timestamp() > self.restraint.peace_until:
            self.restraint = self.restraint.quiet_for_a_while(room.peace_until.timestamp() - PEACE)

    def turn(self, mixer: Mixer, now: float) -> None:
        """Another round: other people, whose first minute is theirs; how it sounded before says nothing of them."""
        self.round = mixer.round
        self.silence.heard_again(now)
        self.silence.present(self.people, now)
        self.restraint = replace(self.restraint, opened=now, stalled=now, wait=WAIT, judging=False)
        self._spoken.clear()
        self._speaking.clear()
        self.density.hears(self.ear_since is not None, now)

    def hears(self, able: bool, at: float) -> None:
        """An ear hears the room from now on, or none does: time unheard is neither talk nor silence."""
        if able:
            self.ear_since = at
            self.silence.heard_again(at)
            self.silence.present(self.people, at)
        else:
            self.ear_since, self.ear_left = None, at
        self._speaking.clear()
        self.density.hears(able, at)

    def send(self, ear: bool, now: float) -> None:
        """Whether an ear belongs here from now on."""
        if ear and self.ear_sent is None:
            self.ear_sent = now
        elif not ear and self.ear_sent is not None:
            self.ear_sent, self.ear_left = None, now

    def heard(self, user: int, on: bool, at: float) -> None:
        """Somebody begins or ceases to transmit."""
        self.silence.heard(user, on, at)
        if on != (user in self._speaking):
            self.density.heard(on, at)
        if on:
            self._speaking.setdefault(user, at)
        elif (since := self._speaking.pop(user, None)) is not None:
            self._spoken[user] = self._spoken.get(user, 0.0) + at - since

    def asked(self, nth: int, why: str, now: float) -> None:
        """The question of that number is put just now."""
        self.on_its_way = nth, why
        self.silence.asked(now)
        self.restraint = self.restraint.ask(now)
        self._spoken.clear()
        self._speaking = dict.fromkeys(self._speaking, now)

    def taken_back(self, nth: int) -> None:
        """The question of just now was not put after all; told twice is told once."""
        if self.on_its_way is None or self.on_its_way[0] != nth:
            return
        self.silence.taken_back()
        self.restraint = self.restraint.taken_back()
        self.on_its_way = None

    def leave_alone(self, now: float) -> None:
        """There is no question for this room: look again in a while."""
        self._left_alone_until = now + WAIT

    def newcomers(self, question: str) -> frozenset[int]:
        """Who is here and has not been seen with this question before."""
        return frozenset(user for user in self.people if (question, user) not in self.taught)

    def verdict(self, now: float, *, posted: bool) -> bool | None:
        """Whether the last question revived the talk, once its minute is over and only if it was posted and heard."""
        due = self.restraint.judge_at
        if due is None or now < due:
            return None
        for user, since in self._speaking.items():
            self._spoken[user] = self._spoken.get(user, 0.0) + now - since
        talkers, seconds = len(self._spoken), sum(self._spoken.values())
        heard = posted and self.ear_since is not None and self.ear_since <= due - JUDGED
        self.restraint = self.restraint.judge(talkers, seconds) if heard else self.restraint.unjudged()
        return worked(talkers, seconds) if heard else None

    def why_now(self, now: float) -> str | None:
        """Why the room is to be asked at this instant, or None if it is not."""
        stall = self.silence.decide(now) if self.ear_since is not None and self.sure() else None
        if stall is not None:
            self.restraint = self.restraint.stall(now, stall.silence)
        reason = str(stall.why) if stall else self._unheard_reason(now)
        free = len(self.people) > 1 and now >= self._left_alone_until and self.restraint.refusal(now) is None
        return reason if free else None

    def _unheard_reason(self, now: float) -> str | None:
        due = self._unheard_due() if self.ear_since is None else None
        if due is None or now < due:
            return None
        return MUTED if self.unheard.muted_since is not None else GENTLE

    def _unheard_due(self) -> float | None:
        """Counted from when an ear was last here: what it heard needs no asking, and it may be back in a moment."""
        return self.unheard.due(replace(self.restraint, opened=max(self.restraint.opened, self.ear_left)))

    def next_look(self, now: float) -> float | None:
        """When to look again if nothing happens meanwhile."""
        instants = [self.restraint.judge_at, self._next_question(now) if len(self.people) > 1 else None]
        return min((at for at in instants if at is not None), default=None)

    def _next_question(self, now: float) -> float | None:
        free = self.restraint.free_at(max(now, self._left_alone_until))
        if self.ear_since is None:
            due = self._unheard_due()
        else:
            due = self.silence.next_look(now)
            if due is not None and not self.sure():
                return max(due, now + UNSURE)
            if due is not None and self.restraint.stalled <= self.silence.quiet_since:
                # A stall that may not be asked about is seen all the same, or it would later be taken for flow.
                return due
        return None if free is None or due is None else max(free, due, now)

    def wake_at(self, now: float) -> float | None:
        """When something changes here without an event: it is to be looked at again, or its light turns to quiet."""
        still = self.silence.still_at if self.light(now) not in {None, Light.QUIET} else None
        return min((at for at in (self.next_look(now), still) if at is not None), default=None)

    def calm(self, now: float) -> bool:
        """Whether an ear may be here: it stays where it is, and comes only when the greetings are over."""
        return bool(self.ear_sent or self.ear_since) or now - self.restraint.moved >= CALM

    def pausing_since(self) -> float | None:
        """Since when nobody is transmitting, None while somebody is."""
        return None if self._speaking else self.silence.quiet_since

    def may_sound(self, now: float) -> bool:
        """Whether a tone may go with the last question: an ear hears that nobody has talked since it was decided."""
        quiet, asked = self.pausing_since(), self.restraint.asked[-1] if self.restraint.asked else -inf
        heard = self.ear_since is not None and self.sure()
        silent = quiet is not None and quiet <= asked and now - asked <= SOUNDS
        return heard and silent and now >= self.restraint.peace_until

    def light(self, now: float) -> Light | None:
        """How the room looks, None if no ear hears it."""
        return self.silence.light(now) if self.ear_since is not None else None

    def station(self, now: float) -> Station:
        """The room as the rota of the ears sees it."""
        heard = now if self.ear_since is not None else self.ear_left
        talk = self.silence.liveliness(heard) if heard > float("-inf") else 1.0
        return Station(self.channel_id, self.ear_sent, self.ear_left, talk)


def finish_at(following: RoomWatch | None, closed: datetime) -> float | None:
    """When the people of a room whose time is over can be brought back, None while somebody speaks."""
    if following is None or following.ear_since is None or not following.sure():
        return (closed + WAIT_UNHEARD).timestamp()
    since = following.pausing_since()
    return None if since is None else max(closed.timestamp(), since) + PAUSE_IN_TALK.total_seconds()


def _restraint(mixer: Mixer, room: Room, now: float) -> Cooldown:
    """Restraint as it was before a crash: what was asked when, and how often it did not help. What was heard before
    `now` is not known, so flow is counted from there."""
    asked = tuple(asking.at.timestamp() for asking in room.askings)
    wait, opened = WAIT, mixer.round_at or mixer.opens_at
    for asking in room.askings:
        wait = min(LONGEST_WAIT, 2 * wait) if asking.worked is False and asking.at >= opened else wait
    closes = mixer.closes_at.timestamp()
    return Cooldown(opened=opened.timestamp(), closes=closes, stalled=now, wait=wait, asked=asked[-MOST_AN_HOUR:])


def elapsed(mixer: Mixer, now: datetime) -> float:
    """How much of its time a mixer has had, 0 to 1."""
    return min(1.0, max(0.0, (now - mixer.opens_at) / (mixer.closes_at - mixer.opens_at)))
