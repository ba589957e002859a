"""Stock discord.py 2.7.1 on the sandbox: forms, menus, suggestions, the calendar, files and direct messages."""

# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false
# discord.py leaves the view of a bare component open.

import asyncio
import io
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import discord
import pytest
import yarl
from discord import app_commands, ui
from discord.gateway import DiscordWebSocket
from discord.http import Route

from tests.sandbox.clients import Json, until
from tests.sandbox.conftest import Build, Place

JAPANESE = {"calm": "おだやか", "lively": "にぎやか"}
ANSWERED = {"answered", "failed"}


class Translations(app_commands.Translator):
    """Gives choices their Japanese names."""

    async def translate(
        self, string: app_commands.locale_str, locale: discord.Locale, context: app_commands.TranslationContextTypes
    ) -> str | None:
        return JAPANESE.get(string.message) if locale is discord.Locale.japanese else None


class Form(ui.Modal):
    """A form with every kind of field that a mixer may ask for."""

    def __init__(self, host: "Host", guests: discord.Role) -> None:
        super().__init__(title="New mixer", custom_id="form")
        self.host = host
        sizes = [discord.SelectOption(label=str(n), value=str(n), default=n == 4) for n in (3, 4, 5)]
        extras = [discord.CheckboxGroupOption(label=name, value=name) for name in ("recap", "cards")]
        self.topic: Any = ui.TextInput(custom_id="topic", default="Gardens", max_length=100)
        self.size: Any = ui.Select(custom_id="size", options=sizes)
        self.extras: Any = ui.CheckboxGroup(custom_id="extras", options=extras, required=False)
        self.roles: Any = ui.RoleSelect(custom_id="roles", default_values=[guests], max_values=3)
        self.add_item(ui.Label(text="Topic", description="What to talk about", component=self.topic))
        self.add_item(ui.Label(text="Size", component=self.size))
        self.add_item(ui.Label(text="Extras", component=self.extras))
        self.add_item(ui.Label(text="For whom", component=self.roles))

    async def on_submit(self, interaction: discord.Interaction) -> None:
        roles = ", ".join(role.name for role in self.roles.values)
        told = f"{self.topic.value}: {self.size.values[0]}, {self.extras.values}, {roles}"
        self.host.forms.append(told)
        panel = Panel()
        self.host.panels.append(panel)
        await interaction.response.send_message(told, ephemeral=True, view=panel)


class Panel(ui.View):
    """A private panel: a menu that changes it, a button that waits and then shows a picture."""

    @ui.select(custom_id="when", options=[discord.SelectOption(label=day) for day in ("today", "tomorrow")])
    async def when(self, interaction: discord.Interaction, menu: Any) -> None:
        """The menu."""
        await interaction.response.edit_message(content=f"Then {menu.values[0]}", view=self)

    @ui.button(label="Card", custom_id="card")
    async def card(self, interaction: discord.Interaction, _: Any) -> None:
        """The button."""
        await interaction.response.defer()
        await interaction.edit_original_response(content="Your card", attachments=[picture()], view=None)


async def suggest(_: discord.Interaction, typed: str) -> list[app_commands.Choice[str]]:
    """Suggestions for a title."""
    return [app_commands.Choice(name=f"{typed} party", value=f"{typed}-party")]


@app_commands.choices(mood=[app_commands.Choice(name=app_commands.locale_str(mood), value=mood) for mood in JAPANESE])
@app_commands.autocomplete(title=suggest)
async def plan(
    interaction: "discord.Interaction[Host]",
    *,
    title: str,
    role: discord.Role,
    guest: discord.Member | None = None,
    size: app_commands.Range[int, 3, 6] = 4,
    gentle: bool = True,
    mood: str = "calm",
) -> None:
    """The command: opens the form."""
    host = interaction.client
    host.got.append((title, role.name, guest and guest.display_name, size, gentle, mood))
    await interaction.response.send_modal(Form(host, role))


class Host(discord.Client):
    """A bot with one command of every kind of option."""

    def __init__(self) -> None:
        super().__init__(intents=discord.Intents(guilds=True, guild_scheduled_events=True))
        self.tree = app_commands.CommandTree(self)
        self.forms: list[str] = []
        self.panels: list[Panel] = []
        self.got: list[tuple[Any, ...]] = []
        self.calendar: list[tuple[str, str, str]] = []
        self.tree.command(name="plan", description="Plan a mixer")(plan)
        self.tree.error(self.failed)

    async def setup_hook(self) -> None:
        await self.tree.set_translator(Translations())
        await self.tree.sync()

    async def failed(self, _: discord.Interaction, error: app_commands.AppCommandError) -> None:
        """What went wrong with a command."""
        self.got.append((error,))

    async def on_scheduled_event_create(self, event: discord.ScheduledEvent) -> None:
        self.calendar.append(("create", event.name, event.status.name))

    async def on_scheduled_event_update(self, _: discord.ScheduledEvent, event: discord.ScheduledEvent) -> None:
        self.calendar.append(("update", event.name, event.status.name))

    async def on_scheduled_event_delete(self, event: discord.ScheduledEvent) -> None:
        self.calendar.append(("delete", event.name, event.status.name))


