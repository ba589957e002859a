"""The only part that decides to act: it saves what is wanted, looks at Discord, and does the difference.

One function, `settle`, serves commands, buttons, voice events, alarms, boot and the sweep. Every mixer has a lock, held
only to change and save it, never while Discord is at work, so that a button is answered at once in mid-opening.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from bot.core.lifecycle.events import Event
from bot.core.lifecycle.facts import Built, Emptied, EventChanged, PostDropped
from bot.core.lifecycle.mixer import Mixer
from bot.core.lifecycle.parts import Delivery
from bot.core.lifecycle.phase import Phase
from bot.core.lifecycle.scheduled_event import LANE as EVENT
from bot.core.lifecycle.signups import OPEN_FOR_SIGNUPS
from bot.core.lifecycle.snapshot import Snapshot
from bot.core.reconcile.acts import BUILD, Act, Say, intent
from bot.core.reconcile.deadlines import next_deadline
from bot.core.reconcile.observe import abandoned, new_facts, others_own
from bot.core.reconcile.plan import plan
from bot.core.text import Refusal
from bot.engine.mixer_observer import MixerObserver
from bot.engine.refusals import consequences
from bot.engine.saving import NotNow, Saver
from bot.engine.tasks import Tasks
from bot.engine.under_way import UnderWay
from bot.ports import Alarm, Busy, Clock, NotDone, Store, Unsure, Venue
from bot.ports.alarms import MixerDue, SweepDue

log = logging.getLogger(__name__)

SWEEP, CLOSING_SWEEP = timedelta(seconds=60), timedelta(seconds=5)
IDLE_SWEEP = timedelta(minutes=5)
"""How often the database is looked through while no mixer is known; whatever was unsure is looked for at once."""
UNTIL_SEEN = timedelta(seconds=5)
"""An act that leaves no fact behind shows in Discord's events; until they can have come it is not done again."""


