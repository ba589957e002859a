"""Calling the host: who is asked in turn, what is said meanwhile, and how often it may be done."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from bot.core.mixer import Mixer
from bot.core.parts import Room
from bot.core.words import People, Place, Refusal, Text
from bot.core.written import Wanted

UNANSWERED = timedelta(minutes=1)
"""After so long without an answer the next one is asked."""
BETWEEN_CALLS = timedelta(minutes=2)
"""How soon the host can be called again from the same room."""
MOST_CALLS = 6
"""From one room in one evening: more is teasing, or something that the host knows of by then."""


def check_call(room: Room, now: datetime) -> None:
    """Raises Refusal if the host cannot be called from this room now."""
    if called_lately(room, now) or waits(room, now):
        raise Refusal("call.soon")
    if room.calls >= MOST_CALLS:
        raise Refusal("call.enough")


def called_lately(room: Room, now: datetime) -> bool:
    """Whether the host was called from this room just now."""
    return room.called_at is not None and now - room.called_at < BETWEEN_CALLS


def called(mixer: Mixer, room: Room, chain: tuple[int, ...], now: datetime) -> Mixer:
    """The mixer after a call. Two may press in the same instant, and one call is enough."""
    if called_lately(room, now) or waits(room, now) or room.calls >= MOST_CALLS:
        return mixer
    asked = chain or (mixer.host_id,)
    return mixer.with_room(room.number, calls=room.calls + 1, called_at=now, chain=asked, answered=False)


def waits(room: Room, now: datetime) -> bool:
    """Whether a room has called and nobody has come yet."""
    return (
        room.called_at is not None and not room.answered and now - room.called_at < UNANSWERED * (len(room.chain) + 1)
    )


def locked_out(mixer: Mixer, room: Room) -> list[int]:
    """Those who are asked to come and whom the room does not let in yet; its guests and its host may enter anyway."""
    its = {mixer.host_id, *room.let_in, *(guest.user_id for guest in mixer.guests if guest.room == room.number)}
    return [user for user in room.chain if user not in its]


def deadlines(mixer: Mixer) -> Iterator[datetime]:
    """When the next one is asked."""
    for room in mixer.standing:
        if room.called_at is not None and not room.answered:
            yield from (room.called_at + UNANSWERED * turn for turn in range(1, len(room.chain) + 2))


def posts(mixer: Mixer, room: Room, channel_id: int, now: datetime) -> Iterator[Wanted]:
    """The calls, one after the other, and a kind word to the room when one is not answered."""
    if room.called_at is None:
        return
    if room.answered:
        yield Wanted(
            f"comes:{room.calls}:{room.number}", channel_id, Text("room.host_comes"), now - room.called_at < STALE
        )
        return
    for turn, host_id in enumerate(room.chain):
        at = room.called_at + UNANSWERED * turn
        if at <= now < at + UNANSWERED:
            values = {"host": People((host_id,)), "room": room.name, "place": Place(channel_id)}
            call = Text("mixer.called", values, ("coming",), room.number, calls=(host_id,))
            yield Wanted(f"call:{room.calls}:{turn}:{room.number}", mixer.home_id, call)
    last = room.called_at + UNANSWERED * len(room.chain)
    if now >= room.called_at + UNANSWERED:
        key = "room.call_goes_on" if now < last else "room.call_unanswered"
        yield Wanted(f"unanswered:{room.calls}:{room.number}", channel_id, Text(key), now < last + UNANSWERED)


STALE = timedelta(minutes=15)
"""So long after a call nobody needs to hear any more that it was answered."""
