"""hikari, which shares nothing with discord.py."""

from __future__ import annotations

import asyncio
from typing import Any

import hikari
from play import COMMANDS, FACTS, answer_to, check, command, go_through, order, person, same

bot = hikari.GatewayBot(
    FACTS["token"],
    banner=None,
    logs=None,
    rest_url=FACTS["api"],
    intents=hikari.Intents.GUILDS
    | hikari.Intents.GUILD_MEMBERS
    | hikari.Intents.GUILD_MESSAGES
    | hikari.Intents.GUILD_MESSAGE_REACTIONS,
)
heard: dict[str, asyncio.Queue[Any]] = {}
CHANNEL, GUILD = int(FACTS["channel"]), int(FACTS["guild_id"])


@bot.listen()
async def on_guild(event: hikari.GuildAvailableEvent) -> None:
    heard["guild"].put_nowait(event.guild.name)


@bot.listen()
async def on_member(event: hikari.MemberCreateEvent) -> None:
    heard["member"].put_nowait(event.user.username)


@bot.listen()
async def on_channel(event: hikari.GuildChannelCreateEvent) -> None:
    heard["channel"].put_nowait(event.channel.name)


@bot.listen()
async def on_resumed(_event: hikari.ShardResumedEvent) -> None:
    heard["resumed"].put_nowait(None)


@bot.listen()
async def on_reaction(event: hikari.GuildReactionAddEvent) -> None:
    if event.user_id == int(FACTS["person"]):
        heard["reaction"].put_nowait(event.emoji_name)


@bot.listen()
async def on_interaction(event: hikari.InteractionCreateEvent) -> None:
    it, create = event.interaction, hikari.ResponseType.MESSAGE_CREATE
    private = hikari.MessageFlag.EPHEMERAL
    if isinstance(it, hikari.ModalInteraction):
        heard["form"].put_nowait(it.components[0].components[0].value)
        await it.create_initial_response(create, "Thank you", flags=private)
    elif isinstance(it, hikari.ComponentInteraction):
        await it.create_initial_response(hikari.ResponseType.MESSAGE_UPDATE, "Pressed")
    elif not isinstance(it, hikari.CommandInteraction):
        return
    elif it.command_name == "hello":
        await it.create_initial_response(create, "Hello!", flags=private)
    elif it.command_name == "later":
        await it.create_initial_response(hikari.ResponseType.DEFERRED_MESSAGE_CREATE, flags=private)
        await it.edit_initial_response("Hello, later")
    elif it.command_name == "form":
        row = bot.rest.build_modal_action_row()
        row.add_text_input("topic", "Topic")
        await it.create_modal_response("Asked", "asked", component=row)


@check("logs in")
async def logs_in() -> None:
    same(await heard["guild"].get(), "Engawa Club")


@check("answers a command")
async def answers() -> None:
    app = await bot.rest.fetch_application()
    made = [bot.rest.slash_command_builder(one["name"], one["description"]) for one in COMMANDS]
    await bot.rest.set_application_commands(app, made)
    same((await answer_to(await command("hello"), "message"))["message"]["content"], "Hello!")


@check("answers later")
async def answers_later() -> None:
    same((await answer_to(await command("later"), "edit"))["message"]["content"], "Hello, later")


@check("is pressed")
async def is_pressed() -> None:
    row = bot.rest.build_message_action_row()
    row.add_interactive_button(hikari.ButtonStyle.PRIMARY, "press", label="Press")
    sent = await bot.rest.create_message(CHANNEL, "Not yet", component=row)
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
    sent = await bot.rest.create_message(
        CHANNEL, "Here", attachment=hikari.Bytes(b"tea", "tea.txt"), embed=hikari.Embed(title="Tea")
    )
    same(await sent.attachments[0].read(), b"tea")
    same((await bot.rest.fetch_message(CHANNEL, sent)).embeds[0].title, "Tea")


@check("reacts")
async def reacts() -> None:
    sent = await bot.rest.create_message(CHANNEL, "Tea?")
    await sent.add_reaction("🍵")
    await person("react", message_id=str(sent.id), emoji="🍵")
    same(await heard["reaction"].get(), "🍵")
    same((await bot.rest.fetch_message(CHANNEL, sent)).reactions[0].count, 2)


@check("keeps roles")
async def keeps_roles() -> None:
    role = await bot.rest.create_role(GUILD, name="Guide")
    await bot.rest.add_role_to_member(GUILD, int(FACTS["person"]), role)
    member = await bot.rest.fetch_member(GUILD, int(FACTS["person"]))
    same(role.id in member.role_ids, True)
    await bot.rest.delete_role(GUILD, role)


@check("waits out a 429")
async def waits() -> None:
    fault = {"route": "POST /channels/*/messages", "answer": 429, "retry_after": 0.2}
    await order("POST", "/faults", requests=fault)
    same((await bot.rest.create_message(CHANNEL, "After a while")).content, "After a while")


@check("hears of members")
async def hears_of_members() -> None:
    await order("POST", f"/guilds/{GUILD}/people", name="Mei", locale="ja")
    same((await heard["member"].get()).startswith("mei"), True)


@check("comes back")
async def comes_back() -> None:
    await order("POST", "/faults", gateway="drop")
    await order("POST", f"/guilds/{GUILD}/channels", name="meanwhile", type=0)
    await heard["resumed"].get()
    while await heard["channel"].get() != "meanwhile":
        pass


async def main() -> None:
    """Log in and begin."""
    heard.update({n: asyncio.Queue() for n in ("guild", "member", "channel", "resumed", "reaction", "form")})
    await bot.start(check_for_updates=False)
    await go_through()


asyncio.run(main())
