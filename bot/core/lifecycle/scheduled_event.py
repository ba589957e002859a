"""The Scheduled Event in Discord's own calendar: what it should show, what is done for it, and what people do to it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from bot.core.lifecycle.facts import (
    EventCancelled,
    EventChanged,
    EventFact,
    EventGone,
    EventLiked,
    EventShown,
    EventStepped,
    EventTried,
)
from bot.core.lifecycle.mixer import LONGEST_TITLE, Mixer
from bot.core.lifecycle.parts import ScheduledEvent
from bot.core.lifecycle.phase import Ending, Phase, Trigger
from bot.core.lifecycle.series import for_once

LANE = "event"
"""The lane of everything that is done for a Scheduled Event."""
MARGIN = timedelta(minutes=1)
"""The time before the hour in which none is created any more: Discord takes only times to come."""
LEFT_TO_DISCORD = timedelta(seconds=10)
"""How long from its time on an event is left to Discord, which begins and ends it by itself: of two, one is refused."""
SCHEDULED = "scheduled"
"""Discord's word for an event that is planned."""
ACTIVE = "active"
"""Discord's word for an event that is under way."""
COMPLETED = "completed"
"""Discord's word for an event that is over."""
CANCELLED = "cancelled"
"""Discord's word for an event that was called off."""
GONE = "gone"
"""Our word for an event that Discord knows no more."""
DONE = frozenset({COMPLETED, CANCELLED, GONE})
"""The states in which nothing is left to be done for an event."""


@dataclass(frozen=True, slots=True)
class ShownEvent:
    """A Scheduled Event as Discord shows it; `ours` if the bot made it."""

    id: int
    name: str
    starts_at: datetime
    state: str
    ours: bool
    interested: int | None = field(default=None, compare=False)
    """How many have pressed Interested, None while that is not known."""


@dataclass(frozen=True, slots=True)
class MakeEvent:
    """Put the evening into Discord's calendar."""

    name: str
    starts_at: datetime
    ends_at: datetime
    lobby_id: int
    lane: str = LANE


@dataclass(frozen=True, slots=True)
class EditEvent:
    """Let the Scheduled Event show what is so."""

    event_id: int
    name: str
    starts_at: datetime
    ends_at: datetime
    lane: str = LANE


@dataclass(frozen=True, slots=True)
class StepEvent:
    """Start, end or cancel the Scheduled Event."""

    event_id: int
    state: str
    lane: str = LANE


EventAct = MakeEvent | EditEvent | StepEvent


def acts(mixer: Mixer, now: datetime) -> Iterator[EventAct]:
    """What is to be done for the Scheduled Event."""
    event, state = mixer.event, _wanted_state(mixer)
    if mixer.announce_at is None or now < mixer.announce_at:
        return
    if event is None or event.id is None:
        if state == SCHEDULED and now < mixer.opens_at - MARGIN:
            yield MakeEvent(mixer.title, mixer.opens_at, mixer.closes_at, mixer.lobby_id)
    elif event.state == SCHEDULED and state == SCHEDULED:
        shown = (event.name, event.starts_at, event.ends_at)
        if shown != (mixer.title, mixer.opens_at, mixer.closes_at) and now < mixer.opens_at - MARGIN:
            yield EditEvent(event.id, mixer.title, mixer.opens_at, mixer.closes_at)
    elif (step := _step(mixer)) is not None:
        time = _its_time(mixer, step)
        if time is None or not time <= now < time + LEFT_TO_DISCORD:
            yield step


def deadlines(mixer: Mixer) -> Iterator[datetime]:
    """When it is looked whether Discord has really begun or ended it by itself."""
    if (step := _step(mixer)) is not None and (time := _its_time(mixer, step)) is not None:
        yield time + LEFT_TO_DISCORD


def settled(mixer: Mixer) -> bool:
    """Whether the Scheduled Event of an evening that is over has ended too, by whomever."""
    return _step(mixer) is None


