"""The end of the hour: a secret vote to stay, and a close that waits for a pause in the talk."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from bot.core.lifecycle.mixer import LONGEST_CLOSING, Mixer
from bot.core.lifecycle.parts import Room
from bot.core.lifecycle.phase import Ending, Phase, Trigger
from bot.core.seating import FEWEST_PEOPLE
from bot.core.text import Refusal

BALLOT = timedelta(minutes=3)
"""How long before the end the vote opens."""
COUNT = timedelta(minutes=1)
"""How long before the end the vote is counted."""
EXTRA_TIME = timedelta(minutes=10)
"""What a unanimous yes gives."""
WAIT_UNHEARD = timedelta(seconds=30)
"""How long the close waits in a room without an ear."""
LONGEST_NOTICE = 300
"""Characters of what a host tells all rooms."""
PAUSE_IN_TALK = timedelta(seconds=1.5)
"""The silence after which the talk of a room has paused. Chosen: longer than the pauses between turns of one talk."""


def ballot(mixer: Mixer) -> tuple[datetime, datetime] | None:
    """When the vote opens and is counted; None where there is none: in a short mixer, or if it has been."""
    if mixer.stayed or mixer.closes_at - mixer.opens_at <= 2 * BALLOT:
        return None
    return mixer.closes_at - BALLOT, mixer.closes_at - COUNT


def voting(mixer: Mixer, room: Room, now: datetime) -> bool:
    """Whether the people of a room can vote now."""
    open_from_until = ballot(mixer)
    standing = mixer.phase is Phase.OPEN and room in mixer.standing and not room.end.counted
    return standing and open_from_until is not None and open_from_until[0] <= now < open_from_until[1]


def tells(mixer: Mixer, room: Room) -> bool:
    """Whether the outcome tells people what the others said: of two, each knows whose yes was missing."""
    return (
        0 < room.smallness.count <= FEWEST_PEOPLE or sum(g.room == room.number for g in mixer.guests) <= FEWEST_PEOPLE
    )


def to_count(mixer: Mixer, now: datetime) -> list[Room]:
    """The rooms whose votes are due to be counted."""
    open_from_until = ballot(mixer)
    if mixer.phase is not Phase.OPEN or open_from_until is None or not open_from_until[1] <= now < mixer.closes_at:
        return []
    return [room for room in mixer.standing if not room.end.counted]


def unanimous(present: Collection[int], yes: Collection[int]) -> bool:
    """Whether everybody who is there said yes; no answer is a no, and one person alone is no room."""
    return len(present) >= FEWEST_PEOPLE and set(present) <= set(yes)


def voted(mixer: Mixer, user_id: int, blinded: str, key: str, now: datetime) -> Mixer:
    """The mixer with somebody's vote, in place of an earlier one. Raises Refusal if they have none to give now."""
    guest = mixer.guest(user_id)
    room = mixer.room(guest.room) if guest else None
    if guest is None or room is None or not voting(mixer, room, now):
        raise Refusal("ballot.over")
    guests = tuple(replace(g, ballot=blinded) if g is guest else g for g in mixer.guests)
    return replace(mixer, vote_key=key, guests=guests)


def counted(mixer: Mixer, stays: Collection[int], numbers: Collection[int]) -> Mixer:
    """The mixer when the votes of these rooms have been counted; nothing of any is left but which rooms stay."""
    rooms = (
        _ended(r, counted=True, stays=r.number in stays) if r.number in numbers and not r.end.counted else r
        for r in mixer.rooms
    )
    return replace(mixer.without_ballots(), rooms=tuple(rooms))


def landed(mixer: Mixer, now: datetime) -> Mixer:
    """The mixer at its end: over, or going on for those rooms that voted to stay."""
    staying = {room.number for room in mixer.standing if room.end.stays}
    if not staying or mixer.stayed:
        hindered = Ending.UNOPENED if mixer.missing_permissions else Ending.SLEPT
        return mixer.enter(Trigger.CLOSE, ending=Ending.TIME if mixer.opened else hindered, ended_at=now)
    over = (r if r.number in staying or r.lost else _ended(r, over_at=now) for r in mixer.rooms)
    guests = tuple(guest for guest in mixer.guests if guest.room in staying)
    return replace(mixer, stayed=True, closes_at=mixer.closes_at + EXTRA_TIME, rooms=tuple(over), guests=guests)


def released(mixer: Mixer, number: int) -> Mixer:
    """The mixer when the talk of a room whose time is over has paused."""
    return replace(mixer, rooms=tuple(_ended(r, released=True) if r.number == number else r for r in mixer.rooms))


def _ended(room: Room, **changes: object) -> Room:
    return replace(room, end=replace(room.end, **changes))


def ends_at(mixer: Mixer, room: Room, end: datetime | None = None) -> datetime:
    """When a room will close, as far as is known: one that has voted to stay does so later than the hour.

    The hour ends at `end`, now and by default at the mixer's own.
    """
    return (end or mixer.closes_at) + (EXTRA_TIME if room.end.stays and not mixer.stayed else timedelta(0))


def closed_at(mixer: Mixer, room: Room) -> datetime | None:
    """When a room's time was over, None if it is not."""
    return room.end.over_at or (mixer.ended_at if mixer.phase is Phase.CLOSING else None)


def held(mixer: Mixer, room: Room, now: datetime) -> bool:
    """Whether people are still let finish their sentence: until a pause in the talk, and a minute at most.

    Where a host ended it, or something went wrong, nobody waits.
    """
    at = closed_at(mixer, room)
    waits = room.end.over_at is not None or mixer.ending is Ending.TIME
    return at is not None and waits and not room.end.released and now < at + LONGEST_CLOSING


def deadlines(mixer: Mixer) -> Iterator[datetime]:
    """When time alone changes something of the landing."""
    if mixer.phase is Phase.OPEN and (open_from_until := ballot(mixer)):
        yield open_from_until[1]
    yield from (at + LONGEST_CLOSING for room in mixer.leaving if (at := closed_at(mixer, room)) is not None)
