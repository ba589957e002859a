"""Time zones by the names that people type."""

from __future__ import annotations

import re
from datetime import timedelta, timezone, tzinfo
from functools import cache
from unicodedata import normalize
from zoneinfo import ZoneInfo, available_timezones

from bot.core.text import Refusal

MOST_NAMED = 5
"""Zones that are named to somebody who has typed what may be several."""
MOST_ZONES = 25
"""Discord's limit for the choices of an autocompletion."""
_REGIONS = ("Africa", "America", "Antarctica", "Arctic", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific")
"""The regions whose zones are offered; others of the database are old names and offsets."""
_EVERYDAY = {
    "Asia/Tokyo": "日本 東京 大阪 japan jst",
    "UTC": "協定世界時 gmt utc",
    "Europe/London": "イギリス 英国 ロンドン united_kingdom uk england great_britain",
    "Europe/Berlin": "ドイツ ベルリン germany cet",
    "Europe/Paris": "フランス パリ france",
    "America/New_York": "アメリカ東部 ニューヨーク usa eastern_time est edt",
    "America/Chicago": "アメリカ中部 シカゴ central_time cst cdt",
    "America/Denver": "アメリカ山岳部 デンバー mountain_time mst mdt",
    "America/Los_Angeles": "アメリカ西部 ロサンゼルス サンフランシスコ pacific_time california san_francisco pst pdt",
    "America/Toronto": "カナダ トロント canada",
    "America/Sao_Paulo": "ブラジル サンパウロ brazil",
    "Asia/Seoul": "韓国 ソウル korea kst",
    "Asia/Shanghai": "中国 上海 北京 china beijing",
    "Asia/Taipei": "台湾 台北 taiwan",
    "Asia/Hong_Kong": "香港",
    "Asia/Singapore": "シンガポール",
    "Asia/Bangkok": "タイ バンコク thailand",
    "Asia/Kolkata": "インド india ist",
    "Australia/Sydney": "オーストラリア シドニー australia",
    "Pacific/Auckland": "ニュージーランド オークランド new_zealand",
    "Pacific/Honolulu": "ハワイ ホノルル hawaii hst",
}
"""Names that people know, by zone; the zones, in this order, are what is offered before anything is typed."""


_SAID = {
    **dict.fromkeys(("utc", "gmt", "協定世界時"), "UTC"),
    **dict.fromkeys(("jst", "日本時間"), "Asia/Tokyo"),
    **dict.fromkeys(("est", "edt", "et", "アメリカ東部時間", "米国東部時間"), "America/New_York"),
    **dict.fromkeys(("cst", "cdt", "ct"), "America/Chicago"),
    **dict.fromkeys(("mst", "mdt", "mt"), "America/Denver"),
    **dict.fromkeys(("pst", "pdt", "pt", "アメリカ太平洋時間", "米国太平洋時間"), "America/Los_Angeles"),
    **dict.fromkeys(("bst", "イギリス時間", "英国時間"), "Europe/London"),
    **dict.fromkeys(("cet", "cest", "ドイツ時間"), "Europe/Berlin"),
    **dict.fromkeys(("kst", "韓国時間"), "Asia/Seoul"),
    **{"sgt": "Asia/Singapore", "hkt": "Asia/Hong_Kong", "hst": "Pacific/Honolulu", "台湾時間": "Asia/Taipei"},
    **dict.fromkeys(("aest", "aedt"), "Australia/Sydney"),
    **dict.fromkeys(("nzst", "nzdt"), "Pacific/Auckland"),
}
"""What is said beside a time of day for the clocks of a place, summer or winter; not what means several places."""
_OFFSET = re.compile(r"(?<![a-z])(?:utc|gmt) ?(?P<sign>[+-])(?P<hours>\d{1,2})(?::?(?P<minutes>[0-5]\d))?(?![\d:])")
_ZONE = re.compile(rf"(?<![a-z])(?:{'|'.join(sorted(_SAID, key=len, reverse=True))})(?![a-z])")
_PLACE = re.compile(r"(?<![a-z])(?P<place>[a-z]+(?: [a-z]+)?) time(?![a-z])")


def zone_in(text: str) -> tuple[str, tzinfo | None]:
    """A text (NFKC, lower case) without the time zone that is named in it, such as “8pm est”; None if none is."""
    if (found := _OFFSET.search(text)) and int(found["hours"]) <= 14:
        ahead = timedelta(hours=int(found["hours"]), minutes=int(found["minutes"] or 0))
        return _without(text, found), timezone(ahead if found["sign"] == "+" else -ahead)
    if found := _ZONE.search(text):
        return _without(text, found), ZoneInfo(_SAID[found[0]])
    if found := _PLACE.search(text):
        named = [found["place"], found["place"].rpartition(" ")[2]]
        for name in named:
            best = zones(name)[:1]
            if best and _nearness(best[0], "_".join(name.split())) == 3:
                return f"{text[: found.end('place') - len(name)]} {text[found.end() :]}", ZoneInfo(best[0])
    return text, None


def _without(text: str, found: re.Match[str]) -> str:
    return f"{text[: found.start()]} {text[found.end() :]}"


@cache
def _names() -> frozenset[str]:
    """The IANA names that stand for places, and UTC; without the old abbreviations, which know no summer time."""
    return frozenset({"UTC", *(name for name in available_timezones() if name.split("/")[0] in _REGIONS)})


def is_zone(name: str) -> bool:
    """Whether this is the IANA name of a time zone that can be chosen."""
    return name in _names()


def zones(typed: str) -> list[str]:
    """The IANA names that somebody may mean, best first, at most as many as Discord offers."""
    wanted = "_".join(normalize("NFKC", typed).casefold().split())
    if not wanted:
        return list(_EVERYDAY)[:MOST_ZONES]
    nearness = {name: _nearness(name, wanted) for name in _names()}
    found = [name for name, near in nearness.items() if near]
    return sorted(found, key=lambda name: (-nearness[name], name not in _EVERYDAY, name))[:MOST_ZONES]


def zone_meant(typed: str) -> str:
    """The one IANA name that was typed, or of the place that was. Raises Refusal if that cannot be told."""
    if is_zone(typed.strip()):
        return typed.strip()
    found = zones(typed) if typed.strip() else []
    called = [name for name in found if _nearness(name, "_".join(normalize("NFKC", typed).casefold().split())) == 3]
    for meant in (called, found):
        if len(meant) == 1:
            return meant[0]
    if found:
        raise Refusal("zone.several", zone=typed, zones=", ".join(found[:MOST_NAMED]))
    raise Refusal("zone.unknown", zone=typed)


def _nearness(name: str, wanted: str) -> int:
    """3 for a name or an everyday name of the zone, 2 for the beginning of one, 1 for any other part, 0 for none."""
    plain = name.casefold()
    called = (plain, plain.rsplit("/", 1)[-1], *_EVERYDAY.get(name, "").split())
    if wanted in called:
        return 3
    return 2 if any(known.startswith(wanted) for known in called) else int(any(wanted in known for known in called))
