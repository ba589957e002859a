"""What a mixer is, the events of its life, and the table that says which phase follows which."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from types import MappingProxyType

SHORTEST, LONGEST = timedelta(minutes=3), timedelta(minutes=90)
LONGEST_EXTENSION, LONGEST_IN_ALL = timedelta(minutes=30), timedelta(minutes=120)
GATHERING = timedelta(minutes=10)
PATIENCE = timedelta(minutes=1)
"""The longest that closing waits for people to leave their rooms."""

RESEND = timedelta(seconds=60)
"""How long a post that may have been lost is sent again: Discord knows a nonce for a few minutes and answers with the
message already there."""
PLAIN_NAME = "Engawa"
"""A category's name where a server's word filter refuses the mixer's title."""


class Phase(StrEnum):
    """Where in its life a mixer stands."""

    SCHEDULED = "scheduled"
    GATHERING = "gathering"
    OPEN = "open"
    CLOSING = "closing"
    CLOSED = "closed"
    CANCELLED = "cancelled"


class Ending(StrEnum):
    """Why a mixer closes; each has its own goodbye."""

    TIME = "time"
    HOST = "host"
    CANCELLED = "cancelled"
    SLEPT = "slept"
    ROOMS_GONE = "rooms_gone"


TRANSITIONS: Mapping[tuple[Phase, str], Phase] = MappingProxyType(
    {
        (Phase.SCHEDULED, "gather"): Phase.GATHERING,
        (Phase.GATHERING, "open"): Phase.OPEN,
        (Phase.OPEN, "close"): Phase.CLOSING,
        (Phase.SCHEDULED, "cancel"): Phase.CLOSING,
        (Phase.GATHERING, "cancel"): Phase.CLOSING,
        (Phase.OPEN, "cancel"): Phase.CLOSING,
        (Phase.CLOSING, "emptied"): Phase.CLOSED,
    }
)
FINISHED = frozenset({Phase.CLOSED, Phase.CANCELLED})


@dataclass(frozen=True, slots=True)
class Guest:
    """A member with a seat; `waiting` until they have been seen in their room once.

    `asked_at` is when they last asked for it, None for those who were there from the start. `admitted` once the room's
    overwrites let them in: those of the start are in the request that creates it.
    """

    user_id: int
    room: int
    waiting: bool = True
    asked_at: datetime | None = None
    admitted: bool = True


@dataclass(frozen=True, slots=True)
class Asking:
    """A question put to a room after its first: why, and whether talk came back (None: not known yet).

    `own` is the text if it is one of the community's own questions.
    """

    nth: int
    question: str
    own: str
    why: str
    at: datetime
    worked: bool | None = None


@dataclass(frozen=True, slots=True)
class Room:
    """A breakout room: wanted from the start, there once it has a channel, `lost` if somebody deleted that.

    `question` is the first one. `status` is the question that its status line shows.
    """

    number: int
    name: str
    question: str
    channel_id: int | None = None
    tried_at: datetime | None = None
    status: str | None = None
    lost: bool = False
    askings: tuple[Asking, ...] = ()
    peace_until: datetime | None = None
    listened: bool = False
    """An ear has been in it, and the room was told so."""
    calls: int = 0
    called_at: datetime | None = None
    """How often, and when last, the host was called."""


class Delivery(StrEnum):
    """How far a post has come. Saved as tried before it is sent, so that it is never sent twice."""

    TRIED = "tried"
    SENT = "sent"
    DROPPED = "dropped"


