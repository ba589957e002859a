"""Several processes share the servers of one bot: one dies, sleeps or gives way, and another goes on."""

from __future__ import annotations

from collections.abc import Generator
from pathlib import Path

import pytest

from tests import postgres
from tests.end_to_end.account import check
from tests.end_to_end.city import City
from tests.end_to_end.processes import until
from tests.end_to_end.town import Place, Town

TAKEN_OVER = 15.0
"""Seconds in which another process has taken over, by the clock of the database."""


@pytest.fixture
def server() -> Generator[postgres.Cluster]:
    """A database server of our own."""
    yield from postgres.of_our_own()


@pytest.fixture
def city(server: postgres.Cluster, tmp_path: Path) -> Generator[City]:
    city = City(Town(tmp_path, database_url=server.url))
    try:
        yield city
    finally:
        city.town.close()


def both(city: City, shards: tuple[str, str] = ("0/2", "1/2")) -> tuple[Place, Place]:
    """Two processes, each with a server in which an evening is under way."""
    for each in shards:
        city.start(each)
    until(lambda: city.sessions() == [[0, 2], [1, 2]], "each process is connected for its own shard")
    places = city.place(0, 2), city.place(1, 2)
    for place in places:
        place.mixer()
    for place in places:
        until(place.seated, "everyone has a seat")
    return places


def finish(city: City, *places: Place) -> None:
    """All evenings end, nothing was lost and nothing said twice, and every process had nothing to complain of."""
    for place in places:
        place.wait_for_end()
        check(place)
    city.stop()


def test_a_process_dies_in_mid_hour(city: City) -> None:
    mine, theirs = both(city)
    before = city.looked_after(2)
    assert len(set(before.values())) == 2
    city.end("1/2")
    died = city.now()
    until(lambda: city.sessions() == [[0, 2]], "its connection is gone")
    assert mine.admin.command("mixer extend", minutes=1).says("extend.done"), "who lives goes on"
    until(lambda: city.sessions() == [[0, 2], [1, 2]], "the other is connected in its place")
    until(lambda: theirs.admin.command("mixer extend", minutes=2).says("extend.done"), "the other carries it on")
    assert (city.now() - died).total_seconds() < TAKEN_OVER
    assert city.looked_after(2) == {0: before[0], 1: before[0]}
    late = theirs.arrive("Late", "ja")
    late.enter(theirs.lobby)
    until(lambda: late.press_join() and late.room(), "who comes late has a seat")

    city.start("1/2")
    until(lambda: len(set(city.looked_after(2).values())) == 2, "who is back has its own again")
    until(lambda: city.sessions() == [[0, 2], [1, 2]], "and nobody else is connected for it")
    until(lambda: theirs.admin.command("mixer extend", minutes=1).says("extend.done"), "it carries it on")
    finish(city, mine, theirs)


def test_a_process_that_only_slept_finds_its_evening_in_other_hands(city: City) -> None:
    mine, theirs = both(city)
    before = city.looked_after(2)
    with city.asleep("1/2"):
        until(lambda: city.looked_after(2).get(1) == before[0], "the other has adopted it")
        until(lambda: city.sessions().count([1, 2]) == 2, "and is connected beside who sleeps")
        theirs.town.time.jump(theirs.closes_at() - 30 - theirs.town.time.seconds())
    until(lambda: city.looked_after(2) == before, "who is awake again gets back what is its own")
    finish(city, mine, theirs)


def test_the_number_of_shards_is_changed_in_mid_hour(city: City) -> None:
    bot = city.town.ask("GET", "/state?guild_id=0")["applications"][0]
    city.town.ask("PATCH", f"/applications/{bot['id']}", {"shards": 2})
    city.start("0/1")
    until(lambda: city.sessions() == [[0, 1]], "it is connected")
    assert "Discord advises 2 shards, ENGAWA_SHARDS has 1" in city.log("0/1").read_text()
    place = city.place(1, 2)
    place.mixer()
    until(place.seated, "everyone has a seat")
    city.start("0-1/2")
    until(lambda: "invite the bot" in city.log("0-1/2").read_text(), "the next stands ready")
    assert place.admin.command("mixer extend", minutes=1).says("extend.done")
    assert city.looked_after(2) == {}, "and waits"
    assert city.end("0/1", "stop") == 0
    until(lambda: city.sessions() == [[0, 2], [1, 2]], "the next has taken over")
    until(lambda: place.admin.command("mixer extend", minutes=1).says("extend.done"), "and carries it on")
    finish(city, place)
