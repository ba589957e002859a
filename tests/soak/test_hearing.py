"""Recorded conversations as packets at real speed, end-to-end encrypted, into six rooms: `make soak`, four minutes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.replay import HOLD, merged, prompts, read
from bot.sandbox.voice.speech import Conversation
from tests.end_to_end.listening import ListeningTown, all_heard, evening, guests, room_ids, speak
from tests.end_to_end.processes import ROOT, until
from tests.end_to_end.truth import Truth

LENGTH = 235.0
"""Seconds of each recording."""
RIGHT, SOON = 0.5, 0.3
"""Seconds: how far a question may be from where the truth puts it, and from the rule's instant (the goal)."""
RECORDINGS = ROOT.parent / "shared" / "data" / "stall" / "dev" / "ami"
NAMES = ("ES2007a", "IS1000a", "IS1000c", "ES2010a")
ROOMS = 6
PATIENCE = 60.0
"""Seconds until ears come: twelve people are moved at Discord's pace, and the greetings are let pass."""


def invented(seed: int) -> str:
    """A conversation of four with lulls of 25 s, as an RTTM file."""
    plan = Conversation(minutes=LENGTH / 60, talk=0.8, lull_every=78.0, lull_seconds=25.0, seed=seed)
    return "".join(
        f"SPEAKER talk 1 {start:.3f} {end - start:.3f} <NA> <NA> {who} <NA> <NA>\n"
        for who, times in plan.parts("abcd").items()
        for start, end in times
    )


def beginning(path: Path) -> str:
    """The first minutes of a recording."""
    lines: list[str] = []
    for fields in map(str.split, path.read_text().splitlines()):
        if fields and fields[0] == "SPEAKER" and float(fields[3]) < LENGTH - 1:
            fields[4] = f"{min(float(fields[4]), LENGTH - float(fields[3])):.3f}"
            lines.append(" ".join(fields) + "\n")
    return "".join(lines)


def conversations() -> list[str]:
    """What is played, a room each: recorded ones where they are at hand, invented ones otherwise."""
    paths = [path for name in NAMES if (path := RECORDINGS / f"{name}.rttm").exists()]
    real = [beginning(path) for path in paths]
    return [*real, *(invented(seed) for seed in range(ROOMS - len(real)))]


@dataclass
class Played:
    """One room and what is played in it."""

    truth: Truth
    rttm: str
    start: float

    def replayed(self, folder: Path) -> list[float]:
        """When `engawa replay` would ask, given the file that was played."""
        path = folder / "played.rttm"
        path.write_text(self.rttm)
        return [self.start + stall.at for stall in prompts(read(path))]

    def replayed_as_sent(self) -> list[float]:
        """The same, given what was sent: 8 ms more of each spurt, as packets are 20 ms.

        Where the talk of half a minute ago was thin the two windows empty slowly, and that can make a second.
        """
        sent: dict[str, list[tuple[float, float]]] = {}
        for spurt in self.truth.spurts:
            sent.setdefault(spurt.user, []).append((spurt.start, spurt.end))
        return [stall.at for stall in prompts({user: merged(spans) for user, spans in sent.items()})]


def play(truth: Truth, rttm: str) -> Played:
    """Let the people of a room talk as in a recording; clients hold the line as `replay` assumes."""
    speakers = sorted({line.split()[7] for line in rttm.splitlines()})
    start = 0.0
    for person, speaker in zip(guests(truth.place, truth.room), speakers, strict=False):
        start = speak(person, rttm=rttm, speaker=speaker, hangover=HOLD)["time"]
    return Played(truth, rttm, start)


def report(played: Played, expected: Sequence[float], replayed: Sequence[float], file: Sequence[float]) -> None:
    """The figures of one room."""
    start, asked = played.start, played.truth.asked
    rows = {"ear": played.truth.ears, "asked": asked, "by the truth": expected, "replay": replayed, "of the file": file}
    for name, times in rows.items():
        print(f"  {name:13}", *(f"{at - start:8.3f}" for at in times))  # noqa: T201 - a soak tells what it found


def test_recorded_conversations(tmp_path: Path) -> None:
    town = ListeningTown(tmp_path)
    try:
        town.start_bot()
        rooms, texts = list[Played](), conversations()
        while texts:
            place = evening(town, people=11)
            until(lambda place=place: all_heard(place), "every room is heard", PATIENCE)
            # At once: `replay` knows of no silence before the first word.
            rooms += [play(Truth(place, room), texts.pop(0)) for room in room_ids(place)]
        end = town.time.seconds() + LENGTH + 1
        until(lambda: town.time.seconds() > end, "the recordings are over", LENGTH + 30)
        late = [miss for played in rooms for miss in check(played, tmp_path)]
        assert late, "there were stalls"
        print(f"from the rule to the post: {max(late):.3f} s at most, {len(late)} questions")  # noqa: T201
        assert max(late) < SOON
    finally:
        town.close()


def check(played: Played, folder: Path) -> list[float]:
    """Compare a room with the truth and with replay; by how much each question came after its instant."""
    truth = played.truth.read()
    end = max(spurt.end for spurt in truth.spurts)
    truth.asked = [at for at in truth.asked if at < end]
    expected = [stall.at for stall in truth.expected(end)]
    replayed = played.replayed_as_sent()
    report(played, expected, replayed, played.replayed(folder))
    assert truth.interrupted() == []
    assert truth.asked == pytest.approx(expected, abs=RIGHT)
    if "SPEAKER talk" in played.rttm:
        assert truth.asked == pytest.approx(replayed, abs=RIGHT), "restraint has nothing to say here"
    return [asked - at for asked, at in zip(truth.asked, expected, strict=True)]
