"""Who may import whom."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from tests.house.reading import PRODUCT, TESTS, imports_of, module_of, name_of, tree_of, within

CORE = ("bot.core",)
PORTS = (*CORE, "bot.ports")
SHELL = (*PORTS, "bot.engine.conductor", "bot.engine.tasks", "bot.engine.seats", "bot.engine.icebreaker.ears")
"""What acts knows the conductor, and of the others only what they share."""
DECIDING = ("afterwards", "icebreaker.watch", "stay_votes", "retention", "room_closing", "series", "seating")
CONDUCTOR = (*PORTS, "bot.engine.conductor", "bot.usecases", *(f"bot.engine.{name}" for name in DECIDING))
DOORS = (*CORE, "bot.ports", "bot.usecases", "bot.engine.conductor", "bot.ui", "cogs")
ALLOWED: dict[str, tuple[str, ...]] = {
    "bot.core": CORE,
    "bot.core.seating.tables": (*CORE, "bot.adapters.shipped"),
    "bot.ports": PORTS,
    "bot.adapters.shipped": (),
    "bot.engine.conductor": (*PORTS, "bot.engine.saving", "bot.engine.tasks", "bot.engine.under_way"),
    "bot.engine.saving": (*PORTS, "bot.engine.under_way"),
    "bot.engine.under_way": CORE,
    "bot.engine.icebreaker.known": PORTS,
    "bot.engine.icebreaker.ears": PORTS,
    "bot.engine.tasks": CORE,
    "bot.engine.icebreaker.ask": (*PORTS, "bot.engine.conductor", "bot.engine.icebreaker.known"),
    "bot.engine.icebreaker.watch": (*PORTS, "bot.engine.conductor", "bot.engine.tasks", "bot.engine.icebreaker"),
    "bot.engine.seats": PORTS,
    "bot.engine": SHELL,
    "bot.usecases": CONDUCTOR,
    "bot.adapters.sql": (*PORTS, "bot.adapters.sql", "sqlalchemy", "alembic"),
    "bot.adapters.alarm": (*PORTS, "apscheduler"),
    "bot.adapters.discord": (*PORTS, "bot.adapters.discord", "bot.ui", "discord", "aiohttp", "aiolimiter", "yarl"),
    "bot.adapters.ears": (*PORTS, "bot.adapters.ears", "discord", "aiohttp", "aiolimiter"),
    "bot.adapters.picture": (*PORTS, "bot.adapters.picture", "matplotlib"),
    "bot.adapters.typed_times": (*PORTS, "dateparser"),
    "bot.ui": (*CORE, "bot.ui", "bot.adapters.shipped", "discord"),
    "cogs.questions": (*DOORS, "discord", "aiohttp"),
    "cogs": (*DOORS, "discord"),
}
"""What may be imported beside the standard library, by the longest name that fits; everything else is free."""
RULED = [path for path in PRODUCT if any(within(module_of(path), rule) for rule in ALLOWED)]


def rule_for(module: str) -> tuple[str, ...]:
    return ALLOWED[max((rule for rule in ALLOWED if within(module, rule)), key=len)]


def strangers(found: Iterable[str], allowed: tuple[str, ...]) -> list[str]:
    """Imports that are neither the standard library's nor allowed."""
    return sorted(
        name
        for name in set(found)
        if not within(name, *allowed)
        and name.split(".")[0] not in sys.stdlib_module_names
        and not any(within(package, name) for package in allowed)
    )


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


def test_a_module_imports_only_what_its_room_may() -> None:
    found = {name_of(path): strangers(imported_by(path), rule_for(module_of(path))) for path in RULED}
    assert not {name: names for name, names in found.items() if names}


def test_the_quiet_room_knows_no_network_no_log_and_no_async() -> None:
    loud = ("asyncio", "logging", "socket", "http", "urllib", "subprocess", "os", "time", "sqlite3", "threading")
    kinds = (ast.AsyncFunctionDef, ast.Await, ast.AsyncFor, ast.AsyncWith)
    for path in in_rooms("bot.core"):
        assert not [name for name in imported_by(path) if within(name, *loud)], name_of(path)
        assert not any(isinstance(node, kinds) for node in ast.walk(tree_of(path))), name_of(path)


def test_only_the_composition_and_the_command_line_know_adapters() -> None:
    for path in PRODUCT:
        if not within(module_of(path), "bot.adapters", "bot.app", "bot.cli", "bot.__main__"):
            found = [
                n for n in imported_by(path) if within(n, "bot.adapters") and not within(n, "bot.adapters.shipped")
            ]
            assert not found, f"{name_of(path)} imports {found}"


def test_the_sandbox_is_discord_and_not_us() -> None:
    for path in in_rooms("bot.sandbox"):
        for name in imported_by(path):
            ours = within(name, "bot", "cogs") and name != "bot" and not within(name, "bot.sandbox")
            assert not ours, f"{name_of(path)} imports {name}"
            assert not within(name, "discord"), f"{name_of(path)} imports {name}"


def test_no_mock_without_a_spec() -> None:
    mocks = {"Mock", "MagicMock", "AsyncMock", "NonCallableMock", "patch"}
    for path in TESTS:
        for node in ast.walk(tree_of(path)):
            if isinstance(node, ast.Call):
                name = getattr(node.func, "attr", getattr(node.func, "id", ""))
                given = {keyword.arg for keyword in node.keywords}
                assert name not in mocks or given & {"spec", "spec_set", "autospec"}, f"{name_of(path)}:{node.lineno}"


def test_the_rules_can_be_broken() -> None:
    assert strangers(["discord", "bot.core.lifecycle.mixer", "json"], CORE) == ["discord"]
    assert strangers(["bot.engine.conductor"], PORTS) == ["bot.engine.conductor"]
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
