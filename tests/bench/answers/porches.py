"""Servers for this bench, made and used by the sandbox's control, and what came of everything that was asked there."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from functools import cache, partial
from typing import Any, cast

import aiohttp

from bot.ui.catalogue import texts
from tests.end_to_end.person import says

Json = dict[str, Any]
LOOK = 0.25


@dataclass
class Porch:
    """A server with its people; `open` and `plan` tell where its buttons are."""

    id: str
    owner: str
    home: str
    lobby: str
    people: list[str]
    announcement: str = ""
    """The message about the mixer under way."""
    card: str = ""
    """The message about the one that is planned."""
    rooms: dict[str, str] = field(default_factory=dict[str, str])
    """By person: the message with the buttons of their room."""


@dataclass(frozen=True)
class Told:
    """One interaction, once all is over."""

    id: int
    kind: str
    user_id: int
    first: float | None
    """Seconds until the first answer, None if none came."""
    text: float | None
    """Seconds until the text, where the first answer was only that there will be one."""
    deferred: bool
    expired: bool
    content: str


@dataclass
class Town:
    """The sandbox's control, and what was asked of the bot."""

    http: aiohttp.ClientSession
    facts: Json
    asked: dict[str, str] = field(default_factory=dict[str, str])
    """By interaction: of what kind it was."""

    async def control(self, method: str, path: str, body: Json | None = None) -> Json:
        """An order to the sandbox."""
        async with self.http.request(method, self.facts["control"] + path, json=body) as answer:
            assert answer.status == 200, f"{path} {body}: {await answer.text()}"
            return cast("Json", await answer.json())

    async def person(self, who: str, deed: str, kind: str = "", **body: Any) -> str:
        """Somebody does something that the bot is told of; the interaction's id."""
        done = await self.control("POST", f"/people/{who}/{deed}", body)
        self.asked[done["interaction_id"]] = kind
        return str(done["interaction_id"])

    async def form(self, interaction_id: str) -> Json | None:
        """The form that an interaction has opened."""
        it = await self.control("GET", f"/interactions/{interaction_id}")
        return it["modal"]

    async def told(self, porches: list[Porch]) -> list[Told]:
        """What came of everything of a kind that was asked there, in the order in which it was asked."""
        found: list[Told] = []
        for porch in porches:
            begun = (await self.control("GET", f"/state?guild_id={porch.id}"))["interactions"]
            found += [_told(it, kind) for it in begun if (kind := self.asked.get(it["id"]))]
        return sorted(found, key=lambda one: one.id)

    async def until(self, look: Callable[[], Awaitable[Json | None]], what: str, patience: float = 180) -> Json:
        """Look now and then until there is something to see."""
        try:
            async with asyncio.timeout(patience):
                while (seen := await look()) is None:  # noqa: ASYNC110 - what is waited for is in another process
                    await asyncio.sleep(LOOK)
                return seen
        except TimeoutError:
            raise AssertionError(f"waited in vain: {what}") from None

    async def ready(self) -> None:
        """Wait until the bot is connected and has told its commands."""

        async def look() -> Json | None:
            state = await self.control("GET", "/state?guild_id=0")
            connected = any(session["connected"] for session in state["sessions"])
            return state if connected and state["applications"][0]["commands"] else None

        await self.until(look, "the bot is connected and has told its commands")

    async def porch(self, name: str, people: int) -> Porch:
        """A server and its people, its owner in the lobby."""
        made = await self.control("POST", "/guilds", {"name": name, "locale": "en-US"})
        guild, channels = made["id"], made["channels"]
        arrived = [await self.control("POST", f"/guilds/{guild}/people", {"name": f"G{n}"}) for n in range(people)]
        porch = Porch(guild, made["owner_id"], channels["general"], channels["Lobby"], [one["id"] for one in arrived])
        await self._enter(porch, porch.owner)
        return porch

    async def plan(self, porch: Porch, **options: Any) -> None:
        """Announce an evening in two hours."""
        preview = await self._command(porch, "mixer schedule", {"title": "Tea", "when": "in 2 hours", **options})
        button = preview["components"][0]["components"][0]["custom_id"]
        pressed = await self.person(porch.owner, "click", message_id=preview["id"], custom_id=button)
        await self.until(partial(self._answer, pressed), "it is announced")
        porch.card = (await self.until(partial(self.post, porch, "cant:"), "the invitation stands"))["id"]

    async def choose_lobby(self, porch: Porch) -> None:
        """The owner sets the lobby, so that the next evening is not announced for the room that they sit in."""
        panel = await self._command(porch, "engawa setup", {})
        chosen: Json = {"custom_id": "setup:lobby", "values": [porch.lobby]}
        pressed = await self.person(porch.owner, "select", message_id=panel["id"], **chosen)
        await self.until(partial(self._answer, pressed), "the lobby is chosen")

    async def open(self, porch: Porch, minutes: int) -> None:
        """Start a mixer with everybody there."""
        for who in porch.people:
            await self._enter(porch, who)
        await self._command(porch, "mixer start", {"length": minutes})
        post = await self.until(partial(self.post, porch, "join:", without="cant:"), "the mixer is announced")
        porch.announcement = post["id"]

    async def seated(self, porch: Porch) -> Json | None:
        """The server, once everybody is in a room that has its question."""
        guild = await self._guild(porch)
        people = {porch.owner, *porch.people}
        where = {s["user_id"]: s["channel_id"] for s in guild["voice_states"] if s["user_id"] in people}
        said = {c["id"]: c["messages"][0]["id"] for c in guild["channels"] if c["type"] == 2 and c["messages"]}
        if len(where) < len(people) or porch.lobby in where.values() or not set(where.values()) <= said.keys():
            return None
        porch.rooms = {user: said[channel] for user, channel in where.items()}
        return guild

    async def post(self, porch: Porch, button: str, without: str = "-") -> Json | None:
        """A message with such a button where mixers are announced."""
        home = next(channel for channel in (await self._guild(porch))["channels"] if channel["id"] == porch.home)
        for message in home["messages"]:
            shown = json.dumps(message["components"])
            if f'"{button}' in shown and f'"{without}' not in shown:
                return cast("Json", message)
        return None

    async def ears(self, least: float) -> int:
        """In how many rooms the bot hears, once there are enough; some are always on their way to another room."""

        async def look() -> Json | None:
            calls: list[Json] = (await self.control("GET", "/state?guild_id=0"))["voice_connections"]
            connected = sum(call["connected"] for call in calls)
            return {"ears": connected} if connected >= least else None

        return int((await self.until(look, "ears are in the rooms"))["ears"])

    async def problems(self) -> list[str]:
        """What Discord's schema has against any request."""
        return (await self.control("GET", "/state?guild_id=0"))["schema_problems"]

    async def _guild(self, porch: Porch) -> Json:
        return (await self.control("GET", f"/state?guild_id={porch.id}"))["guilds"][0]

    async def _enter(self, porch: Porch, who: str) -> None:
        await self.control("POST", f"/people/{who}/voice", {"channel_id": porch.lobby})

    async def _command(self, porch: Porch, name: str, options: Json) -> Json:
        order: Json = {"channel_id": porch.home, "name": name, "options": options}
        begun = await self.person(porch.owner, "command", **order)
        return await self.until(partial(self._answer, begun), f"an answer to /{name}")

    async def _answer(self, interaction_id: str) -> Json | None:
        """What came back, once it has."""
        it = await self.control("GET", f"/interactions/{interaction_id}")
        messages = [answer["message"] for answer in it["answers"]]
        if it["failed"] or not messages or not messages[-1]["content"]:
            assert not it["failed"], it
            return None
        assert not refusal(messages[-1]["content"]), messages[-1]["content"]
        return messages[-1]


def refusal(content: str) -> str | None:
    """By which key of the catalogue a text is a refusal, if it is one."""
    return next((key for key in _refusals() if says(content, "en", key)), None)


@cache
def _refusals() -> tuple[str, ...]:
    return tuple(key for key in texts("en") if key.startswith("refusal."))


def _told(it: Json, kind: str) -> Told:
    answers: list[Json] = it["answers"]
    deferred = bool(answers) and answers[0]["kind"].startswith("deferred")
    shown = [answer for answer in answers if answer["message"] and answer["message"].get("content")]
    return Told(
        id=int(it["id"]),
        kind=kind,
        user_id=int(it["user_id"]),
        first=None if it["answered"] is None else it["answered"] - it["created"],
        text=shown[0]["at"] - it["created"] if deferred and shown else None,
        deferred=deferred,
        expired=it["failed"],
        content=shown[0]["message"]["content"] if shown else "",
    )
