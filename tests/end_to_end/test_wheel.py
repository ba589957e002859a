"""The wheel as somebody installs it: in an environment of its own, with no checkout anywhere near."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import venv
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from pathlib import Path
from sysconfig import get_path
from typing import Any

import pytest

from tests.end_to_end.processes import PATIENCE, ROOT, until

FILES, FOLDERS = ("pyproject.toml", "README.md", "LICENSE"), ("bot", "cogs", "data")
MISSING = "A part of Engawa itself is not there (data/{} is missing). Please install Engawa again"


class Installed:
    """`engawa` from the wheel, run in a folder that has nothing to do with it."""

    def __init__(self, folder: Path, python: Path) -> None:
        self.folder, self._python = folder, python
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("ENGAWA_", "PYTHON"))}
        self._env = {**kept, "PYTHONWARNINGS": "error::ImportWarning"}

    @property
    def package(self) -> Path:
        """Where it was installed."""
        said = self._run([self._python, "-c", "import bot; print(bot.__file__)"], {})
        return Path(said.stdout.strip()).parent

    def engawa(self, *command: str | Path, **settings: str) -> subprocess.CompletedProcess[str]:
        """One command, to its end."""
        return self._run([self._python.with_name("engawa"), *command], settings)

    def _run(self, command: list[Any], settings: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            command,
            cwd=self.folder,
            env={**self._env, **settings},
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=False,
        )

    @contextmanager
    def running(self, *command: str, **settings: str) -> Generator[Path]:
        """A command that goes on until it is told to stop; the file with what it says."""
        out = self.folder / f"{command[0]}.out"
        with out.open("w") as file:
            process = subprocess.Popen(
                [self._python.with_name("engawa"), *command],
                cwd=self.folder,
                env={**self._env, **settings},
                stdout=file,
                stderr=subprocess.STDOUT,
            )
        try:
            yield out
            process.send_signal(signal.SIGTERM)
            assert process.wait(PATIENCE) == 0, out.read_text()
        finally:
            process.kill()
            process.wait()


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Installed:
    """The wheel, built from a copy and installed beside the libraries of the tests."""
    source, home = tmp_path_factory.mktemp("source"), tmp_path_factory.mktemp("home")
    for name in FILES:
        shutil.copy(ROOT / name, source / name)
    for name in FOLDERS:
        shutil.copytree(ROOT / name, source / name, ignore=shutil.ignore_patterns("__pycache__", "state"))
    (source / "data" / "state").mkdir()
    (source / "data" / "state" / "engawa.db").write_text("an operator's own")
    build = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(home)]
    subprocess.run(build, cwd=source, check=True, capture_output=True)
    shutil.rmtree(source)
    (wheel,) = home.glob("*.whl")
    venv.create(home / "env", with_pip=False, symlinks=True)
    python = home / "env" / "bin" / "python"
    (site,) = (home / "env" / "lib").glob("python*/site-packages")
    # A folder named in a .pth counts, and the .pth files in it do not: the libraries come, the checkout does not.
    (site / "libraries.pth").write_text(get_path("purelib") + "\n")
    install = ["-m", "pip", "--python", str(python), "install", "--no-deps", "--no-index", "--ignore-installed"]
    subprocess.run([sys.executable, *install, str(wheel)], check=True, capture_output=True)
    elsewhere = home / "elsewhere"
    elsewhere.mkdir()
    return Installed(elsewhere, python)


def test_it_is_the_wheel_that_runs_and_it_holds_nothing_of_an_operators(installed: Installed) -> None:
    assert ROOT not in installed.package.parents
    assert (installed.package / "data" / "locales" / "ja.toml").is_file()
    assert not (installed.package / "data" / "state").exists()


def test_seat(installed: Installed) -> None:
    people = [{"id": str(number)} for number in range(24)]
    (installed.folder / "people.json").write_text(json.dumps({"people": people}))
    done = installed.engawa("seat", "people.json", "--rounds", "4", "--json")
    assert json.loads(done.stdout)["repeats"] == 0, done.stderr


def test_replay(installed: Installed) -> None:
    (installed.folder / "talk.rttm").write_text("SPEAKER talk 1 0.5 2.0 <NA> <NA> a <NA> <NA>\n")
    done = installed.engawa("replay", "talk.rttm", "--json")
    assert json.loads(done.stdout)["file"] == "talk.rttm", done.stderr


def test_sandbox_check_and_run(installed: Installed) -> None:
    with installed.running("sandbox", "--json", "--people", "2") as out:
        until(lambda: "\n" in out.read_text(), "the sandbox listens")
        facts = json.loads(out.read_text())
        settings = {
            "ENGAWA_TOKEN": facts["token"],
            "ENGAWA_API_URL": facts["api"],
            "ENGAWA_GATEWAY_URL": facts["gateway"],
            "ENGAWA_CA_FILE": facts["ca"],
        }
        done = installed.engawa("check", **settings)
        assert done.returncode == 0, done.stdout + done.stderr
        # The database is where the operator's .env is: in the folder that Engawa was started in.
        assert f"{installed.folder}/data/state/engawa.db is not there yet" in done.stdout
        (invite,) = [line.split()[-1] for line in done.stdout.splitlines() if "invite" in line]
        with installed.running("run", **settings) as log:
            until(lambda: "ready in 1 servers" in log.read_text(), "the bot is ready")
        assert f"to invite the bot to a server: {invite}\n" in log.read_text()
        assert "Traceback" not in log.read_text()


@pytest.mark.parametrize(
    ("name", "command"),
    [
        ("seating/rounds.txt", ("seat", "people.json", "--rounds", "4")),
        ("locales/en.toml", ("run",)),
        ("locales/en.toml", ("check",)),
        ("prompts/ja.toml", ("run",)),
    ],
)
def test_a_missing_file_is_not_the_network(installed: Installed, name: str, command: tuple[str, ...]) -> None:
    (installed.folder / "people.json").write_text(json.dumps({"people": [{"id": str(n)} for n in range(24)]}))
    file, aside = installed.package / "data" / name, installed.folder / "aside"
    file.rename(aside)
    try:
        done = installed.engawa(*command, ENGAWA_TOKEN="x.y.z", ENGAWA_API_URL="http://127.0.0.1:1/api")
    finally:
        aside.rename(file)
    assert done.returncode == 1
    assert MISSING.format(name) in done.stderr
    assert "Traceback" not in done.stderr
    assert "network" not in done.stdout + done.stderr
