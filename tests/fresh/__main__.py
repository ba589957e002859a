"""`make fresh`: every Python found on this machine is a newcomer's, with the pip it brings and with an old one.

`python -m tests.fresh --here` is only the Python that runs it, with the pip it brings. What is not
committed is not tried: a clone does not have it.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from pathlib import Path

from tests.fresh.newcomer import Failed, Newcomer
from tests.fresh.pythons import Python, everywhere, here


def play(python: Python, *, old_pip: bool) -> bool:
    """Whether all went well for one newcomer."""
    print(f"{python}, {'an old pip' if old_pip else 'its own pip'}", flush=True)
    begun = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="engawa-fresh-") as folder:
        try:
            for done in Newcomer(Path(folder), python).steps(old_pip=old_pip):
                print(f"  {time.monotonic() - begun:4.0f} s  {done}", flush=True)
        except Failed as failure:
            print(f"  FAILED  {failure}", flush=True)
            return False
    return True


def main() -> int:
    """1 if it went wrong for anybody."""
    options = argparse.ArgumentParser(prog="python -m tests.fresh", description=__doc__)
    options.add_argument("--here", action="store_true", help="only the Python that runs this, with its own pip")
    only = options.parse_args().here
    fine = True
    for python in [here()] if only else everywhere():
        if not python.whole:
            print(f"{python}: left out, it cannot make environments (Debian: apt install python3-venv)")
            continue
        for old_pip in (False,) if only else (False, True):
            fine &= play(python, old_pip=old_pip)
    print("all went well" if fine else "not all went well")
    return 0 if fine else 1


if __name__ == "__main__":
    sys.exit(main())
