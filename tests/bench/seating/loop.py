"""How long the event loop is held up while a seating is worked out beside it, in a thread, as the bot does it.

The yardstick is the same computation on the loop itself, in the same run.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterator
from random import Random

from bot.core.seating import Comfort, PastRound, Person, Request, solve

TICK = 0.002
CASES = ((24, 4), (60, 1), (60, 4), (500, 1))
"""People and rounds."""


def crowd(people: int) -> Request:
    """People with everything at once, and ten weeks behind them."""
    dice = Random(people)
    ids = [f"p{n}" for n in range(people)]
    fields, comforts = ("a", "b", "c", "d", "e"), (*Comfort, None)
    past = tuple(PastRound(7.0 * week, _rooms(dice.sample(ids, people))) for week in range(1, 11))
    return Request(
        people=tuple(
            Person(
                id=id,
                languages=frozenset(dice.sample(("ja", "en"), dice.randint(1, 2))),
                field=dice.choice(fields),
                newcomer=dice.random() < 0.2,
                comfort=dice.choice(comforts),
            )
            for id in ids
        ),
        avoid=tuple((a, b) for a, b in (dice.sample(ids, 2) for _ in range(people // 10))),
        history=past,
    )


def _rooms(order: list[str]) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(order[start : start + 4]) for start in range(0, len(order), 4))


async def longest_block(work: Callable[[], Awaitable[object]]) -> tuple[float, float]:
    """The longest time for which a loop came to nothing else, and how long the work took, in seconds."""
    done, worst = asyncio.Event(), 0.0

    async def tick() -> None:
        nonlocal worst
        while not done.is_set():
            before = time.perf_counter()
            await asyncio.sleep(TICK)
            worst = max(worst, time.perf_counter() - before - TICK)

    ticking = asyncio.create_task(tick())
    await asyncio.sleep(0.05)
    began = time.perf_counter()
    await work()
    took = time.perf_counter() - began
    done.set()
    await ticking
    return worst, took


async def _measured(people: int, rounds: int) -> str:
    request = crowd(people)

    async def beside() -> None:
        await asyncio.to_thread(solve, request, rounds=rounds, seed=1)

    async def on_it() -> None:
        solve(request, rounds=rounds, seed=1)

    block, took = await longest_block(beside)
    other, _ = await longest_block(on_it)
    return f"{people:6}  {rounds:6}  {1000 * block:19.0f} ms / {took:5.2f} s  {1000 * other:25.0f} ms"


def loop_blocks() -> Iterator[str]:
    """A row for each case."""
    yield "people  rounds  in a thread: longest block / took   on the loop: longest block"
    for people, rounds in CASES:
        yield asyncio.run(_measured(people, rounds))
