"""Conversations that are played in rooms as packets: recorded ones where they are at hand, invented ones otherwise."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from bot.cli.replay import HOLD, merged, prompts, read
from bot.core.listening.stall import Stall
from bot.sandbox.voice.speech import Conversation
from tests.end_to_end.listening import guests, speak
from tests.end_to_end.processes import ROOT
from tests.end_to_end.truth import Truth

LENGTH = 235.0
"""Seconds of each."""
RECORDINGS = ROOT.parent / "shared" / "data" / "stall" / "dev" / "ami"
NAMES = ("ES2007a", "IS1000a", "IS1000c", "ES2010a")


def invented(seed: int, seconds: float = LENGTH, lull_every: float = 78.0) -> str:
    """A conversation of four with lulls of 25 s, as an RTTM file."""
    plan = Conversation(minutes=seconds / 60, talk=0.8, lull_every=lull_every, lull_seconds=25.0, seed=seed)
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


def conversations(count: int) -> list[str]:
    """So many of them, the recorded ones first."""
    paths = [path for name in NAMES if (path := RECORDINGS / f"{name}.rttm").exists()]
    real = [beginning(path) for path in paths][:count]
    return [*real, *(invented(seed) for seed in range(count - len(real)))]


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

    def replayed_as_sent(self) -> list[Stall]:
        """The same, given what was sent: 8 ms more of each spurt, as packets are 20 ms.

        Where the talk of half a minute ago was thin the two windows empty slowly, and that can make a second.
        """
        sent: dict[str, list[tuple[float, float]]] = {}
        for spurt in self.truth.spurts:
            sent.setdefault(spurt.user, []).append((spurt.start, spurt.end))
        return prompts({user: merged(spans) for user, spans in sent.items()})


def play(truth: Truth, rttm: str) -> Played:
    """Let the people of a room talk as in a recording; clients hold the line as `replay` assumes."""
    speakers = sorted({line.split()[7] for line in rttm.splitlines()})
    start = 0.0
    for person, speaker in zip(guests(truth.place, truth.room), speakers, strict=False):
        start = speak(person, rttm=rttm, speaker=speaker, hangover=HOLD)["time"]
    return Played(truth, rttm, start)
