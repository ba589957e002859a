"""What each event makes of a mixer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from bot.core.events import (
    Admitted,
    Arrived,
    Asked,
    Cancelled,
    CategoryFound,
    CategoryLost,
    CategoryTried,
    EarCame,
    Emptied,
    Ended,
    Event,
    Extended,
    Finding,
    Hindered,
    HostCalled,
    Hushed,
    Joined,
    Judged,
    NameRefused,
    Opened,
    PostDropped,
    PostSent,
    PostTried,
    PostUnsent,
    RoomFound,
    RoomLost,
    RoomTried,
    StatusShown,
    TalkedOn,
    Wish,
    Word,
)
from bot.core.mixer import (
    LONGEST_EXTENSION,
    LONGEST_IN_ALL,
    PLAIN_NAME,
    RESEND,
    Delivery,
    Ending,
    Guest,
    Mixer,
    Phase,
    Post,
)
from bot.core.seating import room_most_in_need
from bot.core.talk import talked
from bot.core.words import Moment, Refusal


def step(mixer: Mixer, event: Event, now: datetime) -> Mixer:
    """The mixer after an event. Raises Refusal when a person asks for what cannot be; facts are never refused."""
    match event:
        case Opened() | Joined() | Extended() | Ended() | Cancelled():
            return _asked(mixer, event, now)
        case Asked() | TalkedOn() | Judged() | Hushed() | EarCame() | HostCalled():
            return talked(mixer, event, now)
        case PostTried() | PostSent() | PostUnsent() | PostDropped():
            return _posted(mixer, event, now)
        case _:
            return _found(mixer, event, now)


def _asked(mixer: Mixer, event: Wish, now: datetime) -> Mixer:
    match event:
        case Opened(rooms, guests):
            return mixer.enter("open", rooms=rooms, guests=guests)
        case Joined(user_id, crowd):
            return _seat(mixer, user_id, crowd, now)
        case Extended(minutes):
            return _extend(mixer, minutes)
        case Ended():
            trigger = "close" if mixer.phase is Phase.OPEN else "cancel"
            return mixer.enter(trigger, ending=Ending.HOST, ended_at=now)
        case Cancelled():  # pragma: no branch
            return mixer.enter("cancel", ending=Ending.CANCELLED, ended_at=now)


def _seat(mixer: Mixer, user_id: int, crowd: Mapping[int, int], now: datetime) -> Mixer:
    if mixer.phase is not Phase.OPEN:
        raise Refusal("join.over")
    before = mixer.guest(user_id)
    room = mixer.room(before.room) if before else None
    if before and room and not room.lost:
        return mixer.with_guest(replace(before, waiting=True, asked_at=now))
    if now >= mixer.last_call:
        raise Refusal("join.late", end=Moment(mixer.closes_at, relative=True))
    given = Counter(guest.room for guest in mixer.guests)
    number = room_most_in_need({room.number: crowd.get(room.number, 0) for room in mixer.standing}, given)
    if number is None:
        raise Refusal("join.no_rooms")
    return mixer.with_guest(Guest(user_id, number, asked_at=now, admitted=False))


def _extend(mixer: Mixer, minutes: int) -> Mixer:
    if mixer.phase is not Phase.OPEN:
        raise Refusal("extend.over")
    most = int(LONGEST_EXTENSION / timedelta(minutes=1))
    if not 1 <= minutes <= most:
        raise Refusal("extend.minutes", most=most)
    end = mixer.closes_at + timedelta(minutes=minutes)
    if end - mixer.opens_at > LONGEST_IN_ALL:
        raise Refusal("extend.total", most=int(LONGEST_IN_ALL / timedelta(minutes=1)), end=Moment(mixer.closes_at))
    return replace(mixer, closes_at=end)


def _posted(mixer: Mixer, event: Word, now: datetime) -> Mixer:
    match event:
        case PostTried(key, channel_id):
            before = mixer.posts.get(key)
            again = before is not None and now - before.tried_at <= RESEND
            return mixer if again else mixer.with_post(Post(key, channel_id, now))
        case PostUnsent(key):
            return replace(mixer, posts={k: post for k, post in mixer.posts.items() if k != key})
        case PostSent(key, message_id, shown):
            post = mixer.posts[key]
            return mixer.with_post(replace(post, delivery=Delivery.SENT, message_id=message_id, shown=shown))
        case PostDropped(key):  # pragma: no branch
            return mixer.with_post(replace(mixer.posts[key], delivery=Delivery.DROPPED))


def _found(mixer: Mixer, event: Finding, now: datetime) -> Mixer:
    match event:
        case CategoryTried():
            return replace(mixer, category_tried_at=mixer.category_tried_at or now)
        case CategoryFound(channel_id):
            return replace(mixer, category_id=mixer.category_id or channel_id)
        case CategoryLost():
            return replace(mixer, category_id=None)
        case RoomTried(number):
            room = mixer.room(number)
            return mixer.with_room(number, tried_at=now) if room and room.tried_at is None else mixer
        case RoomFound(number, channel_id):
            room = mixer.room(number)
            return mixer if room is None or room.channel_id else mixer.with_room(number, channel_id=channel_id)
        case RoomLost(number):
            return _lose(mixer, number, now)
        case StatusShown(number, question):
            return mixer.with_room(number, status=question)
        case Admitted() | Arrived():
            return _about_guest(mixer, event)
        case Hindered(permission):
            return replace(mixer, missing=mixer.missing | {permission})
        case NameRefused(number):
            if number is None:
                return replace(mixer, category_name=PLAIN_NAME)
            return mixer.with_room(number, name=str(number))
        case Emptied():  # pragma: no branch
            # Who came is nobody's business once the evening is over.
            return mixer.enter("emptied", guests=())


def _about_guest(mixer: Mixer, event: Admitted | Arrived) -> Mixer:
    guest = mixer.guest(event.user_id)
    if guest is None:
        return mixer
    if isinstance(event, Arrived):
        return mixer.with_guest(replace(guest, waiting=False))
    return mixer.with_guest(replace(guest, admitted=True)) if guest.room == event.number else mixer


def _lose(mixer: Mixer, number: int, now: datetime) -> Mixer:
    """A room was deleted by hand: it is not made again, and those still on their way to it go elsewhere."""
    left = mixer.with_room(number, lost=True)
    if not left.standing:
        return left.enter("close", ending=Ending.ROOMS_GONE, ended_at=now)
    for guest in left.guests:
        if guest.room == number and guest.waiting:
            crowd = {room.number: sum(g.room == room.number for g in left.guests) for room in left.standing}
            left = left.with_guest(replace(guest, room=room_most_in_need(crowd) or number, admitted=False))
    return left
