"""The one event in Discord's calendar, for tests of planned evenings, and the hand of whoever manages events."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from bot.core.lifecycle.scheduled_event import ShownEvent
from tests.evening import GUILD, Evening


def event(evening: Evening) -> ShownEvent:
    """The one event there is."""
    (found,) = evening.venue.servers[GUILD].events.values()
    return found


async def by_hand(evening: Evening, **changes: object) -> None:
    """Somebody who manages events changes it in Discord's own window; without changes they delete it."""
    events = evening.venue.servers[GUILD].events
    if changes:
        events[event(evening).id] = replace(event(evening), **changes)  # type: ignore[arg-type]
    else:
        events.clear()
    evening.venue.on_change(GUILD)
    await evening.run_for(timedelta(seconds=5))
