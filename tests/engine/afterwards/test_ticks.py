"""Ticks: what was returned is told to both at one moment; every way to learn of one that was not, tried and in vain."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Collection
from datetime import timedelta
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.afterwards.farewell import mutual
from bot.ports import Unsure
from tests.engine.afterwards.goodbyes import (
    DAY,
    SOON,
    ended_at,
    keys,
    letters_of,
    over,
    press,
    sat_there,
    shown,
    tick,
    ticked,
    together,
    told,
)
from tests.evening import GUESTS, GUILD, HOST, Evening, minutes
from tests.fake_venue import Failure

PEOPLE = (HOST, *GUESTS[:3])
Ticks = Collection[tuple[int, int]]


async def ticks_of(evening: Evening, ticks: Ticks) -> None:
    """Everybody who ticks anybody does so."""
    for user in sorted({one for one, _ in ticks}):
        await tick(evening, user, [other for one, other in ticks if one == user])


# -- as it should be


async def test_ticks_are_there_again_and_can_be_changed_until_they_are_told() -> None:
    evening = await over(Evening())
    first, second, *_ = await together(evening, HOST)
    for chosen, says in (([first], "touch.kept"), ([first, second], "touch.kept"), ([], "touch.cleared")):
        answer = await tick(evening, HOST, chosen)
        assert keys(answer) == [says]
        assert ticked(answer) == ticked(await press(evening, HOST)) == set(chosen)


async def test_both_are_told_a_day_after_the_end_at_one_moment() -> None:
    evening = await over(Evening())
    other, *_ = await together(evening, HOST)
    await ticks_of(evening, [(HOST, other), (other, HOST)])
    await evening.run_until(ended_at(evening) + DAY - SOON)
    assert told(evening) == {}
    assert keys(await press(evening, HOST)) == ["touch.ask"], "nobody knows yet, not even those two"
    await evening.run_until(ended_at(evening) + DAY)
    assert told(evening) == {HOST: {other}, other: {HOST}}
    assert {at for at, _ in letters_of(evening, "matched")} == {ended_at(evening) + DAY}


async def test_a_letter_names_them_so_that_they_can_be_written_to() -> None:
    evening = await over(Evening())
    other, *_ = await together(evening, HOST)
    evening.venue.servers[GUILD].names = {other: "Aki"}
    await ticks_of(evening, [(HOST, other), (other, HOST)])
    await evening.run_until(ended_at(evening) + DAY)
    letter = next(letter for _, letter in letters_of(evening, "matched") if letter.to == HOST)
    lines = letter.texts[0].values["lines"]
    assert isinstance(lines, tuple)
    assert lines[0].values["name"] == "Aki"


async def test_closed_messages_lose_nothing_as_the_button_tells_it_too() -> None:
    evening = await over(Evening())
    other, *_ = await together(evening, HOST)
    evening.venue.servers[GUILD].closed = {HOST}
    await ticks_of(evening, [(HOST, other), (other, HOST)])
    await evening.run_for(2 * DAY)
    assert told(evening) == {other: {HOST}}
    for user, match in ((HOST, other), (other, HOST)):
        assert shown(await press(evening, user)) == {match}


async def test_who_is_late_ticks_nobody_any_more() -> None:
    evening = await over(Evening())
    other, *_ = await together(evening, HOST)
    await tick(evening, HOST, [other])
    await evening.kill()
    evening.now = ended_at(evening) + DAY + minutes(1)
    await evening.resume()
    assert keys(await tick(evening, other, [HOST])) == ["touch.nobody"]
    await evening.run_for(DAY)
    assert told(evening) == {}


async def test_who_is_forgotten_is_matched_with_nobody() -> None:
    evening = await over(Evening())
    other, third, *_ = await together(evening, HOST)
    await ticks_of(evening, [(HOST, other), (other, HOST), (HOST, third), (third, HOST)])
    await evening.ask(lambda _: evening.members.forget_me(evening.caller(other)))
    await evening.run_for(2 * DAY)
    assert told(evening) == {HOST: {third}, third: {HOST}}


@settings(max_examples=40, deadline=None)
@given(st.sets(st.tuples(st.sampled_from(GUESTS), st.sampled_from(GUESTS)), max_size=30))
def test_exactly_what_was_returned_is_told_and_to_both(ticks: set[tuple[int, int]]) -> None:
    async def run() -> None:
        evening = Evening()
        await sat_there(evening, GUESTS, evening.now)
        for user in GUESTS:
            caller, chosen = evening.caller(user), [str(other) for one, other in ticks if one == user]
            await evening.goodbyes.tick(caller, "mixer-1", chosen)
        await evening.run_for(2 * DAY)
        found = {(one, other) for one, others in told(evening).items() for other in others}
        assert found == {(one, other) for one, other in mutual(ticks) if one != other}
        assert len({at for at, _ in evening.venue.letters}) <= 1, "all at one moment"

    asyncio.run(run())


# -- as it must not be

VICTIM, *OTHERS = PEOPLE
MOMENTS = (
    *(minutes(1), minutes(2), minutes(10), minutes(11), timedelta(hours=12)),
    *(DAY - SOON, DAY, DAY + SOON, DAY + minutes(1), 2 * DAY, 29 * DAY),
)


async def watched(user: int, ticks: Ticks, caplog: pytest.LogCaptureFixture) -> dict[timedelta, list[object]]:
    """All that somebody sees who looks at everything at every moment, and reads every line of the log."""
    caplog.clear()
    evening, sights = Evening(), dict[timedelta, list[object]]()
    one = await sat_there(evening, PEOPLE, evening.now)
    for giver in PEOPLE:
        if any(pair[0] == giver for pair in ticks):
            chosen = [str(other) for pair_giver, other in ticks if pair_giver == giver]
            await evening.goodbyes.tick(evening.caller(giver), one.mixer_id, chosen)
    for moment in MOMENTS:
        await evening.run_until(one.ended_at + moment)
        sights[moment] = [
            await evening.goodbyes.press(evening.caller(user), "touch", one.mixer_id),
            await evening.goodbyes.press(evening.caller(user), "feedback", one.mixer_id),
            await evening.members.show_me(evening.caller(user)),
            await evening.store.ledger.farewell(GUILD, one.mixer_id),
            [(message.at, message.key, list(message.texts)) for message in evening.venue.messages],
            [(at, letter) for at, letter in evening.venue.letters if letter.to in {0, user}],
            dict(evening.alarm.instants),
            [(record.levelname, record.name, record.getMessage()) for record in caplog.records],
        ]
    return sights


@pytest.mark.parametrize(
    "ticks",
    [
        [(OTHERS[0], VICTIM)],
        [(other, VICTIM) for other in OTHERS],
        [*permutations(OTHERS, 2), *((other, VICTIM) for other in OTHERS)],
    ],
    ids=["by one", "by everybody", "by everybody, who all tick each other"],
)
async def test_nobody_sees_anything_of_ticks_that_they_have_not_returned(
    ticks: Ticks, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    assert await watched(VICTIM, ticks, caplog) == await watched(VICTIM, [], caplog)


async def test_the_host_sees_no_more_than_others(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    assert HOST in PEOPLE
    others = [pair for pair in permutations(PEOPLE, 2) if pair[0] != HOST]
    assert await watched(HOST, others, caplog) == await watched(HOST, [], caplog)


async def test_until_its_moment_a_returned_tick_is_not_to_be_seen_either(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    given = [(VICTIM, OTHERS[0])]
    returned = await watched(VICTIM, [*given, (OTHERS[0], VICTIM)], caplog)
    alone = await watched(VICTIM, given, caplog)
    assert {at for at in MOMENTS if returned[at] != alone[at]} == {at for at in MOMENTS if at >= DAY}


async def test_who_was_not_returned_reads_the_same_as_who_ticked_nobody(caplog: pytest.LogCaptureFixture) -> None:
    ticked_in_vain, never = await watched(VICTIM, [(VICTIM, OTHERS[0])], caplog), await watched(VICTIM, [], caplog)
    assert [ticked_in_vain[at] for at in MOMENTS if at >= DAY] == [never[at] for at in MOMENTS if at >= DAY]


async def test_no_line_of_the_log_names_anybody(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    evening = Evening()
    await sat_there(evening, PEOPLE, evening.now)
    evening.venue.servers[GUILD].closed = {PEOPLE[1]}
    evening.venue.failures = {evening.venue.calls + 3: Failure(Unsure(f"{PEOPLE[2]}"), after=False)}
    for user in PEOPLE:
        await evening.goodbyes.tick(evening.caller(user), "mixer-1", [str(other) for other in PEOPLE])
    await evening.run_for(2 * DAY)
    assert letters_of(evening, "matched")
    lines = [record.getMessage() for record in caplog.records if record.name.startswith(("bot", "cogs"))]
    assert not [line for line in lines for user in PEOPLE if str(user) in line]


def test_a_forged_choice_changes_nothing_but_ones_own_ticks() -> None:
    async def run() -> None:
        evening = Evening()
        await sat_there(evening, PEOPLE, evening.now)
        forged = ["", "-1", "x", "99999999999999999999999", str(VICTIM), "²"]
        assert keys(await evening.goodbyes.tick(evening.caller(VICTIM), "mixer-1", forged)) == ["touch.kept"]
        assert await evening.store.ledger.ticked(GUILD, "mixer-1", VICTIM) == frozenset()

    asyncio.run(run())
