"""Requests that no library would send: half of what is in them is right, the other half is anything."""

import copy
import json
import random
import re
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.sandbox.rules.fields import is_list, is_object

KEYS = re.findall(
    r"\w+",
    """
    content name type data flags embeds components attachments poll allowed_mentions message_reference nonce tts
    enforce_nonce sticker_ids title description fields footer author url color image thumbnail icon_url text value
    label style custom_id emoji id options choices min_values max_values placeholder default_values channel_types
    question answers poll_media duration allow_multiselect layout_type parse users roles replied_user message_id
    channel_id guild_id fail_if_not_exists permission_overwrites allow deny parent_id position topic nsfw bitrate
    user_limit rate_limit_per_user rtc_region video_quality_mode lock_permissions mute deaf nick messages user_ids
    communication_disabled_until delete_message_seconds delete_message_days permissions hoist mentionable colors
    primary_color icon unicode_emoji auto_archive_duration invitable archived locked applied_tags message contexts
    name_localizations description_localizations default_member_permissions integration_types autocomplete required
    min_value max_value min_length max_length recipient_id status scheduled_start_time scheduled_end_time start
    privacy_level entity_type entity_metadata location recurrence_rule by_weekday frequency interval media items
    accessory component file spoiler accent_color divider spacing size filename activities available_tags
    timeout_s presences
    """,
)
HINTED: dict[str, Sequence[Any]] = {
    "type": (*range(24), 31),
    "flags": (0, 4, 64, 1 << 15, 1 << 13),
    "style": range(1, 8),
    "components": ([], [{"type": 1, "components": [{"type": 2, "style": 1, "label": "x", "custom_id": "x"}]}]),
    "content": ("hello", "<@1> <@&2> @everyone"),
    "name": ("name", "x"),
    "description": ("text",),
}
STRANGE: tuple[Any, ...] = (
    None, True, False, 0, 1, -1, 2**31, 2**63, 2**64, 10**30, 1.5, -0.0, 1e300, "", " ", "x", "0", "-1",
    "1" * 40, "٣", "²", "null", "\x00", "x" * 5000, "2099-01-01T00:00:00Z", "9999-12-31T23:59:59+14:00", "https://",
    "attachment://x", [], {}, [None], [[]], [{}], {"id": None}, [1, "1"], {"0": 0}, [True], ["x", "x"],
)  # fmt: skip
QUERIES = ("limit", "before", "after", "around", "with_response", "with_member", "query", "type", "with_counts")


def _in_days(days: int) -> str:
    return (datetime.now(UTC) + timedelta(days)).isoformat()


_V2 = {
    "type": 17, "accent_color": 1, "components": [
        {"type": 10, "content": "x"}, {"type": 14, "divider": True, "spacing": 1},
        {"type": 12, "items": [{"media": {"url": "https://x.example/a.png"}, "description": "x"}]},
        {"type": 9, "components": [{"type": 10, "content": "x"}],
         "accessory": {"type": 11, "media": {"url": "https://x.example/a.png"}}},
        {"type": 1, "components": [{"type": 3, "custom_id": "s", "options": [{"label": "a", "value": "a"}]}]},
    ],
}  # fmt: skip
_MESSAGE = {
    "content": "<@1> hello", "tts": False, "nonce": "1", "enforce_nonce": True, "flags": 4,
    "embeds": [{"title": "x", "color": 1, "image": {"url": "https://x.example/a.png"}, "footer": {"text": "x"},
                "fields": [{"name": "x", "value": "x", "inline": True}], "author": {"name": "x"}}],
    "allowed_mentions": {"parse": ["users"], "roles": ["1"], "replied_user": True},
    "components": [{"type": 1, "components": [
        {"type": 2, "style": 1, "label": "x", "custom_id": "x", "emoji": {"name": "🍵"}},
        {"type": 2, "style": 5, "label": "x", "url": "https://x.example"}]}],
    "message_reference": {"message_id": "1", "fail_if_not_exists": False},
}  # fmt: skip
_POLL = {"poll": {"question": {"text": "x"}, "answers": [{"poll_media": {"text": "x"}}], "duration": 1}}
_FORM = {"title": "x", "custom_id": "x", "components": [
    {"type": 18, "label": "x", "component": {"type": 4, "custom_id": "t", "style": 1, "min_length": 0}},
    {"type": 18, "label": "y", "component": {"type": 21, "custom_id": "r", "options": [
        {"label": "a", "value": "a"}, {"label": "b", "value": "b"}]}}]}  # fmt: skip
_COMMAND = {"name": "x", "description": "x", "type": 1, "options": [
    {"type": 3, "name": "a", "description": "x", "choices": [{"name": "a", "value": "a"}],
     "name_localizations": {"ja": "x"}},
    {"type": 4, "name": "b", "description": "x", "min_value": 0, "max_value": 5}]}  # fmt: skip
_CHANNEL = {"name": "x", "type": 2, "bitrate": 64000, "user_limit": 5, "position": 1, "parent_id": None,
            "permission_overwrites": [{"id": "1", "type": 1, "allow": "1024", "deny": "0"}]}  # fmt: skip
_EVENT = {"name": "x", "privacy_level": 2, "entity_type": 3, "entity_metadata": {"location": "x"},
          "scheduled_start_time": _in_days(1), "scheduled_end_time": _in_days(2)}  # fmt: skip
