"""Recorded conversations as packets at real speed, end-to-end encrypted, into six rooms: `make soak`, four minutes."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from statistics import median

from bot.core.listening.stall import Stall
from tests.end_to_end.conversations import LENGTH, Played, conversations, play
from tests.end_to_end.listening import ListeningTown, evening, heard, room_ids
from tests.end_to_end.processes import until
from tests.end_to_end.truth import Truth
from tests.soak.agreement import lateness
from tests.worlds import SOAKED

SOON = 0.3
"""Seconds from the rule's instant to the question (the goal)."""
ROOMS = 6
PATIENCE = 60.0
"""Seconds until ears come: twelve people are moved at Discord's pace, and the greetings are let pass."""


def report(played: Played, expected: Sequence[Stall], replayed: Sequence[Stall], file: Sequence[float]) -> None:
    """The figures of one room."""
    start, rows = played.start, {"ear": played.truth.ears, "asked": played.truth.asked, "of the file": file}
    rows |= {"by the truth": [stall.at for stall in expected], "replay": [stall.at for stall in replayed]}
    for name, times in rows.items():
        print(f"  {name:13}", *(f"{at - start:8.3f}" for at in times))  # noqa: T201 - a soak tells what it found


def test_recorded_conversations(tmp_path: Path) -> None:
    town = ListeningTown(tmp_path, world=SOAKED)
    try:
        town.start_bot()
        rooms, texts = list[Played](), conversations(ROOMS)
        while texts:
            place = evening(town, people=11)
            left = {*room_ids(place)}
            while left:
                room = until(lambda left=left, place=place: {*heard(place)} & left, "a room is heard", PATIENCE).pop()
                left.remove(room)
                # At once: `replay` knows of no silence before the first word.
                rooms.append(play(Truth(place, room), texts.pop(0)))
        end = town.time.seconds() + LENGTH + 1
        until(lambda: town.time.seconds() > end, "the recordings are over", LENGTH + 30)
        late = [miss for played in rooms for miss in check(played, tmp_path)]
        assert late, "there were stalls"
        usual = median(late)
        print(f"from the rule to the post: {usual:.3f} s, {max(late):.3f} at most, {len(late)} questions")  # noqa: T201
        assert usual < SOON
    finally:
        town.close()


def check(played: Played, folder: Path) -> list[float]:
    """Compare a room with the truth and with replay; by how much each question came after its instant."""
    truth = played.truth.read()
    end = max(spurt.end for spurt in truth.spurts)
    truth.asked = [at for at in truth.asked if at < end]
    report(played, truth.expected(end), played.replayed_as_sent(), played.replayed(folder))
    assert truth.interrupted() == []
    if "SPEAKER talk" in played.rttm:
        lateness(truth.asked, played.replayed_as_sent)  # restraint has nothing to say here
    return lateness(truth.asked, lambda: truth.expected(end))
