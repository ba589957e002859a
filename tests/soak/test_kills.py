"""Hundreds of deaths: `make soak`, or ENGAWA_SOAK_KILLS=500 ENGAWA_SOAK_SEED=7 pytest -s tests/soak."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from tests.end_to_end.killing import Evenings
from tests.end_to_end.town import Town
from tests.worlds import SOAKED

KILLS = int(os.environ.get("ENGAWA_SOAK_KILLS", "200"))
SEED = int(os.environ.get("ENGAWA_SOAK_SEED") or secrets.randbelow(10**6))
PER_EVENING = 15


def test_soak(tmp_path: Path) -> None:
    town = Town(tmp_path, world=SOAKED)
    try:
        while town.deaths < KILLS:
            seed = SEED + town.deaths
            print(f"seed {seed}: {town.deaths} of {KILLS} kills")  # noqa: T201 - so that a failure can be tried again
            town.start_bot()
            Evenings(town, seed, servers=3).run(min(PER_EVENING, KILLS - town.deaths))
        assert town.ask("GET", "/state?guild_id=0")["schema_problems"] == []
    finally:
        town.close()
