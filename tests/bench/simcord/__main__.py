"""The sandbox beside simcord, in one run: the same bot of discord.py on both, in an environment made for this.

What is compared differs in kind. simcord lives in the bot's own process, calls discord.py's parts directly, and serves
discord.py alone; the sandbox is a process of its own behind real sockets, for any library, and checks each body against
Discord's description. So simcord is bound to be lighter and quicker; the ratios say what the sockets cost.
Each is started `TIMES` times, and the middle one of these is told. The memory of simcord itself is what its process
holds beyond the same bot's without any Discord. The sandbox runs with no limit of how often anything may be asked.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from tests.sandbox.conformance.libraries import ROOT, Python, Skipped

Json = dict[str, Any]
NEIGHBOUR = Python("simcord", str(Path(__file__).with_name("bot.py")), version="3.2.1")
TIMES, ROUNDS = 3, 300
UNLIMITED = "100000"
MEGABYTE = 1 << 20


def main() -> int:
    """0 where simcord cannot be had, too: that is said."""
    try:
        version = NEIGHBOUR.install()
    except Skipped as why:
        print(f"left out: simcord {NEIGHBOUR.version} cannot be had here: {why}")
        return 0
    bare = [_bot("alone") for _ in range(TIMES)]
    theirs = [_bot("simcord") for _ in range(TIMES)]
    ours = [_on_a_sandbox() for _ in range(TIMES)]
    for one in theirs:
        one["itself"] = one["largest"] - _middle(bare, "largest")
    print(f"{'':28}{'simcord ' + version:>16}{'sandbox':>12}{'ratio':>8}")
    _line("a bot is ready, s", _middle(theirs, "ready"), _middle(ours, "ready"))
    _line("  of which the bot alone, s", *(_middle(bare, "ready"),) * 2)
    _line("its own memory, MB", *(_middle(of, "itself") / MEGABYTE for of in (theirs, ours)))
    _line("with the bot's, MB", _middle(theirs, "largest") / MEGABYTE, _both(ours) / MEGABYTE)
    for what in theirs[0]["rates"]:
        _line(f"{what} a second", *(statistics.median(one["rates"][what] for one in of) for of in (theirs, ours)))
    print("one after the other, each waited for; simcord without sockets in the bot's process, the sandbox beside it")
    return 0


def _line(what: str, theirs: float, ours: float) -> None:
    print(f"{what:28}{theirs:16.2f}{ours:12.2f}{ours / theirs:8.2f}")


def _middle(of: list[Json], what: str) -> float:
    return statistics.median(one[what] for one in of)


def _both(ours: list[Json]) -> float:
    return statistics.median(one["largest"] + one["itself"] for one in ours)


def _bot(where: str, began: float | None = None, facts: str = "") -> Json:
    """What the bot found out in a process of its own."""
    told = {**os.environ, "BEGAN": str(began or time.time()), "ROUNDS": str(ROUNDS), "SANDBOX": facts}
    done = subprocess.run([*NEIGHBOUR.command(), where], env=told, check=True, stdout=subprocess.PIPE, text=True)
    return json.loads(done.stdout.splitlines()[-1])


def _on_a_sandbox() -> Json:
    began = time.time()
    command = [sys.executable, "-m", "bot", "sandbox", "--json", "--world", "kind", "--pace", UNLIMITED]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as box:
        assert box.stdout is not None
        try:
            found = _bot("sandbox", began, box.stdout.readline())
            return found | {"itself": _largest(box.pid)}
        finally:
            box.terminate()


def _largest(pid: int) -> int:
    """Bytes that a process has held at most; Linux counts them."""
    held = Path(f"/proc/{pid}/status").read_text("ascii").split("VmHWM:")[1].split()[0]
    return int(held) * 1024


if __name__ == "__main__":
    sys.exit(main())
