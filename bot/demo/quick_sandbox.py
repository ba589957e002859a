"""The sandbox exactly as it is, on a quick clock: `… quick_sandbox CLOCK --people N --world W --log FILE`."""

from __future__ import annotations

import argparse
import asyncio
import json
import signal
import sys
from collections.abc import Sequence
from pathlib import Path

from bot.demo.quick_time import QuickTime
from bot.sandbox.server import Sandbox

PATIENCE = 3.0
"""Real seconds in which an interaction must be answered, as at Discord."""


async def _serve(time: QuickTime, people: int, world: str, log: Path) -> int:
    told_to_stop = asyncio.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(name, told_to_stop.set)
    patience = PATIENCE * time.pace
    box = Sandbox(people=people, pace=time.pace, log=log, patience=patience, world=world, clock=time.seconds)
    await box.start()
    print(json.dumps(box.facts()), flush=True)
    try:
        await told_to_stop.wait()
    finally:
        await box.stop()
    return 0


def main(arguments: Sequence[str] | None = None) -> int:
    """Serve until told to stop; the exit code."""
    parser = argparse.ArgumentParser()
    parser.add_argument("clock", type=Path)
    parser.add_argument("--people", type=int, required=True)
    parser.add_argument("--world", required=True)
    parser.add_argument("--log", type=Path, required=True)
    chosen = parser.parse_args(arguments)
    return asyncio.run(_serve(QuickTime(chosen.clock), chosen.people, chosen.world, chosen.log))


if __name__ == "__main__":
    sys.exit(main())
