"""What time alone does to a mixer, and when it will do so next."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from bot.core.lifecycle import closing, host_calls, merging, rounds, scheduled_event
from bot.core.lifecycle.mixer import GATHERING, Mixer, Phase
from bot.core.posts.board import BOARD_AFTER as BOARD_FROM
from bot.core.posts.evening import signs
from bot.core.posts.invitation import OPENING_TAKES, reminder_times, waits_until
from bot.core.reconcile.observe import SEAT_KEPT


def next_deadline(mixer: Mixer, now: datetime) -> datetime | None:
    """The next instant at which time alone changes what is wanted."""
    match mixer.phase:
        case Phase.SCHEDULED | Phase.GATHERING:
            instants = [mixer.opens_at - GATHERING, mixer.opens_at, mixer.closes_at]
            instants += [mixer.opens_at + OPENING_TAKES, waits_until(mixer)]
            instants += [at for at, _ in reminder_times(mixer)]
            instants += [mixer.announce_at] if mixer.announce_at else []
        case Phase.OPEN:
            instants = [*_of_the_hour(mixer)]
        case Phase.CLOSING:
            instants = [mixer.patience_ends, *closing.deadlines(mixer), *scheduled_event.deadlines(mixer)]
        case _:
            instants = []
    return min((at for at in instants if at > now), default=None)


def _of_the_hour(mixer: Mixer) -> Iterator[datetime]:
    yield from (mixer.closes_at, mixer.last_call, mixer.opens_at + SEAT_KEPT)
    yield from (at for at, _ in signs(mixer))
    yield from merging.deadlines(mixer)
    yield from closing.deadlines(mixer)
    yield from host_calls.deadlines(mixer)
    yield from scheduled_event.deadlines(mixer)
    yield mixer.opens_at + BOARD_FROM
    if (change := rounds.change_at(mixer)) is not None:
        yield from (change, change - rounds.warning_of(mixer))
