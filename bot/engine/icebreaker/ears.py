"""Sends the ears of a server to its rooms, as the rota has it and as people allow it."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection
from datetime import UTC, datetime

from bot.core.listening.ear_rota import next_change, placed
from bot.core.listening.room_watch import CALM, RoomWatch
from bot.ports import Alarm, Ears
from bot.ports.alarms import EarsDue


def instant(at: float) -> datetime:
    """Up to the next millisecond: an alarm that rings too early finds that it is not time yet."""
    return datetime.fromtimestamp(math.ceil(at * 1000) / 1000, UTC)


def send(
    ears: Ears,
    alarm: Alarm,
    guild_id: int,
    rooms: Collection[RoomWatch],
    may_hear: Callable[[Collection[int]], bool],
    *,
    now: float,
) -> None:
    """The ears go where the rota wants them, and to no room where somebody does not want one; again when it turns."""
    number = ears.count(guild_id)
    willing = [room for room in rooms if room.calm(now) and may_hear(room.people)]
    chosen = placed([room.station(now) for room in willing], number, now)
    ears.attend(guild_id, chosen)
    for room in rooms:
        room.send(room.channel_id in chosen, now)
    change = next_change([room.station(now) for room in willing], number, now)
    calm = (room.restraint.moved + CALM for room in rooms if not room.calm(now))
    at = min((at for at in (change, *calm) if at is not None), default=None)
    if at is not None:
        alarm.set(EarsDue(guild_id), instant(at))
    else:
        alarm.clear(EarsDue(guild_id))
