"""Time zones as people say them: beside a time, and where a server's own is asked for."""

from __future__ import annotations

from datetime import timedelta, timezone
from zoneinfo import ZoneInfo

import pytest

from bot.core.text import Refusal
from bot.core.times.zones import zone_in, zone_meant


@pytest.mark.parametrize(
    ("text", "rest", "zone"),
    [
        ("thursday 8pm est", "thursday 8pm", "America/New_York"),
        ("20:00 utc tomorrow", "20:00 tomorrow", "UTC"),
        ("thursday 8pm london time", "thursday 8pm", "Europe/London"),
        ("thursday at 8pm new york time", "thursday at 8pm", "America/New_York"),
        ("日本時間20時", "20時", "Asia/Tokyo"),
    ],
)
def test_a_zone_beside_a_time_is_read(text: str, rest: str, zone: str) -> None:
    left, found = zone_in(text)
    assert (" ".join(left.split()), found) == (rest, ZoneInfo(zone))


def test_an_offset_is_one_too() -> None:
    assert zone_in("20:00 utc+9")[1] == timezone(timedelta(hours=9))
    assert zone_in("20:00 gmt-3:30")[1] == timezone(-timedelta(hours=3, minutes=30))


@pytest.mark.parametrize("text", ["thursday 20:00", "next time 8pm", "this time thursday 20:00", "west 8pm", "utc+99"])
def test_what_names_none_has_none(text: str) -> None:
    left, found = zone_in(text)
    assert found is None or text == "utc+99"
    assert left.strip()


@pytest.mark.parametrize(
    ("typed", "zone"),
    [
        ("Europe/Berlin", "Europe/Berlin"),
        ("berlin", "Europe/Berlin"),
        ("東京", "Asia/Tokyo"),
        (" new york ", "America/New_York"),
    ],
)
def test_a_city_or_a_name_is_a_servers_zone(typed: str, zone: str) -> None:
    assert zone_meant(typed) == zone


def test_what_may_be_several_or_none_is_asked_for_again() -> None:
    with pytest.raises(Refusal, match=r"zone\.several") as refused:
        zone_meant("america")
    assert "America/" in str(refused.value.text.values["zones"])
    for typed in ("Middle-earth", "", " "):
        with pytest.raises(Refusal, match=r"zone\.unknown"):
            zone_meant(typed)
