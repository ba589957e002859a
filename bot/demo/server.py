"""The simulated server at one moment, as an admin sees it: places, people, who sits where, what is written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

Json = dict[str, Any]
TEXT, VOICE, CATEGORY = 0, 2, 4
BUTTON, MENU = 2, 3
"""Kinds of channels, and of what stands below a message."""
HOME, LOBBY = "general", "Lobby"
TOPIC, HUSH, CALL, RATHER_NOT = "New topic", "Quiet for a while", "Call the host", "No ear here"
"""The buttons in a room: three under each question, one under the word about the ear."""
JOIN, CANNOT, WHAT, COMING = "Join", "Can't make it", "What happens?", "On my way"
TOUCH, FEEDBACK, SECRET = "Stay in touch?", "How was it?", "Stay longer?"
"""Those under the invitation, under a call for the host, and under the goodbye."""
SILENT, LOADING = 1 << 12, 1 << 7
"""The flags of a message that makes no sound and pings nobody, and of an answer that is still being thought of."""


@dataclass(frozen=True, slots=True)
class Written:
    """A message; `buttons` are the words on those that can be pressed."""

    id: str
    author: str
    by_bot: bool
    content: str
    at: float
    buttons: tuple[str, ...] = ()
    silent: bool = False
    """It came without a sound."""
    menu: str = ""
    """The id of the menu below it, if there is one, and what can be chosen there."""
    options: tuple[str, ...] = ()
    pictures: tuple[str, ...] = ()
    """Where its pictures can be fetched."""


@dataclass(frozen=True, slots=True)
class Place:
    """A channel or a category; `rights` is everything about who may do what there."""

    id: str
    name: str
    kind: int
    parent: str | None = None
    rights: str = ""
    status: str = ""
    written: tuple[Written, ...] = ()

    def by_bot(self) -> list[Written]:
        """What the bot wrote here, oldest first."""
        return [message for message in self.written if message.by_bot]

    def asked(self) -> list[Written]:
        """The questions that the bot put here after the first."""
        return [post for post in self.by_bot()[1:] if TOPIC in post.buttons]


@dataclass(frozen=True, slots=True)
class Server:
    """Everything in the server at `now`."""

    now: float
    places: Mapping[str, Place]
    names: Mapping[str, str]
    locales: Mapping[str, str]
    """The language of everyone who is no bot, in the order in which they joined."""
    owner: str
    inside: Mapping[str, str]
    """Who sits in which voice channel, bots left out."""
    roles: Mapping[str, str]
    """Names by id."""
    rights: Mapping[str, str]
    """What each role allows and each member holds."""
    commands: frozenset[str] = frozenset()
    connected: bool = False
    """The bot hears what happens here."""
    requests: int = 0
    problems: tuple[str, ...] = ()
    unanswered: tuple[str, ...] = ()
    """Commands and presses that the bot failed to answer in time."""
    speaking: Mapping[str, str] = field(default_factory=dict[str, str])
    """Who transmits right now, and in which voice channel."""
    ears: Mapping[str, str] = field(default_factory=dict[str, str])
    """Which bot listens in which voice channel."""
    bots: int = 0
    """How many bots there are that could listen."""
    calendar: Mapping[str, tuple[str, int]] = field(default_factory=dict[str, tuple[str, int]])
    """Discord's own events that are planned (1) or under way (2), by id: name and state."""

    def named(self, name: str) -> Place:
        """The first place of that name."""
        return next(place for place in self.places.values() if place.name == name)

    def people_in(self, place_id: str) -> list[str]:
        """Who sits there, by id."""
        return [person for person, place in self.inside.items() if place == place_id]

    def is_heard(self, place_id: str) -> bool:
        """Whether a bot listens there."""
        return place_id in self.ears.values()

    def added_since(self, before: Server, kind: int) -> list[Place]:
        """The places of that kind that were not there then."""
        return [p for p in self.places.values() if p.kind == kind and p.id not in before.places]


def read(state: Json, guild_id: str) -> Server:
    """The server out of what `GET /sandbox/state` answers."""
    guild = next(guild for guild in state["guilds"] if guild["id"] == guild_id)
    channels: list[Json] = sorted(guild["channels"], key=lambda c: (c["position"], int(c["id"])))
    bot = state["applications"][0]
    interactions: list[Json] = state["interactions"]
    bots = {str(app["bot_id"]) for app in state["applications"]}
    return Server(
        now=float(state["time"]),
        places={str(channel["id"]): _place(channel) for channel in channels},
        names={str(p["id"]): str(p["global_name"] or p["username"].title()) for p in state["people"]},
        locales={str(p["id"]): str(p["locale"]) for p in state["people"] if not p["bot"]},
        owner=str(guild["owner_id"]),
        inside={
            str(v["user_id"]): str(v["channel_id"]) for v in guild["voice_states"] if str(v["user_id"]) not in bots
        },
        roles={str(role["id"]): str(role["name"]) for role in guild["roles"]},
        rights=dict(_rights(guild)),
        commands=frozenset(str(command["name"]) for command in bot["commands"]),
        connected=any(s["connected"] and s["bot"] == bot["name"] for s in state["sessions"]),
        requests=int(state["requests"]),
        problems=tuple(str(problem) for problem in state["schema_problems"]),
        unanswered=tuple(str(it["id"]) for it in interactions if it["failed"]),
        speaking={str(one["user_id"]): str(one["channel_id"]) for one in state["transmitting"]},
        ears={str(one["bot_id"]): str(one["channel_id"]) for one in state["voice_connections"] if one["connected"]},
        bots=len(bots),
        calendar={str(e["id"]): (str(e["name"]), int(e["status"])) for e in guild.get("guild_scheduled_events", ())},
    )


def _rights(guild: Json) -> Iterator[tuple[str, str]]:
    for role in guild["roles"]:
        yield f"role {role['name']}", str(role["permissions"])
    for member in guild["members"]:
        held = f"{member['nick']} {sorted(member['roles'])} {member['mute']} {member['deaf']}"
        yield f"member {member['user']['username']}", held


def _place(channel: Json) -> Place:
    messages: list[Json] = channel["messages"]
    return Place(
        id=str(channel["id"]),
        name=str(channel["name"]),
        kind=int(channel["type"]),
        parent=channel["parent_id"],
        rights=repr(channel["permission_overwrites"]),
        status=str(channel["status"] or ""),
        written=tuple(message(one) for one in messages),
    )


def _parts(row: Json) -> list[Json]:
    return row.get("components") or []


def message(one: Json) -> Written:
    """A message out of JSON."""
    rows: list[Json] = one["components"]
    parts = [part for row in rows for part in _parts(row)]
    menus = [part for part in parts if part["type"] == MENU]
    menu: Json = menus[0] if menus else {}
    options: list[Json] = menu.get("options") or []
    files: list[Json] = one.get("attachments") or []
    return Written(
        id=str(one["id"]),
        author=str(one["author"]["id"]),
        by_bot=bool(one["author"]["bot"]),
        content=str(one["content"]),
        at=datetime.fromisoformat(one["timestamp"]).timestamp(),
        buttons=tuple(str(part["label"]) for part in parts if part["type"] == BUTTON and not part.get("disabled")),
        silent=bool(one["flags"] & SILENT),
        menu=str(menu.get("custom_id", "")),
        options=tuple(str(option["value"]) for option in options),
        pictures=tuple(str(file["url"]) for file in files),
    )
