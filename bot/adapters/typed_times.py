"""Times that people type, in Japanese or English: dateparser knows the words, and is never left to guess."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta, tzinfo
from functools import cached_property
from typing import Protocol, cast
from unicodedata import category, normalize, numeric
from zoneinfo import ZoneInfo

from bot.core.text import Refusal
from bot.core.times.recurrence import FARTHEST, check_ahead
from bot.core.times.typed_days import Days, in_month, in_week, in_year, next_weekday, on_weekday, the_one
from bot.core.times.typed_hours import hour_in
from bot.core.times.typed_ordinals import nth_in
from bot.core.times.typed_spans import span_in
from bot.core.times.zones import zone_in

LONGEST_TYPED = 100
"""More characters are not read, which bounds what any regular expression can cost."""
_BASE = datetime(2024, 1, 1, 12, tzinfo=UTC)
"""What dateparser takes for now: any day of a leap year. What it makes of it is measured from there."""
_SAME = (
    (r"しあさって|明々後日", "3日後"),
    (r"あさって", "明後日"),
    (r"あした|あす", "明日"),
    (r"きょう|本日", "今日"),
    (r"時間半", "時間30分"),
    (r"週後", "週間後"),
    (r"\ban hour and a half\b", "1 hour and 30 minutes"),
    (r"\b(\w+) and a half hours\b", r"\1 hours and 30 minutes"),
    (r"\bhalf an hour\b", "30 minutes"),
    (r"大晦日|大みそか|おおみそか", "12月31日"),
    (r"元日|元旦", "1月1日"),
    (r"クリスマス・?イブ", "12月24日"),
    (r"クリスマス", "12月25日"),
    (r"\bnew year'?s eve\b", "dec 31"),
    (r"\bnew year'?s day\b", "jan 1"),
    (r"\b(?:christmas|xmas) eve\b", "dec 24"),
    (r"\b(?:christmas|xmas)(?: day)?\b", "dec 25"),
    (r"令和元年", "2019年"),
    (r"\bfrom (?:today|now)\b", "later"),
)
"""What dateparser does not know or takes for something else, in words that it knows."""
_ENGLISH, _JAPANESE = ("mon", "tue", "wed", "thu", "fri", "sat", "sun"), "月火水木金土日"
_SERIES = re.compile(r"\b(?:every|each|weekly|monthly)\b|(?:mon|tues|wednes|thurs|fri|satur|sun)days\b|毎[日週月]|隔週")
_OFFSET = re.compile(r"(\d{4}-\d\d-\d\d(?:t.*| .*(?=[z+])| [\d:.]{8,}))(z|[+-](?:0\d|1[0-4]):?[0-5]\d)")
"""An ISO date and time with its offset; 08:00-09:00 after a blank may also be from eight to nine."""
_STAMPED = re.compile(r"<t:(?P<from>\d{1,10})(?::[tdfr])?>(?: ?[-–—~〜]? ?<t:(?P<until>\d{1,10})(?::[tdfr])?>)?")
"""A time as Discord writes it, which shows everybody their own clocks; or two, from when until when."""
_WEEKS = {"this week": 0, "今週": 0, "next week": 1, "来週": 1, "翌週": 1, "再来週": 2}
_WEEKDAY = re.compile(
    rf"""
    (?:(?P<before>{"|".join(map(re.escape, _WEEKS))})(?:の|\ on)?\ ?)?
    (?:(?P<next>\bnext\ |今度の?|次の?)|\b(?:this|coming)\ )?
    (?: (?<!\d(?:st|nd|rd|th)\ )\b(?P<en>mon|tue|wed|thu|fri|sat|sun)(?:s|nes|rs?|ur)?(?:day)?\b\.?
      | (?P<ja>[月火水木金土日])曜日?
      | \((?P<noted>[月火水木金土日])(?:曜日?)?(?:[・,/]祝)?\)
      | (?:(?<=週)|(?<=週の)|(?<![^ ]))(?P<alone>[月火水木金土日])(?=[ \d]|$) )
    (?:\ (?P<after>this\ week|next\ week)\b)?
    """,
    re.VERBOSE,
)
_NAMES = {name: day for day, names in enumerate(zip(_ENGLISH, _JAPANESE, strict=True)) for name in names}
_AMOUNT = r"(?:(?:\d{1,3}(?:\.\d)? ?|[a-z]+ )(?:weeks?|days?|hours?|hrs?|h|minutes?|mins?|m)\b,?(?: and)? ?)"
_RELATIVE = re.compile(
    rf"today|tomorrow|yesterday|(?:the )?day after tomorrow|in {_AMOUNT}{{1,3}}|{_AMOUNT}{{1,3}}later"
    r"|今日|明日|昨日|明後日|(?:今から)?(?:\d{1,3}(?:週間|日|時間|分)){1,3}後"
)
_DAY = re.compile(r"(?<!\d)\d{1,2}(?!\d)")
_MONTH_NAME = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}"
_NUMBER = r"\d{1,2}(?:st|nd|rd|th)?"
_DATE = re.compile(
    r"\d{4}([-/.])\d{1,2}\1\d{1,2}|\d{1,2}([-/.])\d{1,2}(?:\2\d{2}(?:\d\d)?)?|(?:\d{4}年)?\d{1,2}月\d{1,2}日"
    rf"|{_MONTH_NAME} {_NUMBER}(?: \d{{4}})?|{_NUMBER} ?{_MONTH_NAME}(?: \d{{4}})?"
)
_DAY_OF_MONTH = re.compile(r"(今月|来月)?(\d{1,2})(?:日|st|nd|rd|th)")
_MONTHS = {"今月": (0,), "来月": (1,), None: (0, 1)}
_FILLER = re.compile(r"[,、。・~〜@()]|\.(?= |$)|\b(?:at|on|from|the|of)\b|の|に|から|より|開始|スタート")


class _Read(Protocol):
    """What dateparser found, whose stubs are older than it; `parts` names what was typed and not filled in."""

    date_obj: datetime | None
    parts: tuple[str, ...]


class _Parser(Protocol):
    """The part of dateparser in use here."""

    def get_date_data(self, date_string: str) -> _Read: ...


class DateparserTimes:
    """Reads times as people type them; holds nothing but dateparser's tables, loaded by the first that is typed."""

    @cached_property
    def _relative(self) -> _Parser:
        return _parser("relative-time", "MDY")

    @cached_property
    def _absolute(self) -> dict[str, _Parser]:
        return {order: _parser("absolute-time", order) for order in ("MDY", "DMY")}

    def read(
        self, typed: str, language: str, zone: ZoneInfo, now: datetime, *, day_first: bool | None = None
    ) -> datetime:
        """The one instant (UTC, still ahead) that the text means on the clocks of the zone.

        `language` and `day_first` decide how 3/4 is read: month first in Japanese, and either way elsewhere unless
        `day_first` is known. Raises Refusal with a key under `when.` for whatever is not one instant.
        """
        text = _plain(typed)
        if stamped := _STAMPED.fullmatch(text):
            at = datetime.fromtimestamp(int(stamped["from"]), UTC)
            check_ahead(at, now)
            return at
        if _SERIES.search(text):
            raise Refusal("when.series")
        text, where, _ = _parts(text, zone)
        rest, times = hour_in(text)
        if not times and (wait := self._distance(rest, exact=True)) is not None:
            at = (now + wait).replace(second=0, microsecond=0)
            check_ahead(at, now)
            return at
        month_first = language == "ja" or "月" in text or day_first is False
        orders = ("MDY",) if month_first else ("DMY",) if day_first else ("MDY", "DMY")
        today = now.astimezone(where).date()
        left, nth = nth_in(rest, today)
        if nth and _FILLER.sub(" ", left).strip():
            raise Refusal("when.unreadable")
        readings, weekday = ([nth], None) if nth else self._days(rest, today, orders)
        if not times:
            raise Refusal("when.no_time")
        return the_one(readings, times, weekday, where, now)

    def length(self, typed: str) -> timedelta | None:
        """How long what was typed lasts, if it says until when. Raises Refusal when.unreadable for what is no text."""
        text = _plain(typed)
        if stamped := _STAMPED.fullmatch(text):
            until = stamped["until"] and int(stamped["until"]) - int(stamped["from"])
            return timedelta(seconds=until) if until and until > 0 else None
        return _parts(text, UTC)[2]

    def _days(self, text: str, today: date, orders: Sequence[str]) -> tuple[list[Days], int | None]:
        """What the text without its time of day can mean, and the weekday it names (0 is Monday)."""
        said = _WEEKDAY.search(text)
        weekday = _NAMES[next(filter(None, said.group("en", "ja", "noted", "alone")))] if said else None
        rest = " ".join(_FILLER.sub(" ", _WEEKDAY.sub(" ", text, count=1)).split())
        if rest:
            return self._dates(rest, today, orders), weekday
        if said is None or weekday is None:
            return [(today,)], None
        if week := said["before"] or said["after"]:
            return in_week(weekday, today, _WEEKS[week]), weekday
        return next_weekday(weekday, today) if said["next"] else [on_weekday(weekday, today)], weekday

    def _dates(self, text: str, today: date, orders: Sequence[str]) -> list[Days]:
        """The days that a date can mean, by each order of its numbers. Raises Refusal if there is none."""
        if (distance := self._distance(text, exact=False)) is not None:
            return [(today + distance,)]
        if found := [days for order in orders if (days := self._in_order(order, text, today))]:
            return found
        otherwise_known = any(self._in_order(order, _DAY.sub("1", text), today) for order in orders)
        raise Refusal("when.no_such_date", typed=text) if otherwise_known else Refusal("when.unreadable")

    def _in_order(self, order: str, text: str, today: date) -> Days:
        """The days that a date can mean with its numbers in this order; none if it cannot be read so."""
        if alone := _DAY_OF_MONTH.fullmatch(text):
            return in_month(int(alone[2]), today, _MONTHS[alone[1]])
        found = self._absolute[order].get_date_data(text.replace(".", "/")) if _DATE.fullmatch(text) else None
        if found is None or found.date_obj is None or {*found.parts, "year"} != {"year", "month", "day"}:
            return ()
        if "year" not in found.parts:
            return in_year(found.date_obj.month, found.date_obj.day, today)
        if found.date_obj.year > today.year + 1:
            raise Refusal("when.far", days=FARTHEST.days)
        return (found.date_obj.date(),)

    def _distance(self, text: str, *, exact: bool) -> timedelta | None:
        """How far off “in 3 days” is, in whole days, or “in 2 hours” if `exact`; None for anything else."""
        found = self._relative.get_date_data(text) if _RELATIVE.fullmatch(text.strip()) else None
        if found is None or found.date_obj is None or ("time" in found.parts) != exact:
            return None
        distance = found.date_obj.replace(tzinfo=UTC) - _BASE
        return distance if exact or not distance % timedelta(days=1) else None


