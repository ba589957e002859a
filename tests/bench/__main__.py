"""`make bench`: every figure that the project claims; name parts to run only those."""

from __future__ import annotations

import subprocess
import sys

PARTS = (
    "opening",
    "crowd",
    "answers",
    "stall",
    "seating",
    "hearing",
    "reaction",
    "thrift",
    "rota",
    "questions",
    "idle",
    "window",
    "simcord",
    "newcomer",
    "scale",
)


def main(names: list[str]) -> int:
    """Run these parts, or all, each in a process of its own; 2 for a name that is none, 1 if one of them failed."""
    if unknown := [name for name in names if name not in PARTS]:
        print(f"no such part: {', '.join(unknown)}; there are {', '.join(PARTS)}", file=sys.stderr)
        return 2
    failed = False
    for name in names or PARTS:
        print(f"\n== {name}", flush=True)
        failed |= subprocess.run([sys.executable, "-m", f"tests.bench.{name}"], check=False).returncode != 0
    return int(failed)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
