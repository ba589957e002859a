"""Wall clocks and instants: when a series meets next, which instant a wall clock means, and what zones there are."""

from __future__ import annotations

from bisect import bisect_left
from datetime import UTC, date, datetime, timedelta, tzinfo
from enum import StrEnum
from itertools import count
from zoneinfo import ZoneInfo

from bot.core.text import Moment, Refusal

FARTHEST = timedelta(days=365)
"""How far ahead a mixer can be planned."""


class Repeat(StrEnum):
    """How a mixer comes back; monthly goes by weekday, such as every second Thursday."""

    ONCE = "once"
    WEEKLY = "weekly"
    FORTNIGHTLY = "fortnightly"
    MONTHLY = "monthly"


def slots_after(slot: datetime, repeat: Repeat, zone: ZoneInfo, now: datetime) -> datetime | None:
    """The first occurrence strictly after `now`, in UTC, of the series whose first is `slot`; None if there is none.

    All are at the same time on the wall. One that the clocks leap over becomes the instant of the leap; of one that
    comes twice it is the first. Always ask with the first: a later one may stand off its place (after a leap of the
    clocks, or in a month that has no fifth Thursday), and a series counted from there would stay off.
    """
    if slot > now or repeat is Repeat.ONCE:
        return slot if slot > now else None
    return next(at for n in count(1) if (at := _occurrence(slot, repeat, zone, n)) > now)


def _occurrence(slot: datetime, repeat: Repeat, zone: ZoneInfo, number: int) -> datetime:
    """The one that comes `number` steps after the first."""
    wall = slot.astimezone(zone).replace(tzinfo=None)
    match repeat:
        case Repeat.MONTHLY:
            day = _same_weekday(wall.date(), number)
        case Repeat.FORTNIGHTLY:
            day = wall.date() + timedelta(weeks=2 * number)
        case _:
            day = wall.date() + timedelta(weeks=number)
    return _instants(datetime.combine(day, wall.time()), zone)[0]


def _same_weekday(day: date, months: int) -> date:
    """The same weekday of a later month, counted from its beginning; a fifth one is each month's last."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    first = date(year, month + 1, 1)
    found = first + timedelta(days=(day.weekday() - first.weekday()) % 7 + (day.day - 1) // 7 * 7)
    return found if found.month == first.month else found - timedelta(weeks=1)


def _instants(wall: datetime, zone: tzinfo) -> tuple[datetime, ...]:
    """When a clock on the wall shows this: once, twice in order, or, where the clocks leap over it, at the leap."""
    first, second = (wall.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1))
    if first == second:
        return (first,)
    return (first, second) if first < second else (_leap(second, first, zone),)


def _leap(before: datetime, after: datetime, zone: tzinfo) -> datetime:
    """The instant between these two (in UTC) at which the zone changes its clocks, to the second."""
    old = before.astimezone(zone).utcoffset()
    seconds = range(int((after - before).total_seconds()))
    changed = bisect_left(
        seconds, True, key=lambda n: (before + timedelta(seconds=n)).astimezone(zone).utcoffset() != old
    )
    return before + timedelta(seconds=changed)


def resolve(wall: datetime, zone: tzinfo, now: datetime) -> datetime:
    """The instant in UTC, still ahead, at which clocks in the zone show `wall`, which has no time zone of its own.

    Raises Refusal: when.past, when.far, when.gap for a time that the clocks leap over, when.fold for one that is to
    come twice.
    """
    check_ahead(wall.replace(tzinfo=zone, fold=1), now)
    instants = _instants(wall, zone)
    if instants[0].astimezone(zone).replace(tzinfo=None) != wall:
        raise Refusal("when.gap", typed=f"{wall:%H:%M}", next=Moment(instants[0], full=True))
    coming = [at for at in instants if at > now]
    if len(coming) > 1:
        # Discord shows both alike to who lives there, so each is also given as it can be typed.
        first, second = (at.astimezone(zone).isoformat(timespec="minutes") for at in coming)
        raise Refusal(
            "when.fold",
            first=Moment(coming[0], full=True),
            second=Moment(coming[1], full=True),
            first_typed=first,
            second_typed=second,
        )
    return coming[0]


def check_ahead(at: datetime, now: datetime) -> None:
    """Raises Refusal when.past or when.far unless a mixer can be planned for that instant."""
    if at <= now:
        raise Refusal("when.past", at=Moment(at, full=True))
    if at - now > FARTHEST:
        raise Refusal("when.far", days=FARTHEST.days)
