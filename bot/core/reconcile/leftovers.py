"""Rooms of ours that belong to no evening any more, as after a database was restored from an older copy."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.core.lifecycle.mixer import Mixer
from bot.core.lifecycle.snapshot import Channel, Snapshot

YOUNG = timedelta(minutes=10)
"""How long a channel may still become that of an evening that is just being opened."""


@dataclass(frozen=True, slots=True)
class Leftover:
    """Rooms left over together."""

    id: int
    """Of their category, or of the only room if there is none."""
    rooms: tuple[Channel, ...]
    """The oldest first."""


def leftovers(seen: Snapshot, mixers: Collection[Mixer], now: datetime) -> Iterator[Leftover]:
    """What looks in everything like rooms of ours, and is none of these mixers'.

    A room that somebody has moved to another place is theirs now, and so is whatever else stands in the category.
    """
    claimed = {id for mixer in mixers for id in mixer.channel_ids}
    free = [c for c in seen.channels.values() if c.own and c.id not in claimed and now - c.created_at >= YOUNG]
    rooms = sorted((channel for channel in free if not channel.is_category), key=lambda channel: channel.id)
    for category in (channel for channel in free if channel.is_category):
        if inside := tuple(room for room in rooms if room.parent_id == category.id):
            yield Leftover(category.id, inside)
    yield from (Leftover(room.id, (room,)) for room in rooms if room.parent_id is None)


def emptied(leftover: Leftover, seen: Snapshot) -> bool:
    """Whether nothing stands in its category but these rooms, so that the category can go with them."""
    inside = {channel.id for channel in seen.channels.values() if channel.parent_id == leftover.id}
    return bool(inside) and inside <= {room.id for room in leftover.rooms}
