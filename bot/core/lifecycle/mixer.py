"""What a mixer is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from bot.core.lifecycle.parts import Assembly, Guest, Notice, Post, Report, Room, ScheduledEvent, Signup
from bot.core.lifecycle.phase import FINISHED, TRANSITIONS, Ending, Phase, Trigger
from bot.core.lifecycle.wanted_post import PostKey
from bot.core.questions.deck import Brought
from bot.core.questions.ground import GroundKind, guess
from bot.core.seating import Summary
from bot.core.times.recurrence import Repeat

SHORTEST_MIXER = timedelta(minutes=3)
"""The shortest hour that can be asked for."""
LONGEST_MIXER = timedelta(minutes=90)
"""The longest hour that can be asked for; more can be added to it while it lasts."""
LONGEST_TITLE = 80
"""Characters of a mixer's title, which is also its category's name; Discord takes 100."""
GATHERING = timedelta(minutes=10)
"""How long before the hour people gather in the lobby."""
LONGEST_CLOSING = timedelta(minutes=1)
"""The longest that closing waits for people to leave their rooms."""
RESEND = timedelta(seconds=60)
"""How long a lost post is sent again: Discord knows a nonce for a few minutes and answers with the message there."""
PLAIN_NAME = "Engawa"
"""A category's name where a server's word filter refuses the mixer's title."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mixer:
    """One evening in one server. All instants are UTC; ids are Discord's snowflakes."""

    id: str
    guild_id: int
    host_id: int
    channel_id: int
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
    posts: Mapping[PostKey, Post] = field(default_factory=dict[PostKey, Post])
    for_roles: tuple[int, ...] = ()
    """Who may come: those with one of these roles, everybody if there are none."""
    capacity: int | None = None
    description: str = ""
    picture: str = ""
    """What its host says of it in the invitation, and the address of a picture that stands there."""
    calls_roles: bool = False
    """Whether those whom it is for are pinged when it is announced."""
    signups: tuple[Signup, ...] = ()
    announce_at: datetime | None = None
    """When the invitation is posted; None for a mixer that was started at once and has none."""
    name_guests: bool = False
    """Whether the invitation says who comes."""
    moved_at: datetime | None = None
    """When people who had signed up are told, or were, that its hour was moved, the last time that it was."""
    time_zone: str = "UTC"
    repeat: Repeat = Repeat.ONCE
    series_at: datetime | None = None
    slot_at: datetime | None = None
    """When its series first met, and the place in the series that this evening has, wherever it was moved to."""
    last_slot_at: datetime | None = None
    """The last place of its series, None for one without an end."""
    usual: Mapping[str, object] = field(default_factory=dict[str, object])
    """What the series goes on with, by the names of these fields, where this evening alone is different."""
    next_planned: bool = False
    next_at: datetime | None = None
    """Whether the next evening of the series has been planned, and when it is."""
    event: ScheduledEvent | None = None
    """Its Scheduled Event in Discord's own calendar, as both sides last agreed on it."""
    rounds: int = 1
    round: int = 1
    round_at: datetime | None = None
    """Which of how many it is, and when it began, None for the first."""
    round_planned: int = 1
    """The last round for which it was looked at who is really there."""
    seating_summary: Summary | None = None
    notices: tuple[Notice, ...] = ()
    stayed: bool = False
    """Some of its rooms have voted for more time, which can be once."""
    missing_permissions: frozenset[str] = frozenset()
    """Permissions whose lack has hindered it; the host is told of each once."""
    broken: frozenset[str] = frozenset()
    """What it needs and has not (`facts.py` names them); its hosts are told of each once."""
    stand_ins: tuple[int, ...] = ()
    """Who is asked in its host's place, who has left the server; nobody while the host is there."""
    handed_over: int = 0
    """How often it has been handed over; each new host is told."""
    call_off_at: datetime | None = None
    """When it is called off, if nobody takes that back before."""
    call_off_series: bool = False
    """Whether all that would follow it are called off with it."""
    vote_key: str = ""
    """With what its secret vote is blinded besides the bot's own secret; thrown away when it is counted."""
    forgotten: tuple[int, ...] = ()
    """Who does not want to be known any more, until it is over: nobody writes down anew what was deleted."""
    ground_kind: GroundKind | None = None
    """What kind of thing people have in common, where the host has said so."""
    brought: tuple[Brought, ...] = ()
    """Questions that came with this evening: the host's, and those that guests would like to ask."""
    shut_out: tuple[int, ...] = ()
    """Who was taken out of this evening, and cannot come back to it."""
    uninvited: tuple[int, ...] = ()
    """Who was a guest and has left the server, or lost the role for it, in the hour; until they ask for a seat anew."""
    reports: tuple[Report, ...] = ()
    """What guests have told the hosts quietly."""
    beside: tuple[tuple[int, int], ...] = ()
    apart: tuple[tuple[int, int], ...] = ()
    friends: tuple[tuple[int, int], ...] = ()
    """Pairs that hosts have sit together, pairs that they have not, and who signed up and named which friend."""
    assembly: Assembly | None = None
    """That everybody is together in the lobby just now."""
    version: int = 0
    """Grows by one with every save; a save from an older one is refused."""

    @property
    def finished(self) -> bool:
        """Nothing is left to be done for it."""
        return self.phase in FINISHED

    @property
    def heads(self) -> tuple[int, ...]:
        """Who is told what only a host can mend."""
        return self.stand_ins or (self.host_id,)

    @property
    def opened(self) -> bool:
        """Whether one of its rooms was ever there, so that people could sit in it."""
        return any(room.channel_id is not None for room in self.rooms)

    @property
    def ground(self) -> GroundKind | None:
        """What kind of thing people have in common: as the host has said, or as it reads; None for nothing."""
        return (self.ground_kind or guess(self.common_ground)) if self.common_ground else None

    def own_words(self, question: str) -> str:
        """The text of a question that came with this evening; empty for one of the deck."""
        return next((one.text for one in self.brought if one.id == question), "")

    @property
    def last_call(self) -> datetime:
        """Until when late people are given a seat: ten minutes before the end, less for a short mixer.

        Those who have voted to stay stay among themselves.
        """
        before = timedelta(minutes=10)
        return self.closes_at - (before if self.stayed else min(before, (self.closes_at - self.opens_at) / 6))

    @property
    def patience_ends(self) -> datetime:
        """When closing stops waiting for people to leave."""
        return (self.ended_at or self.closes_at) + LONGEST_CLOSING

    @property
    def coming(self) -> tuple[Signup, ...]:
        """Those who signed up and have a place."""
        return tuple(signup for signup in self.signups if not signup.waiting)

    def signup(self, user_id: int) -> Signup | None:
        """The sign-up with that user id."""
        return next((signup for signup in self.signups if signup.user_id == user_id), None)

    def room(self, number: int) -> Room | None:
        """The room of that number."""
        return next((room for room in self.rooms if room.number == number), None)

    def guest(self, user_id: int) -> Guest | None:
        """The guest with that user id."""
        return next((guest for guest in self.guests if guest.user_id == user_id), None)

    @property
    def standing(self) -> tuple[Room, ...]:
        """The rooms that nobody has deleted and that are not over."""
        return tuple(room for room in self.rooms if not room.lost and room.end.over_at is None)

    @property
    def leaving(self) -> tuple[Room, ...]:
        """The rooms that are there and whose time is over."""
        closing = self.phase is Phase.CLOSING
        return tuple(room for room in self.rooms if not room.lost and (closing or room.end.over_at is not None))

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

    def moved_to(self, opens_at: datetime, now: datetime, **changes: object) -> Mixer:
        """The same mixer at another hour; those who signed up are told, and it is announced as long ahead as before."""
        if opens_at == self.opens_at:
            return replace(self, **changes)
        length = changes.get("length", self.length)
        assert isinstance(length, timedelta)
        moved_at, announce_at = now if self.signups else self.moved_at, self.announce_at
        if announce_at is not None and announce_at > now:
            announce_at = max(now, announce_at + (opens_at - self.opens_at))
        told: dict[str, object] = {"moved_at": moved_at, "announce_at": announce_at}
        return replace(self, **{**told, **changes, "opens_at": opens_at, "closes_at": opens_at + length})

    def enter(self, trigger: Trigger, **changes: object) -> Mixer:
        """The mixer after a transition; unchanged where the table knows none, so that late events do no harm.

        Raises ValueError for what is no trigger at all.
        """
        phase = TRANSITIONS.get((self.phase, Trigger(trigger)))
        if phase is Phase.CLOSED and self.ending is Ending.CANCELLED:
            phase = Phase.CANCELLED
        if phase is None:
            return self
        kept = self.without_ballots().without_guests_words() if phase is Phase.CLOSING else self
        return replace(kept, phase=phase, **changes)

    def without_guests_words(self) -> Mixer:
        """The same mixer with nothing left of the questions that guests brought."""
        rooms = tuple(room.without_guests_words() for room in self.rooms)
        return replace(self, brought=tuple(one for one in self.brought if not one.by), rooms=rooms)

    def without_ballots(self) -> Mixer:
        """The same mixer with nothing left of anybody's secret vote, nor of what it was blinded with."""
        return replace(self, vote_key="", guests=tuple(replace(guest, ballot="") for guest in self.guests))
