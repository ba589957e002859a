"""`make conformance`: each library goes through the same checks on a sandbox of its own; a table at the end.

Needs pip, npm where JavaScript is to be tried, and a network: environments are made in `.conformance`.
Without a network it says so and ends well: nothing was found wrong.
"""

from __future__ import annotations

import argparse
import sys

from tests.sandbox.conformance.libraries import LIBRARIES, Skipped
from tests.sandbox.conformance.stand import tried


def main() -> int:
    """1 if any library found anything wrong."""
    options = argparse.ArgumentParser(prog="python -m tests.sandbox.conformance", description=__doc__)
    options.add_argument("only", nargs="*", choices=[[], *LIBRARIES], help="libraries, all if none is named")
    only = options.parse_args().only or list(LIBRARIES)
    columns: dict[str, dict[str, str | None]] = {}
    for name in only:
        print(f"{name} …", file=sys.stderr, flush=True)
        try:
            version = LIBRARIES[name].install()
        except Skipped as why:
            print(f"{name} is left out: {why}", file=sys.stderr)
            continue
        columns[f"{name} {version}"] = tried(LIBRARIES[name])
    if columns:
        table(columns)
    return 0 if all(why is None for column in columns.values() for why in column.values()) else 1


def table(columns: dict[str, dict[str, str | None]]) -> None:
    """Checks down, libraries across, and below what went wrong in words."""
    checks = list(dict.fromkeys(check for column in columns.values() for check in column))
    print("| | " + " | ".join(columns) + " |")
    print("|---|" + "---|" * len(columns))
    for check in checks:
        marks = [
            "–" if check not in column else "yes" if column[check] is None else "**no**" for column in columns.values()
        ]
        print(f"| {check} | " + " | ".join(marks) + " |")
    for name, column in columns.items():
        for check, why in column.items():
            if why is not None:
                print(f"\n{name}, {check}: {why}")


if __name__ == "__main__":
    sys.exit(main())
