"""Several rounds within one hour: when tables change, and what a change makes of a mixer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import replace
from datetime import datetime, timedelta

from bot.core.lifecycle.mixer import Mixer
from bot.core.lifecycle.parts import Guest, Room
from bot.core.seating import room_most_in_need

MOST_ROUNDS = 4
"""Rounds within one hour."""
SHORTEST_ROUND = timedelta(minutes=3)
"""The shortest that a round can be."""
WARNING = timedelta(minutes=1)
"""How long before a change it is announced, and it is looked at who is really there."""


def length(mixer: Mixer) -> timedelta:
    """How long a round is; time that is given later goes to the last."""
    return mixer.length / mixer.rounds


def change_at(mixer: Mixer) -> datetime | None:
    """When the present round ends and tables change, None in the last."""
    return mixer.opens_at + length(mixer) * mixer.round if mixer.round < mixer.rounds else None


def warning_of(mixer: Mixer) -> timedelta:
    """How long before a change it is announced: half a minute where rounds are short."""
    return WARNING if length(mixer) >= 5 * WARNING else WARNING / 2


def to_plan(mixer: Mixer, now: datetime, people: Collection[int]) -> bool:
    """Whether it is time to see who is really there for the coming round; again whenever somebody comes or goes."""
    change = change_at(mixer)
    if change is None or now < change - warning_of(mixer):
        return False
    return mixer.round_planned <= mixer.round or not as_planned(mixer, people)


def as_planned(mixer: Mixer, people: Collection[int]) -> bool:
    """Whether just these people have a seat in the coming round, each in a room that stands."""
    next_rooms = {guest.user_id: guest.next_rooms[0] for guest in mixer.guests if guest.next_rooms}
    return next_rooms.keys() == set(people) and {room.number for room in mixer.standing}.issuperset(next_rooms.values())


def turned(mixer: Mixer, now: datetime) -> Mixer:
    """The mixer in the round that it is time for."""
    while (change := change_at(mixer)) is not None and now >= change:
        mixer = replace(
            mixer,
            round=mixer.round + 1,
            round_at=now,
            rooms=tuple(_fresh(room) for room in mixer.rooms),
            guests=tuple(_turned(mixer, guest) for guest in mixer.guests),
        )
    return mixer


def _fresh(room: Room) -> Room:
    return replace(room, questions=room.questions.turned(), smallness=room.smallness.over())


def _turned(mixer: Mixer, guest: Guest) -> Guest:
    """Who was gone when it was looked has no seat until they come back; where a room was deleted, another takes them.

    Where nobody looked, because the bot was not there, everybody goes where they were to go at first.
    """
    if not guest.next_rooms and (mixer.round_planned > mixer.round or not guest.room):
        return replace(guest.moved(0), waiting=guest.waiting)
    number, *next_rooms = guest.next_rooms or (guest.room,)
    room = mixer.room(number)
    if room is None or room.lost:
        coming = Counter(g.next_rooms[0] if g.next_rooms else g.room for g in mixer.guests)
        number = room_most_in_need({room.number: coming[room.number] for room in mixer.standing}) or number
    return replace(guest.moved(number), next_rooms=tuple(next_rooms))
