"""What Discord shows of one server, as far as mixers care, and what it tells about a mixer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.core.lifecycle.mixer import Mixer
from bot.core.lifecycle.parts import Guest, Room
from bot.core.lifecycle.scheduled_event import ShownEvent

ON_THE_WAY = timedelta(minutes=3)
"""How long a seat is kept for somebody who asked for it and has not come yet."""


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
    lights: Mapping[int, str] = field(default_factory=dict[int, str])
    """How the rooms that an ear hears sound from outside, by channel."""
    ears: bool = False
    """An ear may come into rooms here: there are some, and the server wants them."""
    events: Mapping[int, ShownEvent] = field(default_factory=dict[int, ShownEvent])
    """The server's Scheduled Events that are planned, under way, or have just been cancelled."""

    def inside(self, channel_id: int | None) -> tuple[int, ...]:
        """The user ids in a voice channel."""
        return tuple(user for user, channel in self.people.items() if channel == channel_id)

    def crowd(self, mixer: Mixer, now: datetime) -> dict[int, int]:
        """How many people each standing room holds or is about to."""

        coming = [guest.room for guest in mixer.guests if self.comes(mixer, guest, now)]
        return {room.number: len(self.inside(room.channel_id)) + coming.count(room.number) for room in mixer.standing}

    def comes(self, mixer: Mixer, guest: Guest, now: datetime) -> bool:
        """Whether a guest is on the way to their room: about to be moved there, or asked for the seat just now."""
        asked = guest.asked_at is not None and now - guest.asked_at < ON_THE_WAY
        return self.moves(mixer, guest) or (guest.waiting and asked)

    def moves(self, mixer: Mixer, guest: Guest) -> bool:
        """Whether a guest is about to be moved to their room."""
        place = self.people.get(guest.user_id)
        return guest.waiting and place in {mixer.lobby_id, *(room.channel_id for room in mixer.standing)} - {None}

    def present(self, mixer: Mixer, now: datetime) -> dict[int, list[int]]:
        """The guests who are in each standing room or on their way there, by the room's number."""
        here = {room.number: list(self.guests_inside(mixer, room)) for room in mixer.standing}
        for guest in mixer.guests:
            if guest.room in here and guest.user_id not in here[guest.room] and self.comes(mixer, guest, now):
                here[guest.room].append(guest.user_id)
        return here

    def guests_inside(self, mixer: Mixer, room: Room) -> tuple[int, ...]:
        """The guests of this room who are in it."""
        inside = frozenset(self.inside(room.channel_id)) if room.channel_id else frozenset[int]()
        return tuple(g.user_id for g in mixer.guests if g.room == room.number and g.user_id in inside)
