"""Whose turn it is when the bot wants more of Discord than it may have at once."""

import asyncio

import pytest

from bot.adapters.discord.request_queue import AT_ONCE, SECONDS, Pace, Urgency


async def _taken(*wanted: Urgency, leaving: frozenset[int] = frozenset()) -> list[int]:
    """The places in `wanted` in the order of their turns, behind a full house; those who are leaving give up."""
    pace, turns = Pace(), list[int]()

    async def want(nth: int, urgency: Urgency) -> None:
        await pace.turn(urgency)
        turns.append(nth)

    for _ in range(AT_ONCE):
        await pace.turn(Urgency.DUE)
    tasks = [asyncio.create_task(want(*wish)) for wish in enumerate(wanted)]
    await asyncio.sleep(0)
    for nth in leaving:
        tasks[nth].cancel()
    async with asyncio.timeout(60):
        await asyncio.gather(*tasks, return_exceptions=True)
    return turns


async def test_what_is_due_overtakes_what_can_wait() -> None:
    wanted = (Urgency.LATER, Urgency.AWAITED, Urgency.DUE)
    assert await _taken(*wanted, *wanted) == [2, 5, 1, 4, 0, 3]


async def test_among_equals_who_came_first_goes_first() -> None:
    assert await _taken(*[Urgency.AWAITED] * 12) == list(range(12))


@pytest.mark.parametrize("part", [1.0, 0.5, 0.25, 1 / 16, 1 / 100])
def test_all_processes_together_ask_as_much_as_one(part: float) -> None:
    pace = Pace()
    pace.share(part)
    limiter = pace._limiter  # pyright: ignore[reportPrivateUsage]
    assert limiter.max_rate / limiter.time_period == pytest.approx(part * AT_ONCE / SECONDS)
    assert 1 <= limiter.max_rate <= max(1, AT_ONCE * part)


async def test_who_gives_up_holds_nobody_up() -> None:
    everybody = range(6)
    for gone in ({0}, {5}, {0, 1, 2}, {1, 3, 5}):
        left = [nth for nth in everybody if nth not in gone]
        assert await _taken(*[Urgency.AWAITED] * 6, leaving=frozenset(gone)) == left
