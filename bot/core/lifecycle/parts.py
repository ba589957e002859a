"""What a mixer is made of: who signed up, who sits where, rooms with what was asked in them, and posts."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from bot.core.lifecycle.wanted_post import PostKey
from bot.core.questions.deck import GUEST


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
    standing: bool = False
    """They have it because they always come, and have not said anything about this evening by themselves."""


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
    interested: int = 0
    """How many have pressed Interested there, as far as Discord has told."""


@dataclass(frozen=True, slots=True)
class Notice:
    """What all rooms are told because of a host: their words, or that there is more time, and until when."""

    at: datetime
    text: str = ""
    end: datetime | None = None
    """The new end of an hour that was given more time; None for words."""
    by: int = 0
    """Which host's words they are, 0 for one who is not to be known any more."""


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
    """Their answer in the secret vote of their room, blinded; empty as soon as it is counted, or they sit elsewhere."""
    brought_from: int = 0
    """The room that they sat in when they were given this seat, and are brought from while `waiting`; 0 for none."""

    def moved(self, room: int) -> Guest:
        """The same guest with a seat in another room, not there yet."""
        if room == self.room:
            return self
        doors = {*self.admitted_to, self.room} if self.admitted else set(self.admitted_to)
        seat = replace(self, room=room, waiting=True, ballot="", admitted=room in doors)
        source = self.brought_from if self.waiting else self.room
        return replace(seat, admitted_to=tuple(sorted(doors - {room})), brought_from=source)


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
class FirstQuestions:
    """The questions that a room begins its rounds with: the one of this round, and those of the rounds to come."""

    now: str
    later: tuple[str, ...] = ()
    """The next one first."""

    def turned(self) -> FirstQuestions:
        """Those from the next round on; where none was chosen for it, the old one stays."""
        now, *later = self.later or (self.now,)
        return FirstQuestions(now, tuple(later))


@dataclass(frozen=True, slots=True)
class HostCall:
    """The latest call for the host from a room: which one it is (`nth`, 0 before the first) and when it was made."""

    nth: int = 0
    at: datetime | None = None
    chain: tuple[int, ...] = ()
    """Who is asked in turn."""
    answered: bool = False
    """One of them comes, or is there."""


@dataclass(frozen=True, slots=True)
class Smallness:
    """That too few are left in a room: `count` is 1 or 2, or 0 while it has enough people."""

    count: int = 0
    since: datetime | None = None
    nth: int = 0
    """How often it has come to that."""
    stays: bool = False
    """The room stays as it is: the two like it so, or nobody can be brought together with them."""
    moves: tuple[tuple[int, int], ...] = ()
    """Who is about to be brought into which room, so that nobody here is left alone."""
    at: datetime | None = None
    """When they are brought there."""

    def over(self) -> Smallness:
        """Enough people again: nothing is left but how often it has come to that."""
        return Smallness(nth=self.nth)


@dataclass(frozen=True, slots=True)
class RoomEnd:
    """How a room comes to its end: the question of its last minutes, the secret vote, and the close."""

    question: str = ""
    counted: bool = False
    """Its secret vote has been counted."""
    stays: bool = False
    """The vote was a yes of everybody."""
    over_at: datetime | None = None
    """When it closed while others stayed on."""
    released: bool = False
    """Its talk has paused, so that its people can be brought back."""


@dataclass(frozen=True, slots=True)
class Room:
    """A breakout room: wanted from the start, there once it has a channel, `lost` if somebody deleted that.

    `status` is the question that its status line shows.
    """

    number: int
    name: str
    questions: FirstQuestions
    channel_id: int | None = None
    tried_at: datetime | None = None
    status: str | None = None
    lost: bool = False
    askings: tuple[Asking, ...] = ()
    peace_until: datetime | None = None
    listened: bool = False
    """An ear has been in it, and the room was told so."""
    call: HostCall = HostCall()
    let_in: tuple[int, ...] = ()
    """Hosts, and those who were called, whom its overwrites let in."""
    smallness: Smallness = Smallness()
    end: RoomEnd = RoomEnd()

    def without_guests_words(self) -> Room:
        """The same room with nothing left of the words of questions that guests brought."""
        askings = (replace(one, own="") if one.question.startswith(GUEST) else one for one in self.askings)
        return replace(self, askings=tuple(askings))


@dataclass(frozen=True, slots=True)
class Report:
    """Somebody in a room has told the hosts `to`, and nobody else, that something is wrong with a guest there."""

    user_id: int
    """The guest whom it is about; who told is kept nowhere."""
    room: int
    at: datetime
    to: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Assembly:
    """Everybody is together in the lobby, and goes back to their rooms by `until` (UTC) at the latest."""

    since: datetime
    until: datetime
    stopped: bool
    """The clock of the hour stands still meanwhile."""


class Delivery(StrEnum):
    """How far a post has come. Saved as tried before it is sent, so that it is never sent twice."""

    TRIED = "tried"
    SENT = "sent"
    DROPPED = "dropped"


@dataclass(frozen=True, slots=True)
class Post:
    """Something the bot says at most once, and the digest of the text that it shows now."""

    key: PostKey
    channel_id: int
    tried_at: datetime
    delivery: Delivery = Delivery.TRIED
    message_id: int | None = None
    shown: str = ""
