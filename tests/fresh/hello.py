"""The sandbox and the bot as they were installed, and one person who asks the bot for something."""

from __future__ import annotations

import json
import signal
import subprocess
import time
import urllib.request
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path
from threading import Timer
from typing import Any

PATIENCE = 90.0
"""Seconds until a step is given up: far more than a busy machine takes."""


def hello(engawa: Path, folder: Path, env: dict[str, str]) -> str:
    """What the bot answers to `/mixer status`. Raises AssertionError for anything that is not as it should be."""
    with _running([engawa, "sandbox", "--json", "--people", "3"], folder / "sandbox.log", env) as sandbox:
        facts = _first_line(sandbox)
        control = facts["control"]
        settings = {
            "ENGAWA_TOKEN": facts["token"],
            "ENGAWA_API_URL": facts["api"],
            "ENGAWA_GATEWAY_URL": facts["gateway"],
            "ENGAWA_CA_FILE": facts["ca"],
        }
        with _running([engawa, "run"], folder / "bot.log", {**env, **settings}) as bot:
            _until(lambda: _ready(_ask(control, "/state")), bot, "the bot is connected and has told its commands")
            answer = _status(control, facts["guild_id"], bot)
        said = (folder / "bot.log").read_text("utf-8")
        assert "to invite the bot to a server: https://" in said, said
        assert "Traceback" not in said, said
        problems = _ask(control, "/state")["schema_problems"]
        assert not problems, problems
    return answer


def _status(control: str, guild_id: str, bot: subprocess.Popen[str]) -> str:
    """A host asks how things are."""
    guild = next(it for it in _ask(control, "/state")["guilds"] if it["id"] == guild_id)
    general = next(it["id"] for it in guild["channels"] if it["name"] == "general")
    command = {"channel_id": general, "name": "mixer status"}
    pressed = _ask(control, f"/people/{guild['owner_id']}/command", command)["interaction_id"]
    path = f"/interactions/{pressed}"
    _until(lambda: _ask(control, path)["answered"], bot, "the bot answers")
    return str(_ask(control, path)["answers"][-1]["message"]["content"])


def _ready(state: dict[str, Any]) -> bool:
    it = state["applications"][0]
    return bool(it["commands"]) and any(s["connected"] and s["bot"] == it["name"] for s in state["sessions"])


def _ask(control: str, path: str, body: dict[str, Any] | None = None) -> Any:
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(control + path, data, {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
        return json.load(answer)


@contextmanager
def _running(command: list[Any], log: Path, env: dict[str, str]) -> Generator[subprocess.Popen[str]]:
    """A process that is asked to stop in the end, and must do so in peace."""
    with log.open("w") as file:
        process = subprocess.Popen(
            [str(part) for part in command],
            stdout=subprocess.PIPE if "--json" in command else file,
            stderr=file,
            cwd=log.parent,
            env=env,
            text=True,
        )
    try:
        yield process
        process.send_signal(signal.SIGTERM)
        code = process.wait(PATIENCE)
        assert code == 0, f"{command} ended with {code}:\n{log.read_text('utf-8')}"
    finally:
        process.kill()
        process.wait()
        if process.stdout:
            process.stdout.close()


def _first_line(sandbox: subprocess.Popen[str]) -> dict[str, Any]:
    assert sandbox.stdout is not None
    late = Timer(PATIENCE, sandbox.kill)
    late.start()
    try:
        return json.loads(sandbox.stdout.readline())
    finally:
        late.cancel()


def _until(seen: Callable[[], Any], bot: subprocess.Popen[str], what: str) -> None:
    deadline = time.monotonic() + PATIENCE
    while not seen():
        assert bot.poll() is None, f"the bot ended before {what}"
        assert time.monotonic() < deadline, f"waited in vain until {what}"
        time.sleep(0.2)
