"""From `/mixer start` to everyone seated: requests against the least possible, time against what the limits force.

The sandbox enforces its rate limits in real time; the bot is the real one, as a process of its own.
"""

from __future__ import annotations

import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

from bot.core.seating import USUAL_ROOM, room_sizes
from tests.end_to_end.town import Json, Place, Town, until

EVENINGS = ((12, 0), (48, 0), (100, 0), (48, 2), (100, 2))
"""How many people, and how many listeners that may move them as well."""
LISTENER = 1 << 10 | 1 << 20 | 1 << 21 | 1 << 24 | 1 << 25
"""View Channel, Connect, Speak, Use Voice Activity, and Move Members."""
MOVES, WINDOW = 10, 10.0
"""Moves a server allows a bot, and in how many seconds."""


@dataclass
class ManyHanded(Town):
    """A town whose bot has listeners."""

    tokens: list[str] = field(default_factory=list[str])

    def settings(self) -> dict[str, str]:
        """See Town."""
        return super().settings() | {"ENGAWA_LISTENER_TOKENS": ",".join(self.tokens)}

    def place_with(self, people: int, listeners: int) -> Place:
        """A new server with so many people and listeners."""
        place = self.place(people=people)
        for number in range(listeners):
            made: Json = {"name": f"Ear {number + 1}", "bot": True, "permissions": LISTENER}
            self.tokens.append(str(self.ask("POST", f"/guilds/{place.id}/people", made)["token"]))
        return place

    def listeners_are_there(self) -> bool:
        """Whether Discord has a session of each."""
        sessions = self.ask("GET", "/state?guild_id=0")["sessions"]
        return len({one["bot"] for one in sessions if one["connected"]}) == 1 + len(self.tokens)


def main() -> None:
    """Print a row for each size."""
    print("people  hands  rooms  requests  least  ratio  refused  seconds  forced  ratio  first room complete first")
    for people, listeners in EVENINGS:
        with tempfile.TemporaryDirectory() as folder:
            town = ManyHanded(Path(folder), pace=1.0)
            try:
                print(_row(town, people, listeners), flush=True)
            finally:
                town.close()


def _row(town: ManyHanded, people: int, listeners: int) -> str:
    place = town.place_with(people - 1, listeners)
    town.start_bot()
    until(town.listeners_are_there, "the listeners are connected")
    place.gather()
    before = len(town.log())
    place.admin.command("mixer start", length=60)
    until(lambda: _now_and_then(place), f"{people} people are seated", patience=60 + 2 * WINDOW * people / MOVES)
    until(lambda: len(place.texts(place.lobby)) == 1, "the lobby has its card")
    done = [line for line in town.log()[before:] if line["what"] == "rest" and _about(line, place)]
    rooms = len(room_sizes(people, USUAL_ROOM))
    moves = [line for line in done if line["method"] == "PATCH" and "/members/" in line["path"]]
    started = next(line["t"] for line in done if "callback" in line["route"])
    hands = 1 + listeners
    forced = (people - 1) // (MOVES * hands) * WINDOW
    took = max(line["t"] for line in moves) - started
    least = 1 + 3 * rooms + people + 1
    refused = sum(line["status"] >= 400 for line in done)
    ratio = f"{took / forced:.2f}" if forced else "-"
    return (
        f"{people:6}  {hands:5}  {rooms:5}  {len(done):8}  {least:5}  {len(done) / least:5.2f}  {refused:7}"
        f"  {took:7.1f}  {forced:6.0f}  {ratio:>5}  {'yes' if _in_order(moves) else 'NO'}"
    )


def _now_and_then(place: Place) -> bool:
    """Whether all are seated. The sandbox serves the bot and us: looking all the time would slow what is measured."""
    time.sleep(0.5)
    return place.seated()


def _about(line: Json, place: Place) -> bool:
    """Whether a request was for this place. An answer to its command names no server: there is one place at a time."""
    known = {place.id, *place.founded, *(channel["id"] for channel in place.ours())}
    return bool(known & set(line["path"].split("/"))) or "callback" in line["route"]


def _in_order(moves: list[Json]) -> bool:
    """Whether nobody was brought to a room before the one begun earlier was complete."""
    rooms = [line["body"]["channel_id"] for line in moves]
    return all(room not in rooms[: n - 1] or room == rooms[n - 1] for n, room in enumerate(rooms) if n)


if __name__ == "__main__":
    main()
