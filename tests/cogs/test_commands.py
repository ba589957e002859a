"""What is told to Discord about our commands: Discord takes it, and both languages are in it everywhere."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Iterator
from typing import Any
from unittest.mock import create_autospec

import pytest
from discord import app_commands

from bot.adapters.alarm import now
from bot.adapters.discord.client import Discord, GatewayObserver, connector
from bot.adapters.discord.rest_answers import MoveGate
from bot.core.community.settings import LANGUAGES
from bot.engine.afterwards import Afterwards
from bot.engine.conductor import Conductor
from bot.engine.icebreaker.watch import Icebreaker
from bot.engine.seating import Seater
from bot.engine.stay_votes import StayVotes
from bot.ports import Alarm, Ledger, Store, TypedTimes, Venue
from bot.sandbox.rules.commands import check_commands
from bot.ui.catalogue import CommandWords, Messages, texts
from bot.usecases import HostingUseCases, Ports, UseCases
from cogs import open_doors
from cogs.setup.first import Panel
from cogs.setup.more import More
from cogs.tree import tree_for

Json = dict[str, Any]
MANAGE_GUILD = 1 << 5


@pytest.fixture
async def payload() -> AsyncGenerator[list[Json]]:
    """The commands as they are sent."""
    messages = Messages()
    told = create_autospec(GatewayObserver, instance=True)
    client = Discord(
        told, connector=connector(None), http_trace=MoveGate(now).trace(), tree=tree_for(messages), needed=()
    )
    ports: dict[str, Any] = {"store": Store, "ledger": Ledger, "venue": Venue, "times": TypedTimes, "alarm": Alarm}
    fakes = {name: create_autospec(port, instance=True) for name, port in ports.items()}
    outside = Ports(**fakes, catalogue=messages, clock=now)
    shells = (Conductor, Icebreaker, Seater, StayVotes, Afterwards)
    conductor, attention, usher, ballots, afterwards = (create_autospec(part, instance=True) for part in shells)
    desks = UseCases(conductor, attention, usher, ballots, afterwards, outside)
    async with client:
        await open_doors(client, desks, messages)
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
    assert {part["name"] for part in payload} == {"mixer", "engawa", "questions", "privacy", "card"}


async def test_every_name_and_description_is_there_in_japanese(payload: list[Json]) -> None:
    seen = list(parts(payload))
    assert len(seen) == 5 + (12 + 2 + 4 + 4) + (5 + 11 + 12 + 2 + 2 + 1 + 1 + 1 + 2 + 4 + 3)
    for part in seen:
        for field in ("name", "description"):
            assert set(part[f"{field}_localizations"]) == {"ja"}, part["name"]
            assert part[field].isascii()
        assert not part["description_localizations"]["ja"].isascii(), part["name"]


async def test_no_language_has_one_name_twice_among_neighbours(payload: list[Json]) -> None:
    top: Json = {"name": "all", "options": payload}
    for part in [top, *parts(payload)]:
        inner: list[Json] = part.get("options") or []
        for names in ([o["name"] for o in inner], [o["name_localizations"]["ja"] for o in inner]):
            assert len(names) == len(set(names)), part["name"]


async def test_only_those_who_manage_the_server_are_offered_its_settings(payload: list[Json]) -> None:
    rights = {part["name"]: part.get("default_member_permissions") for part in payload}
    assert rights == {"mixer": None, "engawa": MANAGE_GUILD, "questions": None, "privacy": None, "card": None}
    assert all(part["contexts"] == [0] for part in payload)


@pytest.mark.parametrize("language", LANGUAGES)
async def test_each_page_of_the_panel_fits_on_a_message(language: str) -> None:
    reception = create_autospec(HostingUseCases, instance=True)
    first = {"setup:role", "setup:lobby", "setup:language", "setup:hearing", "setup:ok", "setup:more"}
    second = {"setup:announce", "setup:days", "setup:names", "setup:reveal", "setup:fields", "setup:back"}
    pages = (Panel(reception, Messages(), language), More(reception, Messages(), language, first=Panel))
    for page, choices in zip(pages, (first, second), strict=True):
        rows = page.to_components()
        assert len(rows) <= 5
        inner = [part for row in rows for part in row["components"]]
        assert {part["custom_id"] for part in inner} == choices
        assert all(part.get("placeholder") or part.get("label") for part in inner), "each says what it is for"
        assert page.is_persistent()
        page.stop()


def test_translations_follow_the_readers_locale() -> None:
    assert texts("ja")["command.mixer.start.name"] == "開始"
    assert isinstance(CommandWords(), app_commands.Translator)
