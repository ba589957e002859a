"""Sends the ears of a server to its rooms, as the rota has it and as people allow it."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection
from datetime import UTC, datetime

from bot.core.lifecycle.mixer import Mixer
from bot.core.lifecycle.parts import Delivery
from bot.core.lifecycle.wanted_post import PostKind
from bot.core.listening.ear_rota import next_change, placed
from bot.core.listening.room_watch import CALM, RoomWatch
from bot.ports import Alarm, Ears
from bot.ports.alarms import EarsDue

AGAIN = 60.0
"""Seconds until a room that no ear could enter is tried again."""


def instant(at: float) -> datetime:
    """Up to the next millisecond: an alarm that rings too early finds that it is not time yet."""
    return datetime.fromtimestamp(math.ceil(at * 1000) / 1000, UTC)


def told(mixer: Mixer | None, number: int) -> bool:
    """Whether the notice that an ear comes stands in this room."""
    notice = mixer.posts.get(PostKind.EAR.key(number)) if mixer else None
    return notice is not None and notice.delivery is Delivery.SENT


def send(
    ears: Ears,
    alarm: Alarm,
    guild_id: int,
    rooms: Collection[RoomWatch],
    *,
    may_hear: Callable[[Collection[int]], bool],
    is_told: Callable[[RoomWatch], bool],
    now: float,
) -> None:
    """The ears go where the rota wants them, and to no room where somebody does not want one; again when it turns.

    No ear sets out before its room `is_told`. Where a moderator has deafened one, somebody does not want it: no other
    comes to its help, and it stays itself, or nobody could take that back.
    """
    refused = {room.channel_id for room in rooms} & set(ears.deafened(guild_id))
    willing = [room for room in rooms if room.calm(now) and may_hear(room.people) and room.channel_id not in refused]
    places = {room.channel_id: ears.places(guild_id, room.channel_id) for room in willing}
    stations = [room.station(now) for room in willing if places[room.channel_id]]
    number = max(places.values(), default=0)
    chosen = placed(stations, number, now)
    ready = [room.channel_id for room in rooms if room.channel_id in chosen and is_told(room)]
    ears.attend(guild_id, [*sorted(refused), *ready])
    for room in rooms:
        room.send(room.channel_id in chosen, now)
    change = next_change(stations, number, now)
    calm = (room.restraint.moved + CALM for room in rooms if not room.calm(now))
    again = now + AGAIN if len(stations) < len(willing) else None
    at = min((at for at in (change, again, *calm) if at is not None), default=None)
    if at is not None:
        alarm.set(EarsDue(guild_id), instant(at))
    else:
        alarm.clear(EarsDue(guild_id))
