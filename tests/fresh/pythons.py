"""The Pythons of this machine that Engawa is for."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

OLDEST = (3, 11)
ASK = (
    "import os, sys, importlib.util as u; v = sys.version_info; print(os.path.realpath(sys.executable),"
    " v.releaselevel, u.find_spec('ensurepip') is not None, *v[:3], sep='\\n')"
)


@dataclass(frozen=True)
class Python:
    """One interpreter."""

    path: Path
    version: tuple[int, ...]
    whole: bool
    """Whether it can make an environment; Debian's cannot without its package python3-venv."""

    def __str__(self) -> str:
        return f"Python {'.'.join(map(str, self.version))} ({self.path})"


def ask(path: Path) -> Python | None:
    """The interpreter at a path; None if it does not answer, is too old or is not finished itself."""
    try:
        said = subprocess.run([str(path), "-c", ASK], capture_output=True, text=True, timeout=60, check=False)
        real, level, whole, *version = said.stdout.splitlines()
    except (OSError, ValueError, subprocess.TimeoutExpired):
        return None
    found = Python(Path(real), tuple(map(int, version)), whole == "True")
    return found if level == "final" and found.version >= OLDEST else None


def here() -> Python:
    """The one that runs this."""
    found = ask(Path(sys.executable))
    assert found is not None, f"Engawa needs Python {OLDEST[0]}.{OLDEST[1]} or newer"
    return found


def everywhere() -> list[Python]:
    """Every one on the PATH and of pyenv's, once each, oldest first."""
    found = {python.path: python for python in map(ask, sorted(set(_paths()))) if python}
    return sorted(found.values(), key=lambda python: (python.version, python.path))


def _paths() -> Iterator[Path]:
    pyenv = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv"))
    folders = [Path(name) for name in os.environ.get("PATH", "").split(os.pathsep) if name]
    for folder in [*folders, *pyenv.glob("versions/*/bin")]:
        yield from (path for path in folder.glob("python3*") if re.fullmatch(r"python3(\.\d+)?", path.name))
