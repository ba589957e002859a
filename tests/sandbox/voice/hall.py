"""A sandbox with a discord.py client in it: joining, speaking, listening, and the truth to compare with."""

from __future__ import annotations

import asyncio
import gc
import json
import ssl
import time
import warnings
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp
import discord
import pytest
import yarl
from discord.gateway import DiscordWebSocket
from discord.http import Route
from discord.voice_state import VoiceConnectionState

from bot.adapters.ears.connection import EarClient
from bot.adapters.ears.udp import Ticker
from bot.core.listening.talkspurts import Talkspurts
from bot.sandbox import Sandbox
from tests.sandbox.clients import Control, Json, Rest

PATIENCE = 15.0
Interval = tuple[float, float]


async def until(true: Callable[[], object], seconds: float = PATIENCE) -> None:
    """Wait for a condition; in vain is a failure."""
    async with asyncio.timeout(seconds):
        while True:
            if true():
                return
            await asyncio.sleep(0.01)


@dataclass
class Heard:
    """What an ear was told: transmissions under way, and finished ones."""

    now: dict[int, float] = field(default_factory=dict[int, float])
    past: dict[int, list[Interval]] = field(default_factory=dict[int, list[Interval]])

    def change(self, user: int, on: bool, at: float) -> None:
        """The ear's callback."""
        if on:
            assert user not in self.now
            self.now[user] = at
        else:
            self.past.setdefault(user, []).append((self.now.pop(user), at))


@dataclass
class Hall:
    """A sandbox, its hands, and one logged-in client."""

    box: Sandbox
    control: Control
    client: discord.Client
    log: Path
    heard: Heard = field(default_factory=Heard)

    def __post_init__(self) -> None:
        self.facts = self.box.facts()
        self.guild = int(self.facts["guild_id"])
        users = [m.user for m in self.box.guild.members.values() if not m.user.bot]
        self.people = [user.id for user in users if user.id != self.box.guild.owner_id]
        self.lobby = next(c.id for c in self.box.guild.channels.values() if c.name == "Lobby")
        self.ticker = Ticker(asyncio.get_running_loop(), time.time)

    async def room(self, name: str = "room") -> int:
        """Another voice channel, known to the client."""
        made = await self.control("POST", f"/guilds/{self.guild}/channels", name=name, type=2)
        await until(lambda: self.client.get_channel(int(made["id"])) is not None)
        return int(made["id"])

    async def sit(self, person: int, channel: int | None, **more: Any) -> None:
        """Put somebody into a channel, or out of voice."""
        place = None if channel is None else str(channel)
        await self.control("POST", f"/people/{person}/voice", channel_id=place, **more)

    async def speak(self, person: int, **order: Any) -> Json:
        """Have somebody transmit."""
        return await self.control("POST", f"/people/{person}/speak", **order)

    async def fault(self, **voice: Any) -> Json:
        """Order trouble with voice."""
        return (await self.control("POST", "/faults", voice=voice))["voice"]

    def channel(self, channel: int | None = None) -> discord.VoiceChannel:
        """A channel as the client knows it."""
        found = self.client.get_channel(channel or self.lobby)
        assert isinstance(found, discord.VoiceChannel)
        return found

    def make_ear(self, client: discord.Client, channel: Any) -> EarClient:
        """What `connect(cls=…)` calls."""
        return EarClient(client, channel, Talkspurts(self.heard.change), self.ticker)

    async def listen(self, channel: int | None = None, *, reconnect: bool = True) -> EarClient:
        """Our own ear, connected."""
        voice: Any = await self.channel(channel).connect(
            cls=self.make_ear, self_mute=True, timeout=PATIENCE, reconnect=reconnect
        )
        assert isinstance(voice, EarClient)
        return voice

    def connections(self) -> list[Json]:
        """The sandbox's sessions of bots that are connected."""
        from bot.sandbox.voice.state import connections

        return [one for one in connections(self.box.voice) if one["connected"]]

    async def hears(self, person: int, seconds: float = 0.3) -> None:
        """Somebody speaks, and the ear hears it from beginning to end."""
        before = len(self.heard.past.get(person, []))
        await self.speak(person, intervals=[[0, seconds]])
        await until(lambda: len(self.heard.past.get(person, [])) > before)

    def lines(self, what: str) -> list[Json]:
        """Lines of one kind in the sandbox's log."""
        return [line for raw in self.log.read_text().splitlines() if (line := json.loads(raw))["what"] == what]

    def truth(self, person: int) -> list[Interval]:
        """When somebody really sent anything but silence."""
        return [(s["from"], s["to"]) for s in self.lines("spurt") if s["user"] == str(person)]

    async def in_group(self, voice: discord.VoiceClient, *people: int) -> None:
        """Wait until the client's encryption group is exactly these people and the bot."""
        wanted = {str(person) for person in people} | {str(self.box.bot.user.id)}
        state = state_of(voice)

        def complete() -> bool:
            session = state.dave_session
            return session is not None and bool(session.ready) and set(map(str, session.get_user_ids())) == wanted

        await until(complete)


def state_of(voice: discord.VoiceClient) -> VoiceConnectionState:
    """The private half of a voice client."""
    return voice._connection  # pyright: ignore[reportPrivateUsage]


@asynccontextmanager
async def hall(folder: Path, **options: Any) -> AsyncGenerator[Hall]:
    """Open a sandbox, log a client in, and take both down."""
    log = folder / "sandbox.jsonl"
    box = Sandbox(people=5, pace=50.0, log=log, **options)
    await box.start()
    facts = box.facts()
    trust = ssl.create_default_context(cafile=facts["ca"])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Route, "BASE", facts["api"])
        patch.setattr(DiscordWebSocket, "DEFAULT_GATEWAY", yarl.URL(facts["gateway"]))
        http = aiohttp.ClientSession()
        client = discord.Client(
            intents=discord.Intents(guilds=True, voice_states=True),
            connector=aiohttp.TCPConnector(ssl=trust),
            guild_ready_timeout=0.05,
        )
        await client.login(facts["token"])
        task = asyncio.create_task(client.connect())
        await client.wait_until_ready()
        try:
            yield Hall(box, Control(Rest(http, facts["control"])), client, log)
        finally:
            for voice in list(client.voice_clients):
                await voice.disconnect(force=True)
            await client.close()
            await task
            await http.close()
            await box.stop()
            with warnings.catch_warnings():
                # aiohttp releases a websocket that was cut off by force only when it is collected, and complains
                warnings.filterwarnings("ignore", "Unclosed connection", ResourceWarning)
                gc.collect()
    assert box.pipeline.problems == []
    assert not [line for line in log.read_text().splitlines() if json.loads(line)["what"] == "problem"]
