"""What people type for a time, in both languages: one instant, or words that say what to type instead."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.adapters.typed_times import LONGEST_TYPED, DateparserTimes
from bot.core.community.settings import LANGUAGES
from bot.core.text import Moment, Phrase, Refusal
from bot.core.times.recurrence import FARTHEST
from bot.ui.catalogue import texts

TIMES = DateparserTimes()
TOKYO, BERLIN, NEW_YORK = map(ZoneInfo, ("Asia/Tokyo", "Europe/Berlin", "America/New_York"))
NOW = datetime(2026, 11, 25, 1, 17, 41, tzinfo=UTC)
"""A Wednesday, 10:17 in Tokyo."""
KEYS = "unreadable no_time no_such_date no_such_hour half ambiguous weekday series past far gap fold"
ANSWERS = {f"refusal.when.{key}" for key in KEYS.split()}
ENGLISH = {
    "thursday 20:00": "11-26 20:00",
    "Thursday at 20:00": "11-26 20:00",
    "thu\nat 20:00": "11-26 20:00",
    "thurs 8pm": "11-26 20:00",
    "8pm sunday": "11-29 20:00",
    "wed 20:00": "11-25 20:00",
    "wed 9:00": "12-02 09:00",
    "this friday 8pm": "11-27 20:00",
    "friday next week 20:00": "12-04 20:00",
    "next week friday 20:00": "12-04 20:00",
    "next wed 8pm": "12-02 20:00",
    "today 20:00": "11-25 20:00",
    "today at 7": "11-25 19:00",
    "tonight at 8": "11-25 20:00",
    "tonight at midnight": "11-26 00:00",
    "20:00": "11-25 20:00",
    "tomorrow at 7pm": "11-26 19:00",
    "tomorrow 7:30 p.m.": "11-26 19:30",
    "tomorrow at 8 in the evening": "11-26 20:00",
    "at 8 tomorrow night": "11-26 20:00",
    "tomorrow noon": "11-26 12:00",
    "tomorrow (thu) 8pm": "11-26 20:00",
    "the day after tomorrow, 20:00": "11-27 20:00",
    "in 2 hours": "11-25 12:17",
    "in two hours": "11-25 12:17",
    "in half an hour": "11-25 10:47",
    "in 1.5 hours": "11-25 11:47",
    "in an hour and 30 minutes": "11-25 11:47",
    "90 minutes from now": "11-25 11:47",
    "in 3 days at 8pm": "11-28 20:00",
    "a week from today 20:00": "12-02 20:00",
    "in two weeks, 20:00": "12-09 20:00",
    "dec 3 20:00": "12-03 20:00",
    "Dec. 3rd @ 8pm": "12-03 20:00",
    "3 December 8:30 pm": "12-03 20:30",
    "the 3rd of december at 8pm": "12-03 20:00",
    "3rd at 20:00": "12-03 20:00",
    "Thu, Dec 3, 8pm": "12-03 20:00",
    "december 3 2026 20:00": "12-03 20:00",
    "1 january 18:00": "2027-01-01 18:00",
    "may 3 20:00": "2027-05-03 20:00",
    "13/3 20:00": "2027-03-13 20:00",
    "3/13 20:00": "2027-03-13 20:00",
    "12/12 20:00": "12-12 20:00",
    "Thu 3/12 20:00": "12-03 20:00",
    "31/12/2026 20:00": "12-31 20:00",
    "31.12.2026 20:00": "12-31 20:00",
    "31.12. 20:00": "12-31 20:00",
    "2026-12-03 20:00": "12-03 20:00",
    "2026/12/3 8pm": "12-03 20:00",
    "2026-12-03T20:00": "12-03 20:00",
    "2026-12-03T20:00Z": "12-04 05:00",
    "2026-12-03 20:00:00+00:00": "12-04 05:00",
    "2026-12-03T20:00-05:00": "12-04 10:00",
    "2026-12-03T20:00:00.000+0900": "12-03 20:00",
    "in an hour and a half": "11-25 11:47",
    "in two and a half hours": "11-25 12:47",
    "thursday 20:00-21:00": "11-26 20:00",
    "2026-12-03 08:00-09:00": "12-03 08:00",
    "thursday 8-9pm": "11-26 20:00",
    "thursday, 8pm to 9pm": "11-26 20:00",
    "from 8 to 9:30 pm on thursday": "11-26 20:00",
    "thursday 11-1pm": "11-26 11:00",
    "dec 3 8pm EST": "12-04 10:00",
    "thursday 8pm est": "11-27 10:00",
    "20:00 UTC tomorrow": "11-27 05:00",
    "8pm utc-5 thursday": "11-27 10:00",
    "thursday 8pm London time": "11-27 05:00",
    "thursday 8pm-9pm CET": "11-27 04:00",
    "first thursday of december 8pm": "12-03 20:00",
    "the last friday of next month at 20:00": "12-25 20:00",
    "3rd thursday 20:00": "12-17 20:00",
    "new year's eve 8pm": "12-31 20:00",
    "<t:1796205600:F>": "12-02 19:00",
}
JAPANESE = {
    "今日20時": "11-25 20:00",
    "本日２０時": "11-25 20:00",
    "今日の20時から": "11-25 20:00",
    "明日の夜8時": "11-26 20:00",
    "明日　夜８時半": "11-26 20:30",
    "あした20時": "11-26 20:00",
    "あさっての朝9時": "11-27 09:00",
    "明後日 20:00開始": "11-27 20:00",
    "今夜8時": "11-25 20:00",
    "明日正午": "11-26 12:00",
    "木曜 20時": "11-26 20:00",
    "木 20時": "11-26 20:00",
    "木曜日の20時": "11-26 20:00",
    "水曜 9:00": "12-02 09:00",
    "今週の土曜 20:00": "11-28 20:00",
    "来週金曜日 20:30": "12-04 20:30",
    "来週の金 20時": "12-04 20:00",
    "再来週火曜20時": "12-08 20:00",
    "12/3 20時": "12-03 20:00",
    "3/4 20時": "2027-03-04 20:00",
    "12月3日20時半": "12-03 20:30",
    "12月3日(木) 午後8時": "12-03 20:00",
    "１２月３日（木）２０：００": "12-03 20:00",
    "12/3（木・祝）20:00": "12-03 20:00",
    "2026年12月3日 20時": "12-03 20:00",
    "十二月三日二十時": "12-03 20:00",
    "25日20時": "11-25 20:00",
    "3日20時": "12-03 20:00",
    "来月3日20時": "12-03 20:00",
    "3日後の21時": "11-28 21:00",
    "2週間後の20時": "12-09 20:00",
    "2時間後": "11-25 12:17",
    "二時間後": "11-25 12:17",
    "2時間半後": "11-25 12:47",
    "今から30分後": "11-25 10:47",
    "PM8:00": "11-25 20:00",
    "12/3(木) 20:00〜21:00": "12-03 20:00",
    "12月3日 20時～21時半": "12-03 20:00",
    "木曜 20時から21時まで": "11-26 20:00",
    "木曜 夜8時〜9時": "11-26 20:00",
    "木曜 午後8〜9時": "11-26 20:00",
    "大晦日 20時": "12-31 20:00",
    "元日 18時": "2027-01-01 18:00",
    "令和8年12月3日 20時": "12-03 20:00",
    "12月の第1木曜 20時": "12-03 20:00",
    "来月の第二金曜日 20時": "12-11 20:00",
    "木曜 20時 UTC": "11-27 05:00",
    "日本時間 木曜20時": "11-26 20:00",
    "thursday 20:00": "11-26 20:00",
}
REFUSED = {
    "": "unreadable",
    "fifth of thursday 20:00": "unreadable",
    "first thursday of december or so 20:00": "unreadable",
    "20:00-20:00": "unreadable",
    "dec 3-8pm": "unreadable",
    "12/3 20:00 to 12/4 1:00": "unreadable",
    "<t:1796205600:F> or so": "unreadable",
    "<t:1:F>": "past",
    "<t:9999999999>": "far",
    "thursday 8:00-9:00 pm or 10pm": "unreadable",
    "\x00\u200b": "unreadable",
    "banana": "unreadable",
    "8": "unreadable",
    "saturday 8": "unreadable",
    "december 20:00": "unreadable",
    "next week 20:00": "unreadable",
    "next month 20:00": "unreadable",
    "来週20時": "unreadable",
    "in foo days 20:00": "unreadable",
    "in 2 hours at 20:00": "unreadable",
    "in 1.5 days 20:00": "unreadable",
    "2 days from tomorrow 20:00": "unreadable",
    "two days after tomorrow 20:00": "unreadable",
    "after 3/4 20:00": "unreadable",
    "not december 3 20:00": "unreadable",
    "thursday or friday 20:00": "unreadable",
    "土日20時": "unreadable",
    "thursday": "no_time",
    "tomorrow evening": "no_time",
    "dec 3": "no_time",
    "2026-12-03": "no_time",
    "in 3 days": "no_time",
    "12月3日": "no_time",
    "31 april 20:00": "no_such_date",
    "feb 30 20:00": "no_such_date",
    "feb 29 20:00": "no_such_date",
    "april 45 20:00": "no_such_date",
    "2026-13-01 20:00": "no_such_date",
    "2026-02-30T20:00Z": "no_such_date",
    "31/4 20:00": "no_such_date",
    "4月31日20時": "no_such_date",
    "今月31日20時": "no_such_date",
    "thursday 25:00": "no_such_hour",
    "20:75": "no_such_hour",
    "明日25時": "no_such_hour",
    "明日26:00": "no_such_hour",
    "明日の深夜1時": "no_such_hour",
    "今夜12時": "no_such_hour",
    "tomorrow at 7": "half",
    "明日7時": "half",
    "tomorrow midnight": "half",
    "3/4 20:00": "ambiguous",
    "12/3 20:00": "ambiguous",
    "3.12. 20:00": "ambiguous",
    "next friday 8pm": "ambiguous",
    "次の金曜20時": "ambiguous",
    "来週の日曜 20時": "ambiguous",
    "Fri, Dec 3, 8pm": "weekday",
    "12月3日(金)20時": "weekday",
    "今日(木)20時": "weekday",
    "every thursday 20:00": "series",
    "thursdays 20:00": "series",
    "毎週木曜20時": "series",
    "隔週金曜20時": "series",
    "today 9:00": "past",
    "yesterday 20:00": "past",
    "nov 20 20:00": "past",
    "11月20日20時": "past",
    "dec 3 2025 20:00": "past",
    "0001-01-01 00:00": "past",
    "in 0 minutes": "past",
    "dec 3 2031 20:00": "far",
    "9999-12-31 23:59": "far",
    "in 99 weeks at 20:00": "far",
}


def read(
    typed: str,
    language: str = "en",
    zone: ZoneInfo = TOKYO,
    now: datetime = NOW,
    *,
    day_first: bool | None = None,
) -> datetime:
    return TIMES.read(typed, language, zone, now, day_first=day_first)


def clock(text: str, zone: ZoneInfo = TOKYO) -> datetime:
    """An instant by its time on the wall; in 2026 if it names no year."""
    return datetime.fromisoformat(text if len(text) > 11 else f"2026-{text}").replace(tzinfo=zone)


def full(at: datetime) -> Moment:
    return Moment(at, full=True)


def refused(key: str) -> Any:
    return pytest.raises(Refusal, match=f"^when.{key}$")


@pytest.mark.parametrize(("typed", "time"), ENGLISH.items())
def test_what_people_type_in_english(typed: str, time: str) -> None:
    assert read(typed) == clock(time)


@pytest.mark.parametrize(("typed", "time"), JAPANESE.items())
def test_what_people_type_in_japanese(typed: str, time: str) -> None:
    assert read(typed, "ja") == clock(time)


@pytest.mark.parametrize(("typed", "key"), REFUSED.items())
def test_what_is_not_one_instant_gets_an_answer(typed: str, key: str) -> None:
    with refused(key):
        read(typed)


@pytest.mark.parametrize("typed", [t for t in JAPANESE if "/" not in t])
def test_japanese_is_read_in_an_english_server_too(typed: str) -> None:
    assert read(typed) == clock(JAPANESE[typed])


def test_the_answer_is_in_utc() -> None:
    assert read("dec 3 20:00").tzinfo is UTC
    assert read("in 2 hours").tzinfo is UTC
    assert read("2026-12-03T20:00-05:00").tzinfo is UTC


@pytest.mark.parametrize(
    ("language", "day_first", "time"),
    [("ja", None, "12-03"), ("ja", True, "12-03"), ("en", False, "12-03"), ("en", True, "2027-03-12")],
)
def test_who_writes_the_day_first_is_known_or_asked(language: str, day_first: bool | None, time: str) -> None:
    assert read("12/3 20:00", language, day_first=day_first) == clock(f"{time} 20:00")


def test_both_readings_are_named() -> None:
    with refused("ambiguous") as refusal:
        read("3/4 20:00")
    march, april = (full(clock(f"2027-{day} 20:00")) for day in ("03-04", "04-03"))
    assert refusal.value.text.values == {"first": march, "second": april}
    with refused("half") as refusal:
        read("tomorrow at 7")
    assert refusal.value.text.values == {
        "first": full(clock("11-26 07:00")),
        "second": full(clock("11-26 19:00")),
    }


def test_what_is_wrong_is_named() -> None:
    with refused("no_such_date") as refusal:
        read("31 april 20:00")
    assert refusal.value.text.values == {"typed": "31 april"}
    with refused("weekday") as refusal:
        read("12月3日(金)20時", "ja")
    assert refusal.value.text.values == {"date": "2026-12-03", "weekday": Phrase(("weekday.thursday",))}


EXAMPLES = re.compile(r"[“「]([^”」]+)[”」]")
READABLE = ("refusal.when.unreadable", "refusal.when.no_time", "refusal.when.ambiguous")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("key", READABLE)
def test_what_a_language_says_can_be_read_is_read(key: str, language: str) -> None:
    examples = EXAMPLES.findall(texts(language)[key])
    assert examples, f"{language}: {key} says nothing that can be typed"
    for typed in examples:
        assert read(typed, language) > NOW, f"{language}: {key} says that “{typed}” can be read"


@pytest.mark.parametrize("language", ["en", "ja"])
def test_too_much_is_not_read(language: str) -> None:
    for text in ("x", "9", "十", " 1 h", "明日", "thursday ", "㍿", "in 1 h"):
        with refused("unreadable"):
            read(text * 10_000, language)
    assert read("thursday 20:00" + " " * 10_000) == clock("11-26 20:00")
    with refused("unreadable"):
        read("the " * (LONGEST_TYPED // 4) + "thursday 20:00")


WORDS = """dec december 3 12 31 3rd 2026 thursday thu next this week in days hours 2 two tomorrow today of the and at on
 from last ago after a may 20:00 25:00 8pm noon midnight 7 , . / - 12/3 3/4 evening month year every half 0 99 utc z
 +09:00 2026-12-03 t first EST 〜 - to <t:1796205600:F> 大晦日 第1 まで
 木曜 来週 明日 今日 3日 12月 20時 半 後 2時間 夜 午後 午前 12時 の 金 土 日 (木) 来月 週間
 年 十 時 分"""


def check(typed: str, language: str, zone: ZoneInfo, now: datetime, day_first: bool | None) -> None:
    try:
        at = read(typed, language, zone, now, day_first=day_first)
    except Refusal as refusal:
        key, values = refusal.text.key, refusal.text.values
    else:
        assert now < at <= now + FARTHEST
        assert at.tzinfo is UTC
        return
    assert key in ANSWERS
    for moment in (values.get("first"), values.get("second")):
        assert moment is None or (isinstance(moment, Moment) and moment.at > now)


anything = st.text(max_size=200) | st.text(alphabet="0123456789 :/-.apm時分月日年後前", max_size=30)
somewhere = st.sampled_from([TOKYO, BERLIN, NEW_YORK])
sometime = st.integers(0, 3 * 365 * 24 * 60).map(lambda minutes: NOW + timedelta(minutes=minutes))


@settings(deadline=None, max_examples=300)
@given(anything, st.sampled_from(["en", "ja"]), somewhere, sometime, st.none() | st.booleans())
@example("\ud800 20:00", "en", TOKYO, NOW, None)
@example("٣/٤ ٢٠:٠٠", "en", TOKYO, NOW, None)
@example("२०२६-१२-०३T२०:००+०९:००", "en", TOKYO, NOW, None)
@example("9999-12-31 midnight", "en", TOKYO, NOW, None)
def test_whatever_is_typed_is_an_instant_ahead_or_an_answer(
    typed: str, language: str, zone: ZoneInfo, now: datetime, day_first: bool | None
) -> None:
    check(typed, language, zone, now, day_first)


@pytest.mark.parametrize("seed", range(3))
def test_so_is_whatever_is_put_together_from_words_of_time(seed: int) -> None:
    dice, words = Random(seed), WORDS.split()
    for _ in range(300):
        typed = dice.choice([" ", ""]).join(dice.choices(words, k=dice.randrange(1, 7)))
        now = NOW + timedelta(minutes=dice.randrange(3 * 365 * 24 * 60))
        check(typed, dice.choice(["en", "ja"]), dice.choice([TOKYO, BERLIN]), now, dice.choice([None, True, False]))
