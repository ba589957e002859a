"""What Discord has shown or answered, as facts about a mixer; what each makes of it is in `apply_fact.py`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.core.lifecycle.wanted_post import PostKey

TWO_FACTOR, REFUSED = "two_factor", "refused"
"""What may hinder a mixer beside permissions: the bot's owner has no second factor where moderators must; Discord goes
on refusing to make its channels, and does not say that it is for a permission."""


LOBBY, SIGHT, ROLES, CLASH, TONE = "lobby", "sight", "roles", "clash", "tone"
"""What an evening may need and not have: its lobby, sight of it, the roles that it is for, a lobby for itself alone,
the soft tone that its server has switched on."""


@dataclass(frozen=True, slots=True)
class CategoryTried:
    """A category is about to be created."""


@dataclass(frozen=True, slots=True)
class CategoryFound:
    """The mixer's category is there."""

    channel_id: int


@dataclass(frozen=True, slots=True)
class CategoryLost:
    """The mixer's category is no longer there."""


@dataclass(frozen=True, slots=True)
class RoomTried:
    """A room's channel is about to be created."""

    number: int


@dataclass(frozen=True, slots=True)
class RoomFound:
    """A room's channel is there."""

    number: int
    channel_id: int


@dataclass(frozen=True, slots=True)
class RoomLost:
    """A room's channel is no longer there."""

    number: int


@dataclass(frozen=True, slots=True)
class StatusShown:
    """A room's status line shows this question; None: it is gone, as Discord takes it away when a room is empty."""

    number: int
    question: str | None


@dataclass(frozen=True, slots=True)
class Admitted:
    """A room's overwrites let this guest in."""

    user_id: int
    number: int


@dataclass(frozen=True, slots=True)
class Arrived:
    """A guest has been seen in a room of this mixer."""

    user_id: int


@dataclass(frozen=True, slots=True)
class PostTried:
    """A post is about to be sent."""

    key: PostKey
    channel_id: int


@dataclass(frozen=True, slots=True)
class PostSent:
    """A post is there and shows the text of this digest."""

    key: PostKey
    message_id: int
    shown: str


@dataclass(frozen=True, slots=True)
class PostUnsent:
    """A post is certainly not there: Discord refused it, so it may be tried again."""

    key: PostKey


@dataclass(frozen=True, slots=True)
class PostDropped:
    """A post cannot be made or edited any more: its channel or message is gone."""

    key: PostKey


@dataclass(frozen=True, slots=True)
class Absent:
    """A guest has not come to their room in all the time that it was kept for them."""

    user_id: int


@dataclass(frozen=True, slots=True)
class EventTried:
    """The Scheduled Event is about to be created."""


@dataclass(frozen=True, slots=True)
class EventShown:
    """The Scheduled Event is there and shows this; `ends_at` is None where that was not looked at."""

    event_id: int
    name: str
    starts_at: datetime
    ends_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class EventStepped:
    """The Scheduled Event has been started, ended or cancelled by us."""

    state: str


@dataclass(frozen=True, slots=True)
class EventChanged:
    """Somebody has changed the Scheduled Event's name or time in Discord's own window."""

    name: str
    starts_at: datetime


@dataclass(frozen=True, slots=True)
class EventLiked:
    """So many have pressed Interested at the Scheduled Event."""

    count: int


@dataclass(frozen=True, slots=True)
class EventCancelled:
    """Somebody has called the Scheduled Event off in Discord's own window."""


@dataclass(frozen=True, slots=True)
class EventGone:
    """The Scheduled Event is no more."""


@dataclass(frozen=True, slots=True)
class Hindered:
    """A permission that the bot needs is missing; or what else lasts and only people can mend: the constants below."""

    permission: str


@dataclass(frozen=True, slots=True)
class Broken:
    """Something that the evening needs is not there: one of the constants above."""

    what: str


@dataclass(frozen=True, slots=True)
class Mended:
    """It is there again."""

    what: str


@dataclass(frozen=True, slots=True)
class HostGone:
    """The host has left the server, and these can be asked in their place; nobody: they are a member after all."""

    stand_ins: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Uninvited:
    """A guest has left the server, or lost the role that the evening is for, in the hour."""

    user_id: int


@dataclass(frozen=True, slots=True)
class NameRefused:
    """The server's word filter does not let a room, or the category (None), have its name."""

    number: int | None


@dataclass(frozen=True, slots=True)
class Emptied:
    """Discord shows no channel of this mixer any more, and all has been said."""


EventFact = EventTried | EventShown | EventStepped | EventChanged | EventLiked | EventCancelled | EventGone
PostFact = PostTried | PostSent | PostUnsent | PostDropped
Finding = (
    CategoryTried
    | CategoryFound
    | CategoryLost
    | RoomTried
    | RoomFound
    | RoomLost
    | StatusShown
    | Admitted
    | Arrived
    | Absent
    | Uninvited
    | EventFact
    | Hindered
    | Broken
    | Mended
    | HostGone
    | NameRefused
    | Emptied
)
Built = CategoryFound | RoomFound
