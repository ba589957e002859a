"""`engawa demo`: checks what was asked for, runs a performance, and tells how it went."""

from __future__ import annotations

import asyncio
import random
import shutil
import signal
import sys
import tempfile
from collections.abc import Coroutine
from io import TextIOWrapper
from pathlib import Path
from typing import Any, cast

from rich.console import Console

from bot.demo.account import settle, summary
from bot.demo.children import Died
from bot.demo.performance import Performance, View
from bot.demo.plain import PlainView
from bot.demo.view import LiveView
from bot.demo.watch import Missed

FEWEST, MOST = 4, 60
SHORTEST, LONGEST = 3, 90
FAILED, WRONG_USE, STOPPED = 1, 2, 130
LAST_WORDS = 15


def demo(*, people: int, minutes: int, seed: int | None, log: Path | None) -> int:
    """Play a whole mixer on this machine; 0 only if all of it happened."""
    if hasattr(sys.stdout, "reconfigure"):
        # Names are in many scripts; where the output cannot show one, a question mark must do.
        cast("TextIOWrapper[Any]", sys.stdout).reconfigure(errors="replace")
    console = Console(soft_wrap=True, highlight=False, markup=False, emoji=False)
    if problem := unfit(people, minutes, log):
        Console(stderr=True, soft_wrap=True, highlight=False).print(problem)
        return WRONG_USE
    folder = Path(tempfile.mkdtemp(prefix="engawa-demo-"))
    chosen = random.randrange(10_000) if seed is None else seed
    # The folder goes when all is well; the picture stays, beside the log where there is one.
    picture = folder.with_suffix(".png") if log is None else log.absolute().with_suffix(".png")
    performance = Performance(people, minutes, chosen, folder, log or folder / "sandbox.jsonl", picture=picture)
    code = STOPPED
    try:
        code = asyncio.run(until_told_to_stop(tell(performance, console)))
    except asyncio.CancelledError:
        console.print("Stopped. The bot and the sandbox have been ended.")
    finally:
        if code == FAILED:
            console.print(f"The logs of both are kept in {folder}")
        else:
            shutil.rmtree(folder, ignore_errors=True)
    return code


def unfit(people: int, minutes: int, log: Path | None) -> str | None:
    """What is wrong with the arguments, and what to give instead."""
    if not FEWEST <= people <= MOST:
        return f"Please give --people from {FEWEST} to {MOST}; a dozen is a good number to watch."
    if not SHORTEST <= minutes <= LONGEST:
        return f"Please give --minutes from {SHORTEST} to {LONGEST}; {SHORTEST} are enough to see everything."
    if log is not None and not log.absolute().parent.is_dir():
        return f"The folder of --log {log} does not exist. Please make it first."
    return None


async def until_told_to_stop(work: Coroutine[Any, Any, int]) -> int:
    """Run this; Ctrl-C and its like cancel it once, and then let it clean up in peace."""
    task = asyncio.ensure_future(work)
    loop = asyncio.get_running_loop()
    told: list[int] = []

    def stop(number: int) -> None:
        if not told:
            task.cancel()
        told.append(number)

    for name in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        loop.add_signal_handler(name, stop, name)
    return await task


async def tell(performance: Performance, console: Console) -> int:
    """Run the performance and print its account; the exit code."""
    it = performance
    console.print(f"Engawa demo: {it.people} people, {it.minutes} minutes. To see it again: --seed {it.seed}")
    console.print("A Discord of its own starts on this machine, and the bot joins it …\n")
    live = console.is_terminal and not console.is_dumb_terminal
    view: View = LiveView(console, seed=it.seed) if live else PlainView(console)
    try:
        evidence = await performance.run(view)
    except (Died, Missed) as failure:
        console.print(f"\n{failure}")
        of = failure.child.log if isinstance(failure, Died) else it.folder / "bot.log"
        _last_words(console, of)
        return FAILED
    outcomes = settle(evidence)
    console.print("\n" + "\n".join(summary(evidence, outcomes)))
    if it.picture.exists():
        console.print(f"\nThe picture of the evening that its host was shown: {it.picture}")
    if not any(outcome.missed for outcome in outcomes):
        return 0
    _last_words(console, it.folder / "bot.log")
    return FAILED


def _last_words(console: Console, log: Path) -> None:
    lines = log.read_text("utf-8", errors="replace").splitlines()[-LAST_WORDS:] if log.exists() else []
    console.print(f"\nThe last lines of {log.name}:")
    console.print("\n".join(f"  {line}" for line in lines or ["(nothing)"]))
