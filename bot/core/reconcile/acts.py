"""What may be done in Discord for a mixer; each act may be done twice."""

from __future__ import annotations

from dataclasses import dataclass

from bot.core.lifecycle.events import Event
from bot.core.lifecycle.facts import CategoryTried, EventTried, PostTried, RoomTried
from bot.core.lifecycle.scheduled_event import EventAct, MakeEvent
from bot.core.lifecycle.wanted_post import PostKey
from bot.core.text import Question, Text

BUILD = "build"
"""The lane in which channels are made and deleted."""
MOVE = "move"
"""The lane in which people are moved."""


@dataclass(frozen=True, slots=True)
class OpenCategory:
    """Create the mixer's category, closed to everyone."""

    name: str
    lane: str = BUILD


@dataclass(frozen=True, slots=True)
class OpenRoom:
    """Create a private voice room for these members."""

    number: int
    name: str
    category_id: int
    members: tuple[int, ...]
    lane: str = BUILD


@dataclass(frozen=True, slots=True)
class ShowStatus:
    """Set a room's status line."""

    number: int
    channel_id: int
    question: Question

    @property
    def lane(self) -> str:
        """Each channel's status has its own rate limit."""
        return f"status:{self.channel_id}"


@dataclass(frozen=True, slots=True)
class Admit:
    """Let a late guest see and enter their room, and speak there."""

    user_id: int
    number: int
    channel_id: int

    @property
    def lane(self) -> str:
        """Each channel's overwrites have their own rate limit."""
        return f"admit:{self.channel_id}"


@dataclass(frozen=True, slots=True)
class LockOut:
    """Take back the overwrite that lets somebody into a room; that there is none is success."""

    user_id: int
    channel_id: int

    @property
    def lane(self) -> str:
        """Each channel's overwrites have their own rate limit."""
        return f"admit:{self.channel_id}"


@dataclass(frozen=True, slots=True)
class PutOut:
    """Disconnect somebody from voice, if they are still in that room."""

    user_id: int
    room_id: int
    lane: str = MOVE


@dataclass(frozen=True, slots=True)
class Bring:
    """Move a waiting guest from the lobby, or another room of ours, into their room, if they are still there."""

    user_id: int
    source_id: int
    room_id: int
    lane: str = MOVE


@dataclass(frozen=True, slots=True)
class SendHome:
    """Move somebody from a closing room to the lobby, if they are still in the room."""

    user_id: int
    room_id: int
    lobby_id: int
    lane: str = MOVE


@dataclass(frozen=True, slots=True)
class Say:
    """Send a post. The same key of the same mixer always gives the same nonce."""

    key: PostKey
    channel_id: int
    text: Text
    to: int = 0
    """The member whom it is sent to directly, 0 for a post in a channel."""
    pressing: frozenset[str] | None = None
    """See WantedPost."""

    @property
    def lane(self) -> str:
        """Each channel's new messages have their own rate limit."""
        return f"post:{self.channel_id}"


@dataclass(frozen=True, slots=True)
class Reword:
    """Bring a post up to date."""

    key: PostKey
    channel_id: int
    message_id: int
    text: Text
    pressing: frozenset[str] | None = None
    """See WantedPost."""

    @property
    def lane(self) -> str:
        """Discord counts a channel's edits apart from its posts, which need not wait for them."""
        return f"edit:{self.channel_id}"


@dataclass(frozen=True, slots=True)
class Remove:
    """Delete a channel of ours; that it is gone already is success."""

    channel_id: int
    lane: str = BUILD


Channels = OpenCategory | OpenRoom | ShowStatus | Remove
Doors = Admit | LockOut
Moves = PutOut | Bring | SendHome
Act = Channels | Doors | Moves | Say | Reword | EventAct


def intent(act: Act) -> Event | None:
    """What must be saved before the act is done, so that a crash in between can be told."""
    match act:
        case OpenCategory():
            return CategoryTried()
        case OpenRoom(number):
            return RoomTried(number)
        case Say(key, channel_id):
            return PostTried(key, channel_id)
        case MakeEvent():
            return EventTried()
        case _:
            return None