_ROLE = {"name": "x", "permissions": "1024", "color": 1, "hoist": True, "mentionable": True}
VALID: dict[str, tuple[Any, ...]] = {
    "/messages": (_MESSAGE, {"flags": 1 << 15, "components": [_V2]}, _POLL),
    "/messages/{message_id}": (_MESSAGE, {"flags": 1 << 15, "components": [_V2]}),
    "/bulk-delete": ({"messages": ["1", "2"]},),
    "/callback": ({"type": 4, "data": _MESSAGE}, {"type": 9, "data": _FORM}, {"type": 5, "data": {"flags": 64}}),
    "/commands": ([_COMMAND], _COMMAND),
    "/commands/{command_id}": (_COMMAND,),
    "/guilds/{guild_id}/channels": (_CHANNEL, [{"id": "1", "position": 1, "parent_id": None}]),
    "/channels/{channel_id}": (_CHANNEL, {"name": "x", "archived": False, "auto_archive_duration": 60}),
    "/scheduled-events": (_EVENT,),
    "/scheduled-events/{event_id}": (_EVENT, {"status": 2}),
    "/roles": (_ROLE, [{"id": "1", "position": 1}]),
    "/roles/{role_id}": (_ROLE,),
    "/members/{user_id}": ({"nick": "x", "roles": ["1"], "communication_disabled_until": _in_days(1)},),
    "/permissions/{overwrite_id}": ({"type": 1, "allow": "1024", "deny": "0"},),
    "/threads": ({"name": "x", "type": 11, "message": {"content": "x"}},),
    "/bans/{user_id}": ({"delete_message_seconds": 1},),
    "/bulk-ban": ({"user_ids": ["1"]},),
    "/voice-status": ({"status": "x"},),
    "/users/@me/channels": ({"recipient_id": "1"},),
}
"""What would be taken, by how a path ends: nonsense is put into it in one or two places."""


class Nonsense:
    """Makes it up, the same for the same seed; `known` gives right values for parameters of paths."""

    def __init__(self, seed: int, known: Callable[[str], list[str]]) -> None:
        self.random = random.Random(seed)
        self._known = known

    def path(self, template: str) -> str:
        """A path with what fits, and now and then with what does not."""
        made = template
        while "{" in made:
            name = made[made.index("{") + 1 : made.index("}")]
            right = self._known(name)
            strange = ("0", "x", "-1", "99999999999999999999999", "%D9%A3", "%C2%B2", "%00", "@me", "%F0%9F%8D%B5")
            value = self.random.choice(right) if right and self.random.random() < 0.85 else self.random.choice(strange)
            made = made.replace(f"{{{name}}}", value, 1)
        return made

    def query(self) -> dict[str, str]:
        """Some parameters, half of them nonsense."""
        names = [name for name in QUERIES if self.random.random() < 0.15]
        return {name: self.random.choice(("1", "true", "x", "-1", "", "²", "9" * 30, "2026-01-01")) for name in names}

    def value(self, key: str = "", depth: int = 0) -> Any:
        """A value that suits the key, or any value at all."""
        chance = self.random.random()
        if key in HINTED and chance < 0.4:
            return self.random.choice(HINTED[key])
        if key.endswith("id") and chance < 0.5:
            return self.random.choice(self._known(key) or ["1"])
        if depth < 4 and chance < 0.75:
            return self.object(depth + 1) if chance < 0.6 else [self.object(depth + 1) for _ in range(2)]
        return self.random.choice(STRANGE)

    def object(self, depth: int = 0) -> dict[str, Any]:
        """An object of keys that Discord has."""
        names = self.random.sample(KEYS, self.random.randint(0, 6))
        return {name: self.value(name, depth) for name in names}

    def spoilt(self, template: str) -> bytes | None:
        """A right body for this path with one or two places gone wrong, where such a body is known."""
        found = [body for end, bodies in VALID.items() if template.endswith(end) for body in bodies]
        if not found:
            return None
        made = json.loads(json.dumps(self.random.choice(found)).replace('"1"', json.dumps(self._some_id())))
        for _ in range(self.random.choice((0, 1, 1, 2))):
            self._spoil(made)
        return json.dumps(made).encode()

    def _some_id(self) -> str:
        name = self.random.choice(("channel_id", "message_id", "user_id", "role_id"))
        return self.random.choice(self._known(name) or ["1"])

    def _spoil(self, place: Any) -> None:
        """Go down by chance, and put something else there."""
        while True:
            keys: list[Any] = list(place) if is_object(place) else list(range(len(place)))
            if not keys:
                return
            key = self.random.choice(keys)
            inner: Any = place[key]
            if not (is_object(inner) or is_list(inner)) or self.random.random() < 0.3:
                place[key] = copy.deepcopy(self.value(str(key)))
                return
            place = inner

    def bodies(self) -> Iterator[bytes | None]:
        """Bodies without end, now and then none, or what is no JSON."""
        while True:
            chance = self.random.random()
            if chance < 0.1:
                yield self.random.choice((None, b"", b"{", b"[" * 300, b"\xff\xfe", b"null", b"1", b'"x"', b"[]"))
            elif chance < 0.25:
                yield json.dumps([self.object() for _ in range(self.random.randint(0, 3))]).encode()
            else:
                yield json.dumps(self.object()).encode()
