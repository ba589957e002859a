"""The days that a weekday or a date without its year can mean, and the one instant that remains of all readings."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta, tzinfo

from bot.core.text import Moment, Phrase, Refusal
from bot.core.times.recurrence import resolve

Days = tuple[date, ...]
"""One reading: the first of these days on which the time is still ahead."""
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
"""As dates count them, Monday first."""
_WEEK = timedelta(weeks=1)
"""How far it is to the same weekday again."""
_LATELY = timedelta(days=335)
"""A date that comes again as late as this was meant for the year that has just seen it."""


def on_weekday(weekday: int, today: date) -> Days:
    """The coming such day (0 is Monday), today included."""
    coming = today + timedelta(days=(weekday - today.weekday()) % 7)
    return coming, coming + _WEEK


def in_week(weekday: int, today: date, later: int) -> list[Days]:
    """That weekday this week or some weeks later, where a week may begin on Monday and where it may on Sunday."""
    monday = today - timedelta(days=today.weekday())
    sunday = today - timedelta(days=(today.weekday() + 1) % 7)
    days = (monday + timedelta(days=weekday), sunday + timedelta(days=(weekday + 1) % 7))
    return [(day + later * _WEEK,) for day in days]


def next_weekday(weekday: int, today: date) -> list[Days]:
    """What “next Friday” can mean: the coming one, not today, and the one of next week."""
    return [on_weekday(weekday, today + timedelta(days=1))[:1], *in_week(weekday, today, 1)]


def in_month(day: int, today: date, later: Sequence[int]) -> Days:
    """That day of this month (0), the next (1) or later ones, as far as they have it."""
    months = [divmod(today.year * 12 + today.month - 1 + number, 12) for number in later]
    return tuple(date(year, month + 1, day) for year, month in months if 1 <= day <= monthrange(year, month + 1)[1])


def in_year(month: int, day: int, today: date) -> Days:
    """That date this year, and next year unless it was meant for this one; none if neither year has it."""
    years = (today.year, today.year + 1)
    days = tuple(date(year, month, day) for year in years if day <= monthrange(year, month)[1])
    return tuple(found for found in days if found.year == today.year or found - today < _LATELY) or days


def the_one(
    readings: Sequence[Days], times: Sequence[timedelta], weekday: int | None, zone: tzinfo, now: datetime
) -> datetime:
    """The one instant (UTC) still ahead that these days and times of day can mean.

    Raises Refusal when.ambiguous for several days and when.half for several times of one day (each with the `first`
    two of them), when.weekday if the day is not the one that was said, and what `resolve` raises.
    """
    refused = list[Refusal]()
    meant = set[tuple[datetime, ...]]()
    for days in readings:
        instants = list[datetime]()
        for moment in times:
            try:
                instants.append(_ahead(days, moment, weekday, zone, now))
            except Refusal as refusal:
                if refusal.text.key == "refusal.when.fold":  # is two readings itself
                    raise
                refused.append(refusal)
        meant.add(tuple(instants))
    match sorted(filter(None, meant)):
        case []:
            raise refused[0]
        case [(at,)]:
            return at
        case [(first, second, *_)]:
            raise Refusal("when.half", first=Moment(first, full=True), second=Moment(second, full=True))
        case several:
            raise Refusal(
                "when.ambiguous", first=Moment(several[0][0], full=True), second=Moment(several[1][0], full=True)
            )


def _ahead(days: Days, moment: timedelta, weekday: int | None, zone: tzinfo, now: datetime) -> datetime:
    """The first instant ahead of one reading."""
    walls = [datetime.combine(day, time()) + moment for day in days]
    wall = next((wall for wall in walls if wall.replace(tzinfo=zone, fold=1) > now), walls[0])
    at = resolve(wall, zone, now)
    day = (wall - moment).date()
    if weekday not in {None, day.weekday()}:
        raise Refusal("when.weekday", date=str(day), weekday=Phrase((f"weekday.{WEEKDAYS[day.weekday()]}",)))
    return at
