"""What Discord shows of one server, as far as mixers care, and what it tells about a mixer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.core.lifecycle.mixer import Mixer
from bot.core.lifecycle.parts import Guest, Room
from bot.core.lifecycle.scheduled_event import ShownEvent

ON_THE_WAY = timedelta(minutes=3)
"""How long a seat is kept for somebody who asked for it and has not come yet."""
SITS_DOWN = timedelta(seconds=6)
"""How long somebody has to be in a room before their seat is there: longer than a wrong tap, or than Discord's events
are late (chosen)."""


@dataclass(frozen=True, slots=True)
class Channel:
    """A channel of the server. `marked` if it carries the bot's own overwrite, as those it creates do.

    `own` if its overwrites are just those of a room or category as the bot makes them.
    `blank` if certainly nothing was ever written in it. `admits` is who has an overwrite that lets them in, None where
    that is not looked at: in whatever is no room of the bot's. `bare` if it has lost its status line since it was set.
    """

    id: int
    name: str
    is_category: bool
    parent_id: int | None
    created_at: datetime
    marked: bool
    blank: bool = False
    admits: frozenset[int] | None = None
    bare: bool = False
    own: bool = False


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One server at one moment: its channels, and where its people (no bots) are in voice."""

    channels: Mapping[int, Channel]
    people: Mapping[int, int]
    muted: frozenset[int] = frozenset()
    """Those of them who cannot be heard, muted by themselves or others."""
    roles: Mapping[int, frozenset[int]] = field(default_factory=dict[int, frozenset[int]])
    """The roles of those who are in voice."""
    staff: frozenset[int] = frozenset()
    """Those of them who may move others everywhere: where such a person looks in, they are no guest for that."""
    known_roles: frozenset[int] | None = None
    """Every role of the server, None where that was not looked at."""
    owner_id: int = 0
    """Whose server it is, who can do everything there; 0 where that was not looked at."""
    since: Mapping[int, datetime] = field(default_factory=dict[int, datetime])
    """Since when those in voice have been where they are, with the seat that they have; as far as it was watched."""
    lights: Mapping[int, str] = field(default_factory=dict[int, str])
    """How the rooms that an ear hears sound from outside, by channel."""
    silenced: frozenset[int] = frozenset()
    """Those in voice whom somebody has muted in the whole server: a moderator, or we."""
    ears: bool = False
    """An ear may come into rooms here: there are some, and the server wants them."""
    board_id: int | None = None
    """Where the server wants hosts' boards, None for where their evenings are."""
    board_lost: bool = False
    """They cannot stand there: the channel is gone, or the bot may not see it or write in it."""
    events: Mapping[int, ShownEvent] = field(default_factory=dict[int, ShownEvent])
    """The server's Scheduled Events that are planned, under way, or have just been cancelled."""

    def inside(self, channel_id: int | None) -> tuple[int, ...]:
        """The user ids in a voice channel."""
        return tuple(user for user, channel in self.people.items() if channel == channel_id)

    def room_of(self, mixer: Mixer, user_id: int) -> int:
        """The number of the standing room that somebody is in, 0 for none."""
        place = self.people.get(user_id)
        return next((room.number for room in mixer.standing if place is not None and room.channel_id == place), 0)

    def crowd(self, mixer: Mixer, now: datetime) -> dict[int, int]:
        """How many people each standing room holds or is about to."""
        coming = [guest.room for guest in mixer.guests if self.comes(mixer, guest, now)]
        return {room.number: len(self.inside(room.channel_id)) + coming.count(room.number) for room in mixer.standing}

    def comes(self, mixer: Mixer, guest: Guest, now: datetime) -> bool:
        """Whether a guest is on the way to their room: about to be moved there, or asked for the seat just now."""
        if mixer.assembly is not None:
            return False
        asked = guest.asked_at is not None and now - guest.asked_at < ON_THE_WAY
        elsewhere = self.room_of(mixer, guest.user_id) not in {0, guest.room}
        return self.moves(mixer, guest) or (guest.waiting and asked and not elsewhere)

    def moves(self, mixer: Mixer, guest: Guest) -> bool:
        """Whether a guest is about to be moved to their room: from the lobby, or from where they sat before.

        Whoever is in another room of ours was moved there by hand, or went by themselves, and is left there.
        """
        if mixer.assembly is not None:
            return False
        place = self.people.get(guest.user_id)
        number = next((room.number for room in mixer.rooms if place and room.channel_id == place), 0)
        there = number != 0 and number == guest.brought_from != guest.room
        return guest.waiting and place is not None and (place == mixer.lobby_id or there)

    def present(self, mixer: Mixer, now: datetime) -> dict[int, list[int]]:
        """The guests who are in each standing room or on their way there, by the room's number."""
        here = {room.number: list(self.guests_inside(mixer, room)) for room in mixer.standing}
        inside = {user for users in here.values() for user in users}
        for guest in mixer.guests:
            if guest.room in here and guest.user_id not in inside and self.comes(mixer, guest, now):
                here[guest.room].append(guest.user_id)
        return here

    def guests_inside(self, mixer: Mixer, room: Room) -> tuple[int, ...]:
        """The guests in this room, wherever their seat is, but for those who are about to be moved out of it."""
        inside = frozenset(self.inside(room.channel_id)) if room.channel_id else frozenset[int]()
        guests = (guest for guest in mixer.guests if guest.user_id in inside)
        return tuple(g.user_id for g in guests if g.room == room.number or not self.moves(mixer, g))

    def visited(self, mixer: Mixer, room: Room) -> bool:
        """Whether somebody is in this room who is no guest: a host, or a helper, keeps people company."""
        guests = {*mixer.shut_out, *mixer.uninvited, *(guest.user_id for guest in mixer.guests)}
        return room.channel_id is not None and not guests.issuperset(self.inside(room.channel_id))

    def strangers(self, mixer: Mixer) -> Iterator[tuple[int, int]]:
        """Who sits in a room without being a guest, and in which: brought by hand, and neither a host nor a helper."""
        hosts = {mixer.host_id, *(user for room in mixer.rooms for user in (*room.let_in, *room.call.chain))}
        out = {*mixer.forgotten, *mixer.shut_out, *mixer.uninvited}
        known = {*hosts, *out, *self.staff, *(guest.user_id for guest in mixer.guests)}
        for user in self.people.keys() - known:
            if number := self.room_of(mixer, user):
                yield user, number

    def sitting_down(self, mixer: Mixer) -> Iterator[tuple[int, int, datetime]]:
        """Who is in another room than their seat, or is no guest: who, in which, and when their seat is there."""
        astray = [
            (guest.user_id, number)
            for guest in mixer.guests
            if guest.room
            and (number := self.room_of(mixer, guest.user_id)) not in {0, guest.room}
            and not self.moves(mixer, guest)
        ]
        for user, number in (*astray, *self.strangers(mixer)):
            if (since := self.since.get(user)) is not None:
                yield user, number, since + SITS_DOWN
