"""Who may import whom. The layers are in pyproject.toml under `importlinter`; here is what they cannot say."""

from __future__ import annotations

import ast
import shutil
import subprocess
import sys
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import pytest

from tests.house.reading import PRODUCT, ROOT, TESTS, imports_of, module_of, name_of, tree_of, within

LIBRARIES: dict[str, tuple[str, ...]] = {
    "bot.core": (),
    "bot.ports": (),
    "bot.engine": (),
    "bot.usecases": (),
    "bot.ui": ("discord",),
    "bot.adapters.shipped": (),
    "bot.adapters.sql": ("sqlalchemy", "alembic"),
    "bot.adapters.offered": ("pydantic",),
    "bot.adapters.alarm": ("apscheduler",),
    "bot.adapters.typed_times": ("dateparser",),
    "bot.adapters.picture": ("PIL",),
    "bot.adapters.ears": ("discord", "aiohttp", "aiolimiter"),
    "bot.adapters.discord": ("discord", "aiohttp", "aiolimiter", "yarl"),
    "cogs.questions": ("discord", "aiohttp"),
    "cogs": ("discord",),
}
"""What a room may import beside the standard library and ourselves, by the longest name that fits."""
KNOWN_TO_ONE = ("sqlalchemy", "alembic", "apscheduler", "dateparser", "PIL")
"""Libraries that one adapter alone knows."""
LINT = "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports(no_cache=True))"


def rule_for(module: str) -> tuple[str, ...]:
    return LIBRARIES[max((room for room in LIBRARIES if within(module, room)), key=len)]


def strangers(found: Iterable[str], allowed: tuple[str, ...]) -> list[str]:
    """Imports that are neither the standard library's, nor ours, nor allowed."""
    known = (*allowed, "bot", "cogs", *sys.stdlib_module_names)
    return sorted(name for name in set(found) if not within(name, *known))


@cache
def imported_by(path: Path) -> list[str]:
    """Everything a file imports, once."""
    package = path.name == "__init__.py"
    module = f"{module_of(path)}.__init__" if package else module_of(path)
    return sorted(set(imports_of(tree_of(path), module)))


def in_rooms(*rooms: str) -> list[Path]:
    """The files of these packages; there must be some, or a rule would guard nothing."""
    paths = [path for path in PRODUCT if within(module_of(path), *rooms)]
    assert paths, f"{rooms} is empty"
    return paths


def broken(folder: Path) -> str:
    """What import-linter says of the packages in a folder; nothing if every contract is kept."""
    done = subprocess.run([sys.executable, "-c", LINT], cwd=folder, capture_output=True, text=True, check=False)
    return done.stdout + done.stderr if done.returncode else ""


@pytest.fixture
def skeleton(tmp_path: Path) -> Path:
    """The house without its furniture, under the same contracts."""
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    for path in PRODUCT:
        file = tmp_path / path.relative_to(ROOT)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.touch()
    (tmp_path / "bot/core/seating/tables.py").write_text("import bot.adapters.shipped")
    return tmp_path


def test_each_floor_knows_only_those_below_it() -> None:
    assert not broken(ROOT)


@pytest.mark.parametrize(
    ("module", "imported"),
    [
        ("bot/core/lifecycle/mixer.py", "bot.ports"),
        ("bot/core/times/zones.py", "bot.core.community.settings"),
        ("bot/core/community/card.py", "bot.core.lifecycle.mixer"),
        ("bot/ports/store.py", "bot.engine.conductor"),
        ("bot/engine/conductor.py", "bot.usecases.hosting"),
        ("bot/engine/conductor.py", "bot.adapters.alarm"),
        ("bot/usecases/hosting.py", "bot.ui.catalogue"),
        ("bot/usecases/hosting.py", "cogs.mixer"),
        ("cogs/mixer.py", "bot.adapters.alarm"),
        ("cogs/mixer.py", "bot.app"),
        ("bot/sandbox/world.py", "bot.core.text"),
    ],
)
def test_what_climbs_is_seen(skeleton: Path, module: str, imported: str) -> None:
    (skeleton / module).write_text(f"import {imported}")
    assert "BROKEN" in broken(skeleton)


def test_the_bare_house_keeps_its_contracts(skeleton: Path) -> None:
    assert not broken(skeleton)


def test_a_shelf_of_the_quiet_room_that_no_layer_names_is_seen(skeleton: Path) -> None:
    (skeleton / "bot/core/attic").mkdir()
    (skeleton / "bot/core/attic/__init__.py").touch()
    assert "attic" in broken(skeleton)


def test_a_room_knows_only_its_libraries() -> None:
    ruled = [path for path in PRODUCT if any(within(module_of(path), room) for room in LIBRARIES)]
    found = {name_of(path): strangers(imported_by(path), rule_for(module_of(path))) for path in ruled}
    assert not {name: names for name, names in found.items() if names}


def test_a_library_is_known_to_one_adapter() -> None:
    for library in KNOWN_TO_ONE:
        (home,) = (room for room, libraries in LIBRARIES.items() if library in libraries)
        knowing = [path for path in PRODUCT if any(within(name, library) for name in imported_by(path))]
        assert knowing, library
        assert not [name_of(path) for path in knowing if not within(module_of(path), home)], library


def test_the_quiet_room_knows_no_network_no_log_and_no_async() -> None:
    loud = ("asyncio", "logging", "socket", "http", "urllib", "subprocess", "os", "time", "sqlite3", "threading")
    kinds = (ast.AsyncFunctionDef, ast.Await, ast.AsyncFor, ast.AsyncWith)
    for path in in_rooms("bot.core"):
        assert not [name for name in imported_by(path) if within(name, *loud)], name_of(path)
        assert not any(isinstance(node, kinds) for node in ast.walk(tree_of(path))), name_of(path)


def test_the_sandbox_knows_no_client_library() -> None:
    for path in in_rooms("bot.sandbox"):
        assert not [name for name in imported_by(path) if within(name, "discord")], name_of(path)


def test_no_mock_without_a_spec() -> None:
    mocks = {"Mock", "MagicMock", "AsyncMock", "NonCallableMock", "patch"}
    for path in TESTS:
        for node in ast.walk(tree_of(path)):
            if isinstance(node, ast.Call):
                name = getattr(node.func, "attr", getattr(node.func, "id", ""))
                given = {keyword.arg for keyword in node.keywords}
                assert name not in mocks or given & {"spec", "spec_set", "autospec"}, f"{name_of(path)}:{node.lineno}"


def test_the_rules_can_be_broken() -> None:
    assert strangers(["discord", "bot.core.lifecycle.mixer", "json"], ()) == ["discord"]
    assert strangers(["discord.http"], ("discord",)) == []
    assert set(imports_of(ast.parse("from ...x import y\nimport a.b"), "bot.core.lifecycle.mixer")) == {
        "bot.x",
        "bot.x.y",
        "a.b",
    }


def test_only_one_place_knows_where_things_lie() -> None:
    """A path counted from a module's own is wrong in a wheel, or after the module has moved."""
    found = [
        name_of(path) for path in PRODUCT for node in ast.walk(tree_of(path)) if getattr(node, "id", "") == "__file__"
    ]
    assert not found
