"""What time alone does to a mixer, and when it will do so next."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from bot.core import calls, company, landing, native, rounds
from bot.core.board import FROM as BOARD_FROM
from bot.core.invitation import SOON, reminder_times, waits_until
from bot.core.mixer import GATHERING, Ending, Mixer, Phase
from bot.core.posts import signs
from bot.core.seen import KEPT


def catch_up(mixer: Mixer, now: datetime) -> Mixer:
    """The mixer after every deadline that has passed. One that never opened in its hour opens nothing any more."""
    if mixer.phase in {Phase.SCHEDULED, Phase.GATHERING} and now >= mixer.closes_at:
        return mixer.enter("cancel", ending=Ending.SLEPT, ended_at=now)
    if mixer.phase is Phase.SCHEDULED and now >= mixer.opens_at - GATHERING:
        return mixer.enter("gather")
    if mixer.phase is Phase.OPEN and now >= mixer.closes_at:
        landed = landing.landed(mixer, now)
        return catch_up(landed, now) if landed.phase is Phase.OPEN else landed
    if mixer.phase is Phase.OPEN:
        return company.brought_together(rounds.turned(mixer, now), now)
    return mixer


def next_deadline(mixer: Mixer, now: datetime) -> datetime | None:
    """The next instant at which time alone changes what is wanted."""
    match mixer.phase:
        case Phase.SCHEDULED | Phase.GATHERING:
            instants = [mixer.opens_at - GATHERING, mixer.opens_at, mixer.closes_at]
            instants += [mixer.opens_at + SOON, waits_until(mixer)]
            instants += [at for at, _ in reminder_times(mixer)]
            instants += [mixer.announce_at] if mixer.announce_at else []
        case Phase.OPEN:
            instants = [*_of_the_hour(mixer)]
        case Phase.CLOSING:
            instants = [mixer.patience_ends, *landing.deadlines(mixer), *native.deadlines(mixer)]
        case _:
            instants = []
    return min((at for at in instants if at > now), default=None)


def _of_the_hour(mixer: Mixer) -> Iterator[datetime]:
    yield from (mixer.closes_at, mixer.last_call, mixer.opens_at + KEPT)
    yield from (at for at, _ in signs(mixer))
    yield from company.deadlines(mixer)
    yield from landing.deadlines(mixer)
    yield from calls.deadlines(mixer)
    yield from native.deadlines(mixer)
    yield mixer.opens_at + BOARD_FROM
    if (change := rounds.change_at(mixer)) is not None:
        yield from (change, change - rounds.notice_of(mixer))
