"""Ticks: what was returned is told to both at one moment; every way to learn of one that was not, tried and in vain."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Collection
from datetime import datetime, timedelta
from itertools import permutations
from typing import TypeVar

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.afterwards import Farewell, Voice, mutual
from bot.core.words import Answer, Text
from bot.ports import Busy, NotDone, Unsure
from tests.conductor.goodbyes import (
    DAY,
    SOON,
    ended_at,
    keys,
    letters_of,
    menu,
    named,
    over,
    press,
    rate,
    sat_there,
    tick,
    ticked,
    together,
    told,
)
from tests.evening import GUESTS, GUILD, HOST, Evening, minutes
from tests.fake_ledger import FakeLedger
from tests.fake_venue import Crash, Failure

T = TypeVar("T")
PEOPLE = (HOST, *GUESTS[:3])
Ticks = Collection[tuple[int, int]]


async def ticks_of(evening: Evening, ticks: Ticks) -> None:
    """Everybody who ticks anybody does so."""
    for user in sorted({one for one, _ in ticks}):
        await tick(evening, user, [other for one, other in ticks if one == user])


def shown(answer: Answer) -> set[int]:
    """With whom it was mutual, as the button tells it."""
    assert isinstance(answer, Text)
    assert answer.key in {"touch.told", "touch.nobody"}
    return named([answer]) if answer.key == "touch.told" else set()


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
Log = list[tuple[str, str, str]]
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


# -- when things fail


async def matched(evening: Evening) -> datetime:
    """Two have ticked each other; when they are to be told."""
    one = await sat_there(evening, PEOPLE, evening.now)
    for user, other in ((VICTIM, OTHERS[0]), (OTHERS[0], VICTIM)):
        await evening.goodbyes.tick(evening.caller(user), one.mixer_id, [str(other)])
    await evening.run_until(one.reveal_at - SOON)
    return one.reveal_at


async def test_who_cannot_be_told_at_once_is_told_as_soon_as_discord_allows() -> None:
    evening = Evening()
    at = await matched(evening)
    evening.venue.failures = {evening.venue.calls + 1: Failure(Busy(at + minutes(3)))}
    await evening.run_for(DAY)
    assert told(evening).keys() == {VICTIM, OTHERS[0]}
    assert {instant for instant, _ in letters_of(evening, "matched")} == {at, at + minutes(3)}
    assert await evening.store.ledger.farewells() == []


async def test_nobody_is_told_days_later() -> None:
    evening = Evening()
    at = await matched(evening)
    calls = range(evening.venue.calls + 1, evening.venue.calls + 100)
    evening.venue.failures = {n: Failure(Busy(at + timedelta(hours=7 * (n - calls[0] + 1)))) for n in calls}
    await evening.run_for(5 * DAY)
    assert told(evening) == {}
    assert evening.venue.calls < calls[20]
    assert keys(await evening.goodbyes.press(evening.caller(VICTIM), "touch", "mixer-1")) == ["touch.told"]


@pytest.mark.parametrize("error", [Unsure("timeout"), NotDone("400")])
async def test_what_was_perhaps_told_is_not_told_again(error: Exception) -> None:
    evening = Evening()
    await matched(evening)
    evening.venue.failures = {evening.venue.calls + 1: Failure(error)}
    await evening.run_for(2 * DAY)
    assert len(told(evening)) == 1


class DyingLedger(FakeLedger):
    """Kills the process at one of its writes to the guestbook."""

    def __init__(self) -> None:
        super().__init__()
        self.writes, self.deadly = 0, (0, False)
        self.die: Callable[[], Awaitable[None]]

    async def _write(self, write: Callable[[], Awaitable[T]]) -> T:
        self.writes += 1
        number = self.writes
        if self.deadly == (number, False):
            await self.die()
        done = await write()
        if self.deadly == (number, True):
            await self.die()
        return done

    async def say_farewell(self, farewell: Farewell) -> None:
        await self._write(lambda: super(DyingLedger, self).say_farewell(farewell))

    async def tick(self, guild_id: int, mixer_id: str, user_id: int, others: Collection[int]) -> bool:
        return await self._write(lambda: super(DyingLedger, self).tick(guild_id, mixer_id, user_id, others))

    async def reveal(self, guild_id: int, mixer_id: str) -> None:
        await self._write(lambda: super(DyingLedger, self).reveal(guild_id, mixer_id))

    async def mark_told(self, guild_id: int, mixer_id: str, user_id: int, *, told: bool = True) -> bool:
        return await self._write(lambda: super(DyingLedger, self).mark_told(guild_id, mixer_id, user_id, told=told))

    async def mark_recapped(self, guild_id: int, mixer_id: str) -> bool:
        return await self._write(lambda: super(DyingLedger, self).mark_recapped(guild_id, mixer_id))

    async def rate(self, guild_id: int, mixer_id: str, user_id: int, face: int) -> None:
        await self._write(lambda: super(DyingLedger, self).rate(guild_id, mixer_id, user_id, face))

    async def voices(self, guild_id: int, mixer_id: str, *, telling: bool = False) -> tuple[Voice, ...]:
        return await self._write(lambda: super(DyingLedger, self).voices(guild_id, mixer_id, telling=telling))


class Aftermath:
    """A whole evening of five in one room, with ticks and faces, and the days after it."""

    def __init__(self, down_for: timedelta = timedelta(0)) -> None:
        self.ledger = DyingLedger()
        self.evening = Evening(down_for=down_for, ledger=self.ledger)
        self.ledger.die = self._die
        self.kept: frozenset[tuple[int, int]] = frozenset()

    async def _die(self) -> None:
        self.evening.life.killed.set()
        await asyncio.Event().wait()

    async def run(self) -> None:
        """Live through it."""
        evening = self.evening
        first, second, third = PEOPLE[1:]
        given = {HOST: [first, second], first: [HOST], second: [third, HOST], third: [HOST]}
        for number, (user, others) in enumerate(given.items()):
            evening.at(minutes(15 + number), lambda user=user, others=others: tick(evening, user, others))
            evening.at(minutes(15.5 + number), lambda user=user: rate(evening, user, 0))
        evening.at(DAY - minutes(10), self._look)
        evening.gather(*PEOPLE)
        await evening.start(12, size=4)
        await evening.run_for(4 * DAY)

    async def _look(self) -> None:
        ticks = self.ledger._ticks[GUILD].values()  # pyright: ignore[reportPrivateUsage]
        self.kept = frozenset(pair for pairs in ticks for pair in pairs)

    async def check(self) -> list[int]:
        """Told was what was returned, to each once at most; by the button it is told in any case. Who had no letter."""
        evening, expected = self.evening, mutual(self.kept)
        assert evening.venue.wrongs == []
        found = {(one, other) for one, others in told(evening).items() for other in others}
        assert found <= expected
        for user in PEOPLE:
            assert shown(await press(evening, user)) == {other for one, other in expected if one == user}
        assert len(letters_of(evening, "recap")) <= 1
        assert await self.ledger.farewells() == []
        return sorted({one for one, _ in expected - found})


async def undisturbed() -> Aftermath:
    """Nothing goes wrong."""
    aftermath = Aftermath()
    await aftermath.run()
    assert await aftermath.check() == []
    assert len(mutual(aftermath.kept)) == 4
    assert [letter.key for _, letter in letters_of(aftermath.evening, "recap")] == ["mixer-1 recap"]
    return aftermath


DOWN = [timedelta(0), minutes(20), timedelta(hours=30)]
moments = pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
downtimes = pytest.mark.parametrize("down_for", DOWN, ids=str)


@moments
@downtimes
async def test_a_kill_at_any_write_tells_nothing_wrong_and_loses_nothing(down_for: timedelta, after: bool) -> None:
    for number in range(1, (await undisturbed()).ledger.writes + 1):
        aftermath = Aftermath(down_for)
        aftermath.ledger.deadly = number, after
        try:
            await aftermath.run()
            assert aftermath.evening.deaths == 1
            await aftermath.check()
        except AssertionError as error:
            error.add_note(f"killed {'after' if after else 'before'} write {number}")
            raise


@moments
@downtimes
async def test_a_kill_at_any_letter_tells_nothing_wrong_and_nothing_twice(down_for: timedelta, after: bool) -> None:
    undisturbed_venue = (await undisturbed()).evening.venue
    for number in range(len(undisturbed_venue.letters)):
        aftermath = Aftermath(down_for)
        aftermath.evening.venue.failures = {undisturbed_venue.calls - number: Failure(Crash(), after=after)}
        try:
            await aftermath.run()
            assert aftermath.evening.deaths == 1
            assert len(mutual(aftermath.kept)) == 4
            lost = await aftermath.check()
            assert len(lost) <= 3, "only those whose letters were just being sent"
        except AssertionError as error:
            error.add_note(f"killed {'after' if after else 'before'} letter {number}")
            raise