def picture() -> discord.File:
    """A small file."""
    return discord.File(io.BytesIO(b"\x89PNG\r\n\x1a\n"), filename="card.png")


@dataclass
class Scene:
    """The bot in a sandbox, and somebody who uses it."""

    place: Place
    bot: Host
    person: str

    async def does(self, what: str, **body: Any) -> Json:
        """Somebody does something; answers the interaction once it is answered."""
        begun = (await self.place.control("POST", f"/people/{self.person}/{what}", **body))["interaction_id"]

        async def done() -> bool:
            shown = (await self.screen())["interactions"]
            return next(i["state"] for i in shown if i["id"] == begun) in ANSWERED

        await until(done)
        return await self.place.control("GET", f"/interactions/{begun}")

    async def screen(self) -> Json:
        """What they see."""
        return await self.place.control("GET", f"/people/{self.person}/screen")

    async def plan(self, **options: Any) -> Json:
        """They give the command."""
        role = (await self.place.control("POST", f"/guilds/{self.place.guild}/roles", name="Guests"))["id"]
        given: Json = {"title": "Tea-party", "role": role, **options}
        return await self.does("command", channel_id=self.place.channel("general"), name="plan", options=given)


@asynccontextmanager
async def playing(place: Place) -> AsyncGenerator[Scene]:
    """Discord.py pointed at the sandbox."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Route, "BASE", place.facts["api"])
        patch.setattr(DiscordWebSocket, "DEFAULT_GATEWAY", yarl.URL(place.facts["gateway"]))
        async with Host() as bot, asyncio.timeout(20):
            await bot.login(place.facts["token"])
            task = asyncio.create_task(bot.connect())
            await bot.wait_until_ready()
            yield Scene(place, bot, place.people()[0])
            for panel in bot.panels:
                panel.stop()
            await bot.close()
            await task
    assert place.box.pipeline.problems == []


@pytest.fixture
async def scene(make: Build) -> AsyncIterator[Scene]:
    async with playing(await make()) as here:
        yield here


async def test_options_of_every_kind_arrive(scene: Scene) -> None:
    guest = scene.place.people()[1]
    await scene.plan(guest=guest, size=5, gentle=False, mood="lively")
    name = scene.place.box.world.users[int(guest)].global_name
    assert scene.bot.got == [("Tea-party", "Guests", name, 5, False, "lively")]
    (command,) = (await scene.place.control.state())["applications"][0]["commands"]
    moods = next(option["choices"] for option in command["options"] if option["name"] == "mood")
    assert [choice["name_localizations"]["ja"] for choice in moods] == list(JAPANESE.values())


async def test_who_has_left_is_a_user_but_no_member(scene: Scene) -> None:
    gone = scene.place.people()[1]
    await scene.place.control("DELETE", f"/people/{gone}")
    begun = scene.place.control(
        "POST", f"/people/{scene.person}/command", channel_id=scene.place.channel("general"), name="plan",
        options={"title": "x", "role": scene.place.guild, "guest": gone},
    )  # fmt: skip
    await begun

    async def refused() -> bool:
        return bool(scene.bot.got)

    await until(refused)
    assert isinstance(scene.bot.got[0][0], app_commands.TransformerError)


async def test_suggestions_are_on_the_screen(scene: Scene) -> None:
    place = scene.place
    options: Json = {"title": "Tea"}
    await scene.does("autocomplete", channel_id=place.channel("general"), name="plan", options=options, focused="title")
    assert (await scene.screen())["interactions"][0]["choices"] == [{"name": "Tea party", "value": "Tea-party"}]


async def test_a_form_comes_filled_and_is_sent(scene: Scene) -> None:
    await scene.plan()
    (form,) = (await scene.screen())["modals"]
    fields = {field["custom_id"]: field for field in form["fields"]}
    assert [field["label"] for field in form["fields"]] == ["Topic", "Size", "Extras", "For whom"]
    assert (fields["topic"]["preset"], fields["size"]["preset"], fields["extras"]["preset"]) == ("Gardens", ["4"], [])
    assert [option["value"] for option in fields["size"]["options"]] == ["3", "4", "5"]
    assert (fields["extras"]["required"], len(fields["roles"]["preset"])) == (False, 1)
    filled: Json = {"topic": "Cats", "extras": ["recap", "cards"]}
    await scene.does("modal", interaction_id=form["interaction_id"], fields=filled)
    assert scene.bot.forms == ["Cats: 4, ['recap', 'cards'], Guests"]


async def test_a_private_panel_is_used_and_changes(scene: Scene) -> None:
    await scene.plan()
    (form,) = (await scene.screen())["modals"]
    await scene.does("modal", interaction_id=form["interaction_id"])
    (panel,) = (await scene.screen())["only_you"]
    menu = panel["components"][0]["components"][0]
    assert [option["value"] for option in menu["options"]] == ["today", "tomorrow"]
    await scene.does("select", message_id=panel["id"], custom_id="when", values=["tomorrow"])
    assert (await scene.screen())["only_you"][0]["content"] == "Then tomorrow"
    await scene.does("click", message_id=panel["id"], label="Card")

    async def shown() -> bool:
        (now,) = (await scene.screen())["only_you"]
        return now["content"] == "Your card" and [a["filename"] for a in now["attachments"]] == ["card.png"]

    await until(shown)
    assert (await scene.screen())["only_you"][0]["components"] == []


async def test_the_calendar_by_discord_py(scene: Scene) -> None:
    guild = scene.bot.get_guild(int(scene.place.guild))
    assert guild is not None
    lobby = next(channel for channel in guild.voice_channels if channel.name == "Lobby")
    soon = discord.utils.utcnow() + timedelta(hours=1)
    privacy = discord.PrivacyLevel.guild_only
    mixer = await guild.create_scheduled_event(name="Mixer", start_time=soon, channel=lobby, privacy_level=privacy)
    mixer = await mixer.edit(name="Big mixer", start_time=soon + timedelta(hours=1), description="Bring tea")
    await scene.place.control("POST", f"/people/{scene.person}/interest", event_id=str(mixer.id))
    assert [str(user.id) async for user in mixer.users()] == [scene.person]
    mixer = await mixer.start()
    await mixer.end()
    walk = await guild.create_scheduled_event(
        name="Walk", start_time=soon, end_time=soon + timedelta(hours=1), location="Park", privacy_level=privacy,
        entity_type=discord.EntityType.external,
    )  # fmt: skip
    await walk.cancel()
    swim = await guild.create_scheduled_event(name="Swim", start_time=soon, channel=lobby, privacy_level=privacy)
    await swim.delete()

    async def told() -> bool:
        return ("delete", "Swim", "scheduled") in scene.bot.calendar

    await until(told)
    assert scene.bot.calendar[:4] == [
        ("create", "Mixer", "scheduled"),
        ("update", "Big mixer", "scheduled"),
        ("update", "Big mixer", "active"),
        ("update", "Big mixer", "completed"),
    ]
    assert ("update", "Walk", "canceled") in scene.bot.calendar


async def test_direct_messages_with_files_and_without_takers(scene: Scene) -> None:
    person = discord.Object(int(scene.person))
    channel = await scene.bot.create_dm(person)
    message = await channel.send("Your card", file=picture(), allowed_mentions=discord.AllowedMentions.none())
    assert message.attachments[0].content_type == "image/png"
    (seen,) = (await scene.screen())["direct_messages"]
    assert seen["messages"][0]["attachments"][0]["filename"] == "card.png"
    await scene.place.control("PATCH", f"/people/{scene.person}", closed_dms=True)
    with pytest.raises(discord.Forbidden) as closed:
        await channel.send("Hello?")
    assert closed.value.code == 50007
    await scene.place.control("PATCH", f"/people/{scene.person}", closed_dms=False)
    await scene.place.control("DELETE", f"/people/{scene.person}")
    with pytest.raises(discord.Forbidden) as strange:
        await channel.send("Hello?")
    assert strange.value.code == 50278


async def test_a_private_text_channel_and_its_doors(scene: Scene) -> None:
    guild = scene.bot.get_guild(int(scene.place.guild))
    assert guild is not None
    guest = discord.Object(int(scene.person), type=discord.Member)
    doors: dict[Any, discord.PermissionOverwrite] = {
        guild.default_role: discord.PermissionOverwrite(view_channel=False),
        guild.me: discord.PermissionOverwrite(view_channel=True, send_messages=True, manage_channels=True),
    }
    category = await guild.create_category("Mixer", overwrites=doors)
    notes = await category.create_text_channel("Notes of today", overwrites=doors, topic="Who met whom")
    assert (notes.name, notes.category_id) == ("notes-of-today", category.id)
    await notes.edit(overwrites=doors | {guest: discord.PermissionOverwrite(view_channel=True)})

    async def sees() -> bool:
        return notes.name in [channel["name"] for channel in (await scene.screen())["guilds"][0]["channels"]]

    assert await sees()
    await scene.bot.http.delete_channel_permissions(notes.id, guest.id)
    assert not await sees()
