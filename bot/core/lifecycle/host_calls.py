"""Calling the host: who is asked in turn, what is said meanwhile, and how often it may be done."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from bot.core.lifecycle.mixer import Mixer
from bot.core.lifecycle.parts import HostCall, Room
from bot.core.lifecycle.wanted_post import PostKey, PostKind, WantedPost
from bot.core.text import People, Place, Refusal, Text

UNANSWERED = timedelta(minutes=1)
"""How long one is waited for before the next one is asked."""
BETWEEN_CALLS = timedelta(minutes=2)
"""How soon the host can be called again from the same room."""
CALL_STALE = timedelta(minutes=15)
"""The age of a call at which nobody is called for it any more, nor needs to hear what has become of it."""
MOST_CALLS = 6
"""From one room in one evening: more is teasing, or something that the host knows of by then."""


def check_call(mixer: Mixer, room: Room, now: datetime) -> None:
    """Raises Refusal if the host cannot be called from this room now."""
    if called_lately(room, now) or waits(mixer, room, now):
        raise Refusal("call.soon")
    if room.call.nth >= MOST_CALLS:
        raise Refusal("call.enough")


def called_lately(room: Room, now: datetime) -> bool:
    """Whether the host was called from this room just now."""
    return room.call.at is not None and now - room.call.at < BETWEEN_CALLS


def called(mixer: Mixer, room: Room, chain: tuple[int, ...], now: datetime) -> Mixer:
    """The mixer after a call. Two may press in the same instant, and one call is enough."""
    if called_lately(room, now) or waits(mixer, room, now) or room.call.nth >= MOST_CALLS:
        return mixer
    asked = chain or (mixer.host_id,)
    return mixer.with_room(room.number, call=HostCall(room.call.nth + 1, now, asked))


def waits(mixer: Mixer, room: Room, now: datetime) -> bool:
    """Whether a room has called and nobody has come yet, nor has it been given up."""
    at = given_up_at(mixer, room)
    return at is not None and now < at


def given_up_at(mixer: Mixer, room: Room) -> datetime | None:
    """When a call is given up: a minute after the last one had theirs; None where nobody has called or one comes."""
    call = room.call
    if call.at is None or call.answered:
        return None
    turn, since = _turn(mixer, room)
    stale = call.at + CALL_STALE
    return stale if turn < len(call.chain) else min(stale, since + UNANSWERED)


def _key(room: Room, turn: int) -> PostKey:
    return PostKind.CALL.key(room.call.nth, turn, room.number)


def _turn(mixer: Mixer, room: Room) -> tuple[int, datetime]:
    """Whose turn in the chain is next, and from when; after the last one, when their minute is over.

    Each has a minute from when they were really called: while the bot was away, nobody's minute has passed.
    """
    since = room.call.at or mixer.opens_at
    for turn in range(len(room.call.chain)):
        post = mixer.posts.get(_key(room, turn))
        if post is None:
            return turn, since
        since = post.tried_at + UNANSWERED
    return len(room.call.chain), since


def locked_out(mixer: Mixer, room: Room) -> list[int]:
    """The host, who may be another by now, and those asked to come, as far as the room does not let them in yet."""
    its = {
        *room.let_in,
        *mixer.shut_out,
        *mixer.uninvited,
        *(guest.user_id for guest in mixer.guests if guest.room == room.number),
    }
    return [user for user in dict.fromkeys((mixer.host_id, *room.call.chain)) if user not in its]


def posts(mixer: Mixer, room: Room, channel_id: int) -> Iterator[WantedPost]:
    """The calls, one after the other, and a kind word to the room when one is not answered."""
    if room.call.at is not None:
        for want in _said(mixer, room, channel_id, room.call.at + CALL_STALE):
            yield from want.fading(room.call.at + CALL_STALE)


def _said(mixer: Mixer, room: Room, channel_id: int, stale: datetime) -> Iterator[WantedPost]:
    call = room.call
    if call.answered:
        yield WantedPost(PostKind.COMES.key(call.nth, room.number), channel_id, Text("room.host_comes"))
        return
    turn, since = _turn(mixer, room)
    if turn > 0:  # who has been called keeps the call for their minute
        yield _asked(mixer, room, turn - 1, channel_id).between(until=since)
    if turn < len(call.chain):
        yield _asked(mixer, room, turn, channel_id).between(since)
    given_up = [stale]
    if turn == len(call.chain):
        given_up.append(since)
    if mixer.missing_permissions:
        # Who is not called for lack of a permission may never be: the room is not kept waiting for that.
        given_up.append(since + UNANSWERED)
    over = min(given_up)
    key = PostKind.UNANSWERED.key(call.nth, room.number)
    if turn > 0:
        goes_on = WantedPost(key, channel_id, Text("room.call_goes_on"))
        yield goes_on.between(since if turn == 1 else None, over)
    yield WantedPost(key, channel_id, Text("room.call_unanswered"), since=over)


def _asked(mixer: Mixer, room: Room, turn: int, channel_id: int) -> WantedPost:
    host_id = room.call.chain[turn]
    values = {"host": People((host_id,)), "room": room.name, "place": Place(channel_id)}
    call = Text("mixer.called", values, ("coming",), room.number, pings=(host_id,))
    return WantedPost(_key(room, turn), mixer.channel_id, call)
