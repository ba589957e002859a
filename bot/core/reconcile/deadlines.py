"""When the clock is to be looked at again."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from bot.core.lifecycle import closing, merging, rounds, scheduled_event
from bot.core.lifecycle.mixer import GATHERING, Mixer
from bot.core.lifecycle.phase import Phase
from bot.core.lifecycle.snapshot import Snapshot
from bot.core.lifecycle.wanted_post import borders
from bot.core.posts.board import board
from bot.core.posts.evening import script
from bot.core.posts.invitation import looks, waits_until
from bot.core.reconcile.observe import SEAT_KEPT


def next_deadline(mixer: Mixer, now: datetime) -> datetime | None:
    """The next instant at which time alone changes what is wanted."""
    return min((at for at in _deadlines(mixer) if at > now), default=None)


def _deadlines(mixer: Mixer) -> Iterator[datetime]:
    """What time does to the mixer itself, and the borders of everything that is written."""
    match mixer.phase:
        case Phase.SCHEDULED | Phase.GATHERING:
            yield from looks(mixer)
            yield from (mixer.opens_at - GATHERING, mixer.opens_at, waits_until(mixer), mixer.closes_at)
            yield from (at for at in (mixer.call_off_at,) if at is not None)
        case Phase.OPEN:
            yield from _of_the_hour(mixer)
        case Phase.CLOSING:
            yield from (mixer.patience_ends, *closing.deadlines(mixer), *scheduled_event.deadlines(mixer))
        case _:
            return
    yield from borders(script(mixer))
    yield from borders(board(mixer, Snapshot({}, {})))


def _of_the_hour(mixer: Mixer) -> Iterator[datetime]:
    yield from (mixer.opens_at + SEAT_KEPT, mixer.closes_at)
    if mixer.assembly is not None:
        yield mixer.assembly.until
    yield from merging.deadlines(mixer)
    yield from closing.deadlines(mixer)
    yield from scheduled_event.deadlines(mixer)
    if (change := rounds.change_at(mixer)) is not None:
        yield from (change - rounds.warning_of(mixer), change)
