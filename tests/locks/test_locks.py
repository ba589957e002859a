"""A lock is closed: installed with --no-deps, it lacks nothing, whatever is published after it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from importlib.metadata import PackageNotFoundError, distribution

import pytest
from packaging.version import Version

from tests.locks.reading import LOCKS, ROOT, Asks, Pin, entries, holes, pins, recorded, this_environment

ALL = [(lock, pin) for lock in LOCKS for pin in pins((ROOT / lock).read_text("utf-8"))]
SANDBOX = {"jsonschema-rs", "cryptography", "trustme", "rich"}


def pinned(lock: str) -> list[Pin]:
    return [pin for name, pin in ALL if name == lock]


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_lacks_nothing_on_any_python_and_system(lock: str) -> None:
    assert not holes(lock, pinned(lock), recorded())


@pytest.mark.parametrize("lock", LOCKS)
def test_each_pin_is_needed_so_that_without_it_the_lock_is_open(lock: str) -> None:
    whole = pinned(lock)
    for pin in whole:
        found = holes(lock, [other for other in whole if other is not pin], recorded())
        assert found or pin.name == "colorama", f"nothing in {lock} asks for {pin}"
        assert all(f"wants {pin.name}" in hole.lower().replace("_", "-").replace(".", "-") for hole in found), found


def test_a_pin_that_does_not_satisfy_is_found() -> None:
    old = [
        replace(pin, version=Version("3.7.3")) if pin.name == "aiohttp" else pin for pin in pinned("requirements.lock")
    ]
    found = holes("requirements.lock", old, {**recorded(), "aiohttp==3.7.3": recorded()[str(_the("aiohttp"))]})
    assert "Python 3.11 on linux: discord-py==2.7.1 wants aiohttp<4,>=3.7.4, and there is aiohttp==3.7.3" in found


def test_the_requirements_of_an_extra_count() -> None:
    """pytest-cov wants coverage[toml]; a lock without what the extra adds is open."""
    extra = Asks.of(">=3.10", ['tomli; extra == "toml"'])
    asked: Mapping[str, Asks] = {**recorded(), str(_the("coverage")): extra}
    found = holes("requirements-dev.lock", pinned("requirements-dev.lock"), asked)
    assert f'Python 3.14 on darwin: {_the("coverage")} wants tomli; extra == "toml", and there is nothing' in found


def test_a_pin_for_another_python_is_found() -> None:
    asked = {**recorded(), str(_the("alembic")): Asks.of(">=3.12", [])}
    found = holes("requirements.lock", pinned("requirements.lock"), asked)
    assert f"Python 3.11 on linux: {_the('alembic')} wants Python >=3.12" in found
    assert not [hole for hole in found if "alembic" in hole and "3.11" not in hole]


def _the(name: str) -> Pin:
    (pin,) = {pin for _, pin in ALL if pin.name == name}
    return pin


def test_what_is_recorded_is_what_is_locked_and_what_the_installed_releases_say() -> None:
    assert set(recorded()) == {str(pin) for _, pin in ALL}, "please run make lock"
    compared = 0
    for pin in {pin for _, pin in ALL if pin.holds(this_environment())}:
        try:
            found = distribution(pin.name)
        except PackageNotFoundError:
            continue
        if Version(found.version) == pin.version:
            truth = Asks.of(found.metadata["Requires-Python"], found.requires)
            assert set(map(str, truth.requirements)) == set(map(str, recorded()[str(pin)].requirements)), pin
            assert truth.python == recorded()[str(pin)].python, pin
            compared += 1
    assert compared > len(recorded()) // 2, "the environment is not that of the lock"


def test_the_locks_agree() -> None:
    production, sandbox, dev = map(set, map(pinned, LOCKS))
    assert production < sandbox < dev


def test_the_bot_needs_nothing_of_the_sandboxs() -> None:
    assert {pin.name for pin in pinned("requirements-sandbox.lock")} >= SANDBOX
    assert not SANDBOX & {pin.name for pin in pinned("requirements.lock")}
    assert "asyncpg" in {pin.name for pin in pinned("requirements.lock")}


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_names_releases_and_hashes_and_no_place(lock: str) -> None:
    text = (ROOT / lock).read_text("utf-8")
    form = re.compile(r"[a-z0-9-]+==[^\s;]+( ; [^#]+?)?( --hash=sha256:[0-9a-f]{64})+")
    odd = [entry for entry in entries(text) if not form.fullmatch(re.sub(r"\s+", " ", entry))]
    assert not odd
    assert "://" not in text


@pytest.mark.parametrize("file", ["Makefile", "Dockerfile"])
def test_nothing_is_installed_but_what_is_pinned(file: str) -> None:
    """An installer that looks for dependencies itself takes what was published after the lock."""
    lines = (ROOT / file).read_text("utf-8").replace("$(INSTALL)", "pip install --no-deps").splitlines()
    installs = [line for line in lines if "pip install" in line and not line.startswith("INSTALL :=")]
    assert installs
    assert all("--no-deps" in line and ("--require-hashes" in line or "--editable ." in line) for line in installs)
    assert all("--no-deps" in line for line in lines if line.startswith("INSTALL :="))
