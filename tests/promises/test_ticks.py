"""One-sided ticks: they look like none."""

from __future__ import annotations

from datetime import datetime

import pytest

from bot.core.text import Answer, Text
from tests.engine.afterwards.goodbyes import DAY, ended_at, keys, over, press, tick, together
from tests.evening import GUESTS, HOST, Evening, minutes
from tests.promises.seen import letters, public

World = list[object]


async def seen_by(evening: Evening, user: int) -> list[Answer]:
    """What somebody can ask for after an evening."""
    return [await press(evening, user), await evening.members.show_me(evening.caller(user))]


async def world(*ticks: tuple[int, int], taken_back: bool = False, of: int = GUESTS[0]) -> World:
    """What everybody but one person sees until long after it is told, where that person ticks so."""
    evening, seen = await over(Evening()), list[object]()
    others = [user for user in (HOST, *GUESTS) if user != of]
    for one, other in ticks:
        await evening.run_for(minutes(1))
        await tick(evening, one, [other])
    if taken_back:
        await tick(evening, of, [])
    await evening.run_until(ended_at(evening) + minutes(20))
    seen += [await seen_by(evening, user) for user in others]
    await evening.run_until(ended_at(evening) + 2 * DAY)
    seen += [await seen_by(evening, user) for user in others]
    return [*seen, public(evening), letters(evening), evening.drawn]


async def mate() -> int:
    """Somebody who sits with the first guest in every world."""
    return (await together(await over(Evening()), GUESTS[0]))[0]


@pytest.mark.parametrize("taken_back", [False, True])
async def test_t1_a_tick_that_is_not_returned_or_taken_back_changes_nothing_for_anybody_else(taken_back: bool) -> None:
    other = await mate()
    nothing = await world()
    assert await world((GUESTS[0], other), taken_back=taken_back) == nothing


async def test_t2_after_it_is_told_who_was_not_ticked_back_reads_what_everybody_reads() -> None:
    other = await mate()
    evening = await over(Evening())
    await tick(evening, GUESTS[0], [other])
    await evening.run_until(ended_at(evening) + 2 * DAY)
    answers = [await press(evening, user) for user in (GUESTS[0], other, HOST)]
    assert answers == [Text("touch.nobody", {"title": "Tea"})] * 3
    assert await tick(evening, GUESTS[0], [other]) == answers[0]


@pytest.mark.parametrize("first", [True, False])
async def test_t3_two_who_ticked_each_other_are_told_together_at_the_set_time_whoever_was_first(first: bool) -> None:
    other = await mate()
    evening = await over(Evening())
    pair = [(GUESTS[0], other), (other, GUESTS[0])]
    for one, two in pair if first else reversed(pair):
        answer = await tick(evening, one, [two])
        assert keys(answer) == ["touch.kept"], "the second is not told that it is mutual"
        await evening.run_for(minutes(3))
    await evening.run_until(ended_at(evening) + 2 * DAY)
    told: list[tuple[datetime, int]] = [(at, to) for at, to, texts in letters(evening) if texts[0].key == "touch.told"]
    assert sorted(told) == sorted((ended_at(evening) + DAY, user) for user in (GUESTS[0], other))
