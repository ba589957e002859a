"""What hosts' hands make of a mixer: somebody taken out, people seated elsewhere, everybody called together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Set
from dataclasses import replace
from datetime import datetime, timedelta

from bot.core.lifecycle.hand_events import (
    ByHand,
    CalledIn,
    FriendNamed,
    LetBack,
    Paired,
    Reported,
    Reseated,
    SentBack,
    TakenOut,
)
from bot.core.lifecycle.mixer import Mixer
from bot.core.lifecycle.parts import Assembly, Guest, Report
from bot.core.lifecycle.phase import Phase
from bot.core.lifecycle.signups import OPEN_FOR_SIGNUPS, withdraw
from bot.core.seating import room_most_in_need
from bot.core.text import Moment, Refusal

LONGEST_TOGETHER = timedelta(minutes=10)
"""How long everybody is kept together in the lobby at most."""
BETWEEN_REPORTS = timedelta(minutes=2)
"""How soon hosts are told of the same person again."""
MOST_REPORTS = 20
"""What hosts are told quietly in one evening; more is teasing."""
MOST_PAIRS = 50
"""Pairs of one evening that are kept together, or apart."""


def by_hand(mixer: Mixer, event: ByHand, now: datetime) -> Mixer:
    """The mixer after what a host does, or is told. Raises Refusal for what cannot be."""
    match event:
        case TakenOut(user_id):
            return taken_out(mixer, user_id)
        case LetBack(user_id):
            return replace(mixer, shut_out=tuple(user for user in mixer.shut_out if user != user_id))
        case Reported():
            return _reported(mixer, event, now)
        case Paired():
            return _paired(mixer, event)
        case FriendNamed(user_id, friend_id):
            return _friend_named(mixer, user_id, friend_id)
        case Reseated():
            return _reseated(mixer, event, now)
        case CalledIn(stopped):
            return _called_in(mixer, stopped, now)
        case SentBack():  # pragma: no branch
            return sent_back(mixer, now)


def taken_out(mixer: Mixer, user_id: int) -> Mixer:
    """The mixer without somebody, and with whoever has waited longest in their place. Raises Refusal for its host."""
    if mixer.phase not in {Phase.SCHEDULED, Phase.GATHERING, Phase.OPEN}:
        raise Refusal("over")
    if user_id == mixer.host_id:
        raise Refusal("hands.host")
    if user_id in mixer.shut_out:
        return mixer
    return _without(replace(mixer, shut_out=(*mixer.shut_out, user_id)), user_id)


def uninvited(mixer: Mixer, user_id: int) -> Mixer:
    """The mixer whose guest has left the server or lost the role for it in the hour: their place is free."""
    if mixer.phase is not Phase.OPEN or mixer.guest(user_id) is None:
        return mixer
    return _without(replace(mixer, uninvited=(*mixer.uninvited, user_id)), user_id)


def welcome_again(mixer: Mixer, user_id: int) -> Mixer:
    """The mixer in which somebody may be a guest once more, who was none for a while."""
    return replace(mixer, uninvited=tuple(user for user in mixer.uninvited if user != user_id))


def _without(mixer: Mixer, user_id: int) -> Mixer:
    """The mixer in which somebody has neither seat nor place, and whoever has waited longest has theirs."""
    unmoved = _unmoved(mixer, {user_id})
    left = replace(unmoved, guests=tuple(guest for guest in unmoved.guests if guest.user_id != user_id))
    return withdraw(unpaired(left, user_id), user_id)


def check_welcome(mixer: Mixer, user_id: int) -> None:
    """Raises Refusal for whoever was taken out of this evening."""
    if user_id in mixer.shut_out:
        raise Refusal("join.not_tonight")


def side_by_side(mixer: Mixer) -> tuple[tuple[int, int], ...]:
    """Pairs to be seated together: by a host, or because each named the other; never whom a host keeps apart."""
    mutual = {(one, other) for one, other in mixer.friends if one < other and (other, one) in mixer.friends}
    return (*mixer.beside, *sorted(mutual - {*mixer.beside, *mixer.apart}))


def unpaired(mixer: Mixer, user_id: int) -> Mixer:
    """The mixer in which nothing is said of whom somebody sits with."""
    beside, apart, friends = (
        tuple(pair for pair in pairs if user_id not in pair) for pairs in (mixer.beside, mixer.apart, mixer.friends)
    )
    return replace(mixer, beside=beside, apart=apart, friends=friends)


def unfriended(mixer: Mixer, user_id: int) -> Mixer:
    """The mixer in which somebody has named no friend."""
    return replace(mixer, friends=tuple(pair for pair in mixer.friends if pair[0] != user_id))


def unreported(mixer: Mixer, user_id: int) -> Mixer:
    """The mixer in which nothing is kept of what hosts were told of somebody."""
    return replace(mixer, reports=tuple(report for report in mixer.reports if report.user_id != user_id))


def _reported(mixer: Mixer, event: Reported, now: datetime) -> Mixer:
    if mixer.phase is not Phase.OPEN:
        raise Refusal("join.over")
    last = max((report.at for report in mixer.reports if report.user_id == event.user_id), default=None)
    if last is not None and now - last < BETWEEN_REPORTS:
        return mixer
    if len(mixer.reports) >= MOST_REPORTS:
        raise Refusal("report.enough")
    return replace(mixer, reports=(*mixer.reports, Report(event.user_id, event.number, now, event.to)))


def _paired(mixer: Mixer, event: Paired) -> Mixer:
    """One and the same pair is kept together or apart, whichever was said last."""
    pair = min(event.user_id, event.other_id), max(event.user_id, event.other_id)
    beside, apart = (tuple(one for one in pairs if one != pair) for pairs in (mixer.beside, mixer.apart))
    if len(beside) + len(apart) >= MOST_PAIRS:
        raise Refusal("hands.pairs", most=MOST_PAIRS)
    if event.apart:
        return replace(mixer, beside=beside, apart=(*apart, pair))
    return replace(mixer, beside=(*beside, pair), apart=apart)


def _friend_named(mixer: Mixer, user_id: int, friend_id: int) -> Mixer:
    if mixer.phase not in OPEN_FOR_SIGNUPS or mixer.signup(user_id) is None:
        raise Refusal("friend.late")
    if friend_id == user_id:
        raise Refusal("friend.self")
    return replace(mixer, friends=(*unfriended(mixer, user_id).friends, (user_id, friend_id)))


def _reseated(mixer: Mixer, event: Reseated, now: datetime) -> Mixer:
    if mixer.phase is not Phase.OPEN:
        raise Refusal("over")
    if event.closes and (event.closes not in _numbers(mixer) or len(mixer.standing) == 1):
        raise Refusal("hands.last_room")
    known = {room.number for room in mixer.rooms}
    new = tuple(room for room in event.rooms if room.number not in known)
    goals = {user: number for user, number in event.seats if user not in mixer.shut_out}
    for user in goals:
        mixer = welcome_again(mixer, user)
    seated = _unmoved(replace(mixer, rooms=(*mixer.rooms, *new)), goals.keys())
    for user, number in goals.items():
        guest = mixer.guest(user) or Guest(user, 0, admitted=False)
        if number in _numbers(seated) - {event.closes} and guest.room != number:
            seated = seated.with_guest(replace(guest.moved(number), asked_at=now))
    return _closed(seated, event.closes, now) if event.closes else seated


def _closed(mixer: Mixer, number: int, now: datetime) -> Mixer:
    """The mixer whose room is over: whoever still has a seat there gets one elsewhere."""
    room = mixer.room(number)
    assert room is not None
    over = replace(room.end, over_at=now, released=True)
    mixer = mixer.with_room(number, end=over, smallness=room.smallness.over())
    for guest in (guest for guest in mixer.guests if guest.room == number):
        crowd = Counter(other.room for other in mixer.guests)
        goal = room_most_in_need({room.number: crowd[room.number] for room in mixer.standing}) or 0
        mixer = mixer.with_guest(guest.moved(goal))
    return mixer


def _called_in(mixer: Mixer, stopped: bool, now: datetime) -> Mixer:
    if mixer.phase is not Phase.OPEN:
        raise Refusal("over")
    if mixer.assembly is not None:
        raise Refusal("hands.together", until=Moment(mixer.assembly.until, relative=True))
    until = now + LONGEST_TOGETHER
    rooms = tuple(replace(room, smallness=room.smallness.over()) for room in mixer.rooms)
    closes_at = mixer.closes_at + LONGEST_TOGETHER if stopped else mixer.closes_at
    return replace(mixer, assembly=Assembly(now, until, stopped), rooms=rooms, closes_at=closes_at)


def sent_back(mixer: Mixer, now: datetime) -> Mixer:
    """The mixer whose guests go back to their rooms; what was left of the time that stood still is not added."""
    together = mixer.assembly
    if together is None:
        return mixer
    unused = max(together.until - now, timedelta(0)) if together.stopped else timedelta(0)
    guests = tuple(replace(guest, waiting=True, asked_at=now) for guest in mixer.guests)
    return replace(mixer, assembly=None, guests=guests, closes_at=mixer.closes_at - unused)


def _unmoved(mixer: Mixer, user_ids: Set[int]) -> Mixer:
    """The mixer in which nobody of these is about to be brought elsewhere because too few are left in a room."""
    for room in mixer.standing:
        if user_ids & dict(room.smallness.moves).keys():
            mixer = mixer.with_room(room.number, smallness=replace(room.smallness, moves=(), at=None))
    return mixer


def _numbers(mixer: Mixer) -> set[int]:
    return {room.number for room in mixer.standing}
