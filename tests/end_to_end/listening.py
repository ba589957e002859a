"""A town at real speed whose bot has listeners: packets come every 20 ms, so the clock may jump but not run."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlsplit

from tests.end_to_end.processes import PATIENCE, until
from tests.end_to_end.town import Json, Person, Place, Town, says


@dataclass
class ListeningTown(Town):
    """One sandbox, one bot, and listeners that no role lets in anywhere: only a room's own overwrites do."""

    pace: float = 1.0
    listeners: int = 2
    tokens: list[str] = field(default_factory=list[str])

    def __post_init__(self) -> None:
        super().__post_init__()
        path = f"/guilds/{self.facts['guild_id']}/people"
        for n in range(self.listeners):
            made = self.ask("POST", path, {"name": f"Ear {n + 1}", "bot": True, "permissions": 0})
            self.tokens.append(str(made["token"]))

    def settings(self) -> dict[str, str]:
        """With the listeners' tokens."""
        return super().settings() | {"ENGAWA_LISTENER_TOKENS": ",".join(self.tokens)}


def ears(place: Place) -> dict[str, str]:
    """Which channel each ear of a server is connected to, by the bot's id."""
    calls: list[Json] = place.town.ask("GET", f"/state?guild_id={place.id}")["voice_connections"]
    return {c["bot_id"]: c["channel_id"] for c in calls if c["connected"] and c["guild_id"] == place.id}


def heard(place: Place) -> list[str]:
    """The channels with an ear, in order; one twice if two ears were in it."""
    return sorted(ears(place).values())


def room_ids(place: Place) -> list[str]:
    """The rooms, in order."""
    return sorted(str(room["id"]) for room in place.rooms())


def all_heard(place: Place) -> bool:
    """Whether every room has its ear."""
    return bool(place.rooms()) and heard(place) == room_ids(place)


def saying(place: Place, room: str, key: str) -> list[Json]:
    """The bot's messages in a room that say this."""
    return [m for m in place.written(room) if says(m["content"], "en", key)]


def guests(place: Place, room: str) -> list[Person]:
    """Who sits in a room, in order."""
    where = place.where()
    return [person for person in (place.admin, *place.people) if where.get(person.id) == room]


def speak(person: Person, **order: Any) -> Json:
    """Have somebody transmit."""
    return person.place.town.ask("POST", f"/people/{person.id}/speak", order)


def evening(town: Town, people: int = 6, size: int = 4, length: int = 30) -> Place:
    """Everyone has a seat in a room, and is told of the ear there."""
    place = town.place(people=people)
    place.mixer(room_size=size, length=length)
    until(place.seated, "everyone has a seat")
    return place


def told_of_ears(place: Place, rooms: list[str]) -> bool:
    """Whether each of these rooms was told of an ear."""
    return all(saying(place, room, "room.ear") for room in rooms)


def calmly(place: Place, look: Callable[[], object], what: str) -> None:
    """Wait for something that comes once nobody has come or gone for a while; the clock hurries."""
    until(lambda: look() or place.town.time.jump(1), what)


def carry(place: Place, user_id: str, channel_id: str | None) -> None:
    """A moderator moves somebody to another voice channel, or out of voice; bots too."""
    moderator = place.town.ask("POST", f"/guilds/{place.id}/people", {"name": "Mod", "bot": True, "permissions": 8})
    headers = {
        "Authorization": f"Bot {moderator['token']}",
        "Content-Type": "application/json",
        "User-Agent": "DiscordBot (https://localhost, 1)",
    }
    api = urlsplit(str(place.town.facts["api"]))
    http = HTTPConnection(str(api.hostname), api.port, timeout=PATIENCE)
    body = json.dumps({"channel_id": channel_id})
    http.request("PATCH", f"{api.path}/guilds/{place.id}/members/{user_id}", body, headers)
    answer = http.getresponse()
    assert answer.status == 200, answer.read()
    http.close()
