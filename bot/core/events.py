"""Everything that can happen to a mixer; what each event makes of it is in `life.py`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.core.mixer import Guest, Room


@dataclass(frozen=True, slots=True)
class Opened:
    """The hour begins with these rooms and people."""

    rooms: tuple[Room, ...]
    guests: tuple[Guest, ...]


@dataclass(frozen=True, slots=True)
class Joined:
    """Somebody asks for a seat; `crowd` is how many people each standing room has or awaits."""

    user_id: int
    crowd: Mapping[int, int]


@dataclass(frozen=True, slots=True)
class Extended:
    """A host gives everybody more time."""

    minutes: int


@dataclass(frozen=True, slots=True)
class Ended:
    """A host ends the mixer now."""


@dataclass(frozen=True, slots=True)
class Cancelled:
    """A host calls the mixer off."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A room is put another question, because it stalled or because somebody wants a new topic."""

    number: int
    question: str
    own: str
    why: str


@dataclass(frozen=True, slots=True)
class TalkedOn:
    """Talk began in a room before its question was out: it is kept for another time."""

    number: int
    nth: int


@dataclass(frozen=True, slots=True)
class Judged:
    """A question's minute is over, and it revived the talk or not."""

    number: int
    nth: int
    worked: bool


@dataclass(frozen=True, slots=True)
class Hushed:
    """Somebody in a room wants no questions for a while."""

    number: int
    until: datetime


@dataclass(frozen=True, slots=True)
class EarCame:
    """An ear hears this room."""

    number: int


@dataclass(frozen=True, slots=True)
class HostCalled:
    """Somebody in a room asks for the host."""

    number: int


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
    """A room's status line shows this question."""

    number: int
    question: str


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

    key: str
    channel_id: int


@dataclass(frozen=True, slots=True)
class PostSent:
    """A post is there and shows the text of this digest."""

    key: str
    message_id: int
    shown: str


@dataclass(frozen=True, slots=True)
class PostUnsent:
    """A post is certainly not there: Discord refused it, so it may be tried again."""

    key: str


@dataclass(frozen=True, slots=True)
class PostDropped:
    """A post cannot be made or edited any more: its channel or message is gone."""

    key: str


@dataclass(frozen=True, slots=True)
class Hindered:
    """A permission that the bot needs is missing."""

    permission: str


@dataclass(frozen=True, slots=True)
class NameRefused:
    """The server's word filter does not let a room, or the category (None), have its name."""

    number: int | None


@dataclass(frozen=True, slots=True)
class Emptied:
    """Discord shows no channel of this mixer any more, and all has been said."""


Wish = Opened | Joined | Extended | Ended | Cancelled
"""What a person asks for; it can be refused."""
Talk = Asked | TalkedOn | Judged | Hushed | EarCame | HostCalled
"""What is about one room's talk; it comes to nothing where the room is no more."""
Word = PostTried | PostSent | PostUnsent | PostDropped
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
    | Hindered
    | NameRefused
    | Emptied
)
Built = CategoryFound | RoomFound
Event = Wish | Talk | Word | Finding
