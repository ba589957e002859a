"""Which rooms the ears are in, when there are more rooms than ears.

A bot can be in one voice channel of a server at a time, and its coming makes a sound. So an ear goes where a stall is
most likely and stays for a while: a room that talked freely when it was last heard is left alone for longer than one
where talk was thin, and a room that is thin now keeps its ear. Pure; times are seconds.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import inf

STAY = 200.0
"""Seconds an ear stays at least. On recorded meetings (`tests/bench/rota`: three rooms of four, one ear) an ear in
every room finds .94 of the lulls and one that takes turns .37, about the part of the time that it hears (.35). Stays of
60, 120, 200 and 300 s find .28, .28, .37 and .32, which with 79 lulls is little more than chance, while hops sink from
55 an hour over 30 and 18 to 13, and joining makes a sound. So it is long; but a third room waits for up to four stays
(at worst 828 s here), and that must be less than the 15 minutes after which a room without an ear is asked blindly."""
LIVELY = 3.0
"""How many times longer a room is left alone that talked as usual when it was last heard. With three rooms and one ear
1 and 3 find the same lulls: it is for servers with more rooms."""
THIN = 0.8
"""Under this part of a room's own level talk counts as thin, and the ear stays for twice as long. With .5 one ear finds
.35 of the lulls, with .8 .37, at fewer hops; again hardly more than chance."""


@dataclass(frozen=True, slots=True)
class Station:
    """One room as the rota sees it; `talk` is the share of talk of the last minute heard, against the room's level."""

    channel_id: int
    since: float | None
    """Since when an ear is here; None while there is none."""
    left: float = -inf
    """When the last ear left."""
    talk: float = 1.0


def placed(stations: Iterable[Station], ears: int, now: float) -> tuple[int, ...]:
    """The channels for so many ears to be in, with as few changes as the rule allows."""
    rooms = sorted(stations, key=lambda station: station.channel_id)
    if len(rooms) <= ears:
        return tuple(room.channel_id for room in rooms)
    here = [room for room in rooms if room.since is not None]
    away = sorted(
        (room for room in rooms if room.since is None), key=lambda room: (-_longing(room, now), room.channel_id)
    )
    keep = [room for room in here if not _may_leave(room, now)][:ears]
    leaving = [room for room in here if room not in keep]
    # When several may leave at once, those that have only just been left must not take their places again.
    longing = [room for room in away if now - room.left >= STAY]
    rested = [room for room in away if room not in longing]
    return tuple(room.channel_id for room in (keep + longing + leaving + rested)[:ears])


def next_change(stations: Iterable[Station], ears: int, now: float) -> float | None:
    """When the rota may change by time alone; None if every room has its ear."""
    rooms = list(stations)
    if len(rooms) <= ears or not ears:
        return None
    return min(
        (room.since + STAY for room in rooms if room.since is not None and room.since + STAY > now), default=now + STAY
    )


def _may_leave(room: Station, now: float) -> bool:
    """Long enough here, and talk is as usual: a thin room keeps its ear for twice as long."""
    assert room.since is not None
    return now - room.since >= (STAY if room.talk >= THIN else 2 * STAY)


def _longing(room: Station, now: float) -> float:
    """How long a room has been alone, by how little it talked when it was last heard."""
    return (now - room.left) / (1 + (LIVELY - 1) * min(1.0, room.talk))
