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
SHELL = (*PORTS, "bot.conductor", "bot.shells.errands", "bot.shells.seats", "bot.shells.sending")
"""A shell knows the conductor, and of the other shells only what they share."""
DECIDING = ("afterwards", "attention", "ballots", "caretaker", "finishing", "planner", "usher")
CONDUCTOR = (*PORTS, "bot.conductor", "bot.reception", *(f"bot.shells.{name}" for name in DECIDING))
DOORS = (*CORE, "bot.ports", "bot.reception", "bot.conductor", "bot.messages", "bot.buttons", "bot.forms", "cogs")
ALLOWED: dict[str, tuple[str, ...]] = {
    "bot.core": CORE,
    "bot.core.seating.tables": (*CORE, "bot.shipped"),
    "bot.shipped": (),
    "bot.ports": PORTS,
    "bot.conductor": (*PORTS, "bot.live"),
    "bot.live": CORE,
    "bot.shells.memory": PORTS,
    "bot.shells.sending": PORTS,
    "bot.shells.errands": CORE,
    "bot.shells.asking": (*PORTS, "bot.conductor", "bot.shells.memory"),
    "bot.shells.attention": (
        *(*PORTS, "bot.conductor", "bot.shells.errands"),
        *("bot.shells.memory", "bot.shells.asking", "bot.shells.sending"),
    ),
    "bot.shells.seats": PORTS,
    "bot.shells": SHELL,
    "bot.household": CONDUCTOR,
    "bot.reception": CONDUCTOR,
    "bot.adapters.store": (*PORTS, "bot.adapters", "sqlalchemy", "alembic"),
    "bot.adapters.tables": (*PORTS, "bot.adapters", "sqlalchemy"),
    "bot.adapters.migrations": ("bot.adapters", "sqlalchemy", "alembic"),
    "bot.adapters.alarm": (*PORTS, "apscheduler"),
    "bot.adapters.columns": (*PORTS, "sqlalchemy"),
    "bot.adapters.database": (*PORTS, "sqlalchemy", "alembic"),
    "bot.adapters.scheduled_events": (*PORTS, "bot.messages", "discord"),
    "bot.adapters.venue": (*PORTS, "bot.adapters", "bot.messages", "bot.buttons", "discord", "aiohttp", "aiolimiter"),
    "bot.adapters.permissions": (*PORTS, "discord"),
    "bot.adapters.move_gate": (*PORTS, "discord", "aiohttp"),
    "bot.adapters.ears": (*PORTS, "bot.adapters.hearing", "discord", "aiohttp", "aiolimiter"),
    "bot.adapters.hearing": (*CORE, "bot.adapters.hearing", "discord", "aiohttp"),
    "bot.adapters.picture": (*PORTS, "bot.adapters.picture", "matplotlib"),
    "bot.adapters.typed_times": (*PORTS, "dateparser"),
    "bot.adapters.ledger": (*PORTS, "bot.adapters", "sqlalchemy"),
    "bot.adapters": (*PORTS, "bot.adapters", "bot.messages", "bot.buttons", "discord", "aiohttp", "aiolimiter"),
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


def test_only_the_front_door_builds_adapters() -> None:
    for path in PRODUCT:
        if not within(module_of(path), "bot.adapters", "bot.__main__"):
            found = [name for name in imported_by(path) if within(name, "bot.adapters")]
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
    assert strangers(["discord", "bot.core.mixer", "json"], CORE) == ["discord"]
    assert strangers(["bot.conductor"], PORTS) == ["bot.conductor"]
    assert set(imports_of(ast.parse("from ..x import y\nimport a.b"), "bot.core.mixer")) == {"bot.x", "bot.x.y", "a.b"}


def test_only_one_place_knows_where_things_lie() -> None:
    """A path counted from a module's own is wrong in a wheel, or after the module has moved."""
    found = [
        name_of(path) for path in PRODUCT for node in ast.walk(tree_of(path)) if getattr(node, "id", "") == "__file__"
    ]
    assert not found
