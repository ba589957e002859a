"""The sandbox and the bot as they really are: two processes, joined only by sockets."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from bot.demo.server import Json

ROOT = Path(str(files("bot"))).parent
"""Where `bot` is imported from: the checkout, or where the wheel was installed."""
SANDBOX = (sys.executable, "-m", "bot", "sandbox", "--json")
BOT = (sys.executable, "-m", "bot", "run")
QUICK_SANDBOX = (sys.executable, "-m", "bot.demo.quick_sandbox")
QUICK_BOT = (sys.executable, "-m", "bot.demo.quick_bot")
PATIENCE = 60.0
"""Seconds that a process may take to begin, or to end when asked to, on a machine that has much else to do."""


class Died(Exception):
    """A process ended before it was asked to."""

    def __init__(self, child: Child, code: int) -> None:
        super().__init__(f"The {child.name} ended by itself (exit code {code}) before the demo was over.")
        self.child = child


@dataclass(slots=True)
class Child:
    """One process of ours, what it says kept in a file."""

    name: str
    log: Path
    process: Process

    @classmethod
    async def start(
        cls, name: str, command: Sequence[str], folder: Path, settings: Mapping[str, str], *, tells_facts: bool = False
    ) -> Child:
        """Start it in that folder, so that no .env of the operator's is read, with these settings and no others.

        Of one that `tells_facts` the output is read.
        """
        # ENGAWA_OPENAPI says where Discord's schema is; it belongs to the machine and not to a bot.
        kept = {k: v for k, v in os.environ.items() if not k.startswith("ENGAWA_") or k == "ENGAWA_OPENAPI"}
        path = os.pathsep.join(filter(None, (str(ROOT), kept.get("PYTHONPATH"))))
        env = {**kept, "PYTHONPATH": path, "PYTHONUNBUFFERED": "1", **settings}
        log = folder / f"{name}.log"
        with log.open("wb") as file:
            # A group of its own: a Ctrl-C in the terminal reaches only us, and we end the two in order.
            out = PIPE if tells_facts else file
            process = await asyncio.create_subprocess_exec(
                *command, stdin=DEVNULL, stdout=out, stderr=file, env=env, cwd=folder, process_group=0
            )
        return cls(name, log, process)

    async def facts(self) -> Json:
        """The line of JSON that it prints when it is ready. Raises Died if there is none."""
        assert self.process.stdout is not None
        try:
            line = await asyncio.wait_for(self.process.stdout.readline(), PATIENCE)
            return json.loads(line)
        except (TimeoutError, ValueError):
            # Usually it is just ending by itself, with an exit code that tells more than ours would.
            await asyncio.wait([asyncio.ensure_future(self.process.wait())], timeout=2)
            raise Died(self, await self.stop()) from None

    async def died(self) -> None:
        """Wait for its end, which nobody asked for. Raises Died."""
        raise Died(self, await self.process.wait())

    async def stop(self) -> int:
        """Ask it to end and wait for that; its exit code."""
        if self.process.returncode is None:
            # Not Process.terminate(): that looks whether it has ended, and so takes its exit code away from asyncio.
            with suppress(ProcessLookupError):
                os.kill(self.process.pid, signal.SIGTERM)
        try:
            return await asyncio.wait_for(self.process.wait(), PATIENCE)
        except TimeoutError:
            self.process.kill()
            return await self.process.wait()

    def said(self) -> list[str]:
        """Every line of its log."""
        return self.log.read_text("utf-8", errors="replace").splitlines()


def bot_settings(facts: Json, folder: Path) -> Mapping[str, str]:
    """What the bot must be told to find the sandbox: ordinary settings, as behind a proxy."""
    settings = {
        "ENGAWA_TOKEN": str(facts["token"]),
        "ENGAWA_LISTENER_TOKENS": ",".join(facts["listener_tokens"]),
        "ENGAWA_API_URL": str(facts["api"]),
        "ENGAWA_GATEWAY_URL": str(facts["gateway"]),
        "ENGAWA_DATABASE_URL": f"sqlite+aiosqlite:///{folder / 'engawa.db'}",
    }
    return settings if facts["ca"] is None else {**settings, "ENGAWA_CA_FILE": str(facts["ca"])}
