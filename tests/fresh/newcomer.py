"""One newcomer: a clean clone, one Python, one pip, and everything that the README promises of the first hour."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.fresh.hello import hello
from tests.fresh.pythons import Python

ROOT = Path(__file__).parents[2]
OLD_PIPS = ("22.3", "23.0.1", "23.1.2", "23.2.1", "24.0", "24.2", "25.0", "25.3")
"""Tried in this order; the first was the newest when Python 3.11 came, and no pip before 23.1 works on 3.12."""
SEATED = {"people": [{"id": name} for name in "abcdefgh"]}


class Failed(Exception):
    """A step went wrong; the message is everything that it said."""


class Newcomer:
    """A folder with a clone in it. Steps raise Failed."""

    def __init__(self, folder: Path, python: Python) -> None:
        self._folder, self._python = folder, python
        self._clone = folder / "engawa"
        self._bin = self._clone / ".venv" / "bin"
        drop = ("ENGAWA_", "MAKE", "MFLAGS", "PYTHON", "VIRTUAL_ENV", "GIT_")
        self._env: dict[str, str] = {k: v for k, v in os.environ.items() if not k.startswith(drop)}

    def steps(self, *, old_pip: bool) -> Iterator[str]:
        """Go through the first hour; says after each step what has been done."""
        self._run("git", "clone", "--quiet", ROOT, self._clone, cwd=self._folder)
        yield f"pip {self._take_old_pip() if old_pip else self._make_environment()}"
        self._make(".venv/ready-to-run")
        yield self._pip_check("requirements.lock")
        yield self._seat()
        yield self._refuses_the_demo()
        self._make(".venv/ready-to-demo")
        yield self._pip_check("requirements-sandbox.lock")
        yield self._hello()
        self._make(".venv/ready-to-build")
        yield self._pip_check("requirements-dev.lock")
        self._run(self._bin / "pytest", "tests/core/community/test_fields_of_work.py")
        yield "tests run"

    def _make_environment(self) -> str:
        self._make(".venv/bin/python")
        return self._pip_version() or "that does not work"

    def _take_old_pip(self) -> str:
        """The oldest pip that works on this Python."""
        for version in OLD_PIPS:
            shutil.rmtree(self._clone / ".venv", ignore_errors=True)
            self._make_environment()
            self._run(self._bin / "python", "-m", "pip", "install", "--quiet", f"pip=={version}")
            if self._pip_version() == version:
                return version
        raise Failed(f"none of the pips {OLD_PIPS} works on {self._python}")

    def _pip_version(self) -> str | None:
        """None for a pip that cannot even list what is installed: on too new a Python some still tell their version."""
        try:
            self._run(self._bin / "python", "-m", "pip", "list")
        except Failed:
            return None
        return self._run(self._bin / "python", "-m", "pip", "--version").split()[1]

    def _pip_check(self, lock: str) -> str:
        self._run(self._bin / "python", "-m", "pip", "check")
        return f"{lock} installs"

    def _seat(self) -> str:
        file = self._folder / "people.json"
        file.write_text(json.dumps(SEATED), "utf-8")
        said = json.loads(self._run(self._bin / "engawa", "seat", "--rounds", "2", "--json", file, cwd=self._folder))
        if len(said["rounds"]) != 2 or said["violated"]:
            raise Failed(f"engawa seat answers {said}")
        return "seat seats"

    def _refuses_the_demo(self) -> str:
        """What the bot needs is installed, and nothing of the demo's: it must say so."""
        said = self._run(self._bin / "engawa", "demo", cwd=self._folder, code=1)
        if "requirements-sandbox.lock" not in said or "Traceback" in said:
            raise Failed(f"engawa demo without its libraries says:\n{said}")
        return "demo asks for its libraries"

    def _hello(self) -> str:
        folder = self._folder / "hello"
        folder.mkdir()
        try:
            return f"/mixer status: “{hello(self._bin / 'engawa', folder, self._env)}”"
        except Exception as error:
            logs = "\n".join(f"{log.name}:\n{log.read_text('utf-8')}" for log in sorted(folder.glob("*.log")))
            raise Failed(f"{type(error).__name__}: {error}\n{logs}") from error

    def _make(self, target: str) -> None:
        self._run("make", f"PYTHON={self._python.path}", target)

    def _run(self, *command: Any, cwd: Path | None = None, code: int = 0) -> str:
        parts = [str(part) for part in command]
        done = subprocess.run(
            parts,
            cwd=cwd or self._clone,
            env=self._env,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        if done.returncode != code:
            raise Failed(f"{' '.join(parts)} ended with {done.returncode}:\n{done.stdout}")
        return done.stdout
