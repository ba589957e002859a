"""What a room's talk makes of it: questions put, withheld and judged, peace wished for, and the host called."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from bot.core.lifecycle import host_calls
from bot.core.lifecycle.events import Asked, EarCame, HostCalled, HostComes, Hushed, Judged, Talk, TalkedOn
from bot.core.lifecycle.mixer import Mixer
from bot.core.lifecycle.parts import Asking, Delivery, Room
from bot.core.lifecycle.phase import Phase
from bot.core.lifecycle.wanted_post import PostKey, PostKind
from bot.core.text import Refusal

ASKED = timedelta(seconds=10)
"""A question that could not be posted for so long is not posted any more: its moment is over."""
BETWEEN_TOPICS = timedelta(seconds=20)
"""How soon after a question somebody can wish for another."""
WISHED = "wished"
"""Why a room is asked where somebody pressed *New topic*; talk does not hold such a question back."""
MOST_IN_ALL = 30
"""Questions a room is put in one evening, those wished for included."""


def asking_key(number: int, nth: int) -> PostKey:
    """The key of a question's post."""
    return PostKind.ASK.key(nth, number)


def talked(mixer: Mixer, event: Talk, now: datetime) -> Mixer:
    """The mixer after an event of one room's talk; the same where the room is no more."""
    room = mixer.room(event.number)
    if room is None or room not in mixer.standing or mixer.phase is not Phase.OPEN:
        return mixer
    match event:
        case Asked(_, question, own, why):
            asking = Asking(len(room.askings) + 1, question, own, why, now)
            return mixer.with_room(room.number, askings=(*room.askings, asking))
        case TalkedOn(_, nth):
            if len(room.askings) != nth or asking_key(room.number, nth) in mixer.posts:
                return mixer
            return mixer.with_room(room.number, askings=room.askings[:-1])
        case Judged(_, nth, worked):
            judged = tuple(replace(a, worked=worked) if a.nth == nth else a for a in room.askings)
            return mixer.with_room(room.number, askings=judged)
        case Hushed(_, until):
            return mixer.with_room(room.number, peace_until=until)
        case EarCame():
            return mixer.with_room(room.number, listened=True)
        case HostCalled(_, chain):
            return host_calls.called(mixer, room, chain, now)
        case HostComes():  # pragma: no branch
            return mixer.with_room(room.number, call=replace(room.call, answered=True))


def check_topic(mixer: Mixer, room: Room | None, now: datetime) -> Room:
    """Raises Refusal if a room cannot be put another question now; else the room."""
    standing = _standing(mixer, room)
    if standing.askings and now - standing.askings[-1].at < BETWEEN_TOPICS:
        raise Refusal("topic.soon")
    if len(standing.askings) >= MOST_IN_ALL:
        raise Refusal("topic.enough")
    return standing


def check_call(mixer: Mixer, room: Room | None, now: datetime) -> Room:
    """Raises Refusal if the host cannot be called from this room now; else the room."""
    standing = _standing(mixer, room)
    host_calls.check_call(mixer, standing, now)
    return standing


def on_show(mixer: Mixer, room: Room) -> tuple[str, str]:
    """The question of the moment, as far as the room has seen it: its id, and its text if it is the community's own."""
    for asking in reversed(room.askings):
        if mixer.round_at is not None and asking.at < mixer.round_at:
            break
        post = mixer.posts.get(asking_key(room.number, asking.nth))
        if post is not None and post.delivery is Delivery.SENT:
            return asking.question, asking.own
    return room.questions.now, mixer.own_words(room.questions.now)


def _standing(mixer: Mixer, room: Room | None) -> Room:
    if room is None or room not in mixer.standing or mixer.phase is not Phase.OPEN:
        raise Refusal("join.over")
    return room
