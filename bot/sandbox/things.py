"""Everything a Discord is made of, as plain data without behaviour."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import IntEnum
from typing import TYPE_CHECKING, Any

from bot.sandbox.rules.permissions import Overwrite

if TYPE_CHECKING:
    from bot.sandbox.interactions import Interaction

Json = dict[str, Any]


def objects(body: Json, key: str) -> list[Json]:
    """A list of objects out of JSON, empty where there is none."""
    return body.get(key) or []


def words(body: Json, key: str) -> list[str]:
    """A list of texts out of JSON, empty where there is none."""
    return body.get(key) or []


class ChannelType(IntEnum):
    """The kinds of channel the sandbox knows."""

    TEXT = 0
    DM = 1
    VOICE = 2
    CATEGORY = 4
    PUBLIC_THREAD = 11
    PRIVATE_THREAD = 12
    FORUM = 15


@dataclass(slots=True)
class User:
    """A person or a bot, the same in every guild."""

    id: int
    username: str
    global_name: str | None = None
    bot: bool = False
    locale: str = "en-US"
    closed_dms: bool = False
    deleted: bool = False
    status: str = "online"
    activities: list[Json] = field(default_factory=list[Json])

    @property
    def seen(self) -> bool:
        """Whether others see that they are there."""
        return self.status not in {"invisible", "offline"}


@dataclass(slots=True)
class Application:
    """A bot's registration: its token, its user, its commands."""

    id: int
    name: str
    token: str
    user: User
    owner: User
    invite_permissions: int
    privileged_intents: int = 0
    owner_mfa: bool = True
    """Whether its owner has two-factor authentication, without which it may do little in servers that want it."""
    shards: int | None = None
    """How many shards it is advised to have; None goes by how many guilds it is in."""
    max_concurrency: int = 1
    """How many buckets its shards are in, in each of which one may identify in five seconds."""
    session_starts: int = 1000
    """How often it may identify in a day."""
    installed: set[int] = field(default_factory=set[int])
    """The people who have it for themselves, in every server they are in."""
    global_commands: list[Json] = field(default_factory=list[Json])
    guild_commands: dict[int, list[Json]] = field(default_factory=dict[int, list[Json]])


@dataclass(slots=True)
class Role:
    """A guild's role; `bot_id` is set on the managed one a bot brings along."""

    id: int
    name: str
    permissions: int
    position: int
    bot_id: int | None = None
    mentionable: bool = False
    color: int = 0
    hoist: bool = False


@dataclass(slots=True)
class Poll:
    """A question to many: answers by number, who voted for which, and when it ends (unix seconds)."""

    question: Json
    answers: dict[int, Json]
    several: bool
    ends: float
    over: bool = False
    votes: dict[int, list[int]] = field(default_factory=dict[int, list[int]])


@dataclass(slots=True)
class Message:
    """What somebody wrote; `audience` is the one person who sees an ephemeral one."""

    id: int
    channel_id: int
    guild_id: int | None
    author: User
    content: str = ""
    embeds: list[Json] = field(default_factory=list[Json])
    components: list[Json] = field(default_factory=list[Json])
    attachments: list[Json] = field(default_factory=list[Json])
    poll: Poll | None = None
    flags: int = 0
    type: int = 0
    nonce: str | int | None = None
    mentions: list[int] = field(default_factory=list[int])
    mention_roles: list[int] = field(default_factory=list[int])
    mention_everyone: bool = False
    edited: float | None = None
    reference: Json | None = None
    application_id: int | None = None
    webhook_id: int | None = None
    interaction: Interaction | None = None
    audience: int | None = None
    reactions: dict[str, list[int]] = field(default_factory=dict[str, list[int]])
    """Who reacted with which emoji, in their order."""
    pinned: float | None = None
    """Since when it is pinned, as unix seconds."""
    thread_id: int | None = None

    @property
    def written(self) -> bool:
        """Whether somebody wrote it; others are Discord's own and take no reply, pin or thread."""
        return self.type in {0, 19, 20, 23}


