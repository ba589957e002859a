"""Channels and their overwrites within Discord's documented limits, for a server without boosts."""

from bot.sandbox.rules.fields import Fields, Json
from bot.sandbox.rules.permissions import Overwrite

TEXT, VOICE, CATEGORY, NEWS, STAGE, FORUM, MEDIA = 0, 2, 4, 5, 13, 15, 16
TOPICS = {TEXT: 1024, NEWS: 1024, STAGE: 1024, FORUM: 4096, MEDIA: 4096}
SEATS = {VOICE: 99, STAGE: 10_000}
BITRATES = {VOICE: 96_000, STAGE: 64_000}
SLOW = (TEXT, VOICE, STAGE, FORUM, MEDIA)


def check_channel(body: Json, *, kind: int, editing: bool = False) -> None:
    """A channel to create or change; a field that this kind of channel does not have is refused, not dropped."""
    channel = Fields(body)
    channel.text("name", 100, 1, required=not editing or "name" in body)
    _check_type(channel, kind, editing=editing)
    _check_belonging(channel, kind)
    channel.text("topic", TOPICS.get(kind, 1024))
    channel.whole("user_limit", 0, SEATS.get(kind, 0))
    channel.whole("bitrate", 8000, BITRATES.get(kind, 8000))
    channel.whole("rate_limit_per_user", 0, 21_600)
    channel.whole("position", 0, 2**31 - 1)
    channel.snowflake("parent_id")
    channel.switch("nsfw")
    channel.text("rtc_region", 100)
    channel.pick("video_quality_mode", (1, 2))
    channel.pick("default_auto_archive_duration", (60, 1440, 4320, 10_080))
    if channel.items("available_tags", 20):
        raise channel.fault("available_tags", "BASE_TYPE_CHOICES", "The sandbox's forums have no tags.")
    read_overwrites(channel)


def read_overwrites(channel: Fields) -> list[Overwrite]:
    """The overwrites a request asks for: at most 100 at once, each role or member once, no bit both ways."""
    found: list[Overwrite] = []
    for part in channel.parts("permission_overwrites", 100):
        overwrite = check_overwrite(part)
        if any(other.id == overwrite.id for other in found):
            raise part.fault("id", "SET_TYPE_ALREADY_CONTAINS_VALUE", "The set already contains this value")
        found.append(overwrite)
    return found


def check_overwrite(part: Fields, target: int | None = None) -> Overwrite:
    """One overwrite; `target` is its id when the path of the request names it."""
    named = part.snowflake("id", required=target is None) or 0
    kind: int = part.pick("type", (0, 1), required=True)
    allow = part.whole("allow", 0, 2**63 - 1) or 0
    deny = part.whole("deny", 0, 2**63 - 1) or 0
    if allow & deny:
        raise part.fault("deny", "BASE_TYPE_CHOICES", "A permission is either allowed or denied.")
    return Overwrite(named if target is None else target, kind, allow, deny)


def read_voice_status(body: Json) -> str | None:
    """The line under a voice channel's name: up to 500 characters, null to clear it."""
    return Fields(body).text("status", 500)


def normal_name(name: str, kind: int) -> str:
    """A name as Discord keeps it: text channels are lower-case with hyphens, others keep what was typed."""
    name = name.strip()
    return "-".join(name.lower().split()) if kind in {TEXT, NEWS, FORUM, MEDIA} else name


def _check_type(channel: Fields, kind: int, *, editing: bool) -> None:
    allowed = {TEXT, NEWS} if editing and kind in {TEXT, NEWS} else {kind}
    channel.pick("type", allowed)


def _check_belonging(channel: Fields, kind: int) -> None:
    """Refuse what Discord is only known to ignore, so that nobody counts on it."""
    for key, kinds in (
        ("topic", TOPICS),
        ("user_limit", SEATS),
        ("bitrate", BITRATES),
        ("rate_limit_per_user", SLOW),
        ("rtc_region", SEATS),
        ("video_quality_mode", SEATS),
    ):
        if kind not in kinds:
            channel.forbid("CHANNEL_FIELD_NOT_ALLOWED", "Channels of this type have no such field", key)
    if kind == CATEGORY:
        channel.forbid("CHANNEL_PARENT_INVALID_TYPE", "Categories cannot have a parent", "parent_id")
