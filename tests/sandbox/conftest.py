"""A running sandbox and clients of it."""

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from bot.sandbox import Sandbox
from tests.sandbox.clients import Control, Json, Rest, Socket


@dataclass
class Place:
    """A sandbox with the bot's REST client, the control, and its ids at hand."""

    box: Sandbox
    http: aiohttp.ClientSession
    rest: Rest
    control: Control
    facts: Json
    log: Path

    @property
    def guild(self) -> str:
        """The guild's id."""
        return str(self.facts["guild_id"])

    @property
    def bot(self) -> str:
        """The bot's user id."""
        return str(self.box.bot.user.id)

    def people(self) -> list[str]:
        """The ids of all ordinary people."""
        users = [m.user for m in self.box.guild.members.values() if not m.user.bot]
        return [str(user.id) for user in users if user.id != self.box.guild.owner_id]

    def channel(self, name: str) -> str:
        """The id of a channel by name."""
        return next(str(c.id) for c in self.box.guild.channels.values() if c.name == name)

    def socket(self, token: str | None = None) -> Socket:
        """A gateway client, not connected yet."""
        return Socket(self.http, self.facts["gateway"], token or self.facts["token"])

    async def room(self, **more: Any) -> str:
        """A new voice channel made by the bot."""
        reply = await self.rest("POST", f"/guilds/{self.guild}/channels", {"name": "room", "type": 2, **more})
        assert reply.status == 201, reply.body
        return str(reply.body["id"])

    async def problems(self) -> list[str]:
        """What Discord's schema has against the sandbox's answers."""
        return list((await self.control.state())["schema_problems"])


Build = Callable[..., Any]


@pytest.fixture
async def make(tmp_path: Path) -> AsyncIterator[Build]:
    """Builds sandboxes and takes them down."""
    boxes: list[Sandbox] = []
    http = aiohttp.ClientSession()

    async def build(**options: Any) -> Place:
        log = tmp_path / "sandbox.jsonl"
        wanted: dict[str, Any] = {"people": 4, "pace": 50.0, "log": log, **options}
        box = Sandbox(**wanted)
        boxes.append(box)
        await box.start()
        facts = box.facts()
        control = Control(Rest(http, facts["control"]))
        return Place(box, http, Rest(http, facts["api"], facts["token"]), control, facts, log)

    yield build
    await http.close()
    for box in boxes:
        await box.stop()


@pytest.fixture
async def place(make: Build) -> AsyncIterator[Place]:
    """One sandbox; whatever a test does, the answers must have fitted Discord's schema."""
    here: Place = await make()
    yield here
    assert here.box.pipeline.problems == []


@pytest.fixture
async def quick(make: Build) -> AsyncIterator[Place]:
    """The same with no limit on how often anything is asked or how often a bot identifies."""
    here: Place = await make(pace=100_000.0)
    yield here
    assert here.box.pipeline.problems == []
