"""What two client libraries send for ordinary things passes: the rules are strict, not deaf."""

# pyright: reportUnknownArgumentType=false, reportUnknownVariableType=false
# discord.py leaves the view of a bare component open.

from typing import Any

import discord
import hikari
import pytest
from discord import app_commands, ui
from hikari.impl import special_endpoints

from bot.sandbox.rules.commands import check_commands, resolve
from bot.sandbox.rules.errors import DiscordError
from bot.sandbox.rules.messages import check_message
from bot.sandbox.rules.modals import check_modal, check_submission

Json = dict[str, Any]


def joining_view() -> ui.View:
    view: Any = ui.View(timeout=None)
    view.add_item(ui.Button(label="Join", custom_id="join", emoji="🎉"))
    view.add_item(ui.Button(label="Where", url="https://discord.com/channels/1/2"))
    view.add_item(ui.Select(custom_id="topic", options=[discord.SelectOption(label="Cats", default=True)]))
    view.add_item(ui.UserSelect(custom_id="who", min_values=0, max_values=5))
    return view


def layout() -> ui.LayoutView:
    view: Any = ui.LayoutView(timeout=None)
    section: Any = ui.Section("One", "Two", accessory=ui.Button(label="Go", custom_id="go"))
    row: Any = ui.ActionRow(ui.Button(label="Join", custom_id="join"))
    view.add_item(ui.Container(ui.TextDisplay("# Hello"), ui.Separator(), section, row, accent_colour=0x123456))
    return view


def modal() -> ui.Modal:
    form: Any = ui.Modal(title="Sign up", custom_id="m")
    form.add_item(ui.TextDisplay("Welcome"))
    form.add_item(ui.Label(text="Name", component=ui.TextInput(custom_id="name", max_length=20)))
    options = [discord.SelectOption(label="Cats"), discord.SelectOption(label="Dogs")]
    form.add_item(ui.Label(text="Topic", component=ui.Select(custom_id="topic", options=options, required=False)))
    return form


@pytest.mark.filterwarnings("ignore")
async def test_discord_py_views() -> None:
    embed = discord.Embed(title="Mixer", colour=0x00FF00, description="Tonight")
    embed.add_field(name="When", value="<t:1:R>").set_footer(text="x")
    check_message({"content": "x", "embeds": [embed.to_dict()], "components": joining_view().to_components()})
    check_message({"flags": 1 << 15, "components": layout().to_components()})


@pytest.mark.filterwarnings("ignore")
async def test_a_menu_of_discord_pys_that_may_be_left_empty_says_so_twice() -> None:
    def menu(**more: Any) -> list[Json]:
        view: Any = ui.View(timeout=None)
        options = [discord.SelectOption(label="Cats")]
        view.add_item(ui.Select(custom_id="topic", options=options, min_values=0, **more))
        return view.to_components()

    with pytest.raises(DiscordError) as refused:
        check_message({"components": menu()})
    assert "SELECT_COMPONENT_REQUIRED_ZERO_MIN_VALUES" in str(refused.value)
    check_message({"components": menu(required=False)})


async def test_a_discord_py_modal_opens_and_is_handed_in() -> None:
    data = modal().to_dict()
    check_modal(data)
    handed_in = check_submission(data, {"name": "Mika"})
    assert [part["type"] for part in handed_in] == [10, 18, 18]
    assert handed_in[1]["component"]["value"] == "Mika"


async def test_a_discord_py_command_group() -> None:
    client = discord.Client(intents=discord.Intents.none())
    tree = app_commands.CommandTree(client)
    group = app_commands.Group(name="mixer", description="Small talk", guild_only=True)

    @group.command(name="start", description="Begin")
    @app_commands.choices(mood=[app_commands.Choice(name="Calm", value="calm")])
    async def start(  # pyright: ignore[reportUnusedFunction]
        interaction: discord.Interaction, size: app_commands.Range[int, 2, 9], mood: str = "calm"
    ) -> None: ...

    tree.add_command(group)
    bodies = [command.to_dict(tree) for command in tree.get_commands()]
    check_commands(bodies)
    data = resolve([{**body, "id": "1"} for body in bodies], "mixer start", {"size": 4, "mood": "calm"})
    assert [option["name"] for option in data["options"][0]["options"]] == ["size", "mood"]


def test_hikari_rows() -> None:
    row: Any = special_endpoints.MessageActionRowBuilder()
    row.add_interactive_button(hikari.ButtonStyle.PRIMARY, "join", label="Join")
    row.add_link_button("https://example.com", label="Site")
    body, _ = row.build()
    check_message({"content": "x", "components": [body]})
