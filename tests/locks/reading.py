"""What the lock files pin, and whether a lock is closed: everything that its packages ask for is in it."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import product
from pathlib import Path
from typing import cast

from packaging.markers import Marker, default_environment
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name
from packaging.version import Version

Environment = dict[str, str]
"""What markers are judged by."""
ROOT = Path(__file__).parents[2]
RECORD = Path(__file__).with_name("requires.json")
"""What each locked release asks for; written by `make lock`, as no environment has the releases for every Python."""
PYTHONS = ("3.11", "3.12", "3.13", "3.14")
SYSTEMS = {
    "linux": ("Linux", "posix", "x86_64"),
    "darwin": ("Darwin", "posix", "arm64"),
    "win32": ("Windows", "nt", "AMD64"),
}
LOCKS: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "requirements.lock": (("postgres",), ("build",)),
    "requirements-sandbox.lock": (("postgres", "sandbox"), ("build",)),
    "requirements-dev.lock": (("postgres", "sandbox"), ("build", "dev")),
}
"""By lock, the project's extras and dependency groups that it is made of; as in the Makefile."""


@dataclass(frozen=True)
class Pin:
    """One line of a lock, and what its hashes are."""

    name: str
    version: Version
    marker: Marker | None
    hashes: tuple[str, ...]

    def holds(self, environment: Environment) -> bool:
        """Whether it is installed there."""
        return self.marker is None or self.marker.evaluate(environment)

    def __str__(self) -> str:
        return f"{self.name}=={self.version}"


@dataclass(frozen=True)
class Asks:
    """What one release asks for, as its own metadata has it."""

    python: SpecifierSet
    requirements: tuple[Requirement, ...]

    @classmethod
    def of(cls, python: str | None, requirements: list[str] | None) -> Asks:
        """From the fields of the metadata."""
        return cls(SpecifierSet(python or ""), tuple(Requirement(text) for text in requirements or ()))


@cache
def recorded() -> Mapping[str, Asks]:
    """What each locked release asks for, by release."""
    return {pin: Asks.of(of["python"], of["requires"]) for pin, of in json.loads(RECORD.read_text("utf-8")).items()}


def entries(text: str) -> list[str]:
    """The entries of a lock, each as one line without its hashes' line breaks."""
    lines = re.sub(r"\\\n\s*", "", text).splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def pins(text: str) -> list[Pin]:
    """What a lock pins."""
    found: list[Pin] = []
    for entry in entries(text):
        line, *hashes = re.split(r"\s+--hash=", entry)
        wanted = Requirement(line)
        (only,) = wanted.specifier
        assert only.operator == "==", entry
        found.append(Pin(canonicalize_name(wanted.name), Version(only.version), wanted.marker, tuple(hashes)))
    return found


def this_environment() -> Environment:
    """The one that runs this."""
    return dict(cast("Environment", default_environment()))


def environments() -> Iterator[tuple[str, Environment]]:
    """Every Python on every system, by a name for it."""
    for python, (system, (platform, family, machine)) in product(PYTHONS, SYSTEMS.items()):
        environment = this_environment()
        environment.update(
            python_version=python,
            python_full_version=f"{python}.0",
            implementation_version=f"{python}.0",
            sys_platform=system,
            platform_system=platform,
            os_name=family,
            platform_machine=machine,
        )
        yield f"Python {python} on {system}", environment


@cache
def roots(lock: str) -> tuple[Requirement, ...]:
    """What the project itself asks for in a lock."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    extras, groups = LOCKS[lock]
    texts: list[str] = list(project["project"]["dependencies"])
    for extra in extras:
        texts += project["project"]["optional-dependencies"][extra]
    for group in groups:
        texts += project["dependency-groups"][group]
    return tuple(Requirement(text) for text in texts)


def holes(lock: str, pinned: list[Pin], asked: Mapping[str, Asks]) -> list[str]:
    """What would be missing or unfit after installing exactly these pins, a sentence each."""
    return [
        f"{where}: {hole}"
        for where, environment in environments()
        for hole in _holes_in(environment, roots(lock), [pin for pin in pinned if pin.holds(environment)], asked)
    ]


def _holes_in(
    environment: Environment, wanted: tuple[Requirement, ...], here: list[Pin], asked: Mapping[str, Asks]
) -> Iterator[str]:
    by_name = {pin.name: pin for pin in here}
    if len(by_name) < len(here):
        yield "something is pinned twice"
    for pin in here:
        if not asked[str(pin)].python.contains(environment["python_full_version"]):
            yield f"{pin} wants Python {asked[str(pin)].python}"
    ahead, done = [("the project", one) for one in wanted], set[tuple[str, str]]()
    while ahead:
        who, requirement = ahead.pop()
        pin = by_name.get(canonicalize_name(requirement.name))
        if pin is None or not requirement.specifier.contains(pin.version, prereleases=True):
            yield f"{who} wants {requirement}, and there is {pin or 'nothing'}"
            continue
        for extra in ("", *requirement.extras):
            if (pin.name, extra) not in done:
                done.add((pin.name, extra))
                ahead += [(str(pin), one) for one in asked[str(pin)].requirements if _counts(one, environment, extra)]


def _counts(requirement: Requirement, environment: Environment, extra: str) -> bool:
    return requirement.marker is None or requirement.marker.evaluate({**environment, "extra": extra})
