"""What a mixer is made of: who signed up, who sits where, rooms with what was asked in them, and posts."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Signup:
    """A member who wants to come; `waiting` while every place is taken. The order of sign-ups is that of arrival."""

    user_id: int
    at: datetime
    waiting: bool = False
    remind: bool = False
    """They want to be reminded by a direct message."""
    moved_up: bool = False
    """They were waiting, and got a place that became free."""


@dataclass(frozen=True, slots=True)
class ScheduledEvent:
    """A Scheduled Event in Discord's own calendar: what both sides last agreed on, and how far it has come.

    `id` is None from when it was about to be made until it is known; `state` is Discord's word for its status.
    """

    id: int | None = None
    tried_at: datetime | None = None
    name: str = ""
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    state: str = "scheduled"


@dataclass(frozen=True, slots=True)
class Notice:
    """What all rooms are told because of a host: their words, or that there is more time, and until when."""

    at: datetime
    text: str = ""
    end: datetime | None = None
    """The new end of an hour that was given more time; None for words."""


@dataclass(frozen=True, slots=True)
class Guest:
    """A member with a seat; `waiting` until they have been seen in their room once.

    `room` is 0 for somebody who was gone when tables changed: they are given a seat when they come back.

    `asked_at` is when they last asked for it, None for those who were there from the start. `admitted` once the room's
    overwrites let them in: those of the start are in the request that creates it.
    """

    user_id: int
    room: int
    waiting: bool = True
    asked_at: datetime | None = None
    admitted: bool = True
    next_rooms: tuple[int, ...] = ()
    admitted_to: tuple[int, ...] = ()
    """Their rooms in the rounds to come, the next one first; and the other rooms whose overwrites let them in."""
    about: str = ""
    answer: str = ""
    """Their line about themselves and, if they allow it to be shown, their answer to what all have in common."""
    absent: bool = False
    """They signed up and were not in voice when the hour began."""
    ballot: str = ""
    """Their answer in the secret vote, blinded; empty as soon as it is counted."""

    def moved(self, room: int) -> Guest:
        """The same guest with a seat in another room, not there yet."""
        if room == self.room:
            return self
        doors = {*self.admitted_to, self.room} if self.admitted else set(self.admitted_to)
        admitted = room in doors
        return replace(self, room=room, waiting=True, admitted=admitted, admitted_to=tuple(sorted(doors - {room})))


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
    chain: tuple[int, ...] = ()
    answered: bool = False
    """How often, and when last, the host was called; who is asked in turn, and whether one of them comes."""
    let_in: tuple[int, ...] = ()
    """Hosts, and those who were called, whom its overwrites let in."""
    closing: str = ""
    """The question of its last minutes."""
    counted: bool = False
    stays: bool = False
    """Whether its secret vote has been counted, and was a yes of everybody."""
    over_at: datetime | None = None
    """When it closed while others stayed on."""
    released: bool = False
    """Its talk has paused, so that its people can be brought back."""
    later: tuple[str, ...] = ()
    """The first questions of the rounds to come, the next one first."""
    few: int = 0
    few_since: datetime | None = None
    fews: int = 0
    """One or two if so many are left of more, 0 otherwise; since when; and how often it has come to that."""
    content: bool = False
    """It stays as it is: the two like it so, or nobody can be brought together with them."""
    merge: tuple[tuple[int, int], ...] = ()
    merge_at: datetime | None = None
    """Who is about to be brought into which room, so that nobody here is left alone, and when."""


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
