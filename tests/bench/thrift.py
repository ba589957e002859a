"""Requests to Discord of an ordinary hour, by kind, each against the least that would show people the same.

What a bot may ask is what limits how many evenings it can hold: 50 requests a second for all of them. The evening is
played in memory, on a clock turned by hand (`tests/hour.py`); that an act is a request is checked on the sandbox
(`tests/adapters/discord/test_requests_of_acts.py`). Answers to commands and buttons are not limited so, and are not
counted.
"""

from __future__ import annotations

import asyncio
import sys
from collections import Counter
from collections.abc import Callable

from bot.core.lifecycle.wanted_post import PostKind
from bot.core.reconcile.acts import Act, Admit, Bring, OpenCategory, OpenRoom, Remove, Reword, Say, SendHome, ShowStatus
from tests.evening import Evening
from tests.hour import LATE, PEOPLE, ROOMS, ordinary_hour

MOST = 110
"""Requests in all."""
LETTER = 2
"""Requests of a letter to somebody who has not had one before: the channel to them, and the message."""
CARDS = {PostKind.ANNOUNCEMENT, PostKind.LOBBY}
Least = Callable[[int], int]
"""The least requests of a kind, of the number of questions asked."""
LEAST: dict[str, Least] = {
    "rooms made and deleted": lambda _: 2 * (1 + len(ROOMS)),
    "people let in later": lambda _: 1,  # the one whose seat was not kept any more
    "people moved to their room": lambda _: len(PEOPLE),
    "people moved home": lambda _: len(PEOPLE) - 1,
    "status lines": lambda asked: len(ROOMS) + asked,
    "calendar": lambda _: 3,  # planned, begun, over
    "invitation and lobby": lambda _: 2,
    "invitation and lobby edited": lambda _: len(PEOPLE) - 1 + 2 * 3,  # who signed up; under way, no new seats, over
    "reminder, links, goodbye": lambda _: 3,
    "welcomes": lambda _: len(ROOMS),
    "welcomes edited": lambda _: len(LATE),
    "ears announced": lambda _: len(ROOMS),
    "questions": lambda asked: asked,
    "signs of the end": lambda _: 3 * len(ROOMS),
    "votes": lambda _: len(ROOMS),
    "rooms that stay": lambda _: 0,
    "board": lambda _: 1,
    "board edited": lambda asked: 2 * asked + 1,  # a room has fallen silent, and talks again; over
    "recap": lambda _: LETTER,
}


def kind(act: Act) -> str:
    """Which row an act is counted in."""
    match act:
        case OpenCategory() | OpenRoom() | Remove():
            return "rooms made and deleted"
        case Admit():
            return "people let in later"
        case Bring():
            return "people moved to their room"
        case SendHome():
            return "people moved home"
        case ShowStatus():
            return "status lines"
        case Say(key) | Reword(key):
            return _of_post(key.kind, edited=isinstance(act, Reword))
        case _:
            return "calendar"


def _of_post(kind: str, *, edited: bool) -> str:
    if kind in CARDS:
        return "invitation and lobby edited" if edited else "invitation and lobby"
    names = {
        PostKind.WELCOME: "welcomes edited" if edited else "welcomes",
        PostKind.BOARD: "board edited" if edited else "board",
        PostKind.EAR: "ears announced",
        PostKind.ASK: "questions",
        PostKind.SIGN: "signs of the end",
        PostKind.BALLOT: "votes",
        PostKind.STAY: "rooms that stay",
    }
    return names.get(PostKind(kind), "reminder, links, goodbye")


def requests(evening: Evening) -> Counter[str]:
    """What an evening asked of Discord, by kind."""
    found = Counter(kind(act) for _, act in evening.venue.acts)
    found["recap"] = LETTER * len(evening.venue.letters)
    return found


async def main() -> int:
    """Print a line for each kind, and a column for each kind of evening; 1 if the ordinary one asks too much."""
    evenings = {
        "an ear a room": await ordinary_hour(),
        "one ear": await ordinary_hour(1),
        "no ear": await ordinary_hour(0),
        "one room stays": await ordinary_hour(stays=True),
    }
    found = {name: requests(evening) for name, evening in evenings.items()}
    asked = found["an ear a room"]["questions"]
    least = {name: of(asked) for name, of in LEAST.items()}
    print(f"{'':28}{'least':>7}" + "".join(f"{name:>16}" for name in found))
    for name in LEAST:
        print(f"{name:28}{least[name]:7}" + "".join(f"{counted[name]:16}" for counted in found.values()))
    sums = {name: counted.total() for name, counted in found.items()}
    print(f"{'in all':28}{sum(least.values()):7}" + "".join(f"{total:16}" for total in sums.values()))
    return int(sums["an ear a room"] > MOST)


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