class Conductor:
    """Carries every unfinished mixer through its life, over failures of Discord, the disk and this process."""

    def __init__(
        self,
        *,
        store: Store,
        venue: Venue,
        alarm: Alarm,
        clock: Clock,
        clock_wrong: Callable[[], bool],
        observer: MixerObserver,
    ) -> None:
        self._store, self._venue, self._alarm, self._clock = store, venue, alarm, clock
        self._observer, self._saver = observer, Saver(store, clock, clock_wrong)
        self._live: dict[str, UnderWay] = {}
        self._tasks = Tasks(log, "work on a mixer failed")

    async def resume(self) -> None:
        """Take up every unfinished mixer; harmless when called again."""
        await self._take_up()
        for id in list(self._live):
            await self.settle(id)

    async def sweep(self) -> None:
        """Take up what is unfinished in the database and in nobody's hands, and what somebody else has changed."""
        try:
            for id in await self._take_up():
                await self.settle(id)
        except Exception:
            log.exception("the database could not be looked through for unfinished mixers")
            self._alarm.set(SweepDue(), self._clock() + CLOSING_SWEEP)

    async def may_hear(self, guild_id: int) -> bool:
        """Whether an ear may come into rooms of a server."""
        return await self._observer.may_hear(guild_id)

    def mixer(self, mixer_id: str) -> Mixer | None:
        """An unfinished mixer."""
        live = self._live.get(mixer_id)
        return live.mixer if live else None

    def running(self, guild_id: int) -> list[Mixer]:
        """The unfinished mixers of a server, oldest first."""
        mixers = (live.mixer for live in self._live.values() if live.mixer.guild_id == guild_id)
        return sorted(mixers, key=lambda mixer: (mixer.created_at, mixer.id))

    def under_way(self) -> list[Mixer]:
        """Every unfinished mixer, of all servers."""
        return [live.mixer for live in self._live.values()]

    async def begin(self, mixer: Mixer) -> None:
        """Save a new mixer and set to work on it. Raises Stale for an id that is taken, Refusal if unsure."""
        try:
            await self._saver.begin(mixer)
        except Unsure:
            self._alarm.set(SweepDue(), self._clock() + CLOSING_SWEEP)
            raise Refusal("unsure") from None
        self._live.setdefault(mixer.id, UnderWay(mixer))
        await self.settle(mixer.id)

    async def tell(self, mixer_id: str, *events: Event) -> Mixer:
        """Let something happen to a mixer. Raises Refusal if a wish cannot be met, or may have been or not."""
        live = self._live.get(mixer_id)
        if live is None:
            raise Refusal("over")
        try:
            await self._saver.change(live, events)
        except Unsure:
            self._alarm.set(MixerDue(mixer_id), self._clock() + CLOSING_SWEEP)
            raise Refusal("unsure") from None
        await self.settle(mixer_id)
        return live.mixer

    def look_again(self, guild_id: int) -> None:
        """Discord shows something new in this server."""
        for id, live in self._live.items():
            if live.mixer.guild_id == guild_id and not live.queued:
                live.queued = True
                self._tasks.begin(self.settle(id))

    def message_gone(self, guild_id: int, message_id: int) -> None:
        """Somebody has deleted a message: should it be a post of ours, it is not there any more."""
        for mixer in self.running(guild_id):
            for post in mixer.posts.values():
                if post.message_id == message_id and post.delivery is Delivery.SENT:
                    self._tasks.begin(self.tell(mixer.id, PostDropped(post.key)))

    def leave_others(self) -> None:
        """Carry on no more what is in servers that another process acts in."""
        for guild_id in {live.mixer.guild_id for live in self._live.values()}:
            if not self._store.ours(guild_id):
                self.let_go(guild_id)

    def let_go(self, guild_id: int) -> None:
        """A server's mixers are deleted, or another process's: they are carried on no more."""
        for mixer in self.running(guild_id):
            self._drop(mixer.id)

    async def settle(self, mixer_id: str) -> None:
        """Bring one mixer up to date and Discord into agreement with it."""
        live = self._live.get(mixer_id)
        if live is None:
            return
        live.queued = False
        seen = None
        try:
            ears = live.mixer.phase in OPEN_FOR_SIGNUPS and await self._observer.may_hear(live.mixer.guild_id)
            place = await self._observer.board_place(live.mixer.guild_id)
            seen = self._venue.look(live.mixer.guild_id)
            if seen is not None:
                lost = place is not None and self._unwritable(seen, live.mixer.guild_id, place)
                seen = replace(seen, lights=self._observer.lights(live.mixer), ears=ears, board_id=place)
                seen = live.watched(replace(seen, board_lost=lost), self._clock())
            await self._saver.change(live, self._facts(live, seen))
        except NotNow:
            return  # when it may be, everything is taken up
        except Exception:
            # Nothing was saved, so nothing may be done: the disk gets time to recover.
            log.exception("mixer %s could not be saved", mixer_id)
            self._alarm.set(MixerDue(mixer_id), self._clock() + CLOSING_SWEEP)
            return
        self._observer.settled(live.mixer, seen)
        if live.mixer.finished:
            self._drop(mixer_id)
        else:
            self._work(live, seen)

    async def idle(self) -> None:
        """Wait until nothing is being done; alarms may still be set."""
        await self._tasks.idle()

    async def _take_up(self) -> list[str]:
        """Those that were taken up, and those of which the database may know more than we do."""
        self._alarm.set(SweepDue(), self._clock() + (SWEEP if self._live else IDLE_SWEEP))
        known = {id: live.mixer.version for id, live in self._live.items()}
        kept = await self._store.versions()
        for id, version in known.items():
            if (live := self._live.get(id)) and kept.get(id) != version:
                live.doubtful = True
        if kept.keys() - known:  # only then are they read whole: there may be hundreds
            for mixer in await self._store.unfinished():
                if mixer.id not in known:  # one that was may be finished by now
                    self._live.setdefault(mixer.id, UnderWay(mixer))
        return [id for id, live in self._live.items() if id not in known or live.doubtful]

    def _facts(self, live: UnderWay, seen: Snapshot | None) -> list[Event]:
        if seen is None:
            return [Emptied()] if abandoned(live.mixer, self._clock()) else []
        facts = new_facts(live.mixer, seen, self._clock(), self._claimed(live, seen))
        # What the calendar shows now may be our own edit, which another wish has overtaken.
        unsettled = (EventChanged,) if EVENT in live.busy else ()
        # What is being built is told by its own answer, or may be another mixer's; any lane may bring a room.
        early = (Built, Emptied) if BUILD in live.busy else (Emptied,) if live.busy else ()
        return [fact for fact in facts if not isinstance(fact, (*early, *unsettled))]

    def _unwritable(self, seen: Snapshot, guild_id: int, channel_id: int) -> bool:
        """Whether a channel is gone, or this very one may not be seen or written in."""
        here = {*self._venue.lacks(guild_id, (channel_id,))} - {*self._venue.lacks(guild_id, ())}
        return channel_id not in seen.channels or not here.isdisjoint({"view_channel", "send_messages"})

    def _claimed(self, live: UnderWay, seen: Snapshot) -> frozenset[int]:
        others = [mixer for mixer in self.running(live.mixer.guild_id) if mixer.id != live.mixer.id]
        return others_own(live.mixer, others, seen)

    def _work(self, live: UnderWay, seen: Snapshot | None) -> None:
        """Set every idle lane to its first acts that are not resting, and the alarm to when there may be more."""
        now = self._clock()
        if seen is not None:
            acts = list(plan(live.mixer, seen, now, self._claimed(live, seen)))
            live.edits.wanted(acts, now)
            for act in acts:
                if not live.blocked(act) and not live.resting(act, now):
                    live.acts.append(act)
                    self._tasks.begin(self._do(live, act))
        sweep = CLOSING_SWEEP if live.mixer.phase is Phase.CLOSING and seen is not None else SWEEP
        instants = [now + sweep, *live.awaited(now)]
        if seen is not None and live.mixer.phase is Phase.OPEN:
            instants += [at for _, _, at in seen.sitting_down(live.mixer) if at > now]
        if deadline := next_deadline(live.mixer, now):
            instants.append(deadline)
        self._alarm.set(MixerDue(live.mixer.id), min(instants))

    async def _do(self, live: UnderWay, act: Act) -> None:
        try:
            await self._record(live, act, await self._attempt(live, act))
        finally:
            # Only now: an idle lane means that what was done in it is known.
            live.acts.remove(act)
        await self.settle(live.mixer.id)

    async def _attempt(self, live: UnderWay, act: Act) -> list[Event]:
        """Do an act, its intent saved before; what follows from it."""
        untried = isinstance(act, Say) and act.key not in live.mixer.posts
        try:
            if before := intent(act):
                await self._saver.change(live, [before])
            fact = await self._venue.do(live.mixer, act)
        except NotDone as error:
            return self._not_done(live, act, error, untried=untried)
        except NotNow:
            live.leave(act, self._clock() + CLOSING_SWEEP)
        except Unsure as error:
            log.warning("%s: no clear answer (%s)", type(act).__name__, error)
            live.failed(act, self._clock())
        except Exception:
            log.exception("%s failed", type(act).__name__)  # what it says is about people
            live.failed(act, self._clock())
        else:
            live.succeeded(act, self._clock())
            if fact is not None:
                return [fact]
            live.leave(act, self._clock() + UNTIL_SEEN)
        return []

    async def _record(self, live: UnderWay, act: Act, facts: list[Event]) -> None:
        try:
            await self._saver.change(live, facts)
        except NotNow:
            return  # what was done shows in Discord
        except Exception:
            # What was done shows in Discord, and is found there when the disk is back.
            log.exception("mixer %s could not be saved", live.mixer.id)
            live.failed(act, self._clock())

    def _not_done(self, live: UnderWay, act: Act, error: NotDone, *, untried: bool) -> list[Event]:
        """What follows from an act that certainly had no effect."""
        lasting = False
        if isinstance(error, Busy):
            live.leave(act.lane, error.until)
        else:
            log.info("%s: %s %s", type(act).__name__, type(error).__name__, error)
            lasting = live.failed(act, self._clock())
        return list(consequences(act, error, untried=untried, lasting=lasting))

    def _drop(self, mixer_id: str) -> None:
        self._live.pop(mixer_id, None)
        self._alarm.clear(MixerDue(mixer_id))
