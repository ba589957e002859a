"""What each event makes of a mixer; facts from Discord have `apply_fact.py`."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import datetime, timedelta

from bot.core.lifecycle import closing, merging, rescheduling
from bot.core.lifecycle.apply_fact import found, posted
from bot.core.lifecycle.apply_hand import by_hand, check_welcome, unfriended, unpaired, unreported, welcome_again
from bot.core.lifecycle.apply_talk import talked
from bot.core.lifecycle.events import (
    Asked,
    Begins,
    Broadcast,
    CalledOff,
    CallingOff,
    Cancelled,
    Counted,
    Course,
    EarCame,
    Edited,
    Ended,
    Event,
    Extended,
    Fewer,
    Forgotten,
    Guestlist,
    HandedOver,
    HostCalled,
    HostComes,
    Hushed,
    Joined,
    Judged,
    Landing,
    Merging,
    Naming,
    NextPlanned,
    Opened,
    Released,
    Relocated,
    Reposted,
    RoundPlanned,
    SatDown,
    Seat,
    SignedUp,
    StaysSmall,
    TalkedOn,
    ToBeReminded,
    Voted,
    Wish,
    Withdrew,
)
from bot.core.lifecycle.facts import CLASH, LOBBY, SIGHT, PostDropped, PostSent, PostTried, PostUnsent
from bot.core.lifecycle.guests_questions import Brings, LetShow, brings, let_show
from bot.core.lifecycle.hand_events import (
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
from bot.core.lifecycle.parts import Guest, Notice, Room
from bot.core.lifecycle.phase import Ending, Phase, Trigger
from bot.core.lifecycle.signups import OPEN_FOR_SIGNUPS, reminded, sign_up, withdraw
from bot.core.lifecycle.wanted_post import PostKind
from bot.core.seating import room_most_in_need
from bot.core.text import Moment, Refusal
from bot.core.times.recurrence import Repeat

LONGEST_EXTENSION = timedelta(minutes=30)
"""The most that a host can add to the hour at once."""
LONGEST_IN_ALL = timedelta(minutes=120)
"""The most that an hour can last with everything that was added."""


def step(mixer: Mixer, event: Event, now: datetime) -> Mixer:
    """The mixer after an event. Raises Refusal when a person asks for what cannot be; facts are never refused."""
    match event:
        case Opened() | Joined() | Extended() | Ended() | Cancelled():
            return _asked(mixer, event, now)
        case SignedUp() | Withdrew() | Forgotten() | ToBeReminded() | Brings() | LetShow():
            return _listed(mixer, event, now)
        case Edited() | Begins() | CallingOff() | Naming() | HandedOver() | Relocated() | Reposted():
            return _changed(mixer, event, now)
        case Broadcast() | CalledOff() | NextPlanned():
            return _changed(mixer, event, now)
        case Fewer() | Merging() | SatDown() | StaysSmall() | RoundPlanned():
            return _reseated(mixer, event, now) if mixer.phase is Phase.OPEN else mixer
        case Voted() | Counted() | Released():
            return _landing(mixer, event, now)
        case Asked() | TalkedOn() | Judged() | Hushed() | EarCame() | HostCalled() | HostComes():
            return talked(mixer, event, now)
        case TakenOut() | LetBack() | Reported() | Paired() | FriendNamed() | Reseated() | CalledIn() | SentBack():
            return by_hand(mixer, event, now)
        case PostTried() | PostSent() | PostUnsent() | PostDropped():
            return posted(mixer, event, now)
        case _:
            return found(mixer, event, now)


def _asked(mixer: Mixer, event: Wish, now: datetime) -> Mixer:
    match event:
        case Opened(rooms, guests, split, brought):
            known = {one.id for one in mixer.brought}
            brought = (*mixer.brought, *(one for one in brought if one.id not in known))
            return mixer.enter(Trigger.OPEN, rooms=rooms, guests=guests, seating_summary=split, brought=brought)
        case Joined():
            return _seat(mixer, event, now)
        case Extended(minutes):
            return _extend(mixer, minutes, now)
        case Ended():
            trigger = Trigger.CLOSE if mixer.phase is Phase.OPEN else Trigger.CANCEL
            return mixer.enter(trigger, ending=Ending.HOST if mixer.opened else Ending.CANCELLED, ended_at=now)
        case Cancelled(series):  # pragma: no branch
            return rescheduling.called_off(mixer, now, series=series)


def _seat(mixer: Mixer, wish: Joined, now: datetime) -> Mixer:
    if mixer.phase is not Phase.OPEN:
        raise Refusal("join.over")
    check_welcome(mixer, wish.user_id)
    before = mixer.guest(wish.user_id)
    if before is None:
        _check_new(mixer, now)
    guest = before or Guest(wish.user_id, 0, admitted=False, about=wish.about, answer=wish.answer)
    seated = merging.reseated(_with_rooms(mixer, wish.rooms), wish.seats)
    number = dict(wish.seats).get(wish.user_id, guest.room)
    if number not in {room.number for room in seated.standing}:
        # Things have changed since it was thought out where they help most.
        given = Counter(guest.room for guest in mixer.guests)
        crowd = {room.number: wish.crowd.get(room.number, 0) for room in mixer.standing}
        seated, number = mixer, room_most_in_need(crowd, given)
    if number is None:
        raise Refusal("join.no_rooms")
    seated = welcome_again(seated, wish.user_id)
    return seated.with_guest(replace(guest.moved(number), waiting=True, asked_at=now, brought_from=wish.here))


def _check_new(mixer: Mixer, now: datetime) -> None:
    """Whoever signed up is a guest from the start; who has not come in time has given their place free."""
    if now >= mixer.last_call:
        raise Refusal("join.late", end=Moment(mixer.closes_at, relative=True))
    if mixer.capacity is not None and len(mixer.guests) >= mixer.capacity:
        # Whoever has not come in time gives their place free; where all have come, none will be.
        raise Refusal("join.full" if any(guest.waiting for guest in mixer.guests) else "join.taken")


def _reseated(mixer: Mixer, event: Seat, now: datetime) -> Mixer:
    match event:
        case Fewer(number, left):
            return merging.fewer(mixer, number, left, now)
        case Merging(number, seats):
            return merging.merging(mixer, number, seats, now)
        case SatDown():
            return merging.sat_down(mixer, event)
        case StaysSmall(number):
            return merging.stays_small(mixer, number)
        case RoundPlanned(of, next_rooms, rooms):  # pragma: no branch
            if of != mixer.round + 1:
                return mixer
            planned = replace(_with_rooms(mixer, rooms), round_planned=of)
            if next_rooms is None:
                return planned
            return replace(
                planned, guests=tuple(replace(g, next_rooms=next_rooms.get(g.user_id, ())) for g in mixer.guests)
            )


def _with_rooms(mixer: Mixer, rooms: tuple[Room, ...]) -> Mixer:
    """The mixer with these rooms too, unless others have taken their numbers meanwhile."""
    numbers = {room.number for room in mixer.rooms}
    return replace(mixer, rooms=(*mixer.rooms, *(room for room in rooms if room.number not in numbers)))


def _listed(mixer: Mixer, event: Guestlist, now: datetime) -> Mixer:
    match event:
        case SignedUp(user_id):
            check_welcome(mixer, user_id)
            return sign_up(mixer, user_id, now)
        case ToBeReminded(user_id, remind):
            return reminded(mixer, user_id, remind)
        case Brings(user_id, text, shown):
            return brings(mixer, user_id, text, shown=shown) if mixer.signup(user_id) else mixer
        case LetShow(seen, shown):
            return let_show(mixer, seen, shown)
        case Forgotten(user_id):
            unlisted = unreported(unpaired(_listed(mixer, Withdrew(user_id), now), user_id), user_id)
            unlisted = welcome_again(unlisted, user_id)
            unlisted = replace(unlisted, stand_ins=tuple(user for user in mixer.stand_ins if user != user_id))
            if user_id != mixer.host_id:
                theirs = tuple(replace(n, by=0) if n.by == user_id else n for n in unlisted.notices)
                unlisted = replace(unlisted, notices=theirs)
            if mixer.phase is Phase.SCHEDULED and user_id != mixer.host_id:
                return unlisted
            return replace(unlisted, forgotten=tuple(sorted({*unlisted.forgotten, user_id})))
        case Withdrew(user_id):  # pragma: no branch
            # A seat kept for them is free at once; one that they sit in stays theirs until they go.
            kept = (g for g in mixer.guests if not (g.user_id == user_id and g.absent and g.waiting))
            forgotten = replace(
                unfriended(mixer, user_id), guests=tuple(_nameless(g) if g.user_id == user_id else g for g in kept)
            )
            return withdraw(forgotten, user_id)


def _landing(mixer: Mixer, event: Landing, now: datetime) -> Mixer:
    match event:
        case Voted(user_id, blinded, key):
            return closing.voted(mixer, user_id, blinded, key, now)
        case Counted(numbers, stays):
            return closing.counted(mixer, stays, numbers)
        case Released(number):  # pragma: no branch
            return closing.released(mixer, number)


def _nameless(guest: Guest) -> Guest:
    return replace(guest, about="", answer="")


def _changed(mixer: Mixer, event: Course, now: datetime) -> Mixer:
    match event:
        case Edited(changes):
            return rescheduling.edited(mixer, changes, now)
        case Begins(at):
            return rescheduling.begins(mixer, at, now)
        case CallingOff(at, series):
            return rescheduling.calling_off(mixer, at, series=series)
        case Naming(names):
            # Whoever signed up was told whether they would be named: that stays a promise.
            return replace(mixer, name_guests=names and (mixer.name_guests or not mixer.signups))
        case HandedOver(host_id):
            new = host_id != mixer.host_id
            return replace(mixer, host_id=host_id, handed_over=mixer.handed_over + new, stand_ins=())
        case Relocated(lobby_id):
            lobby = PostKind.LOBBY.key()
            posts = {key: post for key, post in mixer.posts.items() if key != lobby}
            return replace(mixer, lobby_id=lobby_id, posts=posts, broken=mixer.broken - {LOBBY, SIGHT, CLASH})
        case Reposted(channel_id):
            posts = {key: post for key, post in mixer.posts.items() if key != PostKind.ANNOUNCEMENT.key()}
            return replace(mixer, channel_id=channel_id, posts=posts)
        case Broadcast():
            return _broadcast(mixer, event, now)
        case CalledOff():
            ending = Ending.NO_LOBBY if mixer.broken & {LOBBY, SIGHT} else Ending.FEW
            off = mixer.enter(Trigger.CANCEL, ending=ending, ended_at=now)
            return off if mixer.phase is Phase.GATHERING else mixer
        case NextPlanned(next_at):  # pragma: no branch
            return replace(mixer, next_planned=True, next_at=None if mixer.repeat is Repeat.ONCE else next_at)


def _broadcast(mixer: Mixer, words: Broadcast, now: datetime) -> Mixer:
    if mixer.phase not in {Phase.OPEN, *OPEN_FOR_SIGNUPS}:
        raise Refusal("over")
    same = (notice for notice in mixer.notices if (notice.text, notice.by) == (words.text, words.by))
    if words.since is not None and any(notice.at >= words.since for notice in same):
        return mixer
    return replace(mixer, notices=(*mixer.notices, Notice(now, words.text, by=words.by)))


def _extend(mixer: Mixer, minutes: int, now: datetime) -> Mixer:
    if mixer.phase is not Phase.OPEN:
        raise Refusal("extend.over")
    most = int(LONGEST_EXTENSION / timedelta(minutes=1))
    if not 1 <= minutes <= most:
        raise Refusal("extend.minutes", most=most)
    end = mixer.closes_at + timedelta(minutes=minutes)
    if end - mixer.opens_at > LONGEST_IN_ALL:
        raise Refusal("extend.total", most=int(LONGEST_IN_ALL / timedelta(minutes=1)), end=Moment(mixer.closes_at))
    return replace(mixer, closes_at=end, notices=(*mixer.notices, Notice(now, end=end)))
