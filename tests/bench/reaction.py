"""Fifty rooms heard at once: how long after the rule is met does the question stand in the room?

Each room is in a server of its own, so that the bot's one ear a server hears them all. Four people talk in each, their
packets encrypted end to end, with lulls of 25 s; recorded conversations are in the first rooms where they are at hand.
The rule's instant is the detector's on what the sandbox really sent, the question's is the sandbox's MESSAGE_CREATE.
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from statistics import median

from tests.end_to_end.conversations import LENGTH, conversations, play
from tests.end_to_end.listening import ListeningTown, all_heard, room_ids
from tests.end_to_end.processes import until
from tests.end_to_end.truth import Truth

ROOMS = 50
RIGHT = 0.5
"""Seconds around an instant in which a question is the one that the rule gives there."""
PATIENCE = 300.0
"""Seconds for seats and ears: people are moved at Discord's pace, and ears set out one after another."""


def main() -> None:
    """Open the rooms, play in them, and compare."""
    with tempfile.TemporaryDirectory() as folder:
        town = ListeningTown(Path(folder), listeners=0)
        try:
            town.start_bot()
            places = [town.place(people=3) for _ in range(ROOMS)]
            for place in places:
                place.mixer(length=30)
            for place in places:
                until(lambda place=place: place.seated() and all_heard(place), "every room is heard", PATIENCE)
            truths = [Truth(place, room_ids(place)[0]) for place in places]
            for truth, talk in zip(truths, conversations(ROOMS), strict=True):
                play(truth, talk)
            end = town.time.seconds() + LENGTH + 1
            until(lambda: town.time.seconds() > end, "the conversations are over", LENGTH + 30)
            _tell(truths)
        finally:
            town.close()


def _tell(truths: list[Truth]) -> None:
    late: list[float] = []
    asked = expected = 0
    interrupted = 0
    for truth in truths:
        truth.read()
        end = max(spurt.end for spurt in truth.spurts)
        questions = [at for at in truth.asked if at < end]
        right = [stall.at for stall in truth.expected(end)]
        asked, expected = asked + len(questions), expected + len(right)
        interrupted += len(truth.interrupted())
        late += [at - near for at in questions for near in right if abs(at - near) <= RIGHT]
    late.sort()
    print(f"{len(truths)} rooms, {expected} instants at which the rule is met, {asked} questions, {len(late)} of them")
    print(f"within {RIGHT} s of such an instant; {interrupted} while somebody transmitted", flush=True)
    print(f"from the rule to the post: {median(late) * 1000:.0f} ms at the median,", end=" ")
    print(f"{late[int(len(late) * 0.95)] * 1000:.0f} ms at the 95th percentile, {late[-1] * 1000:.0f} ms at worst")


if __name__ == "__main__":
    main()
