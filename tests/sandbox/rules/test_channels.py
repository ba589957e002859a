"""Channels: what may be created and changed."""

from typing import Any

import pytest

from bot.sandbox.rules.channels import check_channel, normal_name, read_overwrites, read_voice_status
from bot.sandbox.rules.fields import Fields
from bot.sandbox.rules.permissions import Overwrite
from tests.sandbox.rules.refusals import fault

Json = dict[str, Any]
TEXT, VOICE, CATEGORY = 0, 2, 4


def overwrite(**more: Any) -> Json:
    return {"id": "1", "type": 0, "allow": "0", "deny": "1024", **more}


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        (VOICE, {"name": "x" * 100, "type": 2, "user_limit": 99, "bitrate": 96_000, "parent_id": "5"}),
        (VOICE, {"name": "部屋 1", "user_limit": 0, "bitrate": 8000, "video_quality_mode": 1, "topic": None}),
        (TEXT, {"name": "lobby", "topic": "x" * 1024, "rate_limit_per_user": 21_600, "nsfw": False}),
        (CATEGORY, {"name": "Mixer", "permission_overwrites": [overwrite(), overwrite(id="2", type=1, deny=8)]}),
    ],
)
def test_channels_that_discord_creates(kind: int, body: Json) -> None:
    check_channel(body, kind=kind)


@pytest.mark.parametrize(
    ("kind", "more", "path"),
    [
        (VOICE, {"name": ""}, "name"),
        (VOICE, {"name": "  "}, "name"),
        (VOICE, {"name": None}, "name"),
        (VOICE, {"name": "x" * 101}, "name"),
        (VOICE, {"user_limit": 100}, "user_limit"),
        (VOICE, {"user_limit": -1}, "user_limit"),
        (VOICE, {"user_limit": True}, "user_limit"),
        (VOICE, {"video_quality_mode": True}, "video_quality_mode"),
        (VOICE, {"bitrate": 96_001}, "bitrate"),
        (VOICE, {"bitrate": 7999}, "bitrate"),
        (VOICE, {"type": 0}, "type"),
        (VOICE, {"parent_id": 5}, "parent_id"),
        (VOICE, {"topic": "x"}, "topic"),
        (TEXT, {"topic": "x" * 1025}, "topic"),
        (TEXT, {"user_limit": 5}, "user_limit"),
        (TEXT, {"bitrate": 64_000}, "bitrate"),
        (TEXT, {"rate_limit_per_user": 21_601}, "rate_limit_per_user"),
        (CATEGORY, {"parent_id": "5"}, "parent_id"),
        (TEXT, {"nsfw": 1}, "nsfw"),
        (TEXT, {"permission_overwrites": [overwrite(id=str(n)) for n in range(101)]}, "permission_overwrites"),
        (TEXT, {"permission_overwrites": [overwrite(id=None)]}, "permission_overwrites.0.id"),
        (TEXT, {"permission_overwrites": [overwrite(type=None)]}, "permission_overwrites.0.type"),
        (TEXT, {"permission_overwrites": [overwrite(type=2)]}, "permission_overwrites.0.type"),
        (TEXT, {"permission_overwrites": [overwrite(allow="all")]}, "permission_overwrites.0.allow"),
        (TEXT, {"permission_overwrites": [overwrite(deny=-1)]}, "permission_overwrites.0.deny"),
        (TEXT, {"permission_overwrites": [overwrite(allow="1024")]}, "permission_overwrites.0.deny"),
        (TEXT, {"permission_overwrites": [overwrite(), overwrite()]}, "permission_overwrites.1.id"),
    ],
)
def test_channels_that_discord_refuses(kind: int, more: Json, path: str) -> None:
    assert fault(check_channel, {"name": "room", **more}, kind=kind) == path


def test_an_edit_needs_no_name_but_none_may_be_empty() -> None:
    check_channel({"user_limit": 5}, kind=VOICE, editing=True)
    check_channel({"type": 5}, kind=TEXT, editing=True)
    assert fault(check_channel, {"name": ""}, kind=VOICE, editing=True) == "name"
    assert fault(check_channel, {"type": 2}, kind=TEXT, editing=True) == "type"


def test_overwrites_are_read_from_strings_and_numbers() -> None:
    body = {"permission_overwrites": [overwrite(), {"id": "2", "type": 1, "allow": 8}]}
    assert read_overwrites(Fields(body)) == [Overwrite(1, 0, 0, 1024), Overwrite(2, 1, 8, 0)]


def test_a_voice_status_has_five_hundred_characters() -> None:
    assert read_voice_status({"status": "x" * 500}) == "x" * 500
    assert read_voice_status({"status": None}) is None
    assert fault(read_voice_status, {"status": "x" * 501}) == "status"


def test_text_channels_are_named_in_lower_case_with_hyphens() -> None:
    assert normal_name(" Welcome  Lounge ", TEXT) == "welcome-lounge"
    assert normal_name(" Room 1 ", VOICE) == "Room 1"
