"""Stock discord.py 2.7.1 reads the files that people give to commands and forms."""

# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false
# discord.py leaves the view of a bare component open.

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import discord
import pytest
import yarl
from discord import app_commands, ui
from discord.gateway import DiscordWebSocket
from discord.http import Route

from tests.sandbox.clients import Json, until
from tests.sandbox.conftest import Build, Place

TEA = "\ufeffお茶は好きですか。\n".encode()


class Form(ui.Modal):
    """A form with a place for up to two files."""

    def __init__(self, reader: "Reader") -> None:
        super().__init__(title="Files", custom_id="form")
        self.reader = reader
        self.files: Any = ui.FileUpload(custom_id="files", min_values=0, max_values=2, required=False)
        self.add_item(ui.Label(text="Files", component=self.files))

    async def on_submit(self, interaction: discord.Interaction) -> None:
        self.reader.read.append([(file.filename, await file.read()) for file in self.files.values])
        await interaction.response.send_message("Read", ephemeral=True)


class Reader(discord.Client):
    """A bot that reads one file by a command, and then opens the form for more."""

    def __init__(self) -> None:
        super().__init__(intents=discord.Intents(guilds=True))
        self.tree = app_commands.CommandTree(self)
        self.tree.command(name="read", description="Read a file")(self.take)
        self.read: list[list[tuple[str, bytes]]] = []
        self.lost: list[int] = []

    async def setup_hook(self) -> None:
        await self.tree.sync()

    async def take(self, interaction: discord.Interaction, file: discord.Attachment) -> None:
        """The command."""
        try:
            self.read.append([(file.filename, await file.read())])
        except discord.HTTPException as error:
            self.lost.append(error.status)
        await interaction.response.send_modal(Form(self))


@pytest.fixture
async def place(make: Build) -> Place:
    return await make()


@pytest.fixture
async def reader(place: Place) -> AsyncIterator[Reader]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Route, "BASE", place.facts["api"])
        patch.setattr(DiscordWebSocket, "DEFAULT_GATEWAY", yarl.URL(place.facts["gateway"]))
        async with Reader() as bot, asyncio.timeout(20):
            await bot.login(place.facts["token"])
            task = asyncio.create_task(bot.connect())
            await bot.wait_until_ready()
            yield bot
            await bot.close()
            await task
    assert place.box.pipeline.problems == []


async def laid(place: Place, name: str, content: bytes = TEA) -> str:
    path = f"/people/{place.people()[0]}/files"
    return str((await place.control.rest.upload("POST", path, None, {"file": (name, content)})).body["id"])


async def given(place: Place, file_id: str) -> Json:
    """Give the command; the form that opens."""
    person, general = place.people()[0], place.channel("general")
    options = {"file": file_id}
    await place.control("POST", f"/people/{person}/command", channel_id=general, name="read", options=options)

    async def opened() -> bool:
        return bool((await place.control("GET", f"/people/{person}/screen"))["modals"])

    await until(opened)
    (form,) = (await place.control("GET", f"/people/{person}/screen"))["modals"]
    return form


async def test_a_commands_file_and_a_forms_files_are_read(place: Place, reader: Reader) -> None:
    form = await given(place, await laid(place, "tea.txt"))
    assert reader.read == [[("tea.txt", TEA)]]
    (field,) = form["fields"]
    assert (field["type"], field["label"], field["required"]) == (19, "Files", False)
    files = [await laid(place, name, name.encode()) for name in ("b.txt", "c.txt", "d.txt")]
    path, modal = f"/people/{place.people()[0]}/modal", {"interaction_id": form["interaction_id"]}
    await place.control.refused("POST", path, **modal, fields={"files": files})
    await place.control.refused("POST", path, **modal, fields={"files": [place.guild]})
    await place.control("POST", path, **modal, fields={"files": files[1:]})

    async def read() -> bool:
        return len(reader.read) == 2

    await until(read)
    assert sorted(reader.read[1]) == [("c.txt", b"c.txt"), ("d.txt", b"d.txt")]


async def test_a_form_without_a_file_is_handed_in_too(place: Place, reader: Reader) -> None:
    form = await given(place, await laid(place, "tea.txt"))
    await place.control("POST", f"/people/{place.people()[0]}/modal", interaction_id=form["interaction_id"])

    async def read() -> bool:
        return len(reader.read) == 2

    await until(read)
    assert reader.read[1] == []


async def test_a_file_that_has_gone_is_missing_to_discord_py(place: Place, reader: Reader) -> None:
    await place.control("POST", "/faults", requests={"route": "GET /ephemeral-attachments/**", "answer": 404})
    await given(place, await laid(place, "tea.txt"))
    assert (reader.read, reader.lost) == ([], [404])
