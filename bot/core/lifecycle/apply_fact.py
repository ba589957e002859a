"""What each fact that Discord shows or answers makes of a mixer; facts are never refused."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from bot.core.lifecycle import scheduled_event
from bot.core.lifecycle.apply_hand import uninvited
from bot.core.lifecycle.facts import (
    Absent,
    Admitted,
    Arrived,
    Broken,
    CategoryFound,
    CategoryLost,
    CategoryTried,
    Emptied,
    EventCancelled,
    EventChanged,
    EventGone,
    EventLiked,
    EventShown,
    EventStepped,
    EventTried,
    Finding,
    Hindered,
    HostGone,
    Mended,
    NameRefused,
    PostDropped,
    PostFact,
    PostSent,
    PostTried,
    PostUnsent,
    RoomFound,
    RoomLost,
    RoomTried,
    StatusShown,
    Uninvited,
)
from bot.core.lifecycle.mixer import PLAIN_NAME, RESEND, Mixer
from bot.core.lifecycle.parts import Delivery, Post, Room
from bot.core.lifecycle.phase import Ending, Trigger
from bot.core.lifecycle.signups import impersonal
from bot.core.seating import room_most_in_need


def posted(mixer: Mixer, event: PostFact, now: datetime) -> Mixer:
    """The mixer after a fact about something that the bot says."""
    match event:
        case PostTried(key, channel_id):
            before = mixer.posts.get(key)
            again = before is not None and now - before.tried_at <= RESEND
            return mixer if again else mixer.with_post(Post(key, channel_id, now))
        case PostUnsent(key):
            return replace(mixer, posts={k: post for k, post in mixer.posts.items() if k != key})
        case PostSent() | PostDropped():  # pragma: no branch
            if (post := mixer.posts.get(event.key)) is None:
                return mixer  # it was about somebody who is not to be known any more
            if isinstance(event, PostDropped):
                return mixer.with_post(replace(post, delivery=Delivery.DROPPED))
            sent = replace(post, delivery=Delivery.SENT, message_id=event.message_id, shown=event.shown)
            return mixer.with_post(sent)


def found(mixer: Mixer, event: Finding, now: datetime) -> Mixer:
    """The mixer after a fact about what Discord shows of it."""
    match event:
        case CategoryTried():
            return replace(mixer, category_tried_at=mixer.category_tried_at or now)
        case CategoryFound(channel_id):
            return replace(mixer, category_id=mixer.category_id or channel_id)
        case CategoryLost():
            return replace(mixer, category_id=None)
        case RoomTried() | RoomFound() | RoomLost() | StatusShown():
            return _about_room(mixer, event, now)
        case Absent() | Admitted() | Arrived():
            return _about_guest(mixer, event)
        case Uninvited(user_id):
            return uninvited(mixer, user_id)
        case (
            EventTried()
            | EventShown()
            | EventStepped()
            | EventChanged()
            | EventLiked()
            | EventCancelled()
            | EventGone()
        ):
            return scheduled_event.told(mixer, event, now)
        case Hindered() | Broken() | Mended() | HostGone():
            return _in_need(mixer, event)
        case NameRefused(number):
            if number is None:
                return replace(mixer, category_name=PLAIN_NAME)
            return mixer.with_room(number, name=str(number))
        case Emptied():  # pragma: no branch
            return _impersonal(mixer)


def _in_need(mixer: Mixer, event: Hindered | Broken | Mended | HostGone) -> Mixer:
    """The mixer when it is known what it lacks, or no longer does."""
    match event:
        case Hindered(permission):
            return replace(mixer, missing_permissions=mixer.missing_permissions | {permission})
        case Broken(what):
            return replace(mixer, broken=mixer.broken | {what})
        case Mended(what):
            return replace(mixer, broken=mixer.broken - {what})
        case HostGone(stand_ins):  # pragma: no branch
            return replace(mixer, stand_ins=stand_ins)


def _impersonal(mixer: Mixer) -> Mixer:
    """The mixer, closed: who came, and what the host told the rooms, is nobody's business once the evening is over."""
    return mixer.enter(
        Trigger.EMPTIED,
        host_id=0 if mixer.host_id in mixer.forgotten else mixer.host_id,
        guests=(),
        signups=(),
        forgotten=(),
        shut_out=(),
        uninvited=(),
        reports=(),
        beside=(),
        apart=(),
        friends=(),
        notices=(),
        stand_ins=(),
        rooms=tuple(_unpeopled(room) for room in mixer.rooms),
        posts=impersonal(mixer).posts,
    )


def _unpeopled(room: Room) -> Room:
    return replace(room, smallness=replace(room.smallness, moves=()), call=replace(room.call, chain=()), let_in=())


def _about_room(mixer: Mixer, event: RoomTried | RoomFound | RoomLost | StatusShown, now: datetime) -> Mixer:
    room = mixer.room(event.number)
    match event:
        case RoomTried(number):
            # The request that creates it lets its host in.
            first = room is not None and room.tried_at is None
            return mixer.with_room(number, tried_at=now, let_in=(mixer.host_id,)) if first else mixer
        case RoomFound(number, channel_id):
            return mixer if room is None or room.channel_id else mixer.with_room(number, channel_id=channel_id)
        case RoomLost(number):
            return _lose(mixer, number, now)
        case StatusShown(number, question):  # pragma: no branch
            return mixer.with_room(number, status=question)


def _about_guest(mixer: Mixer, event: Absent | Admitted | Arrived) -> Mixer:
    guest = mixer.guest(event.user_id)
    if isinstance(event, Admitted) and (guest is None or guest.room != event.number):
        room = mixer.room(event.number)
        hosts = room is not None and event.user_id in {mixer.host_id, *room.call.chain}
        return mixer.with_room(event.number, let_in=(*room.let_in, event.user_id)) if room and hosts else mixer
    if guest is None:
        return mixer
    if isinstance(event, Absent):
        return replace(mixer, guests=tuple(g for g in mixer.guests if g != guest))
    if isinstance(event, Arrived):
        return mixer.with_guest(replace(guest, waiting=False))
    return mixer.with_guest(replace(guest, admitted=True))


def _lose(mixer: Mixer, number: int, now: datetime) -> Mixer:
    """A room was deleted by hand: it is not made again, and those still on their way to it go elsewhere."""
    left = mixer.with_room(number, lost=True)
    if not left.standing:
        return left.enter(Trigger.CLOSE, ending=Ending.ROOMS_GONE, ended_at=now)
    for guest in left.guests:
        if guest.room == number and guest.waiting:
            crowd = {room.number: sum(g.room == room.number for g in left.guests) for room in left.standing}
            left = left.with_guest(guest.moved(room_most_in_need(crowd) or number))
    return left
