"""Time zones by the names that people type."""

from __future__ import annotations

from functools import cache
from unicodedata import normalize
from zoneinfo import available_timezones

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


def _nearness(name: str, wanted: str) -> int:
    """3 for a name or an everyday name of the zone, 2 for the beginning of one, 1 for any other part, 0 for none."""
    plain = name.casefold()
    called = (plain, plain.rsplit("/", 1)[-1], *_EVERYDAY.get(name, "").split())
    if wanted in called:
        return 3
    return 2 if any(known.startswith(wanted) for known in called) else int(any(wanted in known for known in called))
