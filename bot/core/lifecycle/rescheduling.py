"""What a host decides about when, and whether, an evening takes place that people can still sign up for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from bot.core.lifecycle.mixer import GATHERING, Mixer
from bot.core.lifecycle.phase import Ending, Phase, Trigger
from bot.core.lifecycle.signups import OPEN_FOR_SIGNUPS, moved_up
from bot.core.text import Moment, Refusal
from bot.core.times.recurrence import Repeat

UNDO = timedelta(minutes=1)
"""How long a host can take back that a planned evening is called off, or moved; nobody is told until then."""


def edited(mixer: Mixer, changes: Mapping[str, object], now: datetime) -> Mixer:
    """The mixer with other values in these fields; of another hour those who signed up are told after a while.

    Raises Refusal once people gather.
    """
    if mixer.phase is not Phase.SCHEDULED:
        raise Refusal("edit.late")
    new = dict(changes)
    opens_at = new.pop("opens_at", mixer.opens_at)
    assert isinstance(opens_at, datetime)
    if opens_at != mixer.opens_at and mixer.signups and opens_at - GATHERING > now + UNDO:
        new.setdefault("moved_at", now + UNDO)
    moved = mixer.moved_to(opens_at, now, **new)
    return moved_up(replace(moved, closes_at=moved.opens_at + moved.length))


def begins(mixer: Mixer, at: datetime, now: datetime) -> Mixer:
    """The mixer whose hour is at that instant; those who signed up are told if it comes later than was said.

    Raises Refusal once it has begun.
    """
    if mixer.phase is Phase.OPEN:
        raise Refusal("start.already", title=mixer.title, end=Moment(mixer.closes_at, relative=True))
    if mixer.phase not in OPEN_FOR_SIGNUPS:
        raise Refusal("over")
    if at > now:
        return mixer.moved_to(at, now)
    begun = replace(mixer.enter(Trigger.GATHER), opens_at=now, call_off_at=None, call_off_series=False)
    return replace(begun, closes_at=(now + mixer.length).replace(microsecond=0))


def calling_off(mixer: Mixer, at: datetime | None, *, series: bool) -> Mixer:
    """The mixer that is called off then, or, with None, takes place after all. Raises Refusal if it is too late."""
    if mixer.phase not in OPEN_FOR_SIGNUPS:
        raise Refusal("undo.late" if at is None else "over")
    first = at if at is None else mixer.call_off_at or at
    return replace(mixer, call_off_at=first, call_off_series=at is not None and series)


def called_off(mixer: Mixer, now: datetime, *, series: bool) -> Mixer:
    """The mixer called off, and with `series` all that would follow it."""
    over = replace(mixer, repeat=Repeat.ONCE, next_at=None) if series else mixer
    return over.enter(Trigger.CANCEL, ending=Ending.CANCELLED, ended_at=now)
