"""A sandbox in this process with three ears, three rooms, and all that they tell."""

from __future__ import annotations

import asyncio
import ssl
import time
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import aiohttp
import discord

from bot.adapters.ears.ears import DiscordEars
from tests.sandbox.clients import Json
from tests.sandbox.voice.hall import Hall, hall, until

ENTER = str(discord.Permissions(view_channel=True, connect=True).value)


@dataclass
class Listener:
    """ports.Listener, remembering."""

    able: dict[int, list[bool]] = field(default_factory=dict[int, list[bool]])
    heard_of: list[tuple[int, int, bool, float, float]] = field(
        default_factory=list[tuple[int, int, bool, float, float]]
    )

    def hears(self, channel_id: int, able: bool, at: float) -> None:
        """See ports.Listener."""
        assert abs(at - time.time()) < 1
        self.able.setdefault(channel_id, []).append(able)

    def heard(self, channel_id: int, user_id: int, on: bool, at: float) -> None:
        """See ports.Listener; with when it was told."""
        self.heard_of.append((channel_id, user_id, on, at, time.time()))

    def hearing(self) -> set[int]:
        """The channels that are heard now."""
        return {channel for channel, able in self.able.items() if able[-1]}


@dataclass
class Pool:
    """A sandbox, three ears, and three rooms beside the lobby."""

    hall: Hall
    clients: list[discord.Client]
    ears: DiscordEars
    listener: Listener = field(default_factory=Listener)
    let_in: list[tuple[int, int]] = field(default_factory=list[tuple[int, int]])
    """The channels and listeners that were to be let in."""
    rooms: list[int] = field(default_factory=list[int])

    def attend(self, *rooms: int) -> None:
        """Send the ears."""
        self.ears.attend(self.hall.guild, rooms)

    async def attending(self, *rooms: int) -> None:
        """Wait until exactly these channels are heard."""

        def so() -> bool:
            there = sorted(int(call["channel_id"]) for call in self.hall.connections())
            return there == sorted(rooms) and self.listener.hearing() == set(rooms)

        await until(so)

    def places(self) -> dict[int, int]:
        """Which bot is in which channel."""
        return {int(call["channel_id"]): int(call["bot_id"]) for call in self.hall.connections()}

    def calls(self) -> list[Json]:
        """What has become of every call."""
        return self.hall.lines("voice call")


async def _client(here: Hall, token: str) -> tuple[discord.Client, asyncio.Task[None]]:
    trust = ssl.create_default_context(cafile=here.facts["ca"])
    intents = discord.Intents(guilds=True, voice_states=True)
    connector = aiohttp.TCPConnector(ssl=trust)
    client = discord.Client(intents=intents, connector=connector, guild_ready_timeout=0.05)
    await client.login(token)
    task = asyncio.create_task(client.connect())
    await client.wait_until_ready()
    return client, task


@asynccontextmanager
async def pooled(folder: Path) -> AsyncGenerator[Pool]:
    """All of it, the ears still at home, and somebody in the first room."""

    async def let_in(channel_id: int, user_id: int) -> None:
        pool.let_in.append((channel_id, user_id))
        await here.client.http.edit_channel_permissions(channel_id, user_id, ENTER, "0", 1)

    async with hall(folder, listeners=2) as here:
        others = [await _client(here, token) for token in here.facts["listener_tokens"]]
        clients = [here.client, *(client for client, _ in others)]
        heard = Listener()
        pool = Pool(here, clients, DiscordEars(clients, time.time, heard, let_in), heard)
        for n in range(3):
            pool.rooms.append(await here.room(f"room {n}"))
        await until(lambda: all(client.get_channel(room) for client in clients for room in pool.rooms))
        await here.sit(here.people[0], pool.rooms[0])
        try:
            yield pool
        finally:
            await pool.ears.stop()
            for client, task in others:
                await client.close()
                await task
