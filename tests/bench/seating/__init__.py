"""Seating: every figure in one run. `python -m tests.bench.seating`, about five minutes."""

from __future__ import annotations

from tests.bench.seating import rows
from tests.bench.seating.loop import loop_blocks


def main() -> None:
    """Print every row."""
    for row in (*rows.ROWS, loop_blocks):
        for line in row():
            print(line, flush=True)
