"""`make bench`: every figure that the project claims; name parts to run only those."""

from __future__ import annotations

import importlib
import sys

PARTS = {
    "opening": "tests.bench.opening",
    "crowd": "tests.bench.crowd",
    "stall": "tests.bench.stall",
    "seating": "tests.bench.seating",
    "hearing": "tests.bench.hearing",
    "rota": "tests.bench.rota",
}


def main(names: list[str]) -> int:
    """Run these parts, or all; 2 for a name that is none."""
    if unknown := [name for name in names if name not in PARTS]:
        print(f"no such part: {', '.join(unknown)}; there are {', '.join(PARTS)}", file=sys.stderr)
        return 2
    for name in names or PARTS:
        print(f"\n== {name}", flush=True)
        importlib.import_module(PARTS[name]).main()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
