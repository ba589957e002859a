"""A small bot of discord.py, in simcord or on a sandbox: when it is ready, how large it grows, how fast it is served.

It runs in an environment of its own where nothing of this project is, as a process for each. `BEGAN` is the unix time
from which its start is counted, `ROUNDS` how often it asks for each thing, `SANDBOX` what a sandbox says of itself.
"""

from __future__ import annotations

import asyncio
import json
import os
import resource
import sys
import time
from collections.abc import Awaitable, Callable
from typing import Any

import aiohttp
import discord
from discord import app_commands
from discord.ext import commands

Json = dict[str, Any]
Ask = Callable[[], Awaitable[object]]
ROUNDS = int(os.environ["ROUNDS"])
WARM = 5
"""Rounds before those that count."""


def largest() -> int:
    """Bytes that this process has held at most."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def since_begun() -> float:
    """Seconds of its start so far."""
    return time.time() - float(os.environ["BEGAN"])


class Bot(commands.Bot):
    """Answers /hello, and tells when it has."""

    def __init__(self) -> None:
        # discord.py waits two seconds for further servers before it is ready; that is none of either Discord's
        super().__init__("!", intents=discord.Intents.default(), guild_ready_timeout=0.05)
        self.answered = asyncio.Event()

    async def setup_hook(self) -> None:
        @app_commands.command(description="Say hello")
        async def hello(interaction: discord.Interaction) -> None:
            await interaction.response.send_message("Hello!")
            self.answered.set()

        self.tree.add_command(hello)
        await self.tree.sync()


async def measured(channel: discord.TextChannel, command: Ask) -> Json:
    """How many a second, one after the other."""
    sent = await channel.send("Hello")
    asked: dict[str, Ask] = {
        "messages sent": lambda: channel.send("Hello"),
        "messages read": lambda: channel.fetch_message(sent.id),
        "commands answered": command,
    }
    rates: dict[str, float] = {}
    for what, ask in asked.items():
        for _ in range(WARM):
            await ask()
        began = time.perf_counter()
        for _ in range(ROUNDS):
            await ask()
        rates[what] = ROUNDS / (time.perf_counter() - began)
    return rates


async def in_simcord() -> Json:
    """Bot and Discord in one process, and nothing between them."""
    import simcord

    async with simcord.run(Bot()) as env:
        guild = env.create_guild()
        made = guild.create_text_channel("general")
        person = guild.add_member(env.create_user("mei"))
        channel = env.bot.get_channel(made.id)
        assert isinstance(channel, discord.TextChannel)
        ready = since_begun()
        rates = await measured(channel, lambda: person.slash(made, "hello"))
    return {"ready": ready, "largest": largest(), "rates": rates}


async def on_a_sandbox() -> Json:
    """The bot a process of its own, and Discord another, with sockets between them."""
    import yarl
    from discord.gateway import DiscordWebSocket
    from discord.http import Route

    facts: Json = json.loads(os.environ["SANDBOX"])
    Route.BASE = facts["api"]
    DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(facts["gateway"])
    bot = Bot()
    async with aiohttp.ClientSession() as http, bot:
        running = asyncio.create_task(bot.start(facts["token"]))
        await asyncio.wait({running, asyncio.create_task(bot.wait_until_ready())}, return_when=asyncio.FIRST_COMPLETED)
        guild = bot.guilds[0]
        channel = next(one for one in guild.text_channels if one.name == "general")
        ready = since_begun()
        async with http.get(f"{facts['control']}/people") as answer:
            person = next(one["id"] for one in (await answer.json())["people"] if not one["owner"])

        async def command() -> None:
            bot.answered.clear()
            body = {"channel_id": str(channel.id), "name": "hello"}
            async with http.post(f"{facts['control']}/people/{person}/command", json=body) as told:
                assert told.status == 200, await told.text()
            await bot.answered.wait()

        rates = await measured(channel, command)
        running.cancel()
    return {"ready": ready, "largest": largest(), "rates": rates}


async def alone() -> Json:
    """The bot with no Discord at all: what discord.py takes by itself."""
    Bot()
    return {"ready": since_begun(), "largest": largest(), "rates": {}}


if __name__ == "__main__":
    print(json.dumps(asyncio.run({"simcord": in_simcord, "sandbox": on_a_sandbox, "alone": alone}[sys.argv[1]]())))
