"""What every Python client here does alike: it asks the sandbox for people's doings, and says how each check went."""

from __future__ import annotations

import asyncio
import json
import os
import urllib.request
from collections.abc import Awaitable, Callable
from typing import Any

FACTS: dict[str, Any] = json.loads(os.environ["SANDBOX"])
PATIENCE = 15.0
COMMANDS = [
    {"name": "hello", "description": "Say hello"},
    {"name": "later", "description": "Say hello later"},
    {"name": "form", "description": "Ask something"},
]


def _order(method: str, path: str, body: dict[str, Any]) -> Any:
    request = urllib.request.Request(
        FACTS["control"] + path, json.dumps(body).encode(), {"Content-Type": "application/json"}, method=method
    )
    with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
        return json.load(answer)


async def order(method: str, path: str, **body: Any) -> Any:
    """An order to the sandbox's control."""
    return await asyncio.to_thread(_order, method, path, body)


async def person(what: str, **body: Any) -> Any:
    """Something that the person in the guild does."""
    return await order("POST", f"/people/{FACTS['person']}/{what}", **body)


async def answer_to(begun: dict[str, Any], kind: str) -> dict[str, Any]:
    """The message or form that the bot answered with, waited for."""
    for _ in range(300):
        told = await order("GET", f"/interactions/{begun['interaction_id']}")
        found = next((one for one in told["answers"] if one["kind"] == kind), None)
        if found is not None:
            return found
        await asyncio.sleep(0.05)
    raise TimeoutError(f"no answer of kind {kind}; {told['answers']}")


async def command(name: str) -> Any:
    """A slash command of the person's."""
    return await person("command", channel_id=FACTS["channel"], name=name)


def same(found: object, wanted: object) -> None:
    """Refuse what is not as wanted."""
    if found != wanted:
        raise AssertionError(f"{found!r}, not {wanted!r}")


CHECKS: dict[str, Callable[[], Awaitable[None]]] = {}


def check(name: str) -> Callable[[Callable[[], Awaitable[None]]], Callable[[], Awaitable[None]]]:
    """The function below is a check of this name; they are gone through in the order they stand in."""

    def enter(work: Callable[[], Awaitable[None]]) -> Callable[[], Awaitable[None]]:
        CHECKS[name] = work
        return work

    return enter


async def go_through() -> None:
    """Each check in turn, and a line of JSON about it; then the program ends, whatever a library still does."""
    for name, work in CHECKS.items():
        try:
            await asyncio.wait_for(work(), PATIENCE)
        except Exception as error:
            print(json.dumps({"check": name, "ok": False, "why": f"{type(error).__name__}: {error}"}), flush=True)
        else:
            print(json.dumps({"check": name, "ok": True}), flush=True)
    os._exit(0)
