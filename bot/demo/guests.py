"""Guests who follow no script: they come along to whatever evening somebody holds, and take part in it."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from random import Random

import aiohttp

from bot.demo.asking import Asking
from bot.demo.control import Refused
from bot.demo.missing import Missed
from bot.demo.server import LOBBY, VOICE, Json

LOOK = 0.5
"""Real seconds between two looks at what there is to do."""
SHYNESS = (0.5, 3.0)
"""Real seconds that somebody takes until they do what there is to do."""
CONVERSATION = {"minutes": 60, "talk": 0.6, "overlap": 0.05, "lull_every": 75, "lull_seconds": 25}
"""How they talk in a room: with lulls that are long enough for a question."""
TRIES = 3
JOIN, BALLOT, STAY, TOUCH = "join", "ballot", "stay", "touch"
"""What the custom ids of the bot's buttons begin with that guests press."""

Act = Callable[[], Awaitable[None]]


@dataclass(slots=True)
class Guests:
    """Some people of a server, by id. They go where anybody waits who is none of them."""

    asking: Asking
    guild_id: str
    people: Sequence[str]
    dice: Random
    done: set[tuple[str, str]] = field(default_factory=set[tuple[str, str]])
    """Who has done what: nobody does it twice."""
    failed: Counter[tuple[str, str]] = field(default_factory=Counter[tuple[str, str]])
    """How often somebody could not do something; they try again, but not for ever."""

    async def for_ever(self) -> None:
        """Take part until cancelled."""
        async with asyncio.TaskGroup() as tasks:
            while True:
                with suppress(aiohttp.ClientError):  # the sandbox was busy; that it is gone, its end tells
                    state = await self.asking.control.get(f"/state?guild_id={self.guild_id}")
                    for person in self.people:
                        for what, act in self._to_do(person, state["guilds"][0]):
                            if (person, what) not in self.done:
                                self.done.add((person, what))
                                tasks.create_task(self._shyly((person, what), act))
                await asyncio.sleep(LOOK)

    async def _shyly(self, what: tuple[str, str], act: Act) -> None:
        await asyncio.sleep(self.dice.uniform(*SHYNESS))
        try:
            await act()
        except (Missed, Refused, aiohttp.ClientError):
            self.failed[what] += 1
            if self.failed[what] < TRIES:
                self.done.discard(what)

    def _to_do(self, person: str, guild: Json) -> Iterator[tuple[str, Act]]:
        inside: dict[str, str] = {state["user_id"]: state["channel_id"] for state in guild["voice_states"]}
        at = inside.get(person)
        lobby = next((one["id"] for one in guild["channels"] if (one["name"], one["type"]) == (LOBBY, VOICE)), None)
        for channel in guild["channels"]:
            if channel["type"] != VOICE or channel["id"] == at:
                yield from self._buttons(person, channel)
        waits = lobby is not None and self._waits(guild, inside, lobby)
        if at is None and waits:
            self.done.discard((person, "go"))
            yield "come", lambda: self._sit(person, lobby)
        elif at is not None and at == lobby and not waits:
            self.done.discard((person, "come"))
            yield "go", lambda: self._sit(person, None)
        elif at is not None and at != lobby:
            beside = [one for one in self.people if inside.get(one) == at]
            yield f"talk in {at}", lambda: self._talk(person, beside, at)

    def _waits(self, guild: Json, inside: dict[str, str], lobby: str) -> bool:
        """Whether somebody sits in the lobby who is no guest and no bot."""
        others = {one["user"]["id"] for one in guild["members"] if not one["user"]["bot"]} - {*self.people}
        return any(inside.get(one) == lobby for one in others)

    def _buttons(self, person: str, channel: Json) -> Iterator[tuple[str, Act]]:
        kinds = {JOIN: self._join, BALLOT: self._vote, TOUCH: self._tick}
        for message in channel["messages"]:
            for id in custom_ids(message):
                kind = id.split(":")[0]
                if kind in kinds:
                    yield id, lambda kind=kind, message=message, id=id: kinds[kind](person, message["id"], id)

    async def _press(self, person: str, message: str, id: str) -> Json:
        return await self.asking.ask(person, "click", message_id=message, custom_id=id)

    async def _join(self, person: str, message: str, id: str) -> None:
        done = await self._press(person, message, id)
        if done["modal"] is not None:
            await self.asking.ask(person, "modal", tries=1, interaction_id=done["id"], fields={})

    async def _vote(self, person: str, message: str, id: str) -> None:
        """They would all like to stay, so that it is the others who decide."""
        asked: Json = (await self._press(person, message, id))["original"] or {}
        for answer in custom_ids(asked):
            if answer.split(":")[0] == STAY:
                await self._press(person, asked["id"], answer)

    async def _tick(self, person: str, message: str, id: str) -> None:
        """They would like to stay in touch with everybody."""
        asked: Json = (await self._press(person, message, id))["original"] or {}
        for menu in parts(asked):
            options: list[Json] = menu.get("options") or []
            if values := [option["value"] for option in options][: menu.get("max_values", 1)]:
                body = {"message_id": asked["id"], "custom_id": menu["custom_id"]}
                await self.asking.ask(person, "select", tries=1, values=values, **body)

    async def _sit(self, person: str, channel: str | None) -> None:
        await self.asking.do(person, "voice", channel_id=channel)

    async def _talk(self, person: str, beside: Sequence[str], room: str) -> None:
        conversation = {**CONVERSATION, "people": [*beside], "seed": int(room) % 1000}
        await self.asking.do(person, "speak", synthetic=conversation)


def parts(message: Json) -> list[Json]:
    """The buttons and menus under a message."""
    rows: list[Json] = message.get("components") or []
    return [part for row in rows for part in objects(row)]


def objects(row: Json) -> list[Json]:
    """What stands in a row."""
    return row.get("components") or []


def custom_ids(message: Json) -> list[str]:
    """Of those that can be pressed."""
    return [part["custom_id"] for part in parts(message) if "custom_id" in part and not part.get("disabled")]
