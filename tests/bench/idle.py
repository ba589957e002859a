"""What a bot takes to start and while idle, beside a bare discord.py client at the same sandbox, one after the other.

The bot is started a second time before it is looked at: the first start makes the database. Linux only.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.end_to_end.processes import ROOT, until

GOAL = 80
"""MB of the bot at most (issue 12)."""
REST, AGAIN = 10.0, 6.0
"""Seconds that each is left alone before it is looked at, and until a bot may identify once more."""
STARTS, SLOWEST, LARGEST = 3, 1.5, 1.8
"""So many starts of each, in turns, of which the quickest counts; the goals are times a bare client's (issue 18)."""
BARE = """
import asyncio, sys, discord
from bot.adapters.discord.client import connector, point_at
point_at(sys.argv[1], sys.argv[2])
class Bare(discord.AutoShardedClient):
    async def on_ready(self): print("ready in", flush=True)
async def main():
    intents = discord.Intents(guilds=True, voice_states=True, guild_messages=True, guild_scheduled_events=True)
    options = {"chunk_guilds_at_startup": False, "max_messages": None}
    await Bare(intents=intents, connector=connector(sys.argv[3]), **options).start(sys.argv[4])
asyncio.run(main())
"""


def main() -> int:
    """Print both and their ratio; 1 if the goal is missed."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        command = [sys.executable, "-m", "bot", "sandbox", "--json"]
        sandbox = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
        try:
            assert sandbox.stdout is not None
            facts: dict[str, Any] = json.loads(sandbox.stdout.readline())
            run = [sys.executable, "-m", "bot", "run"]
            addresses = (facts["api"], facts["gateway"], facts["ca"], facts["token"])
            bare = [sys.executable, "-c", BARE, *map(str, addresses)]
            with _ready(folder, run, facts):
                pass  # makes the database
            rests = [_memory(folder, command, facts) for command in (run, bare)]
            turns = [[_seconds(folder, command, facts) for command in (run, bare)] for _ in range(STARTS)]
        finally:
            sandbox.terminate()
            sandbox.wait()
    starts = [min(turn[which] for turn in turns) for which in (0, 1)]
    idle, start = rests[0] / rests[1], starts[0] / starts[1]
    print(f"idle: bot {rests[0]:.1f} MB, bare client {rests[1]:.1f} MB, ratio {idle:.2f}; goals {GOAL} MB, {LARGEST}")
    print(f"start: bot {starts[0]:.2f} s, bare client {starts[1]:.2f} s, ratio {start:.2f}; goal {SLOWEST}")
    return int(rests[0] > GOAL or idle > LARGEST or start > SLOWEST)


def _seconds(folder: Path, command: list[str], facts: dict[str, Any]) -> float:
    """From the command to being ready, once Discord lets a bot identify again."""
    time.sleep(AGAIN)
    began = time.perf_counter()
    with _ready(folder, command, facts):
        return time.perf_counter() - began


def _memory(folder: Path, command: list[str], facts: dict[str, Any]) -> float:
    """The resident memory of a client that is ready and has been left alone, in MB."""
    with _ready(folder, command, facts) as process:
        time.sleep(REST)
        status = Path(f"/proc/{process.pid}/status").read_text()
    return int(next(line.split()[1] for line in status.splitlines() if line.startswith("VmRSS"))) / 1024


@contextmanager
def _ready(folder: Path, command: list[str], facts: dict[str, Any]) -> Generator[subprocess.Popen[bytes]]:
    """A client that is ready meanwhile."""
    settings = {
        "ENGAWA_TOKEN": facts["token"],
        "ENGAWA_API_URL": facts["api"],
        "ENGAWA_GATEWAY_URL": facts["gateway"],
        "ENGAWA_CA_FILE": str(facts["ca"] or ""),
        "PYTHONPATH": str(ROOT),
    }
    said = folder / "said"
    with said.open("w") as stream:
        process = subprocess.Popen(command, cwd=folder, env=os.environ | settings, stdout=stream, stderr=stream)
        try:
            until(lambda: "ready in" in said.read_text() or process.poll() is not None, "it is ready")
            assert process.poll() is None, said.read_text()
            yield process
        finally:
            process.terminate()
            process.wait()


if __name__ == "__main__":
    sys.exit(main())
