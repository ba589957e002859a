"""Everything that can happen to a mixer; `apply_event.py` has what each makes of it, `facts.py` what Discord shows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.core.lifecycle.facts import Finding, PostFact
from bot.core.lifecycle.guests_questions import Brings, LetShow
from bot.core.lifecycle.hand_events import ByHand
from bot.core.lifecycle.hour_events import Begins, CallingOff
from bot.core.lifecycle.parts import Guest, Room
from bot.core.lifecycle.talk_events import Asked, EarCame, HostCalled, HostComes, Hushed, Judged, TalkedOn
from bot.core.questions.deck import Brought
from bot.core.seating import Summary


@dataclass(frozen=True, slots=True)
class Opened:
    """The hour begins with these rooms and people, split so."""

    rooms: tuple[Room, ...]
    guests: tuple[Guest, ...]
    seating_summary: Summary | None = None
    brought: tuple[Brought, ...] = ()
    """The community's own questions that a room begins with."""


@dataclass(frozen=True, slots=True)
class Joined:
    """Somebody asks for a seat; `crowd` is how many people each standing room has or awaits.

    `seats` is where they and, if need be, others are needed most: (user, room number); empty for somebody who comes
    back to their own seat. A room that is not there yet is in `rooms`. `here` is the room that they are in, 0 for none.
    """

    user_id: int
    crowd: Mapping[int, int]
    seats: tuple[tuple[int, int], ...] = ()
    rooms: tuple[Room, ...] = ()
    about: str = ""
    answer: str = ""
    here: int = 0


@dataclass(frozen=True, slots=True)
class Extended:
    """A host gives everybody more time."""

    minutes: int


@dataclass(frozen=True, slots=True)
class Ended:
    """A host ends the mixer now."""


@dataclass(frozen=True, slots=True)
class Cancelled:
    """A host calls the mixer off, and with `series` every later evening of it too."""

    series: bool = False


@dataclass(frozen=True, slots=True)
class SignedUp:
    """Somebody wants to come."""

    user_id: int


@dataclass(frozen=True, slots=True)
class Withdrew:
    """Somebody cannot come after all, or is not to be known any more."""

    user_id: int


@dataclass(frozen=True, slots=True)
class Forgotten:
    """Nothing more is to be kept about somebody in this evening."""

    user_id: int


@dataclass(frozen=True, slots=True)
class ToBeReminded:
    """Whether somebody wants a direct message before the hour."""

    user_id: int
    remind: bool


@dataclass(frozen=True, slots=True)
class Edited:
    """A host changes what was announced: fields of the mixer with their new values, such as `opens_at`."""

    changes: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Naming:
    """Whether the server wants its invitations to say who comes; nobody is named who signed up before it did."""

    names: bool


@dataclass(frozen=True, slots=True)
class HandedOver:
    """Another member is the host from now on."""

    host_id: int


@dataclass(frozen=True, slots=True)
class Relocated:
    """A host lets people gather in another voice channel."""

    lobby_id: int


@dataclass(frozen=True, slots=True)
class Reposted:
    """A host lets the invitation be posted again, in this channel."""

    channel_id: int


@dataclass(frozen=True, slots=True)
class Broadcast:
    """A host tells all rooms something, or before the hour those who signed up."""

    text: str
    by: int = 0
    since: datetime | None = None
    """Whoever has told the same since then has done it; None to tell it again."""


@dataclass(frozen=True, slots=True)
class CalledOff:
    """Too few have come."""


@dataclass(frozen=True, slots=True)
class NextPlanned:
    """The next evening of the series has been planned for then, or there is none."""

    next_at: datetime | None


@dataclass(frozen=True, slots=True)
class Voted:
    """Somebody has voted on staying; only who knows the secret and `key`, the mixer's own, can read it."""

    user_id: int
    blinded: str
    key: str


@dataclass(frozen=True, slots=True)
class Counted:
    """The votes of these rooms have been counted; `stays` are those where everybody said yes."""

    numbers: tuple[int, ...]
    stays: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Released:
    """The talk of a room whose time is over has paused."""

    number: int


@dataclass(frozen=True, slots=True)
class Fewer:
    """The few who are left in a room: one, two, or 0 for enough or nobody."""

    number: int
    left: int


@dataclass(frozen=True, slots=True)
class Merging:
    """With whom the few of a room can be brought together: (user, room number); empty if with nobody."""

    number: int
    seats: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class SatDown:
    """Somebody has been for a while in another room than theirs, or is no guest yet: their seat is there from now on.

    What a newcomer says about themselves comes with it.
    """

    user_id: int
    number: int
    about: str = ""
    answer: str = ""


@dataclass(frozen=True, slots=True)
class StaysSmall:
    """The two in a room are happy so."""

    number: int


@dataclass(frozen=True, slots=True)
class RoundPlanned:
    """The coming round was looked at: who sits where in it and later. None if all are there as planned.

    `rooms` are those that are not there yet.
    """

    round: int
    next_rooms: Mapping[int, tuple[int, ...]] | None
    rooms: tuple[Room, ...] = ()


Wish = Opened | Joined | Extended | Ended | Cancelled
"""What a person asks for; it can be refused."""
Guestlist = SignedUp | Withdrew | Forgotten | ToBeReminded | Brings | LetShow
"""What changes who comes."""
Course = Edited | Begins | CallingOff | Naming | HandedOver | Relocated | Reposted | Broadcast | CalledOff | NextPlanned
"""What changes when and how an evening takes place."""
Seat = Fewer | Merging | SatDown | StaysSmall | RoundPlanned
"""What changes who sits where in mid-hour."""
Landing = Voted | Counted | Released
"""What happens at the end of the hour."""
Talk = Asked | TalkedOn | Judged | Hushed | EarCame | HostCalled | HostComes
"""What is about one room's talk; it comes to nothing where the room is no more."""
Event = Wish | Guestlist | Course | Seat | Landing | Talk | ByHand | PostFact | Finding
