"""The libraries that are tried: how each is installed where nothing else is, and which program drives it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

ROOT = Path(__file__).parents[3]
FOLDER = ROOT / ".conformance"
CLIENTS = Path(__file__).parent / "clients"
AT_MOST = 600.0
"""Seconds that an installation may take."""


class Skipped(Exception):
    """A library cannot be installed here, and why."""


class Library(Protocol):
    """What the stand needs of a library."""

    @property
    def only_tls(self) -> bool:
        """Whether it cannot be told to do without."""
        ...

    def install(self) -> str:
        """Make sure it is there; its version."""
        ...

    def command(self) -> list[str]:
        """The program that goes through the checks."""
        ...

    def environment(self) -> dict[str, str]:
        """What that program has to know besides."""
        ...


def _run(*command: str | Path, cwd: Path | None = None) -> str:
    """What a command prints; whoever has no network is skipped for it."""
    try:
        done = subprocess.run(command, cwd=cwd, check=True, capture_output=True, text=True, timeout=AT_MOST)
    except subprocess.CalledProcessError as error:
        said = (error.stderr or error.stdout).strip().splitlines() or ["no reason given"]
        raise Skipped(f"`{Path(command[0]).name}` could not install it ({said[-1]})") from error
    except subprocess.TimeoutExpired as error:
        raise Skipped(f"`{Path(command[0]).name}` took over {AT_MOST:.0f} s") from error
    return done.stdout


@dataclass(frozen=True)
class Python:
    """From PyPI, in a virtual environment of its own."""

    package: str
    program: str
    arguments: tuple[str, ...] = ()
    version: str = ""
    """The one to take; the newest if none is named."""
    only_tls: bool = False

    @property
    def _bin(self) -> Path:
        return FOLDER / self.package / ("Scripts" if os.name == "nt" else "bin")

    def install(self) -> str:
        """Make the environment once, and the library as it is to be each time."""
        if not (self._bin / "pip").exists() and not (self._bin / "pip.exe").exists():
            _run(sys.executable, "-m", "venv", FOLDER / self.package)
        pip = (self._bin / "python", "-m", "pip", "--disable-pip-version-check")
        wanted = f"{self.package}=={self.version}" if self.version else self.package
        _run(*pip, "install", "--quiet", "--upgrade", wanted)
        listed = json.loads(_run(*pip, "list", "--format", "json"))
        own = self.package.lower().replace("_", "-").replace(".", "-")
        found = (one["version"] for one in listed if one["name"].lower().replace("_", "-").replace(".", "-") == own)
        return str(next(found))

    def command(self) -> list[str]:
        """Run by that environment's Python."""
        return [str(self._bin / "python"), str(CLIENTS / self.program), *self.arguments]

    def environment(self) -> dict[str, str]:
        """Nothing."""
        return {}


@dataclass(frozen=True)
class Node:
    """From npm, in a folder of its own."""

    package: str
    program: str
    only_tls: bool = False

    @property
    def _home(self) -> Path:
        return FOLDER / self.package

    def install(self) -> str:
        """As new as there is."""
        if shutil.which("npm") is None:
            raise Skipped("there is no npm here")
        self._home.mkdir(parents=True, exist_ok=True)
        manifest = self._home / "package.json"
        if not manifest.exists():
            manifest.write_text('{"private": true}', "utf-8")
        _run("npm", "install", "--loglevel=error", "--no-audit", "--no-fund", f"{self.package}@latest", cwd=self._home)
        installed = self._home / "node_modules" / self.package / "package.json"
        return str(json.loads(installed.read_text("utf-8"))["version"])

    def command(self) -> list[str]:
        """Run by Node."""
        return ["node", str(CLIENTS / self.program)]

    def environment(self) -> dict[str, str]:
        """Where the modules lie."""
        return {"MODULES": str(self._home)}


LIBRARIES: dict[str, Library] = {
    "discord.py": Python("discord.py", "discord_family.py", ("discord.py",)),
    "py-cord": Python("py-cord", "discord_family.py", ("py-cord",)),
    "nextcord": Python("nextcord", "discord_family.py", ("nextcord",)),
    "disnake": Python("disnake", "discord_family.py", ("disnake",)),
    "hikari": Python("hikari", "hikari_alone.py"),
    "interactions.py": Python("discord-py-interactions", "interactions_py.py"),
    "discord.js": Node("discord.js", "discord_js.mjs"),
    "oceanic.js": Node("oceanic.js", "oceanic_js.mjs"),
    "eris": Node("eris", "eris_js.mjs", only_tls=True),
}
