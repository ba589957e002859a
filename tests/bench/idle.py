"""What an idle bot takes of the machine, beside a bare discord.py client at the same sandbox, one after the other.

The bot is started a second time before it is looked at: the first start makes the database. Linux only.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from tests.end_to_end.processes import ROOT, until

GOAL = 80
"""MB of the bot at most (issue 12)."""
REST = 10.0
"""Seconds that each is left alone before it is looked at."""
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
            _memory(folder, run, facts)
            bot = _memory(folder, run, facts)
            addresses = (facts["api"], facts["gateway"], facts["ca"], facts["token"])
            bare = _memory(folder, [sys.executable, "-c", BARE, *map(str, addresses)], facts)
        finally:
            sandbox.terminate()
            sandbox.wait()
    print(
        f"idle bot {bot:.1f} MB, bare discord.py client {bare:.1f} MB, ratio {bot / bare:.2f}; goal {GOAL} MB or less"
    )
    return int(bot > GOAL)


def _memory(folder: Path, command: list[str], facts: dict[str, Any]) -> float:
    """The resident memory of a client that is ready and has been left alone, in MB."""
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
            time.sleep(REST)
            status = Path(f"/proc/{process.pid}/status").read_text()
        finally:
            process.terminate()
            process.wait()
    return int(next(line.split()[1] for line in status.splitlines() if line.startswith("VmRSS"))) / 1024


if __name__ == "__main__":
    sys.exit(main())
