"""A sandbox for one library, with a bot and a person in it, and what the library's program found out there."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import urllib.request
from collections.abc import Generator
from contextlib import contextmanager
from typing import Any

from tests.sandbox.conformance.libraries import ROOT, Library

Json = dict[str, Any]
ADMINISTRATOR = 8
INTENTS = ["GUILD_MEMBERS", "GUILD_PRESENCES", "MESSAGE_CONTENT"]
LEFT = "leaves nothing wrong"
AT_MOST = 200.0
"""Seconds for all checks of one library."""


@contextmanager
def sandbox(*, tls: bool) -> Generator[Json]:
    """A sandbox as a process of its own; what it prints of itself."""
    command = [sys.executable, "-m", "bot", "sandbox", "--json", "--pace", "5", *(["--tls"] if tls else [])]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as box:
        assert box.stdout is not None
        try:
            yield json.loads(box.stdout.readline())
        finally:
            box.terminate()


def order(facts: Json, method: str, path: str, body: Json | None = None) -> Any:
    """An order to the sandbox's control."""
    sent = None if body is None else json.dumps(body).encode()
    asked = urllib.request.Request(facts["control"] + path, sent, {"Content-Type": "application/json"}, method=method)
    with urllib.request.urlopen(asked, timeout=30) as answer:
        return json.load(answer)


def set_up(facts: Json) -> Json:
    """A bot with all rights and intents, and somebody to use it: what a client's program is told."""
    guild = facts["guild_id"]
    bot = {"name": "Mine", "bot": True, "permissions": ADMINISTRATOR}
    made = order(facts, "POST", f"/guilds/{guild}/people", bot)
    order(facts, "PATCH", f"/applications/{made['application_id']}", {"privileged_intents": INTENTS})
    person = order(facts, "POST", f"/guilds/{guild}/people", {"name": "Hana", "locale": "ja"})
    channels = order(facts, "GET", "/state")["guilds"][0]["channels"]
    return {
        **{key: facts[key] for key in ("api", "gateway", "control", "guild_id")},
        **{key: made[key] for key in ("token", "application_id")},
        "person": person["id"],
        "channel": next(channel["id"] for channel in channels if channel["name"] == "general"),
    }


def tried(library: Library) -> dict[str, str | None]:
    """Why each check failed, None for those that went well."""
    with sandbox(tls=library.only_tls) as facts:
        trusted = {"NODE_EXTRA_CA_CERTS": facts["ca"], "SSL_CERT_FILE": facts["ca"]} if library.only_tls else {}
        told = {**os.environ, **library.environment(), **trusted, "SANDBOX": json.dumps(set_up(facts))}
        said, why = _said(library.command(), told)
        found = [json.loads(line) for line in said.splitlines() if line.startswith('{"check"')]
        results: dict[str, str | None] = {one["check"]: None if one["ok"] else one["why"] for one in found}
        if why is not None:
            results["goes through them all"] = why
        state = order(facts, "GET", "/state")
    wrong = [*state["schema_problems"], *(f"asked for {one['route']}" for one in state["unknown_routes"])]
    return {**results, LEFT: "; ".join(wrong) or None}


def _said(command: list[str], environment: dict[str, str]) -> tuple[str, str | None]:
    """What a program printed, and in words what ended it if it did not end well."""
    with subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as program:
        try:
            said, complained = program.communicate(timeout=AT_MOST)
        except subprocess.TimeoutExpired:
            program.kill()
            return program.communicate()[0], f"it took over {AT_MOST:.0f} s"
    ended = (complained.strip().splitlines() or ["it said nothing"])[-1]
    return said, None if program.returncode == 0 else ended
