"""An hour of talk in one room with one ear, packet by packet, in real time in the ordinary world: `make soak`."""

from __future__ import annotations

import os
from pathlib import Path

from tests.end_to_end.conversations import invented, play
from tests.end_to_end.listening import ListeningTown, all_heard, evening, room_ids
from tests.end_to_end.processes import until
from tests.end_to_end.truth import Truth
from tests.soak.agreement import lateness
from tests.soak.test_hearing import PATIENCE, report
from tests.worlds import WORLD

SECONDS = 60 * float(os.environ.get("ENGAWA_SOAK_TALK", "60"))
"""How long they talk; voice servers forget whoever sends nothing for a minute, and Discord's after five to nine."""
SHIFT = 3.0
"""Seconds: which stalls is the question here. Windows empty slowly; padded packets shift its instant by up to 2.5."""
LULL_EVERY = max(80.0, SECONDS * 0.15)
"""Six lulls an hour, as many as a room may be asked about."""


def test_an_hour_of_talk_is_heard_to_its_end(tmp_path: Path) -> None:
    town = ListeningTown(tmp_path, world=WORLD, listeners=0)
    try:
        town.start_bot()
        place = evening(town, people=3, length=90)
        until(lambda: all_heard(place), "the room is heard", PATIENCE)
        talk = invented(1, SECONDS, LULL_EVERY)
        played = play(Truth(place, room_ids(place)[0]), talk)
        over = played.start + SECONDS + 1
        until(lambda: town.time.seconds() > over, "the talk is over", SECONDS + 60)
        truth = played.truth.read()
        end = max(spurt.end for spurt in truth.spurts)
        truth.asked = [at for at in truth.asked if at < end]
        report(played, truth.expected(end), played.replayed_as_sent(), played.replayed(tmp_path))
        assert lateness(truth.asked, played.replayed_as_sent, SHIFT), "there were stalls, and each was asked about"
        assert truth.interrupted() == []
    finally:
        town.close()