def _its_time(mixer: Mixer, step: StepEvent) -> datetime | None:
    """When Discord does that by itself; None for what it never does."""
    return {ACTIVE: mixer.opens_at, COMPLETED: mixer.closes_at}.get(step.state)


def _step(mixer: Mixer) -> StepEvent | None:
    """What brings the Scheduled Event, whose id is known, nearer to where the evening is."""
    event, state = mixer.event, _wanted_state(mixer)
    if event is None or event.id is None:
        return None
    if event.state == SCHEDULED and state != SCHEDULED:
        # Discord knows no way from planned to ended but by being started.
        return StepEvent(event.id, CANCELLED if state == CANCELLED else ACTIVE)
    return StepEvent(event.id, COMPLETED) if event.state == ACTIVE and state in {COMPLETED, CANCELLED} else None


def changes(mixer: Mixer, listed: Mapping[int, ShownEvent], claimed: Collection[int] = ()) -> Iterator[EventFact]:
    """What people did to the Scheduled Event, and one that was made without coming to be recorded.

    One that another mixer has recorded (`claimed`) is none of this one's, even if it shows the same.
    """
    event = mixer.event
    if event is None or event.state in DONE:
        return
    if event.id is None:
        for found in listed.values():
            unknown = found.ours and found.id not in claimed and found.state not in DONE
            if unknown and (found.name, found.starts_at) == (mixer.title, mixer.opens_at):
                yield EventShown(found.id, found.name, found.starts_at)
                return
    elif (now := listed.get(event.id)) is None:
        yield EventGone()
    elif now.state == CANCELLED:
        yield EventCancelled()
    elif now.state not in {event.state, SCHEDULED}:
        # Started or ended by somebody's hand, or by Discord itself at its time.
        yield EventStepped(now.state)
    elif now.state == SCHEDULED and (now.name, now.starts_at) != (event.name, event.starts_at):
        yield EventChanged(now.name, now.starts_at)
    shown = listed.get(event.id or 0)
    if shown is not None and shown.interested not in {None, event.interested}:
        yield EventLiked(shown.interested or 0)


def told(mixer: Mixer, fact: EventFact, now: datetime) -> Mixer:
    """The mixer after a fact about its Scheduled Event."""
    event = mixer.event or ScheduledEvent()
    match fact:
        case EventTried():
            return replace(mixer, event=replace(event, tried_at=now))
        case EventShown(event_id, name, starts_at, ends_at):
            known = event.ends_at if event.id == event_id else None
            shown = replace(event, id=event_id, name=name, starts_at=starts_at, ends_at=ends_at or known)
            return replace(mixer, event=shown)
        case EventStepped(state):
            return replace(mixer, event=replace(event, state=state))
        case EventLiked(count):
            return replace(mixer, event=replace(event, interested=count))
        case EventGone():
            return replace(mixer, event=replace(event, state=GONE))
        case EventCancelled():
            gone = replace(mixer, event=replace(event, state=CANCELLED))
            before = mixer.phase in {Phase.SCHEDULED, Phase.GATHERING}
            return gone.enter(Trigger.CANCEL, ending=Ending.CANCELLED, ended_at=now) if before else gone
        case EventChanged(name, starts_at):  # pragma: no branch
            seen = replace(mixer, event=replace(event, name=name, starts_at=starts_at))
            title = name[:LONGEST_TITLE].strip()
            renamed = {"title": title, "category_name": title} if title != mixer.title else {}
            changed = seen.moved_to(starts_at, now, **for_once(mixer, renamed) if renamed else {})
            return changed if mixer.phase is Phase.SCHEDULED else seen


def _wanted_state(mixer: Mixer) -> str:
    if mixer.phase in {Phase.SCHEDULED, Phase.GATHERING}:
        return SCHEDULED
    if mixer.phase is Phase.OPEN:
        return ACTIVE
    took_no_place = {Ending.CANCELLED, Ending.SLEPT, Ending.FEW, Ending.UNOPENED, Ending.NO_LOBBY}
    return CANCELLED if mixer.ending in took_no_place else COMPLETED
