"""What only the sandbox and the demo need is an extra: the bot in production neither installs nor imports it."""

from __future__ import annotations

import os
import subprocess
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path
from threading import Timer

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from bot.__main__ import SANDBOX
from tests.house.reading import PRODUCT, ROOT, imports_of, module_of, name_of, tree_of, within

BARE = f"""
import sys
sys.modules.update(dict.fromkeys({sorted(SANDBOX)}))  # as if they were not installed
from bot.__main__ import main
sys.exit(main(sys.argv[1:]))
"""
UNREACHED = "http://127.0.0.1:1/api/v10"
ENVIRONMENT = {**os.environ, "ENGAWA_TOKEN": "x.y.z", "ENGAWA_API_URL": UNREACHED, "PYTHONPATH": str(ROOT)}


def bare(folder: Path, *command: str) -> subprocess.CompletedProcess[str]:
    """A command where the extra is not installed."""
    return subprocess.run(
        [sys.executable, "-c", BARE, *command], cwd=folder, env=ENVIRONMENT, capture_output=True, text=True, check=False
    )


def test_the_modules_are_those_of_the_extra() -> None:
    extra = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["optional-dependencies"]["sandbox"]
    wanted = {canonicalize_name(Requirement(text).name) for text in extra}
    brought = packages_distributions()
    assert {canonicalize_name(name) for module in SANDBOX for name in brought[module]} == wanted


def test_nobody_else_imports_them_nor_the_rooms_that_do() -> None:
    rooms = ("bot.sandbox", "bot.demo")
    importers: set[str] = set()
    for path in PRODUCT:
        found = [name for name in imports_of(tree_of(path), module_of(path)) if within(name, *SANDBOX, *rooms)]
        if within(module_of(path), *rooms):
            importers |= {name for name in found if within(name, *SANDBOX)}
        else:
            assert not found or name_of(path) == "bot/__main__.py", f"{name_of(path)} imports {found}"
    assert importers, "nobody needs the extra any more"


def test_the_check_does_without_them_until_it_calls_discord(tmp_path: Path) -> None:
    done = bare(tmp_path, "check")
    assert f"{UNREACHED} cannot be reached" in done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    assert done.returncode == 1


def test_the_bot_does_without_them_until_it_waits_for_discord(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", BARE, "run"], cwd=tmp_path, env=ENVIRONMENT, stderr=subprocess.PIPE, text=True
    ) as bot:
        late = Timer(60, bot.kill)
        late.start()
        assert bot.stderr is not None
        said: list[str] = []
        for line in bot.stderr:
            said.append(line)
            if f"{UNREACHED} cannot be reached" in line:
                bot.terminate()
        late.cancel()
    assert f"{UNREACHED} cannot be reached" in "".join(said)
    assert "Traceback" not in "".join(said)
    assert bot.returncode == 0


def test_seat_and_replay_do_without_them(tmp_path: Path) -> None:
    (tmp_path / "people.json").write_text('{"people": [{"id": "a"}, {"id": "b"}, {"id": "c"}]}')
    (tmp_path / "talk.rttm").write_text("SPEAKER talk 1 0.5 2.0 <NA> <NA> a <NA> <NA>\n")
    assert bare(tmp_path, "seat", "people.json").returncode == 0
    assert bare(tmp_path, "replay", "talk.rttm").returncode == 0


@pytest.mark.parametrize("command", ["demo", "sandbox"])
def test_who_wants_them_is_told_what_to_install(tmp_path: Path, command: str) -> None:
    done = bare(tmp_path, command)
    assert done.returncode == 1
    assert done.stderr.startswith(f"`engawa {command}` needs a library")
    assert "-r requirements-sandbox.lock" in done.stderr
    assert "[sandbox]" in done.stderr
    assert "Traceback" not in done.stderr
