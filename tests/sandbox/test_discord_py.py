"""Stock discord.py 2.7.1 on the sandbox: the whole way of a mixer."""

import asyncio
from collections.abc import Iterator
from typing import Any

import discord
import pytest
import yarl
from discord import app_commands
from discord.gateway import DiscordWebSocket
from discord.http import Route

from tests.sandbox.conftest import Build, Place

ALLOWED = discord.PermissionOverwrite(view_channel=True, connect=True)
OWN = discord.PermissionOverwrite(
    view_channel=True, connect=True, manage_channels=True, move_members=True, send_messages=True
)
HIDDEN = discord.PermissionOverwrite(view_channel=False)


class Host(discord.AutoShardedClient):
    """A bot that opens one room for whoever asks."""

    def __init__(self) -> None:
        super().__init__(intents=discord.Intents(guilds=True, voice_states=True))
        self.tree = app_commands.CommandTree(self)
        self.done = asyncio.Event()
        self.arrived = asyncio.Event()
        self.resumed = asyncio.Event()
        self.pressed: asyncio.Queue[discord.Interaction] = asyncio.Queue()
        self.tree.command(name="open", description="Open a room")(self.open)

    async def setup_hook(self) -> None:
        await self.tree.sync()

    async def open(self, interaction: discord.Interaction) -> None:
        """The command."""
        guild, person = interaction.guild, interaction.user
        assert guild is not None
        assert isinstance(person, discord.Member)
        await interaction.response.defer(ephemeral=True)
        doors: dict[discord.Role | discord.Member | discord.Object, discord.PermissionOverwrite] = {
            guild.default_role: HIDDEN, person: ALLOWED, guild.me: OWN,
        }  # fmt: skip
        category = await guild.create_category("Mixer", overwrites={guild.default_role: HIDDEN, guild.me: OWN})
        room = await guild.create_voice_channel("Room 1", category=category, overwrites=doors, user_limit=5)
        await person.move_to(room)
        view = discord.ui.View(timeout=None)
        view.add_item(discord.ui.Button(label="Next", custom_id="next"))
        await room.send(f"Welcome {person.mention}", view=view)
        await room.edit(status="Round 1")
        await interaction.followup.send("Your room is open.")
        self.done.set()

    async def on_voice_state_update(self, _: Any, before: Any, after: Any) -> None:
        if after.channel is not None and after.channel.name == "Room 1":
            self.arrived.set()

    async def on_interaction(self, interaction: discord.Interaction) -> None:
        if interaction.type is discord.InteractionType.component:
            await interaction.response.edit_message(content="Round 2", view=None)
            await self.pressed.put(interaction)

    async def on_shard_resumed(self, _: int) -> None:
        self.resumed.set()


@pytest.fixture
def routes() -> Iterator[pytest.MonkeyPatch]:
    with pytest.MonkeyPatch.context() as patch:
        yield patch


async def test_discord_py_runs_a_room_and_survives_a_dropped_gateway(make: Build, routes: pytest.MonkeyPatch) -> None:
    place: Place = await make()
    routes.setattr(Route, "BASE", place.facts["api"])
    routes.setattr(DiscordWebSocket, "DEFAULT_GATEWAY", yarl.URL(place.facts["gateway"]))
    person, control = place.people()[0], place.control
    async with Host() as bot, asyncio.timeout(20):
        await bot.login(place.facts["token"])
        task = asyncio.create_task(bot.connect())
        await bot.wait_until_ready()
        await control("POST", f"/people/{person}/voice", channel_id=place.channel("Lobby"))
        await control("POST", f"/people/{person}/command", channel_id=place.channel("general"), name="open")
        await asyncio.gather(bot.done.wait(), bot.arrived.wait())
        screen = await control("GET", f"/people/{person}/screen")
        assert [m["content"] for m in screen["only_you"]] == ["Your room is open."]
        room = await control.channel("Room 1")
        assert (room["status"], room["messages"][0]["mentions"][0]["id"]) == ("Round 1", person)
        await control("POST", "/faults", gateway="drop")
        await bot.resumed.wait()
        await control("POST", f"/people/{person}/click", message_id=room["messages"][0]["id"], label="Next")
        await bot.pressed.get()
        assert (await control.channel("Room 1"))["messages"][0]["content"] == "Round 2"
        await bot.close()
        await task
    assert await place.problems() == []


async def test_discord_py_waits_out_a_429_and_meets_the_real_errors(make: Build, routes: pytest.MonkeyPatch) -> None:
    place: Place = await make()
    routes.setattr(Route, "BASE", place.facts["api"])
    async with discord.Client(intents=discord.Intents.none()) as client, asyncio.timeout(10):
        await client.login(place.facts["token"])
        order = {"route": "GET /channels/*", "answer": 429, "retry_after": 0.1}
        await place.control("POST", "/faults", requests=order)
        assert (await client.fetch_channel(int(place.channel("general")))).id == int(place.channel("general"))
        with pytest.raises(discord.NotFound) as gone:
            await client.fetch_channel(1)
        assert gone.value.code == 10003
    async with discord.Client(intents=discord.Intents.none()) as client:
        with pytest.raises(discord.LoginFailure):
            await client.login("not.a.token")
