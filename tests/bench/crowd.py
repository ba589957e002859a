"""Two hundred mixers in one process: memory, coming back after a kill, and how late deadlines are met.

Each mixer is in a server of its own, with four rooms of four. They are started one after another, so that their ends
are spread as they are in life: closing one takes about 30 requests, of which a bot may make 50 a second (Discord's
global limit), so that two ends in one second could not both be in time, whoever programmed them. All is read from the
sandbox's log, so that looking does not slow what is looked at.
"""

from __future__ import annotations

import re
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from tests.end_to_end.town import Json, Place, Town, says

MIXERS, PEOPLE, LENGTH = 200, 16, 15
BETWEEN = 2.5
"""Seconds from one start to the next."""


def main() -> None:
    """Start them, kill the bot, look how it comes back, and watch the ends."""
    with tempfile.TemporaryDirectory() as folder:
        town = Town(Path(folder), pace=1.0)
        try:
            town.start_bot()
            before = _memory(town)
            places = [town.place(people=PEOPLE - 1) for _ in range(MIXERS)]
            print(f"{MIXERS} mixers, {4 * MIXERS} rooms, {PEOPLE * MIXERS} people", flush=True)
            _open(town, places)
            after = _memory(town)
            print(f"memory: {before / 1024:.0f} MiB in no server, {after / 1024:.0f} MiB with all open:", end=" ")
            print(f"{(after - before) / MIXERS:.0f} KiB a mixer, discord.py's cache of its server included", flush=True)
            _come_back(town, places)
            _ends(town, places)
        finally:
            town.close()


def _rest(town: Town, fits: Callable[[Json], bool]) -> list[Json]:
    return [line for line in town.log() if line["what"] == "rest" and line["status"] < 300 and fits(line)]


def _await(town: Town, fits: Callable[[Json], bool], count: int, patience: float) -> list[Json]:
    """Wait until the bot has made so many such requests."""
    deadline = time.monotonic() + patience
    while len(found := _rest(town, fits)) < count:
        assert time.monotonic() < deadline, f"{len(found)} of {count}"
        time.sleep(1)
    return found


def _moved(line: Json) -> bool:
    return line["method"] == "PATCH" and "/members/" in line["path"]


def _open(town: Town, places: list[Place]) -> None:
    begun = time.time()
    for nth, place in enumerate(places):
        place.gather()
        time.sleep(max(0.0, begun + nth * BETWEEN - time.time()))
        place.admin.command("mixer start", length=LENGTH)
    last = max(line["t"] for line in _await(town, _moved, MIXERS * PEOPLE, 600))
    print(
        f"one started every {BETWEEN} s; the last of {MIXERS * PEOPLE} people seated after {last - begun:.0f} s",
        flush=True,
    )


def _come_back(town: Town, places: list[Place]) -> None:
    """While the bot is dead an admin deletes a room of each; how soon after its start has it told them all?"""
    town.kill_bot()
    for place in places:
        place.delete(place.rooms()[0]["id"])
    begun = time.time()
    town.start_bot(wait=False)

    def told(line: Json) -> bool:
        posted = line["method"] == "POST" and line["path"].endswith("/messages")
        return posted and says(str(line["body"]["content"]), "en", "mixer.room_lost")

    first, *_, last = sorted(line["t"] for line in _await(town, told, MIXERS, 300))
    print(f"after kill -9: first loss told {first - begun:.1f} s after the start, all within {last - begun:.1f} s")


def _ends(town: Town, places: list[Place]) -> None:
    """Each end against its goodbye, which waits for nothing; people are brought home in a pause of their talk."""
    due: dict[str, float] = {}
    for place in places:
        found = re.search(r"<t:(\d+):R>", place.texts(place.home)[0])
        assert found is not None
        due[place.home] = float(found[1])

    def goodbye(line: Json) -> bool:
        posted = line["method"] == "POST" and line["path"].endswith("/messages")
        return posted and says(str(line["body"]["content"]), "en", "goodbye.time")

    patience = max(due.values()) - time.time() + 300
    said = {line["path"].split("/")[-2]: float(line["t"]) for line in _await(town, goodbye, MIXERS, patience)}
    late = sorted(said[home] - at for home, at in due.items())
    print(f"ends: goodbye {late[len(late) // 2]:.2f} s after the second that was promised, at the median;", end=" ")
    print(f"{late[int(len(late) * 0.95)]:.2f} s at the 95th percentile, {late[-1]:.2f} s at worst;", end=" ")
    print(f"{sum(after <= 1 for after in late)} of {len(late)} within a second")


def _memory(town: Town) -> int:
    """The bot's resident memory in KiB."""
    found = re.search(r"VmRSS:\s+(\d+)", Path(f"/proc/{town.bot_pid}/status").read_text())
    assert found is not None
    return int(found[1])


if __name__ == "__main__":
    main()
