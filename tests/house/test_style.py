"""The clock, the sizes, the names and the words on every door."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.house.reading import (
    PRODUCT,
    ROOT,
    TESTS,
    dotted,
    functions_of,
    module_of,
    name_of,
    tree_of,
    within,
)

LONGEST_MODULE, LONGEST_COG, LONGEST_FUNCTION, LONGEST_TEST = 300, 130, 40, 400
MAY_LOOK_AT_THE_CLOCK = (
    "bot.adapters.alarm",
    "bot.adapters.discord.client",
    "bot.adapters.discord.clock_check",
    "bot.adapters.heartbeat",
    "bot.adapters.metrics",
    "bot.adapters.sql.database",
    "bot.adapters.sql.file_watch",
    "bot.adapters.sql.leases",
    "bot.adapters.sql.lock",
    "bot.adapters.sql.share",
    "bot.adapters.ears",
    "bot.adapters.discord.standing_up",
    "bot.sandbox",
    "bot.demo",
)
CLOCKS = re.compile(
    r"(^|\.)(datetime\.(now|utcnow|today)|date\.today|time\.(time|time_ns|monotonic|monotonic_ns|perf_counter|sleep)"
    r"|asyncio\.sleep|loop\.(time|call_later|call_at)|get_running_loop\.(time|call_later|call_at)|utcnow)$"
)
COGS = [path for path in PRODUCT if within(module_of(path), "cogs")]


def clocks_in(tree: ast.Module) -> Iterator[str]:
    """Every place that reads a clock or sleeps."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute):
            base = node.value.func if isinstance(node.value, ast.Call) else node.value
            name = f"{dotted(base)}.{node.attr}"
            if CLOCKS.search(name):
                yield f"line {node.lineno}: {name}"
        elif isinstance(node, ast.ImportFrom) and node.module in {"time", "asyncio"}:
            yield from (
                f"line {node.lineno}: {node.module}.{alias.name}"
                for alias in node.names
                if CLOCKS.search(f"{node.module}.{alias.name}")
            )


def test_nobody_reads_the_clock_or_sleeps() -> None:
    for path in PRODUCT:
        if not within(module_of(path), *MAY_LOOK_AT_THE_CLOCK):
            found = list(clocks_in(tree_of(path)))
            assert not found, f"{name_of(path)}: {found}"


@pytest.mark.parametrize(
    "code",
    [
        "datetime.now(UTC)",
        "datetime.datetime.utcnow()",
        "time.monotonic()",
        "await asyncio.sleep(0)",
        "asyncio.get_running_loop().time()",
        "from time import sleep",
        "discord.utils.utcnow()",
        "self.loop.time()",
    ],
)
def test_a_clock_is_recognised(code: str) -> None:
    assert list(clocks_in(ast.parse(code)))


@pytest.mark.parametrize(
    "code", ["time.at", "self.now()", "datetime.timedelta()", "mixer.time", "from time import struct_time"]
)
def test_what_is_no_clock_is_not(code: str) -> None:
    assert not list(clocks_in(ast.parse(code)))


def lines_of(path: Path) -> int:
    """How long a file is."""
    return len(path.read_text(encoding="utf-8").splitlines())


def test_modules_can_be_read_at_once() -> None:
    assert COGS, "cogs/ is empty"
    limits = {path: LONGEST_COG if path in COGS else LONGEST_MODULE for path in PRODUCT}
    limits |= dict.fromkeys(TESTS, LONGEST_TEST)
    assert not {name_of(path): lines_of(path) for path, most in limits.items() if lines_of(path) > most}


def test_functions_can_be_read_at_once() -> None:
    long = {
        f"{name_of(path)}:{function.lineno} {function.name}": lines
        for path in PRODUCT
        if "versions" not in path.parts  # a migration is a table written as calls
        for function in functions_of(tree_of(path))
        if (lines := (function.end_lineno or 0) - function.lineno + 1) > LONGEST_FUNCTION
    }
    assert not long


def test_a_door_decides_nothing() -> None:
    for path in COGS:
        for node in ast.walk(tree_of(path)):
            assert not isinstance(node, ast.For | ast.While | ast.AsyncFor), f"{name_of(path)}:{node.lineno} is a loop"
            phase = isinstance(node, ast.Attribute) and node.attr == "phase"
            assert not phase, f"{name_of(path)}:{getattr(node, 'lineno', 0)} asks for a phase"


def test_every_module_and_public_class_says_what_it_promises() -> None:
    silent: list[str] = []
    for path in PRODUCT:
        tree = tree_of(path)
        silent += [name_of(path)] if tree.body and not ast.get_docstring(tree) else []
        classes = (node for node in ast.walk(tree) if isinstance(node, ast.ClassDef) and not node.name.startswith("_"))
        silent += [f"{name_of(path)}:{node.lineno} {node.name}" for node in classes if not ast.get_docstring(node)]
    assert not silent


def test_things_are_called_what_they_are() -> None:
    bad = re.compile(r"(Manager|Helper|Utils)$|^(utils|helpers?|util)$")
    for path in (*PRODUCT, *TESTS):
        defined = [node.name for node in ast.walk(tree_of(path)) if isinstance(node, ast.ClassDef)]
        found = [name for name in (*path.relative_to(ROOT).with_suffix("").parts, *defined) if bad.search(name)]
        assert not found, f"{name_of(path)}: {found} should say what it does"


def test_no_path_of_one_machine() -> None:
    machine = re.compile(r"[\"'](/(root|home|Users|work)/|[A-Z]:\\\\)")
    for path in (*PRODUCT, *TESTS):
        found = machine.search(path.read_text(encoding="utf-8"))
        assert not found, f"{name_of(path)}: {found}"


def test_the_front_door_is_where_it_was() -> None:
    assert {"bot/core/lifecycle/mixer.py", "bot/engine/conductor.py", "bot/ports/__init__.py"} <= {
        name_of(path) for path in PRODUCT
    }
