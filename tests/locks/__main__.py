"""Writes down what each locked release asks for: `python -m tests.locks`, the last step of `make lock`.

It asks pip, which fetches nothing but metadata where the index has it, and refuses a release without a wheel.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from packaging.utils import canonicalize_name

from tests.locks.reading import PYTHONS, RECORD, ROOT, Pin, environments, pins

PIP = (
    *(sys.executable, "-m", "pip", "install", "--quiet", "--dry-run", "--no-deps", "--ignore-installed"),
    *("--require-hashes", "--only-binary", ":all:", "--ignore-requires-python"),
)


def asked(wanted: list[Pin], python: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """By release, its `Requires-Python` and `Requires-Dist`."""
    with tempfile.TemporaryDirectory() as folder:
        lock, report = Path(folder, "lock"), Path(folder, "report")
        lock.write_text("".join(" --hash=".join((str(pin), *pin.hashes)) + "\n" for pin in wanted), "utf-8")
        where = ("--python-version", python, "--target", folder, "--report", str(report), "--requirement", str(lock))
        subprocess.run([*PIP, *where], check=True)
        metadata = [item["metadata"] for item in json.loads(report.read_text("utf-8"))["install"]]
    for pin, of in zip(sorted(wanted, key=lambda pin: pin.name), sorted(metadata, key=_name), strict=True):
        requires = {"python": of.get("requires_python"), "requires": sorted(of.get("requires_dist", []))}
        yield str(pin), requires


def _name(metadata: dict[str, str]) -> str:
    return canonicalize_name(metadata["name"])


def main() -> None:
    """Ask for every Python: some are locked to other releases."""
    locked = pins((ROOT / "requirements-dev.lock").read_text("utf-8"))
    found: dict[str, dict[str, Any]] = {}
    for python in PYTHONS:
        here = [environment for _, environment in environments() if environment["python_version"] == python]
        found |= asked([pin for pin in locked if any(map(pin.holds, here))], python)
    RECORD.write_text(json.dumps(dict(sorted(found.items())), indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
