"""`engawa sandbox`: the stand-in for Discord as a process of its own."""

from __future__ import annotations

import argparse
import asyncio
import json
import signal
import sys
from contextlib import suppress

from bot.sandbox.rules.errors import DiscordError
from bot.sandbox.server import Sandbox


async def serve(arguments: argparse.Namespace) -> int:
    """Run the sandbox until SIGINT or SIGTERM; prints where it is once it listens."""
    told_to_stop = asyncio.Event()
    with suppress(NotImplementedError):  # Windows' loops take no signals, Ctrl+C cancels the waiting below
        for name in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(name, told_to_stop.set)
    try:
        box = Sandbox(
            people=arguments.people,
            servers=arguments.servers,
            listeners=arguments.listeners,
            pace=arguments.pace,
            log=arguments.log,
            world=arguments.world,
            seed=arguments.seed,
            host=arguments.host,
            guide=arguments.guide,
            tls=arguments.tls,
        )
    except DiscordError as refused:
        print(refused.message, file=sys.stderr)
        return 2
    await box.start(arguments.port)
    facts = box.facts()
    print(json.dumps(facts) if arguments.json else "\n".join(f"{k}: {v}" for k, v in facts.items()), flush=True)
    try:
        with suppress(asyncio.CancelledError):
            await told_to_stop.wait()
    finally:
        await box.stop()
    return 0
