"""Evenings in which the bot's process is killed over and over, at moments that a seed chooses."""

from __future__ import annotations

import time
from random import Random

from tests.end_to_end.account import STAMP, check
from tests.end_to_end.processes import until
from tests.end_to_end.town import Json, Place, Town, says

QUIET = 0.25


class Evenings:
    """Mixers in several servers at once, their guests' doings, and the same sudden death for all of them."""

    def __init__(self, town: Town, seed: int, servers: int = 2) -> None:
        self.town, self.random = town, Random(seed)
        self.places = [town.place(("en-US", "ja")[n % 2]) for n in range(servers)]
        self._deeds = [self._late, self._leave, self._back, self._extend, self._wait, self._nothing]

    def run(self, kills: int) -> None:
        """One evening with so many kills: a third of them while it opens, in its middle, and while it closes."""
        for place in self.places:
            place.gather()
        for n in range(kills):
            phase = n * 3 // kills
            if phase == 0:
                self._begin()
            elif phase == 1:
                self._deed()
            elif n == -(-2 * kills // 3):
                self._begin()
                self.town.time.jump(40 * 60)
            self._moment()
            self._kill()
        self._begin()
        for place in self.places:
            place.wait_for_end()
        self._settle()

    def _begin(self) -> None:
        """Start the mixers that were not there when the process died, as a host would who got no answer."""
        self.town.start_bot()
        for place in self.places:
            if place.texts(place.home) or place.ours():
                continue
            if place.admin.command("mixer status").says("status.none") and not place.texts(place.home):
                place.admin.begin("mixer start", length=30)

    def _moment(self) -> None:
        """Wait for so many requests, or until nothing more happens."""
        wanted, seen, last = self.random.randrange(30), len(self.town.log()), time.monotonic()
        while wanted > 0 and time.monotonic() - last < QUIET:
            lines = self.town.log()
            if fresh := sum(line["what"] == "rest" for line in lines[seen:]):
                wanted, seen, last = wanted - fresh, len(lines), time.monotonic()
            time.sleep(0.001)

    def _kill(self) -> None:
        self.town.kill_bot()
        self.town.time.jump(self.random.choice((0, 0, 0, 5, 70)))
        self.town.start_bot(wait=False)

    def _deed(self) -> None:
        place = self.random.choice(self.places)
        self.random.choice(self._deeds)(place)

    def _late(self, place: Place) -> None:
        late = place.arrive("Late", "ja")
        late.enter(place.lobby)
        for message in place.written(place.home):
            if message["components"]:
                custom_id = message["components"][0]["components"][0]["custom_id"]
                place.town.ask(
                    "POST", f"/people/{late.id}/click", {"message_id": message["id"], "custom_id": custom_id}
                )

    def _leave(self, place: Place) -> None:
        guest = self.random.choice(place.people)
        if guest.room() is not None:
            guest.leave()

    def _back(self, place: Place) -> None:
        self.random.choice(place.people).enter(place.lobby)

    def _extend(self, place: Place) -> None:
        self.town.start_bot()
        place.admin.begin("mixer extend", minutes=self.random.randrange(1, 4))

    def _wait(self, place: Place) -> None:
        if place.stamps():
            ahead = place.closes_at() - self.town.time.seconds() - 60 * self.random.choice((10, 5, 1)) + 1
            self.town.time.jump(min(ahead, 10 * 60))

    def _nothing(self, place: Place) -> None:
        del place

    def _settle(self) -> None:
        for place in self.places:
            status = place.admin
            until(lambda: status.command("mixer status").says("status.none"), "it is over")  # noqa: B023
            check(place)
            check_end(place)


def check_end(place: Place) -> None:
    """No death has moved the end: it is later only by whole extensions, and nobody was sent home before it."""
    ends: list[float] = []
    for line in place.town.log():
        told: Json = line["d"] if line["what"] == "told" else {}
        if told.get("channel_id") == place.home and (stamp := STAMP.search(str(told.get("content")))):
            ends.append(float(stamp[1]))
    late = {end - ends[0] for end in ends}
    assert all(by >= 0 and by % 60 == 0 for by in late), f"the end moved by {late} s"
    goodbyes = [
        text
        for text in place.texts(place.home)
        for key in ("time", "slept")
        for language in ("en", "ja")
        if says(text, language, f"goodbye.{key}")
    ]
    assert len(goodbyes) == 1
