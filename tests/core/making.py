"""Mixers and sights for the tests of the quiet room."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.core.lifecycle.apply_event import step
from bot.core.lifecycle.events import Opened
from bot.core.lifecycle.mixer import Mixer
from bot.core.lifecycle.parts import FirstQuestions, Guest, Room
from bot.core.lifecycle.phase import Phase
from bot.core.lifecycle.snapshot import Channel, Snapshot

T0 = datetime(2026, 5, 7, 20, 0, tzinfo=UTC)
HOME, LOBBY, CATEGORY, FIRST_ROOM = 10, 11, 20, 21
HOST = 99


def after(minutes: float = 0, seconds: float = 0) -> datetime:
    """So long after the beginning."""
    return T0 + timedelta(minutes=minutes, seconds=seconds)


def a_mixer(length: float = 60, **changes: Any) -> Mixer:
    """A mixer that gathers."""
    fields: dict[str, Any] = {
        "id": "m",
        "guild_id": 1,
        "host_id": HOST,
        "channel_id": HOME,
        "lobby_id": LOBBY,
        "title": "Tea",
        "common_ground": "",
        "language": "en",
        "room_size": 4,
        "length": timedelta(minutes=length),
        "created_at": T0,
        "opens_at": T0,
        "closes_at": after(length),
        "category_name": "Tea",
        "phase": Phase.GATHERING,
    }
    return Mixer(**fields | changes)


def an_open_mixer(length: float = 60, rooms: int = 2, **changes: Any) -> Mixer:
    """A mixer in its hour, with three guests a room numbered 101, 102, 103, 201 …, of which nothing is built yet."""
    mixer = a_mixer(length)
    planned = tuple(Room(n, f"Room {n}", FirstQuestions(f"q{n}")) for n in range(1, rooms + 1))
    guests = tuple(Guest(room.number * 100 + n, room.number) for room in planned for n in (1, 2, 3))
    opened = step(mixer, Opened(planned, guests), T0)
    return replace(opened, **changes)


def built(mixer: Mixer) -> Mixer:
    """The same mixer with category and rooms recorded and everyone seated."""
    guests = tuple(Guest(g.user_id, g.room, waiting=False) for g in mixer.guests)
    rooms = tuple(
        Room(r.number, r.name, r.questions, FIRST_ROOM + r.number - 1, T0, r.questions.now, let_in=(mixer.host_id,))
        for r in mixer.rooms
    )
    return replace(mixer, rooms=rooms, guests=guests, category_id=CATEGORY, category_tried_at=T0)


def channel(id: int, name: str = "x", parent: int | None = None, **changes: Any) -> Channel:
    """Somebody's voice channel."""
    fields: dict[str, Any] = {"is_category": False, "created_at": T0, "marked": False}
    return Channel(id=id, name=name, parent_id=parent, **fields | changes)


def a_sight(mixer: Mixer, people: Mapping[int, int] | None = None, *more: Channel) -> Snapshot:
    """The home, the lobby and everything the mixer has recorded."""
    channels = [channel(HOME, "general"), channel(LOBBY, "Lobby"), *more]
    if mixer.category_id:
        channels.append(channel(mixer.category_id, mixer.category_name, is_category=True, marked=True))
    rooms = [room for room in mixer.standing if room.channel_id]
    channels += [channel(room.channel_id or 0, room.name, mixer.category_id, marked=True) for room in rooms]
    return Snapshot({c.id: c for c in channels}, people or {})
