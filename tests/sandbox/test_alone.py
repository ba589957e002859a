"""`engawa sandbox` where the bot's own libraries are not installed: strangers need the sandbox's alone."""

import ast
import json
import os
import subprocess
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path
from urllib.request import urlopen

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]
NEEDED = {"aiohttp", "cryptography", "davey", "jsonschema-rs", "pynacl", "trustme"}
"""What `bot/sandbox/README.md` says to install."""


def modules() -> dict[str, set[str]]:
    """The modules that each installed distribution brings."""
    found: dict[str, set[str]] = {}
    for module, names in packages_distributions().items():
        for name in names:
            found.setdefault(canonicalize_name(name), set()).add(module)
    return found


def imported() -> set[str]:
    """The first words of all that the sandbox imports."""
    trees = [ast.parse(path.read_text("utf-8")) for path in (ROOT / "bot" / "sandbox").rglob("*.py")]
    nodes = [node for tree in trees for node in ast.walk(tree)]
    plain = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    names = plain | {node.module or "" for node in nodes if isinstance(node, ast.ImportFrom)}
    return {name.partition(".")[0] for name in names}


def test_it_imports_what_its_manual_says_and_no_more() -> None:
    brought = modules()
    outside = {name for name, own in brought.items() if own & (imported() - {"bot"}) - set(sys.stdlib_module_names)}
    assert outside == NEEDED
    manual = (ROOT / "bot" / "sandbox" / "README.md").read_text("utf-8")
    line = next(line for line in manual.splitlines() if line.startswith("pip install aiohttp"))
    assert {canonicalize_name(name) for name in line.split()[2:]} == NEEDED


def test_it_starts_without_the_bots_libraries(tmp_path: Path) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    listed = [*project["dependencies"], *(one for extra in project["optional-dependencies"].values() for one in extra)]
    own = {canonicalize_name(Requirement(text).name) for text in listed} - NEEDED
    brought = modules()
    missing = sorted({module for name in own for module in brought.get(name, ())})
    assert {"discord", "sqlalchemy", "pydantic_settings", "rich"} <= set(missing)
    code = f"import sys; sys.modules.update(dict.fromkeys({missing})); from bot.__main__ import main; sys.exit(main())"
    with subprocess.Popen(
        [sys.executable, "-c", code, "sandbox", "--json"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        text=True,
    ) as box:
        assert box.stdout is not None
        facts = json.loads(box.stdout.readline())
        with urlopen(f"{facts['control']}/state", timeout=10) as answer:
            state = json.load(answer)
        box.terminate()
    assert state["schema_problems"] == []
    assert box.returncode == 0


def test_the_manuals_fixture_and_its_test_work(tmp_path: Path) -> None:
    manual = (ROOT / "bot" / "sandbox" / "README.md").read_text("utf-8")
    code = next(block for block in manual.split("```python\n")[1:] if "@pytest.fixture" in block).partition("```")[0]
    (tmp_path / "test_hello.py").write_text(code, "utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "--rootdir", tmp_path, tmp_path],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert "1 passed" in done.stdout, done.stdout + done.stderr
