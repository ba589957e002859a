"""Standing places in a series: how many there are, who is signed up for the next evening, and who is called after one.

They are fair to everybody else: at most half of the places can be standing ones, so that others can always sign up,
and they are taken as an evening is planned, so that nobody who waits for it is overtaken.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from bot.core.lifecycle import series
from bot.core.lifecycle.mixer import Mixer
from bot.core.lifecycle.signups import MOST_SIGNUPS, reminded, sign_up
from bot.core.planning.schedule import series_of
from bot.core.times.recurrence import Repeat

LAPSES_AFTER = 3
"""Evenings in a row that somebody does not come to whose place was kept; then they have no standing place any more."""


@dataclass(frozen=True, slots=True)
class Roll:
    """An evening of a series, by the id that all its evenings share, and who had a place in it."""

    series: str
    expected: frozenset[int]


def roll_of(mixer: Mixer) -> Roll | None:
    """Whom to call after an evening: whoever gave their place back is not missed. None where there is no series."""
    if mixer.repeat is Repeat.ONCE:
        return None
    return Roll(series_of(mixer), frozenset(signup.user_id for signup in mixer.coming))


def most_standing(mixer: Mixer) -> int | None:
    """How many standing places its series has: half of its places; None where as many can come as like."""
    capacity = series.kept(mixer)["capacity"]
    return capacity // 2 if isinstance(capacity, int) else None


def filled(planned: Mixer, people: Iterable[int], directly: Collection[int], now: datetime) -> Mixer:
    """The evening with these people signed up, in this order, as many as it takes; `directly` like direct messages."""
    for user_id in islice(people, MOST_SIGNUPS):
        planned = reminded(sign_up(planned, user_id, now, standing=True), user_id, user_id in directly)
    return planned
