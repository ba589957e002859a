"""What is told to Discord about our commands: Discord takes it, and both languages are in it everywhere."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Iterator
from functools import partial
from typing import Any
from unittest.mock import create_autospec

import discord
import pytest
from discord import app_commands

from bot.adapters.alarm import now
from bot.adapters.discord.client import Discord, connector
from bot.adapters.discord.observer import GatewayObserver
from bot.adapters.discord.rest_answers import MoveGate
from bot.core.community.settings import LANGUAGES
from bot.engine.afterwards import Afterwards
from bot.engine.conductor import Conductor
from bot.engine.icebreaker.watch import Icebreaker
from bot.engine.leftovers import Leftovers
from bot.engine.mutes import Mutes
from bot.engine.seating import Seater
from bot.engine.stay_votes import StayVotes
from bot.ports import Alarm, Ledger, Store, Tone, TypedTimes, Venue
from bot.sandbox.rules.commands import check_commands
from bot.ui import catalogue
from bot.ui.catalogue import CommandWords, Messages, MissingWords, check_terms, terms, texts
from bot.usecases import HostingUseCases, Ports, UseCases
from cogs import open_doors
from cogs.asker import Interaction
from cogs.command import Commands, worded
from cogs.setup.board import BoardPage
from cogs.setup.first import Panel
from cogs.setup.more import More
from cogs.setup.page import PANEL
from cogs.tree import tree_for

Json = dict[str, Any]
MANAGE_GUILD = 1 << 5
FAMILIES = ("command.", "option.")
SHOWN = {locale.value for locale in discord.Locale if locale.value.split("-")[0] in LANGUAGES[1:]}
"""Discord's locales in which commands have other words than English."""


@pytest.fixture
async def payload() -> AsyncGenerator[list[Json]]:
    """The commands as they are sent."""
    messages = Messages()
    told = create_autospec(GatewayObserver, instance=True)
    client = Discord(
        told, connector=lambda: connector(None), http_trace=MoveGate(now).trace(), tree=tree_for(messages), needed=()
    )
    ports: dict[str, Any] = {"store": Store, "ledger": Ledger, "venue": Venue, "tone": Tone, "times": TypedTimes}
    ports["alarm"] = Alarm
    fakes = {name: create_autospec(port, instance=True) for name, port in ports.items()}
    outside = Ports(**fakes, catalogue=messages, clock=now)
    shells = (Conductor, Icebreaker, Seater, StayVotes, Afterwards, Leftovers, Mutes)
    conductor, attention, usher, ballots, *rest = (create_autospec(part, instance=True) for part in shells)
    use_cases = UseCases(conductor, attention, usher, ballots, rest[0], rest[1], rest[2], outside)
    async with client:
        await open_doors(client, use_cases, messages)
        translator = CommandWords()
        await client.tree.set_translator(translator)
        commands: list[Any] = client.tree.get_commands()
        yield [await command.get_translated_payload(client.tree, translator) for command in commands]


def parts(commands: list[Json]) -> Iterator[Json]:
    """Commands, their sub-commands and their options."""
    for part in commands:
        yield part
        yield from parts(part.get("options") or [])


async def test_discord_takes_them(payload: list[Json]) -> None:
    check_commands(payload)


async def test_every_name_and_description_is_there_in_every_language(payload: list[Json]) -> None:
    for part in parts(payload):
        for field in ("name", "description"):
            assert set(part[f"{field}_localizations"]) == SHOWN, part["name"]
            assert part[field].isascii()
        assert not part["description_localizations"]["ja"].isascii(), part["name"]


async def test_all_words_for_commands_and_options_are_somebodys(payload: list[Json]) -> None:
    words = {key for key in texts("en") if key.startswith(FAMILIES)}
    assert words == {key for key in terms() if key.startswith(FAMILIES)}
    assert len(list(parts(payload))) > len(payload), "there are commands inside others"


def test_words_that_a_command_lacks_are_all_told_and_where_to_add_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(catalogue, "_named", set[str]())

    class Dancing(Commands):
        """A new command."""

        @worded("mixer.dance")
        async def dance(self, interaction: Interaction, steps: int = 1) -> None:
            """Nobody has words for it yet."""

    assert Dancing.dance.name == "dance", "it can be made all the same, so that all is told at once"
    with pytest.raises(MissingWords) as told:
        check_terms()
    for key in ("command.mixer.dance.name", "command.mixer.dance.description", "option.steps.description"):
        assert str(told.value).count(key) == len(LANGUAGES)
    assert all(f"{language}.toml: command.mixer.dance" in str(told.value) for language in LANGUAGES)


async def test_no_language_has_one_name_twice_among_neighbours(payload: list[Json]) -> None:
    top: Json = {"name": "all", "options": payload}
    for part in [top, *parts(payload)]:
        inner: list[Json] = part.get("options") or []
        spoken = ([o["name_localizations"][locale] for o in inner] for locale in SHOWN)
        for names in ([o["name"] for o in inner], *spoken):
            assert len(names) == len(set(names)), part["name"]


async def test_only_those_who_manage_the_server_are_offered_its_settings(payload: list[Json]) -> None:
    rights = {part["name"]: part.get("default_member_permissions") for part in payload}
    assert rights == {"mixer": None, "engawa": MANAGE_GUILD, "questions": None, "privacy": None, "card": None}
    assert all(part["contexts"] == [0] for part in payload)


@pytest.mark.parametrize("language", LANGUAGES)
async def test_each_page_of_the_panel_fits_on_a_message(language: str) -> None:
    reception = create_autospec(HostingUseCases, instance=True)
    more = partial(More, first=Panel)
    board = BoardPage(reception, Messages(), language, before=more)
    for page in (Panel(reception, Messages(), language), more(reception, Messages(), language), board):
        rows = page.to_components()
        assert len(rows) <= 5
        inner = [part for row in rows for part in row["components"]]
        assert inner
        assert all(part["custom_id"].startswith(PANEL) for part in inner), "its own pages answer it"
        assert all(part.get("placeholder") or part.get("label") for part in inner), "each says what it is for"
        assert page.is_persistent()
        page.stop()


def test_translations_follow_the_readers_locale() -> None:
    assert texts("ja")["command.mixer.start.name"] == "開始"
    assert isinstance(CommandWords(), app_commands.Translator)
