"""Two hundred mixers in one process: memory, coming back after a kill, and how late deadlines are met.

Each mixer is in a server of its own, with four rooms of four. They are started one after another, so that their ends
are spread as they are in life.
"""

from __future__ import annotations

import re
import tempfile
import time
from pathlib import Path

from tests.end_to_end.town import Place, Town, until

MIXERS, PEOPLE, LENGTH = 200, 16, 12


def main() -> None:
    """Start them, kill the bot, look how it comes back, and watch the ends."""
    with tempfile.TemporaryDirectory() as folder:
        town = Town(Path(folder), pace=1.0)
        try:
            town.start_bot()
            places = [town.place(people=PEOPLE - 1) for _ in range(MIXERS)]
            before = _memory(town)
            _open(places)
            after = _memory(town)
            print(f"{MIXERS} mixers, {4 * MIXERS} rooms, {PEOPLE * MIXERS} people")
            print(f"memory: {before / 1024:.0f} MiB before, {after / 1024:.0f} MiB with all open:", end=" ")
            print(f"{(after - before) / MIXERS:.0f} KiB a mixer, discord.py's own cache of its server included")
            _come_back(town, places)
            _ends(town, places)
        finally:
            town.close()


def _open(places: list[Place]) -> None:
    begun = time.monotonic()
    for place in places:
        place.gather()
        place.admin.command("mixer start", length=LENGTH)
    until(lambda: all(place.seated() for place in places), "everyone is seated", patience=600)
    print(
        f"opened in {time.monotonic() - begun:.0f} s (40 requests a second at the most, and ten moves in ten seconds)"
    )


def _come_back(town: Town, places: list[Place]) -> None:
    """While the bot is dead an admin deletes a room of each; how soon after its start has it told them all?"""
    town.kill_bot()
    for place in places:
        place.delete(place.rooms()[0]["id"])
    begun = time.monotonic()
    town.start_bot()
    connected = time.monotonic() - begun
    until(lambda: "ready in" in town.bot_says(), "the bot has all servers", patience=120)
    until(lambda: all(len(place.texts(place.home)) == 2 for place in places), "every loss is told", patience=300)
    print(f"after kill -9: connected in {connected:.1f} s, every mixer reconciled in {time.monotonic() - begun:.1f} s")


def _ends(town: Town, places: list[Place]) -> None:
    last = max(place.closes_at() for place in places)
    until(lambda: all(place.over() for place in places), "everything is over", patience=last - time.time() + 200)
    late = sorted(_first_act(town, place) - place.closes_at() for place in places)
    print(
        f"ends: first act {late[len(late) // 2]:.2f} s after the deadline in the middle, {late[-1]:.2f} s at the worst"
    )


def _first_act(town: Town, place: Place) -> float:
    """When the first person was brought home."""
    rows = (line for line in place.requests("PATCH", "members") if line["body"].get("channel_id") == place.lobby)
    return min(float(line["t"]) for line in rows)


def _memory(town: Town) -> int:
    """The bot's resident memory in KiB."""
    status = Path(f"/proc/{town.bot_pid}/status").read_text()
    found = re.search(r"VmRSS:\s+(\d+)", status)
    assert found is not None
    return int(found[1])
