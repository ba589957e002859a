"""A whole evening on a real PostgreSQL that dies in its middle: the evening goes on as soon as it is back."""

from __future__ import annotations

from collections.abc import Generator
from pathlib import Path

import pytest

from tests import postgres
from tests.end_to_end.account import check
from tests.end_to_end.processes import until
from tests.end_to_end.town import Town


@pytest.fixture(scope="module")
def server() -> Generator[postgres.Cluster]:
    """One that may die."""
    yield from postgres.of_our_own()


def test_the_database_dies_in_the_middle_of_an_evening(server: postgres.Cluster, tmp_path: Path) -> None:
    town = Town(tmp_path, database_url=server.url)
    try:
        town.start_bot()
        place = town.place()
        place.mixer()
        until(place.seated, "everyone has a seat")
        rooms = {room["id"] for room in place.rooms()}
        server.crash()
        answer = place.admin.command("mixer extend", minutes=2)
        assert not answer.says("extend.done"), "nobody is told that what could not be kept was done"
        late = place.arrive("Late", "ja")
        late.enter(place.lobby)
        assert {room["id"] for room in place.rooms()} == rooms, "and nothing is lost of what stands"
        server.start()
        until(lambda: place.admin.command("mixer extend", minutes=3).says("extend.done"), "it is back")
        until(lambda: late.press_join() and late.room() in rooms, "who came meanwhile has a seat")
        place.wait_for_end()
        check(place)
        assert "Traceback" not in town.bot_says().partition("ready in")[0]
    finally:
        town.close()
