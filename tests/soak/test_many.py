"""Three processes, one PostgreSQL, thousands of servers, hundreds of evenings, and one process killed each half minute.

How much of it is set by ENGAWA_MANY_SERVERS, ENGAWA_MANY_EVENINGS and ENGAWA_MANY_MINUTES; a failure is tried again
with ENGAWA_SOAK_SEED.
"""

from __future__ import annotations

import os
import secrets
import sys
import time
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from random import Random

import pytest

from bot.core.community.settings import LANGUAGES
from tests import postgres
from tests.end_to_end.account import STAMP, check
from tests.end_to_end.city import City
from tests.end_to_end.person import Person, tells
from tests.end_to_end.processes import until
from tests.end_to_end.town import Json, Place, Town

SEED = int(os.environ.get("ENGAWA_SOAK_SEED") or secrets.randbelow(10**6))
SERVERS = int(os.environ.get("ENGAWA_MANY_SERVERS", "3000"))
EVENINGS = int(os.environ.get("ENGAWA_MANY_EVENINGS", "300"))
MINUTES = float(os.environ.get("ENGAWA_MANY_MINUTES", "10"))
PROCESSES, PEOPLE, BETWEEN_KILLS = 3, 5, 30.0
LATE, LATE_WHERE_ONE_DIED = 2.0, 20.0
"""Seconds after which a deadline is kept at the latest."""


@pytest.fixture
def city(tmp_path: Path) -> Generator[City]:
    servers = postgres.of_our_own()
    town = Town(tmp_path, database_url=next(servers).url)
    try:
        yield City(town)
    finally:
        town.close()
        servers.close()


@dataclass(frozen=True)
class Death:
    """A process was killed, and started again at once."""

    process: int
    at: float
    """By the town's clock, in seconds."""


class Many:
    """Evenings all over, and the deaths among those who carry them on."""

    def __init__(self, city: City, random: Random) -> None:
        self.city, self.random = city, random
        self.deaths, self.places = list[Death](), list[Place]()

    def start(self, process: int) -> None:
        """Start one of the processes."""
        self.city.start(f"{process}/{PROCESSES}")

    def settle(self) -> None:
        """Servers, and all processes."""
        town = self.city.town
        made = town.ask("POST", "/guilds/many", {"count": SERVERS, "people": PEOPLE})
        chosen = self.random.sample(made, EVENINGS)
        self.places = [_place(town, one) for one in chosen]
        for process in range(PROCESSES):
            self.start(process)
        wanted = [[process, PROCESSES] for process in range(PROCESSES)]
        until(lambda: self.city.sessions() == wanted, "every process is connected")
        logs = [self.city.log(f"{process}/{PROCESSES}") for process in range(PROCESSES)]
        until(lambda: all("ready in" in log.read_text() for log in logs), "every process knows its servers")

    def begin(self) -> None:
        """All evenings, which end one after the other until the last kill."""
        longest = MINUTES * self.city.town.pace
        for place in self.places:
            place.gather()
            length = self.random.randint(10, max(11, int(longest * 0.9)))
            assert place.admin.command("mixer start", length=length).says("start.done")
        for place in self.places:
            until(place.seated, "everyone has a seat")

    def kill(self) -> None:
        """One of the processes, with no word; somebody comes late meanwhile, and it is started again."""
        process = self.random.randrange(PROCESSES)
        self.deaths.append(Death(process, self.city.town.time.seconds()))
        self.city.end(f"{process}/{PROCESSES}")
        late = self.random.choice(self.places)
        late.arrive("Late", "ja").enter(late.lobby)
        self.start(process)

    def lateness(self) -> Iterator[tuple[float, float]]:
        """How many seconds after its end each evening said goodbye, and how many it may have been."""
        goodbyes, ends = dict[str, float](), dict[str, float]()
        homes = {place.home: place for place in self.places}
        for line in self.city.town.log():
            told: Json = line["d"] if line["what"] == "told" else {}
            if (home := str(told.get("channel_id"))) not in homes or "content" not in told:
                continue
            if any(tells(told["content"], language, "goodbye.time") for language in LANGUAGES):
                goodbyes.setdefault(home, line["t"])
            elif (stamp := STAMP.search(told["content"])) and home not in goodbyes:
                ends[home] = float(stamp[1])
        assert goodbyes.keys() == homes.keys(), "every evening has said goodbye"
        pace = self.city.town.pace
        for home, place in homes.items():
            shard = (int(place.id) >> 22) % PROCESSES
            died = any(
                death.process == shard and death.at <= goodbyes[home] <= death.at + (BETWEEN_KILLS + LATE) * pace
                for death in self.deaths
            )
            yield (goodbyes[home] - ends[home]) / pace, LATE_WHERE_ONE_DIED if died else LATE


def _place(town: Town, made: Json) -> Place:
    place = Place(town, str(made["id"]), str(made["owner_id"]), "en-US")
    state = place.state()
    place.founded = {str(channel["id"]): channel for channel in state["channels"]}
    users = [member["user"] for member in state["members"]]
    people = [str(user["id"]) for user in users if not user.get("bot") and str(user["id"]) != place.owner_id]
    place.people = [Person(place, id, "en-US") for id in islice(people, PEOPLE - 1)]
    return place


def test_one_of_three_is_killed_each_half_minute(city: City, capsys: pytest.CaptureFixture[str]) -> None:
    many = Many(city, Random(SEED))
    try:
        many.settle()
        many.begin()
        until_then = time.monotonic()
        for _ in range(max(1, int(MINUTES * 60 / BETWEEN_KILLS))):
            many.kill()
            until_then += BETWEEN_KILLS
            time.sleep(max(0.0, until_then - time.monotonic()))
        for place in many.places:
            until(place.over, "every evening ends", patience=10 * BETWEEN_KILLS)
            check(place)
        late = list(many.lateness())
        with capsys.disabled():
            worst = {limit: max((by for by, allowed in late if allowed == limit), default=0.0) for _, limit in late}
            told = f"{EVENINGS} evenings in {SERVERS} servers, {len(many.deaths)} kills; latest by limit: {worst}\n"
            sys.stdout.write(told)
        assert all(by <= allowed for by, allowed in late), sorted(late)[-5:]
        city.stop()
    except AssertionError as error:
        error.add_note(f"seed {SEED}: {many.deaths}")
        raise
