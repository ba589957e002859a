"""Who may do what where: permission bits, and how Discord folds roles and channel overwrites into one number."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntFlag

from bot.sandbox.rules import errors


class Permission(IntFlag):
    """Every permission bit that Discord documents; bit 47 has no name."""

    CREATE_INSTANT_INVITE = 1 << 0
    KICK_MEMBERS = 1 << 1
    BAN_MEMBERS = 1 << 2
    ADMINISTRATOR = 1 << 3
    MANAGE_CHANNELS = 1 << 4
    MANAGE_GUILD = 1 << 5
    ADD_REACTIONS = 1 << 6
    VIEW_AUDIT_LOG = 1 << 7
    PRIORITY_SPEAKER = 1 << 8
    STREAM = 1 << 9
    VIEW_CHANNEL = 1 << 10
    SEND_MESSAGES = 1 << 11
    SEND_TTS_MESSAGES = 1 << 12
    MANAGE_MESSAGES = 1 << 13
    EMBED_LINKS = 1 << 14
    ATTACH_FILES = 1 << 15
    READ_MESSAGE_HISTORY = 1 << 16
    MENTION_EVERYONE = 1 << 17
    USE_EXTERNAL_EMOJIS = 1 << 18
    VIEW_GUILD_INSIGHTS = 1 << 19
    CONNECT = 1 << 20
    SPEAK = 1 << 21
    MUTE_MEMBERS = 1 << 22
    DEAFEN_MEMBERS = 1 << 23
    MOVE_MEMBERS = 1 << 24
    USE_VAD = 1 << 25
    CHANGE_NICKNAME = 1 << 26
    MANAGE_NICKNAMES = 1 << 27
    MANAGE_ROLES = 1 << 28
    MANAGE_WEBHOOKS = 1 << 29
    MANAGE_GUILD_EXPRESSIONS = 1 << 30
    USE_APPLICATION_COMMANDS = 1 << 31
    REQUEST_TO_SPEAK = 1 << 32
    MANAGE_EVENTS = 1 << 33
    MANAGE_THREADS = 1 << 34
    CREATE_PUBLIC_THREADS = 1 << 35
    CREATE_PRIVATE_THREADS = 1 << 36
    USE_EXTERNAL_STICKERS = 1 << 37
    SEND_MESSAGES_IN_THREADS = 1 << 38
    USE_EMBEDDED_ACTIVITIES = 1 << 39
    MODERATE_MEMBERS = 1 << 40
    VIEW_CREATOR_MONETIZATION_ANALYTICS = 1 << 41
    USE_SOUNDBOARD = 1 << 42
    CREATE_GUILD_EXPRESSIONS = 1 << 43
    CREATE_EVENTS = 1 << 44
    USE_EXTERNAL_SOUNDS = 1 << 45
    SEND_VOICE_MESSAGES = 1 << 46
    SET_VOICE_CHANNEL_STATUS = 1 << 48
    SEND_POLLS = 1 << 49
    USE_EXTERNAL_APPS = 1 << 50
    PIN_MESSAGES = 1 << 51
    BYPASS_SLOWMODE = 1 << 52


ALL = sum(Permission)
TIMED_OUT = int(Permission.VIEW_CHANNEL | Permission.READ_MESSAGE_HISTORY)
NEEDS_SEND_MESSAGES = int(
    Permission.MENTION_EVERYONE | Permission.SEND_TTS_MESSAGES | Permission.ATTACH_FILES | Permission.EMBED_LINKS
)


TWO_FACTOR = (
    Permission.KICK_MEMBERS | Permission.BAN_MEMBERS | Permission.ADMINISTRATOR | Permission.MANAGE_CHANNELS
    | Permission.MANAGE_GUILD | Permission.MANAGE_MESSAGES | Permission.MANAGE_ROLES | Permission.MANAGE_WEBHOOKS
    | Permission.MANAGE_GUILD_EXPRESSIONS | Permission.MANAGE_THREADS
)  # fmt: skip
"""What takes two-factor authentication in servers that want it (Discord's list of permissions, the starred ones)."""


@dataclass(frozen=True)
class Overwrite:
    """What a channel allows and denies one role (type 0) or one member (type 1)."""

    id: int
    type: int
    allow: int
    deny: int


def base_permissions(owner: bool, everyone: int, roles: Iterable[int]) -> int:
    """What a member may do in the server before any channel speaks; owners and administrators may do all."""
    if owner:
        return ALL
    granted = everyone
    for role in roles:
        granted |= role
    return ALL if granted & Permission.ADMINISTRATOR else granted


def during_timeout(base: int) -> int:
    """What a time-out leaves of somebody's permissions in the server: administrators all, others next to nothing."""
    return base if base & Permission.ADMINISTRATOR else base & TIMED_OUT


def channel_permissions(
    base: int,
    *,
    guild_id: int,
    member_id: int,
    role_ids: Iterable[int],
    overwrites: Iterable[Overwrite],
    voice: bool,
    timed_out: bool = False,
) -> int:
    """What a member may do in one channel: overwrites for everyone, then roles together, then the member."""
    if base & Permission.ADMINISTRATOR:
        return ALL
    held = set(role_ids) - {guild_id}
    asked = list(overwrites)
    granted = _apply(base, (o for o in asked if o.type == 0 and o.id == guild_id))
    granted = _apply(granted, (o for o in asked if o.type == 0 and o.id in held))
    granted = _apply(granted, (o for o in asked if o.type == 1 and o.id == member_id))
    return _implied(granted, voice=voice, timed_out=timed_out)


def check_overwrites(requested: Iterable[Overwrite], own: int, administrator: bool) -> None:
    """Refuse overwrites that touch a bit the bot lacks; MANAGE_ROLES in a channel is for administrators only."""
    if administrator:
        return
    for overwrite in requested:
        touched = overwrite.allow | overwrite.deny
        if touched & ~own or touched & Permission.MANAGE_ROLES:
            raise errors.missing_permissions()


def _apply(granted: int, overwrites: Iterable[Overwrite]) -> int:
    allow = deny = 0
    for overwrite in overwrites:
        allow |= overwrite.allow
        deny |= overwrite.deny
    return granted & ~deny | allow


def _implied(granted: int, *, voice: bool, timed_out: bool) -> int:
    if not granted & Permission.VIEW_CHANNEL:
        return 0
    # Discord names MANAGE_CHANNELS as one of several that go with CONNECT and does not list the rest: all go here.
    if voice and not granted & Permission.CONNECT:
        return int(Permission.VIEW_CHANNEL)
    if timed_out:
        return granted & TIMED_OUT
    return granted if granted & Permission.SEND_MESSAGES else granted & ~NEEDS_SEND_MESSAGES
