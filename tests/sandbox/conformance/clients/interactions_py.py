"""interactions.py, of another line than discord.py."""

from __future__ import annotations

import asyncio
import io
from types import SimpleNamespace
from typing import Any

import interactions
from interactions.api.http.route import Route
from play import FACTS, answer_to, check, command, go_through, order, person, same

Route.BASE = FACTS["api"]
Intents = interactions.Intents
bot = interactions.Client(
    token=FACTS["token"],
    intents=Intents.GUILDS | Intents.GUILD_MEMBERS | Intents.GUILD_MESSAGES | Intents.GUILD_MESSAGE_REACTIONS,
    delete_unused_application_cmds=False,
    send_command_tracebacks=False,
)
heard: dict[str, asyncio.Queue[Any]] = {}
here = SimpleNamespace()
"""The task the bot runs in."""


@interactions.listen()
async def on_ready(_event: Any) -> None:
    heard["ready"].put_nowait(None)


@interactions.listen()
async def on_resume(_event: Any) -> None:
    heard["resumed"].put_nowait(None)


@interactions.listen()
async def on_member_add(event: Any) -> None:
    heard["member"].put_nowait(event.member.username)


@interactions.listen()
async def on_channel_create(event: Any) -> None:
    heard["channel"].put_nowait(event.channel.name)


@interactions.listen()
async def on_message_reaction_add(event: Any) -> None:
    if str(event.author.id) == FACTS["person"]:
        heard["reaction"].put_nowait(event.emoji.name)


@interactions.slash_command("hello", description="Say hello")
async def hello(ctx: Any) -> None:
    await ctx.send("Hello!", ephemeral=True)


@interactions.slash_command("later", description="Say hello later")
async def later(ctx: Any) -> None:
    await ctx.defer(ephemeral=True)
    await ctx.send("Hello, later")


@interactions.slash_command("form", description="Ask something")
async def form(ctx: Any) -> None:
    field = interactions.ShortText(label="Topic", custom_id="topic")
    await ctx.send_modal(interactions.Modal(field, title="Asked", custom_id="asked"))


@interactions.modal_callback("asked")
async def asked(ctx: Any) -> None:
    heard["form"].put_nowait(ctx.responses["topic"])
    await ctx.send("Thank you", ephemeral=True)


@interactions.component_callback("press")
async def press(ctx: Any) -> None:
    await ctx.edit_origin(content="Pressed")


def channel() -> Any:
    return bot.get_channel(int(FACTS["channel"]))


def guild() -> Any:
    return bot.get_guild(int(FACTS["guild_id"]))


@check("logs in")
async def logs_in() -> None:
    here.running = asyncio.create_task(bot.astart())
    waiting = asyncio.create_task(heard["ready"].get())
    done, _ = await asyncio.wait({waiting, here.running}, return_when=asyncio.FIRST_COMPLETED)
    for task in done:
        task.result()
    same(guild().name, "Engawa Club")


@check("answers a command")
async def answers() -> None:
    same((await answer_to(await command("hello"), "message"))["message"]["content"], "Hello!")


@check("answers later")
async def answers_later() -> None:
    same((await answer_to(await command("later"), "edit"))["message"]["content"], "Hello, later")


@check("is pressed")
async def is_pressed() -> None:
    button = interactions.Button(style=interactions.ButtonStyle.PRIMARY, label="Press", custom_id="press")
    sent = await channel().send("Not yet", components=button)
    begun = await person("click", message_id=str(sent.id), label="Press")
    same((await answer_to(begun, "update"))["message"]["content"], "Pressed")


@check("reads a form")
async def reads_a_form() -> None:
    begun = await command("form")
    await answer_to(begun, "modal")
    await person("modal", interaction_id=begun["interaction_id"], fields={"topic": "Gardens"})
    same(await heard["form"].get(), "Gardens")


@check("sends a file")
async def sends_a_file() -> None:
    file = interactions.File(io.BytesIO(b"tea"), file_name="tea.txt")
    sent = await channel().send("Here", file=file, embed=interactions.Embed(title="Tea"))
    same(sent.attachments[0].size, 3)
    same((await channel().fetch_message(sent.id, force=True)).embeds[0].title, "Tea")


@check("reacts")
async def reacts() -> None:
    sent = await channel().send("Tea?")
    await sent.add_reaction("🍵")
    await person("react", message_id=str(sent.id), emoji="🍵")
    same(await heard["reaction"].get(), "🍵")
    same((await channel().fetch_message(sent.id, force=True)).reactions[0].count, 2)


@check("keeps roles")
async def keeps_roles() -> None:
    role = await guild().create_role(name="Guide")
    member = await guild().fetch_member(int(FACTS["person"]), force=True)
    await member.add_role(role)
    same((await guild().fetch_member(member.id, force=True)).has_role(role), True)
    await role.delete()


@check("waits out a 429")
async def waits() -> None:
    fault = {"route": "POST /channels/*/messages", "answer": 429, "retry_after": 0.2}
    await order("POST", "/faults", requests=fault)
    same((await channel().send("After a while")).content, "After a while")


@check("hears of members")
async def hears_of_members() -> None:
    await order("POST", f"/guilds/{FACTS['guild_id']}/people", name="Mei", locale="ja")
    same((await heard["member"].get()).startswith("mei"), True)


@check("comes back")
async def comes_back() -> None:
    await order("POST", "/faults", gateway="drop")
    await order("POST", f"/guilds/{FACTS['guild_id']}/channels", name="meanwhile", type=0)
    await heard["resumed"].get()
    while await heard["channel"].get() != "meanwhile":
        pass


async def main() -> None:
    """Begin."""
    heard.update({n: asyncio.Queue() for n in ("ready", "resumed", "member", "channel", "reaction", "form")})
    await go_through()


asyncio.run(main())
