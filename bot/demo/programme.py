"""`engawa demo`: checks what was asked for, runs a performance, and tells how it went."""

from __future__ import annotations

import asyncio
import random
import shutil
import signal
import sys
import tempfile
from collections.abc import Coroutine, Iterator
from io import TextIOWrapper
from pathlib import Path
from typing import Any, NamedTuple, cast

from rich.console import Console

from bot.demo import window
from bot.demo.account import settle, summary
from bot.demo.by_hand import ByHand
from bot.demo.children import Died
from bot.demo.missing import Missed
from bot.demo.performance import Performance, View
from bot.demo.plain import PlainView
from bot.demo.view import LiveView

FEWEST, MOST = 4, 60
SHORTEST, LONGEST = 3, 90
BROKEN, WRONG_USE, STOPPED = 1, 2, 130
LAST_WORDS = 15


def demo(
    *, people: int, minutes: int | None, seed: int | None, log: Path | None, fast: bool = False,
    host: str = "127.0.0.1",
    hands: bool = False,
    guests: int = 0,
) -> int:  # fmt: skip
    """Play a whole mixer on this machine; 1 only if the bot broke an invariant, died, or never came.

    Without `minutes` it is the evening for newcomers: everything that an hour has, on a brisk clock. With `hands` no
    story is played: people are whoever opens the window, and so many `guests` come along.
    """
    if hasattr(sys.stdout, "reconfigure"):
        # Names are in many scripts; where the output cannot show one, a question mark must do.
        cast("TextIOWrapper[Any]", sys.stdout).reconfigure(errors="replace")
    console = Console(soft_wrap=True, highlight=False, markup=False, emoji=False)
    if problem := unfit(people, SHORTEST if minutes is None else minutes, log, guests, hands=hands):
        Console(stderr=True, soft_wrap=True, highlight=False).print(problem)
        return WRONG_USE
    folder = Path(tempfile.mkdtemp(prefix="engawa-demo-"))
    chosen = random.randrange(10_000) if seed is None else seed
    # The folder goes when all is well; the picture stays, beside the log where there is one.
    picture = folder.with_suffix(".png") if log is None else log.absolute().with_suffix(".png")
    kept = log or folder / "sandbox.jsonl"
    if minutes is None and not fast:
        performance = Performance.for_newcomers(people, chosen, folder, kept, picture=picture)
    else:
        make = Performance.fast if fast else Performance
        performance = make(people, SHORTEST if minutes is None else minutes, chosen, folder, kept, picture=picture)
    performance.host, performance.opened = host, lambda link: window.tell(console, link)
    told = Told(STOPPED)
    try:
        told = asyncio.run(
            until_told_to_stop(serve(performance, console, guests) if hands else tell(performance, console))
        )
    except asyncio.CancelledError:
        console.print("Stopped. The bot and the sandbox have been ended.")
    finally:
        if not told.keep:
            shutil.rmtree(folder, ignore_errors=True)
    return told.code


class Told(NamedTuple):
    """How it went: the exit code, and whether the logs are worth keeping."""

    code: int
    keep: bool = False


def unfit(people: int, minutes: int, log: Path | None, guests: int = 0, *, hands: bool = False) -> str | None:
    """What is wrong with the arguments, and what to give instead."""
    if not FEWEST <= people <= MOST:
        return f"Please give --people from {FEWEST} to {MOST}; a dozen is a good number to watch."
    if not SHORTEST <= minutes <= LONGEST:
        return f"Please give --minutes from {SHORTEST} to {LONGEST}; {SHORTEST} are enough to see everything."
    if guests and not hands:
        return "Guests come along to a mixer by hand: please give --by-hand, too."
    if not 0 <= guests <= people:
        return f"Please give --guests from 0 to {people}, as many as there are people; half a dozen is good company."
    if log is not None and not log.absolute().parent.is_dir():
        return f"The folder of --log {log} does not exist. Please make it first."
    return None


async def until_told_to_stop(work: Coroutine[Any, Any, Told]) -> Told:
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


async def tell(performance: Performance, console: Console) -> Told:
    """Run the performance and print its account."""
    it = performance
    fast = f", {it.quick.pace:g} times as fast as in life" if it.quick else ""
    console.print(f"Engawa demo: {it.people} people, {it.minutes} minutes{fast}, seed {it.seed}.")
    console.print("A Discord of its own starts on this machine, and the bot joins it …")
    console.print("To hold a mixer yourself: engawa demo --by-hand --guests 6\n")
    live = console.is_terminal and not console.is_dumb_terminal
    view: View = LiveView(console, seed=it.seed) if live else PlainView(console)
    try:
        evidence = await performance.run(view)
    except (Died, Missed) as failure:
        console.print(f"\n{failure}")
        of = failure.child.log if isinstance(failure, Died) else it.folder / "bot.log"
        _last_words(console, of)
        console.print("\n".join(["", *_where(it, keep=True)]))
        return Told(BROKEN, keep=True)
    outcomes = settle(evidence)
    keep = not all(outcome.kept for outcome in outcomes)
    console.print("\n".join(["", *summary(evidence, outcomes), "", *_where(it, keep=keep)]))
    return Told(BROKEN if any(outcome.broke for outcome in outcomes) else 0, keep)


async def serve(performance: Performance, console: Console, guests: int) -> Told:
    """Let people play who come through the window, until told to stop."""
    it = performance
    console.print("Engawa demo, by hand: a Discord of its own starts on this machine, and the bot joins it …\n")
    try:
        await ByHand(it.people, guests, it.folder, it.log.absolute(), it.host, it.opened).serve()
    except Died as failure:
        console.print(f"\n{failure}")
        _last_words(console, failure.child.log)
        console.print("\n".join(["", *_where(it, keep=True)]))
    return Told(BROKEN, keep=True)


def _where(it: Performance, *, keep: bool) -> Iterator[str]:
    """The last group of the account: where to look."""
    yield "Where to look"
    if it.picture.exists():
        yield f"  The mixer's picture: {it.picture}"
    if keep:
        yield f"  The logs of bot and sandbox: {it.folder}"
    yield f"  The same mixer again: engawa demo --seed {it.seed}{' --fast' if it.quick else ''}"


def _last_words(console: Console, log: Path) -> None:
    lines = log.read_text("utf-8", errors="replace").splitlines()[-LAST_WORDS:] if log.exists() else []
    console.print(f"\nThe last lines of {log.name}:")
    console.print("\n".join(f"  {line}" for line in lines or ["(nothing)"]))
