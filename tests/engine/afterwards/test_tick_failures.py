"""Ticks when things fail: nobody is told anything wrong or twice, and the button loses nothing."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Collection
from datetime import datetime, timedelta
from typing import TypeVar

import pytest

from bot.core.afterwards.farewell import Farewell, Rating, mutual
from bot.core.planning.standing import Roll
from bot.ports import Busy, NotDone, Unsure
from tests.engine.afterwards.goodbyes import DAY, SOON, keys, letters_of, press, rate, sat_there, shown, tick, told
from tests.evening import GUESTS, GUILD, HOST, Evening, minutes
from tests.fake_ledger import FakeLedger
from tests.fake_venue import Crash, Failure

T = TypeVar("T")
PEOPLE = (HOST, *GUESTS[:3])
VICTIM, *OTHERS = PEOPLE


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
    evening.venue.failures = {n: Failure(Busy(at + timedelta(hours=3 * (n - calls[0] + 1)))) for n in calls}
    await evening.run_for(5 * DAY)
    assert told(evening) == {}
    assert await evening.store.ledger.farewells() == [], "it is not tried any more"
    assert keys(await evening.goodbyes.press(evening.caller(VICTIM), "touch", "mixer-1")) == ["touch.told"]


@pytest.mark.parametrize("error", [Unsure("timeout"), NotDone("400")])
async def test_what_was_perhaps_told_is_not_told_again(error: Exception) -> None:
    evening = Evening()
    await matched(evening)
    evening.venue.failures = {evening.venue.calls + 1: Failure(error)}
    await evening.run_for(2 * DAY)
    assert len(told(evening)) == 1


async def test_alarms_that_ring_twice_tell_once() -> None:
    evening = Evening()
    at = await matched(evening)
    await evening.run(evening.afterwards.resume())
    evening.now = at
    await asyncio.gather(*(evening.afterwards.ring("mixer-1") for _ in range(3)))
    assert told(evening) == {VICTIM: {OTHERS[0]}, OTHERS[0]: {VICTIM}}
    await evening.afterwards.ring("nobody")


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

    async def say_farewell(self, farewell: Farewell, roll: Roll | None = None) -> None:
        await self._write(lambda: super(DyingLedger, self).say_farewell(farewell, roll))

    async def tick(self, guild_id: int, mixer_id: str, user_id: int, others: Collection[int]) -> bool:
        return await self._write(lambda: super(DyingLedger, self).tick(guild_id, mixer_id, user_id, others))

    async def reveal(self, guild_id: int, mixer_id: str) -> None:
        await self._write(lambda: super(DyingLedger, self).reveal(guild_id, mixer_id))

    async def mark_told(self, guild_id: int, mixer_id: str, user_id: int, *, told: bool = True) -> bool:
        return await self._write(lambda: super(DyingLedger, self).mark_told(guild_id, mixer_id, user_id, told=told))

    async def begin_telling(self, guild_id: int, mixer_id: str, at: datetime, *, voices: bool) -> bool:
        return await self._write(lambda: super(DyingLedger, self).begin_telling(guild_id, mixer_id, at, voices=voices))

    async def end_telling(self, guild_id: int, mixer_id: str, *, told: bool) -> None:
        await self._write(lambda: super(DyingLedger, self).end_telling(guild_id, mixer_id, told=told))

    async def rate(self, guild_id: int, mixer_id: str, user_id: int, face: int) -> None:
        await self._write(lambda: super(DyingLedger, self).rate(guild_id, mixer_id, user_id, face))

    async def ratings(self, guild_id: int, mixer_id: str, *, telling: bool = False) -> tuple[Rating, ...]:
        return await self._write(lambda: super(DyingLedger, self).ratings(guild_id, mixer_id, telling=telling))


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
        heard = [text for _, letter in evening.venue.letters for text in letter.texts if text.key == "recap.feedback"]
        assert len(heard) <= 1, "the host is told how it was once"
        enough = len(self.ledger._voices[GUILD]) == len(PEOPLE)  # pyright: ignore[reportPrivateUsage]
        assert heard or evening.down_for or not enough, "and a bot that is back at once has lost nothing of it"
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
