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
from bot.sandbox.window.guard import LOOPBACK

PATIENCE = 3.0
"""Real seconds in which an interaction must be answered, as at Discord."""


async def _serve(time: QuickTime, chosen: argparse.Namespace) -> int:
    told_to_stop = asyncio.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(name, told_to_stop.set)
    box = Sandbox(
        people=chosen.people,
        pace=time.pace,
        log=chosen.log,
        patience=PATIENCE * time.pace,
        world=chosen.world,
        clock=time.seconds,
        skip=None if chosen.unskipped else time.skip,
        host=chosen.host,
        guide=chosen.guide,
        locale=chosen.locale,
    )
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
    parser.add_argument("--unskipped", action="store_true")
    parser.add_argument("--log", type=Path, required=True)
    parser.add_argument("--host", default=LOOPBACK)
    parser.add_argument("--guide", type=Path, default=None)
    parser.add_argument("--locale", default="ja")
    chosen = parser.parse_args(arguments)
    return asyncio.run(_serve(QuickTime(chosen.clock), chosen))


if __name__ == "__main__":
    sys.exit(main())
