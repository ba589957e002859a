"""An evening on a real PostgreSQL, and all that can befall it but Discord: `make soak`.

A lost COMMIT at every save, a server that dies, processes killed or stopped with a second that takes over, and a wrong
clock. A failure is tried again with ENGAWA_SOAK_SEED.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Generator
from pathlib import Path

import pytest

from bot.demo.quick_time import QuickTime
from tests import postgres
from tests.end_to_end.account import check
from tests.end_to_end.killing import Evenings
from tests.end_to_end.processes import until
from tests.end_to_end.town import Town
from tests.soak.losing import Losing, none

SEED = int(os.environ.get("ENGAWA_SOAK_SEED") or secrets.randbelow(10**6))
EVENINGS = int(os.environ.get("ENGAWA_SOAK_CHAOS", "10"))
BLOWS = 12
EVERY = 20
"""Of so many COMMITs one is lost in each of as many evenings, so that in all of them together it is each one.

More than a start takes, which would otherwise be refused each time.
"""
AHEAD = 4 * 24 * 3600.0
"""Seconds by which a wrong clock is ahead."""


@pytest.fixture(scope="module")
def server() -> Generator[postgres.Cluster]:
    """One that may die."""
    yield from postgres.of_our_own()


@pytest.fixture
def town(server: postgres.Cluster, tmp_path: Path) -> Generator[tuple[Town, Losing]]:
    """Sandbox and bot, and what stands before its database."""
    losing = Losing(server.url)
    town = Town(tmp_path, database_url=losing.url)
    try:
        yield town, losing
    finally:
        town.close()
        losing.close()


@pytest.mark.parametrize("first", range(EVERY))
def test_a_lost_answer_to_every_commit_of_an_evening(first: int, town: tuple[Town, Losing]) -> None:
    city, losing = town
    city.start_bot()
    place = city.place()
    begun = losing.commits
    losing.chosen = lambda number: (number - begun) % EVERY == first
    place.gather()
    # Where a mere look was lost, the host is told that nothing was changed, and tries again.
    until(lambda: place.ours() or not place.admin.command("mixer start", length=30), "the evening begins")
    until(place.seated, "everyone has a seat, whatever the host was told")
    late = place.arrive("Late", "ja")
    late.enter(place.lobby)
    until(lambda: late.press_join() and late.room(), "who is late has a seat")
    place.wait_for_end()
    losing.chosen = none
    assert losing.lost, "or this proves nothing"
    check(place)
    until(lambda: place.admin.command("mixer status").says("status.none"), "it is over for the bot too")


class Chaos(Evenings):
    """Evenings in which any blow may come instead of a sudden death."""

    def __init__(self, town: Town, server: postgres.Cluster, losing: Losing, seed: int, folder: Path) -> None:
        super().__init__(town, seed)
        self._server, self._losing, self._folder = server, losing, folder
        self.blows = list[str]()

    def _kill(self) -> None:
        blow = self.random.choice((super()._kill, self._take_over, self._database_dies, self._answers_are_lost))
        self.blows.append(getattr(blow, "__name__", "kill"))
        blow()

    def _take_over(self) -> None:
        """A second process waits, and the first ends in one of the two ways."""
        self.town.start_bot()
        log = self._folder / f"second-{len(self.blows)}.err"
        log.touch()
        clock = str(self.town.folder / "clock")
        waiting = self.town.nursery.ask("bot", clock=clock, settings=self.town.settings(), out=str(log), err=str(log))
        until(lambda: "this one waits until that ends" in log.read_text(), "the second says that it waits")
        if self.random.random() < 1 / 2:
            self.town.kill_bot()
        else:
            assert self.town.stop_bot() == 0
        self.town.bot_pid = waiting
        until(lambda: "ready in" in log.read_text(), "the second has taken over")

    def _database_dies(self) -> None:
        self.town.start_bot()
        self._server.crash()
        self.town.time.jump(self.random.choice((0, 5, 70)))
        self._server.start()

    def _answers_are_lost(self) -> None:
        """Of the next COMMITs each second one, until the next blow."""
        self._losing.chosen = lambda number: number % 2 == 0
        self._moment()
        self._losing.chosen = none


@pytest.mark.parametrize("number", range(EVENINGS))
def test_any_blow_at_any_moment(
    number: int,
    server: postgres.Cluster,
    town: tuple[Town, Losing],
    tmp_path: Path,
) -> None:
    city, losing = town
    city.start_bot()
    chaos = Chaos(city, server, losing, SEED + number, tmp_path)
    try:
        chaos.run(BLOWS)
    except AssertionError as error:
        error.add_note(f"seed {SEED + number}: {chaos.blows}")
        raise


def test_a_wrong_clock_closes_nothing(town: tuple[Town, Losing], tmp_path: Path) -> None:
    city, _ = town
    city.start_bot()
    place = city.place()
    place.mixer()
    until(place.seated, "everyone has a seat")
    standing, where = {room["id"] for room in place.rooms()}, place.where()
    city.kill_bot()
    wrong, log = QuickTime.make(tmp_path / "wrong", city.pace), tmp_path / "wrong.err"
    log.touch()
    wrong.jump(city.time.seconds() - wrong.seconds() + AHEAD)
    pid = city.nursery.ask("bot", clock=str(tmp_path / "wrong"), settings=city.settings(), out=str(log), err=str(log))
    until(lambda: "until it is right" in log.read_text() and "ready in" in log.read_text(), "it says so")
    assert not place.admin.command("mixer end").says("end.done")
    assert ({room["id"] for room in place.rooms()}, place.where()) == (standing, where)
    city.nursery.ask("kill", pid=pid)
    city.start_bot()
    assert place.admin.command("mixer extend", minutes=2).says("extend.done")
    place.wait_for_end()
    check(place)
