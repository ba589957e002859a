"""One server of the Discord in memory as it really is, and the messages in it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from bot.core.lifecycle.scheduled_event import EditEvent, MakeEvent, ShownEvent, StepEvent
from bot.core.lifecycle.snapshot import Channel
from bot.core.reconcile.acts import (
    Admit,
    Bring,
    LockOut,
    OpenCategory,
    OpenRoom,
    PutOut,
    Remove,
    Say,
    SendHome,
    ShowStatus,
)
from bot.core.text import Text

NEEDS: dict[type, str] = {
    OpenCategory: "manage_channels",
    OpenRoom: "manage_channels",
    Remove: "manage_channels",
    ShowStatus: "set_voice_channel_status",
    Admit: "manage_roles",
    LockOut: "manage_roles",
    PutOut: "move_members",
    Bring: "move_members",
    SendHome: "move_members",
    Say: "send_messages",
    MakeEvent: "create_events",
    EditEvent: "create_events",
    StepEvent: "create_events",
}
"""Which permission an act takes."""


class Crash(BaseException):
    """The process is killed at this point."""


@dataclass(frozen=True, slots=True)
class Failure:
    """What a call ends with: before anything has happened, or after it all has."""

    error: BaseException
    after: bool = False


@dataclass(slots=True)
class Message:
    """A message somebody can read, with every text it has shown."""

    id: int
    channel_id: int
    mixer_id: str
    key: str
    at: datetime
    texts: list[Text]


@dataclass(slots=True)
class Server:
    """One server as it really is."""

    channels: dict[int, Channel] = field(default_factory=dict[int, Channel])
    people: dict[int, int] = field(default_factory=dict[int, int])
    text_channels: set[int] = field(default_factory=set[int])
    available: bool = True
    invited: bool = True
    lacking: set[str] = field(default_factory=set[str])
    granted: set[str] = field(default_factory=set[str])
    """What the bot may do beyond what it asks a server for."""
    shut: set[int] = field(default_factory=set[int])
    """Channels in which the bot may not write."""
    unseen: set[int] = field(default_factory=set[int])
    """Channels that the bot may not see, while it sees the others."""
    muted: set[int] = field(default_factory=set[int])
    silenced: set[int] = field(default_factory=set[int])
    """Those whom a moderator or the bot has muted, wherever they are."""
    hidden: dict[int, datetime] = field(default_factory=dict[int, datetime])
    roles: dict[int, frozenset[int]] = field(default_factory=dict[int, frozenset[int]])
    known_roles: frozenset[int] | None = None
    """Every role that has not been deleted, None for all."""
    staff: set[int] = field(default_factory=set[int])
    """Those who may move others everywhere."""
    untold: set[int] = field(default_factory=set[int])
    """Those in voice whose roles have changed, of which Discord tells nobody who does not ask."""
    gone: set[int] = field(default_factory=set[int])
    """Those who have left the server."""
    closed: set[int] = field(default_factory=set[int])
    """Those who take no direct messages."""
    names: dict[int, str] = field(default_factory=dict[int, str])
    events: dict[int, ShownEvent] = field(default_factory=dict[int, ShownEvent])

    def silence(self, user_id: int, *, on: bool = True) -> None:
        """Somebody is muted in the whole server, or no longer; by a moderator if not by the bot."""
        (self.silenced.add if on else self.silenced.discard)(user_id)
