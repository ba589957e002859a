"""The Scheduled Event in Discord's own calendar: what it should show, what is done for it, and what people do to it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.core.facts import EventCancelled, EventChanged, EventGone, EventShown, EventStepped, EventTried, Native
from bot.core.mixer import Ending, Mixer, Phase
from bot.core.parts import NativeEvent

LANE = "event"
MARGIN = timedelta(minutes=1)
"""So shortly before the hour none is created any more: Discord takes only times to come."""
SCHEDULED, ACTIVE, COMPLETED, CANCELLED, GONE = "scheduled", "active", "completed", "cancelled", "gone"
DONE = frozenset({COMPLETED, CANCELLED, GONE})


@dataclass(frozen=True, slots=True)
class Listed:
    """A Scheduled Event as Discord shows it; `ours` if the bot made it."""

    id: int
    name: str
    starts_at: datetime
    state: str
    ours: bool


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
        if (event.name, event.starts_at) != (mixer.title, mixer.opens_at) and now < mixer.opens_at - MARGIN:
            yield EditEvent(event.id, mixer.title, mixer.opens_at, mixer.closes_at)
    elif event.state == SCHEDULED:
        # Discord knows no way from planned to ended but by being started.
        yield StepEvent(event.id, CANCELLED if state == CANCELLED else ACTIVE)
    elif event.state == ACTIVE and state in {COMPLETED, CANCELLED}:
        yield StepEvent(event.id, COMPLETED)


def settled(mixer: Mixer, now: datetime) -> bool:
    """Whether nothing is left to be done for it."""
    return not any(True for _ in acts(mixer, now))


def changes(mixer: Mixer, listed: Mapping[int, Listed]) -> Iterator[Native]:
    """What people did to the Scheduled Event, and one that was made without coming to be recorded."""
    event = mixer.event
    if event is None or event.state in DONE:
        return
    if event.id is None:
        for found in listed.values():
            if found.ours and (found.name, found.starts_at) == (mixer.title, mixer.opens_at):
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


def told(mixer: Mixer, fact: Native, now: datetime) -> Mixer:
    """The mixer after a fact about its Scheduled Event."""
    event = mixer.event or NativeEvent()
    match fact:
        case EventTried():
            return replace(mixer, event=replace(event, tried_at=now))
        case EventShown(event_id, name, starts_at):
            return replace(mixer, event=replace(event, id=event_id, name=name, starts_at=starts_at))
        case EventStepped(state):
            return replace(mixer, event=replace(event, state=state))
        case EventGone():
            return replace(mixer, event=replace(event, state=GONE))
        case EventCancelled():
            gone = replace(mixer, event=replace(event, state=CANCELLED))
            before = mixer.phase in {Phase.SCHEDULED, Phase.GATHERING}
            return gone.enter("cancel", ending=Ending.CANCELLED, ended_at=now) if before else gone
        case EventChanged(name, starts_at):  # pragma: no branch
            seen = replace(mixer, event=replace(event, name=name, starts_at=starts_at))
            return seen.moved_to(starts_at, now, title=name) if mixer.phase is Phase.SCHEDULED else seen


def _wanted_state(mixer: Mixer) -> str:
    if mixer.phase in {Phase.SCHEDULED, Phase.GATHERING}:
        return SCHEDULED
    if mixer.phase is Phase.OPEN:
        return ACTIVE
    return CANCELLED if mixer.ending in {Ending.CANCELLED, Ending.SLEPT, Ending.FEW} else COMPLETED
