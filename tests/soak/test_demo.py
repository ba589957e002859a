"""The demo with thirty seeds, with late answers, and on a machine that is kept busy: `make soak`, twenty minutes."""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import secrets
from collections.abc import Generator
from pathlib import Path

import pytest

from tests.end_to_end.playing import play_fast, wrong
from tests.worlds import SOAKED

SEEDS, ABREAST = int(os.environ.get("ENGAWA_SOAK_DEMOS", "30")), 4
FIRST = int(os.environ.get("ENGAWA_SOAK_SEED") or secrets.randbelow(10**6))
LATE = 2.0
"""Real seconds that an answer takes."""


def _burn() -> None:
    while True:
        pass


@pytest.fixture
def busy() -> Generator[None]:
    """Twice as many processes as processors do nothing but count."""
    burners = [multiprocessing.Process(target=_burn, daemon=True) for _ in range(2 * (os.cpu_count() or 1))]
    for burner in burners:
        burner.start()
    yield
    for burner in burners:
        burner.kill()
        burner.join()


@pytest.fixture
def folders(tmp_path: Path) -> dict[int, Path]:
    """A folder for each seed."""
    made = {seed: tmp_path / str(seed) for seed in range(FIRST, FIRST + SEEDS)}
    for folder in made.values():
        folder.mkdir()
    return made


async def test_thirty_evenings_some_side_by_side(folders: dict[int, Path]) -> None:
    turns, failed = asyncio.Semaphore(ABREAST), dict[int, str]()

    async def one(seed: int) -> None:
        async with turns:
            code, told = await play_fast(folders[seed], seed, world=SOAKED)
            if lacking := wrong(code, told):
                failed[seed] = f"{lacking}\n{told}"

    await asyncio.gather(*(one(seed) for seed in folders))
    assert not failed, "\n".join(failed.values())


async def test_answers_that_are_late_stop_nothing(tmp_path: Path) -> None:
    code, told = await play_fast(tmp_path, FIRST, late=LATE, world=SOAKED)
    assert not wrong(code, told), told


async def test_a_busy_machine_stops_nothing(busy: None, tmp_path: Path) -> None:
    code, told = await play_fast(tmp_path, FIRST, world=SOAKED)
    assert not wrong(code, told), told
    assert (tmp_path / "evening.png").read_bytes().startswith(b"\x89PNG")