@dataclass(frozen=True, slots=True)
class Post:
    """Something the bot says at most once, and the digest of the text that it shows now."""

    key: str
    channel_id: int
    tried_at: datetime
    delivery: Delivery = Delivery.TRIED
    message_id: int | None = None
    shown: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mixer:
    """One evening in one server. All instants are UTC; ids are Discord's snowflakes."""

    id: str
    guild_id: int
    host_id: int
    home_id: int
    """The text channel it was started from: announcement and goodbye."""
    lobby_id: int
    """The voice channel people gather in and come back to."""
    title: str
    common_ground: str
    language: str
    room_size: int
    length: timedelta
    created_at: datetime
    opens_at: datetime
    closes_at: datetime
    phase: Phase
    ending: Ending | None = None
    ended_at: datetime | None = None
    category_name: str = PLAIN_NAME
    category_id: int | None = None
    category_tried_at: datetime | None = None
    rooms: tuple[Room, ...] = ()
    guests: tuple[Guest, ...] = ()
    posts: Mapping[str, Post] = field(default_factory=dict[str, Post])
    missing: frozenset[str] = frozenset()
    """Permissions whose lack has hindered it; the host is told of each once."""
    version: int = 0
    """Grows by one with every save; a save from an older one is refused."""

    @property
    def finished(self) -> bool:
        """Nothing is left to be done for it."""
        return self.phase in FINISHED

    @property
    def extended(self) -> bool:
        """Somebody has given it more time than it began with."""
        return self.closes_at - self.opens_at > self.length

    @property
    def last_call(self) -> datetime:
        """Until when late people are given a seat: ten minutes before the end, less for a short mixer."""
        return self.closes_at - min(timedelta(minutes=10), (self.closes_at - self.opens_at) / 6)

    @property
    def patience_ends(self) -> datetime:
        """When closing stops waiting for people to leave."""
        return (self.ended_at or self.closes_at) + PATIENCE

    def room(self, number: int) -> Room | None:
        """The room of that number."""
        return next((room for room in self.rooms if room.number == number), None)

    def guest(self, user_id: int) -> Guest | None:
        """The guest with that user id."""
        return next((guest for guest in self.guests if guest.user_id == user_id), None)

    @property
    def standing(self) -> tuple[Room, ...]:
        """The rooms that nobody has deleted."""
        return tuple(room for room in self.rooms if not room.lost)

    @property
    def channel_ids(self) -> frozenset[int]:
        """Every channel recorded as this mixer's own."""
        rooms = (room.channel_id for room in self.rooms if not room.lost)
        return frozenset(id for id in (self.category_id, *rooms) if id is not None)

    def with_room(self, number: int, **changes: object) -> Mixer:
        """The same mixer with one room changed."""
        return replace(self, rooms=tuple(replace(r, **changes) if r.number == number else r for r in self.rooms))

    def with_guest(self, guest: Guest) -> Mixer:
        """The same mixer with this guest in place of an earlier entry of theirs."""
        return replace(self, guests=(*(g for g in self.guests if g.user_id != guest.user_id), guest))

    def with_post(self, post: Post) -> Mixer:
        """The same mixer with this post recorded."""
        return replace(self, posts={**self.posts, post.key: post})

    def enter(self, trigger: str, **changes: object) -> Mixer:
        """The mixer after a transition; unchanged where the table knows none, so that late events do no harm."""
        phase = TRANSITIONS.get((self.phase, trigger))
        if phase is Phase.CLOSED and self.ending is Ending.CANCELLED:
            phase = Phase.CANCELLED
        return self if phase is None else replace(self, phase=phase, **changes)


def catch_up(mixer: Mixer, now: datetime) -> Mixer:
    """The mixer after every deadline that has passed. One that never opened in its hour opens nothing any more."""
    if mixer.phase in {Phase.SCHEDULED, Phase.GATHERING} and now >= mixer.closes_at:
        return mixer.enter("cancel", ending=Ending.SLEPT, ended_at=now)
    if mixer.phase is Phase.SCHEDULED and now >= mixer.opens_at - GATHERING:
        return mixer.enter("gather")
    if mixer.phase is Phase.OPEN and now >= mixer.closes_at:
        opened = any(room.tried_at for room in mixer.rooms)
        return mixer.enter("close", ending=Ending.TIME if opened else Ending.SLEPT, ended_at=now)
    return mixer
