"""One sandbox and one bot for all tests of a worker; every test has a server of its own."""

from __future__ import annotations

import re
from collections.abc import Generator

import pytest

from tests.end_to_end.town import Place, Town

OUR_ERROR = re.compile(r"^\S+ \S+ (?:ERROR|CRITICAL) (?!discord\.).*", re.MULTILINE)


@pytest.fixture(scope="session")
def town(tmp_path_factory: pytest.TempPathFactory) -> Generator[Town]:
    """Sandbox and bot; Discord's schema must have had nothing against either of them."""
    town = Town(tmp_path_factory.mktemp("town"))
    try:
        yield town
        assert town.ask("GET", "/state?guild_id=0")["schema_problems"] == []
    finally:
        town.close()


@pytest.fixture
def running(town: Town) -> Generator[Town]:
    """The bot is there and nothing is wrong; afterwards it must not have met an error it did not expect."""
    town.start_bot()
    before = len(town.bot_says())
    try:
        yield town
    finally:
        town.well()
    assert OUR_ERROR.findall(town.bot_says()[before:]) == []


@pytest.fixture
def place(running: Town) -> Place:
    """A fresh server with six people, its language English."""
    return running.place()
