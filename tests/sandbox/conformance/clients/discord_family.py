"""discord.py and its forks: alike but for where the API is, how a form is opened, and two names."""

from __future__ import annotations

import asyncio
import importlib
import io
import sys
from types import SimpleNamespace
from typing import Any

import yarl
from play import COMMANDS, FACTS, answer_to, check, command, go_through, order, person, same

LIBRARY = sys.argv[1]
lib: Any = importlib.import_module({"nextcord": "nextcord", "disnake": "disnake"}.get(LIBRARY, "discord"))
if LIBRARY == "py-cord":
    lib.http.Route.API_BASE_URL = FACTS["api"]
else:
    lib.http.Route.BASE = FACTS["api"]
if LIBRARY == "discord.py":
    lib.gateway.DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(FACTS["gateway"])

intents = lib.Intents.none()
intents.guilds = intents.members = intents.guild_messages = intents.guild_reactions = True


class Bot(lib.Client):
    """Answers three commands, a button and a form, and keeps what it hears."""

    def __init__(self) -> None:
        super().__init__(intents=intents)
        self.heard: dict[str, asyncio.Queue[Any]] = {
            name: asyncio.Queue() for name in ("ready", "resumed", "member", "channel", "reaction", "form")
        }

    async def on_ready(self) -> None:
        self.heard["ready"].put_nowait(None)

    async def on_resumed(self) -> None:
        self.heard["resumed"].put_nowait(None)

    async def on_member_join(self, member: Any) -> None:
        self.heard["member"].put_nowait(member.name)

    async def on_guild_channel_create(self, channel: Any) -> None:
        self.heard["channel"].put_nowait(channel.name)

    async def on_raw_reaction_add(self, payload: Any) -> None:
        if payload.user_id != self.user.id:
            self.heard["reaction"].put_nowait(str(payload.emoji))

    async def on_interaction(self, it: Any) -> None:
        data = dict(it.data)
        name = data.get("name") or data.get("custom_id")
        if name == "hello":
            await it.response.send_message("Hello!", ephemeral=True)
        elif name == "later":
            await it.response.defer(ephemeral=True)
            await it.followup.send("Hello, later")
        elif name == "form":
            await open_form(it)
        elif name == "press":
            await it.response.edit_message(content="Pressed")
        elif name == "asked":
            self.heard["form"].put_nowait(str(data["components"]))
            await it.response.send_message("Thank you", ephemeral=True)


async def open_form(it: Any) -> None:
    """A form with one field, in each library's own way."""
    if LIBRARY == "disnake":
        field = lib.ui.TextInput(label="Topic", custom_id="topic")
        await it.response.send_modal(title="Asked", custom_id="asked", components=[field])
        return
    if LIBRARY == "py-cord":
        form = lib.ui.Modal(title="Asked", custom_id="asked")
        form.add_item(lib.ui.InputText(label="Topic", custom_id="topic"))
    else:
        form = lib.ui.Modal(title="Asked", custom_id="asked")
        form.add_item(lib.ui.TextInput(label="Topic", custom_id="topic"))
    await it.response.send_modal(form)


here = SimpleNamespace()
"""The bot, once there is a loop for it, and the task it runs in."""


def channel() -> Any:
    return here.bot.get_channel(int(FACTS["channel"]))


@check("logs in")
async def logs_in() -> None:
    here.running = asyncio.create_task(here.bot.start(FACTS["token"]))
    waiting = asyncio.create_task(here.bot.heard["ready"].get())
    done, _ = await asyncio.wait({waiting, here.running}, return_when=asyncio.FIRST_COMPLETED)
    for task in done:
        task.result()
    same(here.bot.get_guild(int(FACTS["guild_id"])).name, "Engawa Club")


@check("answers a command")
async def answers() -> None:
    await here.bot.http.bulk_upsert_global_commands(int(FACTS["application_id"]), COMMANDS)
    same((await answer_to(await command("hello"), "message"))["message"]["content"], "Hello!")


@check("answers later")
async def answers_later() -> None:
    same((await answer_to(await command("later"), "edit"))["message"]["content"], "Hello, later")


@check("is pressed")
async def is_pressed() -> None:
    # nextcord would take note of the press by itself
    view = lib.ui.View(timeout=None, **({"auto_defer": False} if LIBRARY == "nextcord" else {}))
    view.add_item(lib.ui.Button(label="Press", custom_id="press"))
    sent = await channel().send("Not yet", view=view)
    begun = await person("click", message_id=str(sent.id), label="Press")
    same((await answer_to(begun, "update"))["message"]["content"], "Pressed")


@check("reads a form")
async def reads_a_form() -> None:
    begun = await command("form")
    await answer_to(begun, "modal")
    await person("modal", interaction_id=begun["interaction_id"], fields={"topic": "Gardens"})
    same("Gardens" in await here.bot.heard["form"].get(), True)


@check("sends a file")
async def sends_a_file() -> None:
    sent = await channel().send("Here", file=lib.File(io.BytesIO(b"tea"), "tea.txt"), embed=lib.Embed(title="Tea"))
    same(await sent.attachments[0].read(), b"tea")
    same((await channel().fetch_message(sent.id)).embeds[0].title, "Tea")


@check("reacts")
async def reacts() -> None:
    sent = await channel().send("Tea?")
    await sent.add_reaction("🍵")
    await person("react", message_id=str(sent.id), emoji="🍵")
    same(await here.bot.heard["reaction"].get(), "🍵")
    same((await channel().fetch_message(sent.id)).reactions[0].count, 2)


@check("keeps roles")
async def keeps_roles() -> None:
    guild = here.bot.get_guild(int(FACTS["guild_id"]))
    role = await guild.create_role(name="Guide")
    member = await guild.fetch_member(int(FACTS["person"]))
    await member.add_roles(role)
    same(role.id in {one.id for one in (await guild.fetch_member(member.id)).roles}, True)
    await role.delete()


@check("waits out a 429")
async def waits() -> None:
    fault = {"route": "POST /channels/*/messages", "answer": 429, "retry_after": 0.2}
    await order("POST", "/faults", requests=fault)
    same((await channel().send("After a while")).content, "After a while")


@check("hears of members")
async def hears_of_members() -> None:
    await order("POST", f"/guilds/{FACTS['guild_id']}/people", name="Mei", locale="ja")
    same((await here.bot.heard["member"].get()).startswith("mei"), True)


@check("comes back")
async def comes_back() -> None:
    await order("POST", "/faults", gateway="drop")
    await order("POST", f"/guilds/{FACTS['guild_id']}/channels", name="meanwhile", type=0)
    await here.bot.heard["resumed"].get()
    while await here.bot.heard["channel"].get() != "meanwhile":
        pass


async def main() -> None:
    """Begin."""
    here.bot = Bot()
    await go_through()


asyncio.run(main())