def _parser(kind: str, order: str) -> _Parser:
    """A dateparser that reads one kind of text, with numbers in this order and no other."""
    from dateparser.date import DateDataParser  # noqa: PLC0415 - memory that most hours do without

    settings = {
        "PARSERS": [kind],
        "DATE_ORDER": order,
        "STRICT_DATE_ORDER": "all",
        "RELATIVE_BASE": _BASE,
        "TIMEZONE": "UTC",
    }
    return cast(_Parser, DateDataParser(languages=["en", "ja"], settings=settings))


def _plain(typed: str) -> str:
    """The same in lower case, with single blanks, narrow digits and nothing unseen.

    Raises Refusal when.unreadable for nothing at all and for too much.
    """
    seen = "".join(c for c in normalize("NFKC", typed) if c.isspace() or not category(c).startswith("C"))
    text = " ".join(seen.casefold().split())
    if not 0 < len(text) <= LONGEST_TYPED:
        raise Refusal("when.unreadable")
    text = re.sub(r"[一二三四五六七八九十]+(?=[月日週時分])", _digits, text)
    for written, same in _SAME:
        text = re.sub(written, same, text)
    return re.sub(r"令和(\d{1,2})年", lambda year: f"{2018 + int(year[1])}年", text)


def _digits(number: re.Match[str]) -> str:
    """A Japanese number below a hundred in digits."""
    value = 0
    for digit in number[0]:
        value = max(value, 1) * 10 if digit == "十" else value + int(numeric(digit))
    return str(value)


def _parts(text: str, zone: tzinfo) -> tuple[str, tzinfo, timedelta | None]:
    """The text without its end and without the zone it names, the zone that it is to be read in, and how long it is."""
    if found := _OFFSET.fullmatch(text):
        return found[1], datetime.strptime(found[2].upper(), "%z").tzinfo or zone, None
    rest, named = zone_in(text)
    rest, length = span_in(" ".join(rest.split()))
    return rest, named or zone, length
