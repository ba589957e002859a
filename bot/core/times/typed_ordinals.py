"""Weekdays counted within their month, as people type them: “first thursday of december”, “来月の第2金曜”."""

from __future__ import annotations

import re
from datetime import date, timedelta

from bot.core.times.typed_days import Days

_ORDERS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "last": -1, "1st": 1, "2nd": 2, "3rd": 3, "4th": 4}
_ENGLISH, _JAPANESE = ("mon", "tue", "wed", "thu", "fri", "sat", "sun"), "月火水木金土日"
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_NTH = re.compile(
    rf"""
    \b(?:the\ )?(?P<order>{"|".join(_ORDERS)})\ (?P<en>{"|".join(_ENGLISH)})(?:s|nes|rs?|ur)?(?:day)?\b
      (?:\ (?:of|in)?\ ?(?:the\ )?(?:(?P<month>{"|".join(_MONTHS)})[a-z]*|(?P<which>this|next)\ month)\b)?
    | (?:(?:(?P<number>\d{{1,2}})月|(?P<said>今月|来月))の?)?第(?P<count>[1-4一二三四])(?P<ja>[{_JAPANESE}])曜日?
    """,
    re.VERBOSE,
)


def nth_in(text: str, today: date) -> tuple[str, Days]:
    """A text (NFKC, lower case) without a weekday counted within its month, and the days that it can mean; or none."""
    found = _NTH.search(text)
    if found is None:
        return text, ()
    weekday = _ENGLISH.index(found["en"]) if found["en"] else _JAPANESE.index(found["ja"])
    count = _ORDERS[found["order"]] if found["order"] else "1234".find(found["count"]) + 1
    count = count or "一二三四".index(found["count"]) + 1
    month = _MONTHS.index(found["month"]) + 1 if found["month"] else int(found["number"] or 0)
    if month > 12:
        return text, ()
    days = (_nth(year, number, weekday, count) for year, number in _months(found, month, today))
    return f"{text[: found.start()]} {text[found.end() :]}", tuple(days)


def _months(found: re.Match[str], month: int, today: date) -> list[tuple[int, int]]:
    """The months that are meant: the named one of this year or the next, or this one and the next."""
    if month:
        return [(today.year, month), (today.year + 1, month)]
    this, following = ((today.year + (today.month + n - 1) // 12, (today.month + n - 1) % 12 + 1) for n in (0, 1))
    if (found["which"] or found["said"]) in {"next", "来月"}:
        return [following]
    return [this] if found["which"] or found["said"] else [this, following]


def _nth(year: int, month: int, weekday: int, count: int) -> date:
    """That weekday of a month, counted from its first, or (-1) its last."""
    first = date(year, month, 1)
    found = first + timedelta(days=(weekday - first.weekday()) % 7)
    if count > 0:
        return found + timedelta(weeks=count - 1)
    last = [found + timedelta(weeks=n) for n in range(5)]
    return next(day for day in reversed(last) if day.month == month)
