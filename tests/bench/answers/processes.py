"""Bot and sandbox as processes of their own, each on its core, and what they use of it."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
from asyncio.subprocess import Process
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.bench.answers.porches import Json

ROOT = Path(__file__).parents[3]
TICKS = os.sysconf("SC_CLK_TCK")


@dataclass
class Used:
    """What some processes use of the processor."""

    pids: dict[str, int]

    def spent(self) -> dict[str, float]:
        """Seconds of processor time so far."""
        return {name: _spent(pid) for name, pid in self.pids.items()}

    def since(self, before: dict[str, float], seconds: float) -> str:
        """What share of a core each has used, and how busy the machine is otherwise."""
        shares = [f"{name} {(spent - before[name]) / seconds:.0%}" for name, spent in self.spent().items()]
        return f"of a core: {', '.join(shares)}; load of the machine {os.getloadavg()[0]:.1f}"


def cores() -> tuple[set[int], set[int]]:
    """The bot's core, and that of all else; the same where there is only one, or where nobody can choose."""
    if not hasattr(os, "sched_getaffinity"):
        return set(), set()
    mine = sorted(os.sched_getaffinity(0))
    return {mine[0]}, {mine[-1]}


@asynccontextmanager
async def sandbox(log: Path) -> AsyncGenerator[tuple[Json, int]]:
    """A sandbox: where it is, and its process."""
    order = ("-m", "bot", "sandbox", "--people", "0", "--listeners", "0", "--json", "--log", str(log))
    box = await asyncio.create_subprocess_exec(sys.executable, *order, cwd=ROOT, stdout=asyncio.subprocess.PIPE)
    assert box.stdout is not None
    try:
        yield json.loads(await box.stdout.readline()), box.pid
    finally:
        await _end(box, signal.SIGTERM)


@asynccontextmanager
async def bot(facts: Json, folder: Path, core: set[int]) -> AsyncGenerator[int]:
    """`engawa run`, as an operator starts it; its process. What it has to say is in `bot.err`."""
    settings = {
        "TOKEN": facts["token"],
        "API_URL": facts["api"],
        "GATEWAY_URL": facts["gateway"],
        "CA_FILE": facts["ca"] or "",
        "DATABASE_URL": f"sqlite+aiosqlite:///{folder / 'bot.db'}",
        "LOG_LEVEL": "WARNING",
    }
    environment = {f"ENGAWA_{name}": value for name, value in settings.items()}
    async with _process(("-m", "bot", "run"), core, folder, environment) as pid:
        yield pid


@asynccontextmanager
async def responder(facts: Json, folder: Path, core: set[int]) -> AsyncGenerator[int]:
    """The least a bot can do; its process."""
    async with _process(("-m", "tests.bench.answers.responder", json.dumps(facts)), core, folder, {}) as pid:
        yield pid


@asynccontextmanager
async def _process(
    order: tuple[str, ...], core: set[int], folder: Path, environment: dict[str, str]
) -> AsyncGenerator[int]:
    # in a folder of its own, so that it reads nobody's .env
    known = os.environ | {"PYTHONPATH": str(ROOT)} | environment
    with (folder / "bot.err").open("ab") as said:
        process = await asyncio.create_subprocess_exec(sys.executable, *order, cwd=folder, env=known, stderr=said)
    try:
        if core:
            os.sched_setaffinity(process.pid, core)
        yield process.pid
    finally:
        await _end(process, signal.SIGKILL)  # what it says when asked to stop in the middle of its work is no figure


def _spent(pid: int) -> float:
    parts = Path(f"/proc/{pid}/stat").read_text("ascii").rsplit(")", 1)[1].split()
    return (int(parts[11]) + int(parts[12])) / TICKS


async def _end(process: Process, how: signal.Signals) -> None:
    if process.returncode is None:
        process.send_signal(how)
    await process.wait()
