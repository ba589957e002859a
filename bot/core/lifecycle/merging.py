"""Nobody sits alone: rooms in which too few are left are noticed, told, and brought together with others."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from bot.core.lifecycle.events import SatDown
from bot.core.lifecycle.mixer import Mixer
from bot.core.lifecycle.parts import Guest, Room, Smallness

LEFT_FOR = {1: timedelta(seconds=12), 2: timedelta(minutes=1)}
"""How long one or two may be left before others are looked for: somebody may only have lost the connection."""
TOLD_BEFORE = {1: timedelta(seconds=12), 2: timedelta(minutes=2)}
"""How long before they are moved everybody is told; two can say meanwhile that they are happy so. One person is told
and moved well within a minute, which is the longest that anybody should be alone."""
LAST_WORD = timedelta(seconds=5)
"""How long at least, where others than those told at first turn out to suit better."""
TOO_LATE = {1: timedelta(minutes=1) - LEFT_FOR[1], 2: timedelta(minutes=2)}
"""The time before the end in which nobody is moved any more, by how many are left; one person is then alone for a
minute at most."""

A_PAIR = 2
"""How many people talk well if they like, but would rather be more."""
Present = Mapping[int, Sequence[int]]
"""Who is in each standing room or about to be, by its number."""


def due(mixer: Mixer, room: Room, now: datetime) -> bool:
    """Whether it is time to look with whom the few of a room could be brought together, or to look once more."""
    at = _look_at(room)
    if at is None or now < at or now >= mixer.closes_at - TOO_LATE[room.smallness.count]:
        return False
    return not any(room.number in goals.values() for goals in _before(mixer, room, now))


def deadlines(mixer: Mixer) -> Iterator[datetime]:
    """When a room's few are to be looked at, or brought elsewhere."""
    for room in mixer.standing:
        instants = (_look_at(room), room.smallness.at)
        yield from (at for at in instants if at is not None)


def _look_at(room: Room) -> datetime | None:
    """Somebody alone is looked at again even where nobody could be found: others may have come or gone since."""
    few = room.smallness
    if few.since is None or room.lost or (few.stays and few.count > 1):
        return None
    return few.since + LEFT_FOR[few.count]


def expected(mixer: Mixer, here: Present, few: Room, now: datetime) -> dict[int, list[int]]:
    """Who will be where when the few of a room are brought to others, if that is told now."""
    goals = {user: goal for seats in _before(mixer, few, now) for user, goal in seats.items() if goal in here}
    then = {number: [user for user in users if user not in goals] for number, users in here.items()}
    for user in (user for users in here.values() for user in users if user in goals):
        then[goals[user]].append(user)
    return then


def _before(mixer: Mixer, few: Room, now: datetime) -> Iterator[dict[int, int]]:
    """Who is brought where until then because of other rooms' few."""
    for room in mixer.standing:
        if room.number != few.number and room.smallness.at is not None and room.smallness.at <= _brought_at(few, now):
            yield dict(room.smallness.moves)


def _brought_at(room: Room, now: datetime) -> datetime:
    """When the few of a room are brought to others, if that is told now."""
    few = room.smallness
    return max((few.since or now) + LEFT_FOR[few.count] + TOLD_BEFORE[few.count], now + LAST_WORD)


def fewer(mixer: Mixer, number: int, left: int, now: datetime) -> Mixer:
    """The mixer when so many are left in a room, 0 for enough: what was about to happen to others is off."""
    room = mixer.room(number)
    if room is None or room.lost or room.smallness.count == left:
        return mixer
    before = room.smallness
    return mixer.with_room(number, smallness=Smallness(left, now, before.nth + 1) if left else before.over())


def merging(mixer: Mixer, number: int, seats: tuple[tuple[int, int], ...], now: datetime) -> Mixer:
    """The mixer when it is known who is brought where, or, without `seats`, that nobody can be."""
    room = mixer.room(number)
    if room is None or not due(mixer, room, now) or (seats and seats == room.smallness.moves):
        return mixer
    if not seats:
        return mixer.with_room(number, smallness=_staying(room.smallness))
    told = replace(room.smallness, stays=False, moves=seats, at=_brought_at(room, now))
    return mixer.with_room(number, smallness=told)


def stays_small(mixer: Mixer, number: int) -> Mixer:
    """The mixer when the two in a room are happy so; the same where it is not two who are left."""
    room = mixer.room(number)
    if room is None or room.smallness.count != A_PAIR:
        return mixer
    return mixer.with_room(number, smallness=_staying(room.smallness))


def _staying(few: Smallness) -> Smallness:
    return replace(few, stays=True, moves=(), at=None)


def brought_together(mixer: Mixer, now: datetime) -> Mixer:
    """The mixer with the seats that are due."""
    for room in mixer.standing:
        if room.smallness.at is not None and now >= room.smallness.at:
            mixer = reseated(mixer, room.smallness.moves)
            mixer = mixer.with_room(room.number, smallness=room.smallness.over())
    return mixer


def sat_down(mixer: Mixer, event: SatDown) -> Mixer:
    """The mixer with somebody's seat where they are; what others were told about bringing them elsewhere is off."""
    guest = mixer.guest(event.user_id)
    newcomer = guest is None and event.user_id not in {*mixer.forgotten, *mixer.shut_out, *mixer.uninvited}
    if event.number not in {room.number for room in mixer.standing} or not (guest or newcomer):
        return mixer
    seat = guest or Guest(event.user_id, 0, admitted=False, about=event.about, answer=event.answer)
    for room in mixer.standing:
        if event.user_id in dict(room.smallness.moves):
            mixer = mixer.with_room(room.number, smallness=replace(room.smallness, moves=(), at=None))
    return mixer.with_guest(replace(seat.moved(event.number), waiting=False))


def reseated(mixer: Mixer, seats: tuple[tuple[int, int], ...]) -> Mixer:
    """The mixer with these people in these rooms, as far as both are still there; tables to come stay as they are."""
    numbers = {room.number for room in mixer.standing}
    goals = {user: number for user, number in seats if number in numbers}
    guests = (g.moved(goals[g.user_id]) if g.user_id in goals else g for g in mixer.guests)
    return replace(mixer, guests=tuple(guests))
