"""Processes for the tests, and the only way to wait for them: for something to be seen, up to a deadline."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

T = TypeVar("T")
ROOT = Path(__file__).parents[2]
PATIENCE = 60.0
"""Seconds until a test gives up: far more than a busy machine takes."""


def until(look: Callable[[], T], what: str, patience: float = PATIENCE) -> T:
    """Look until there is something true to see; fails with what was waited for."""
    deadline = time.monotonic() + patience
    while not (seen := look()):
        assert time.monotonic() < deadline, f"waited in vain: {what}"
        time.sleep(0.03)
    return seen


class Nursery:
    """Starts and ends processes; whatever happens here, they do not outlive it."""

    def __init__(self) -> None:
        command = [sys.executable, "-m", "tests.end_to_end.nursery"]
        self._process = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def ask(self, what: str, **facts: Any) -> int:
        """Give an order; a process id or an exit code."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps({"what": what, **facts}) + "\n")
        self._process.stdin.flush()
        return int(self._process.stdout.readline())

    def close(self) -> None:
        """End all."""
        self._process.communicate(timeout=PATIENCE)