@dataclass(frozen=True, slots=True)
class File:
    """A file that lies where it can be downloaded; `owner` is the person who may hand it in, None for a message's."""

    shown: Json
    content: bytes
    owner: int | None = None


@dataclass(slots=True)
class Thread:
    """What makes a channel a thread; who is in it (since when) matters when it is private.

    `changed` is when it was last put away or brought back, `minutes` after how much quiet it would be put away.
    """

    owner_id: int
    created: float
    members: dict[int, float]
    archived: bool = False
    locked: bool = False
    invitable: bool = True
    minutes: int = 1440
    changed: float = 0.0


@dataclass(slots=True)
class Channel:
    """A channel of a guild, or when `guild_id` is None one between its `recipients`: a bot, then a person."""

    id: int
    guild_id: int | None
    type: ChannelType
    name: str = ""
    position: int = 0
    parent_id: int | None = None
    overwrites: dict[int, Overwrite] = field(default_factory=dict[int, Overwrite])
    topic: str | None = None
    nsfw: bool = False
    slowmode: int = 0
    bitrate: int = 64000
    user_limit: int = 0
    rtc_region: str | None = None
    video_quality: int = 1
    status: str | None = None
    started: float | None = None
    last_message_id: int | None = None
    last_pin: float | None = None
    recipients: tuple[int, ...] = ()
    thread: Thread | None = None
    ready: bool = True
    """Whether Discord has got round to it: CHANNEL_CREATE has been told."""
    shown_to: set[int] = field(default_factory=set[int])
    """The applications that know it whole, where hidden channels are obfuscated."""
    messages: dict[int, Message] = field(default_factory=dict[int, Message])


@dataclass(slots=True)
class VoiceState:
    """Where somebody sits in voice and how."""

    user_id: int
    channel_id: int
    session_id: str
    self_mute: bool = False
    self_deaf: bool = False


@dataclass(slots=True)
class Member:
    """A user in one guild; server mute and deafness outlive a voice connection."""

    user: User
    joined: float
    roles: set[int] = field(default_factory=set[int])
    nick: str | None = None
    mute: bool = False
    deaf: bool = False
    timeout: float | None = None


@dataclass(slots=True)
class ScheduledEvent:
    """An entry of a guild's event calendar; `quiet_since` is when a running one's channel was found empty."""

    id: int
    guild_id: int
    name: str
    creator: User
    start: str
    entity_type: int
    end: str | None = None
    channel_id: int | None = None
    description: str | None = None
    location: str | None = None
    recurrence: Json | None = None
    status: int = 1
    interested: set[int] = field(default_factory=set[int])
    quiet_since: float | None = None


@dataclass(slots=True)
class Sound:
    """A sound of a guild's soundboard; `emoji` is one of Unicode's."""

    id: int
    name: str
    creator: User
    content: bytes
    volume: float = 1.0
    emoji: str | None = None


@dataclass(slots=True)
class Guild:
    """A server with all that lives in it; `known` is whoever was ever in it, `past_events` what is over."""

    id: int
    name: str
    owner_id: int
    locale: str
    joined: float
    roles: dict[int, Role] = field(default_factory=dict[int, Role])
    mfa_level: int = 0
    """1 where moderators need two-factor authentication."""
    channels: dict[int, Channel] = field(default_factory=dict[int, Channel])
    threads: dict[int, Channel] = field(default_factory=dict[int, Channel])
    members: dict[int, Member] = field(default_factory=dict[int, Member])
    voice: dict[int, VoiceState] = field(default_factory=dict[int, VoiceState])
    events: dict[int, ScheduledEvent] = field(default_factory=dict[int, ScheduledEvent])
    past_events: dict[int, ScheduledEvent] = field(default_factory=dict[int, ScheduledEvent])
    sounds: dict[int, Sound] = field(default_factory=dict[int, Sound])
    known: set[int] = field(default_factory=set[int])
    bans: dict[int, str | None] = field(default_factory=dict[int, str | None])
    """Who may not come back, and why."""
