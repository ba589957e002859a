"""What taking turns costs in detection: twelve people, three rooms, one ear, on recorded meetings of four.

Meetings of about the same length are put together by threes, as the rooms of one mixer; the rota and the detector are
the bot's own, on a virtual clock. Each row is the mean over several ways of putting them together.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import astuple
from pathlib import Path
from statistics import fmean
from unittest.mock import patch

from bot.core.listening import ear_rota
from tests.bench.rota.turns import Manner, Outcome, evening
from tests.bench.stall.score import Recording, score

DATA = Path("../shared/data/stall/dev/ami")
ROOMS = 3
SEEDS = (1, 2, 3)
HALVES = 7
"""The seed of the two halves of the recordings: constants are chosen on the one and judged on the other."""
SETTINGS = ((60.0, 0.8), (120.0, 0.5), (200.0, 0.5), (200.0, 0.8), (300.0, 0.8))
"""STAY and THIN."""
HEAD = "prompts/h  barge-in  needless  dead air s  recall  precision  hops/h  heard  asked unheard"


def main() -> None:
    """Print the tables, or why there are none."""
    recordings = [Recording(path) for path in sorted(DATA.glob("*.rttm"))]
    if not recordings:
        print(f"skipped: no recordings (*.rttm) in {DATA}")
        return
    lulls = sum(len(recording.lulls) for recording in recordings)
    hours = sum(recording.hours for recording in recordings)
    print(f"{len(recordings)} meetings of four, {hours:.1f} h, {lulls} lulls; {ROOMS} rooms at a time", end=", ")
    print(f"in {len(SEEDS)} ways; STAY {ear_rota.STAY:.0f}, LIVELY {ear_rota.LIVELY:.0f}, THIN {ear_rota.THIN}")
    print(" " * 40 + HEAD)
    rows = {
        "every room has an ear": Manner(ears=ROOMS),
        "two ears take turns": Manner(ears=2),
        "one ear takes turns": Manner(ears=1),
        "every room has an ear, with restraint": Manner(ears=ROOMS, gentle_minutes=15, restrained=True),
        "one ear takes turns, with restraint": Manner(ears=1, gentle_minutes=15, restrained=True),
        "no ear: a gentle question every 15 min": Manner(ears=0, gentle_minutes=15, restrained=True),
    }
    for name, manner in rows.items():
        print(name.ljust(40) + row(recordings, manner, SEEDS if 0 < manner.ears < ROOMS else SEEDS[:1]), flush=True)
    _others(recordings)


def _others(recordings: Sequence[Recording]) -> None:
    """What other constants would give."""
    print("one ear, other constants, on the half where ours were chosen and on the other")
    choose, judge = halves(recordings)
    for stay, thin in SETTINGS:
        with patch.multiple(ear_rota, STAY=stay, THIN=thin):
            for name, half in (("chosen on", choose), ("judged on", judge)):
                print(
                    f"  STAY {stay:3.0f}, THIN {thin}, {name}".ljust(40) + row(half, Manner(ears=1), SEEDS), flush=True
                )


def halves(recordings: Sequence[Recording]) -> tuple[list[Recording], list[Recording]]:
    """The recordings in two halves, by lot."""
    mixed = sorted(recordings, key=lambda recording: recording.name)
    random.Random(HALVES).shuffle(mixed)
    return mixed[: len(mixed) // 2], mixed[len(mixed) // 2 :]


def mixers(recordings: Sequence[Recording], seed: int) -> list[list[Recording]]:
    """The recordings by threes of about the same length, so that all three rooms are open nearly to the end."""
    dice = random.Random(seed)
    order = sorted(recordings, key=lambda recording: (round(recording.hours * 12 + dice.random()), dice.random()))
    return [order[n : n + ROOMS] for n in range(0, len(order) - ROOMS + 1, ROOMS)]


def row(recordings: Sequence[Recording], manner: Manner, seeds: Sequence[int]) -> str:
    """The figures of hearing and asking in that manner."""
    found: list[tuple[float, ...]] = []
    for seed in seeds:
        outcome = Outcome()
        for some in mixers(recordings, seed):
            outcome.add(evening(some, manner))
        played = [recording for recording in recordings if recording.name in outcome.prompts]
        hops, share = outcome.hops / outcome.hours, outcome.heard / outcome.open
        found.append((*astuple(score(played, outcome.prompts)), hops, share, outcome.unheard))
    per_hour, barge, needless, dead, recall, precision, _, hops, share, unheard = (
        fmean(values) for values in zip(*found, strict=True)
    )
    return (
        f"{per_hour:9.2f}  {barge:8.1%}  {needless:8.2f}  {dead:10.1f}  {recall:6.3f}  {precision:9.3f}"
        f"  {hops:6.1f}  {share:5.0%}  {unheard:13.0f}"
    )
