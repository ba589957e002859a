"""The guestbook's contract, for the real one and the fake."""

from __future__ import annotations

import asyncio
from collections.abc import Collection
from dataclasses import replace
from datetime import timedelta
from itertools import permutations

import pytest

from bot.core.afterwards.farewell import Farewell, Rating
from bot.core.community.card import Kept
from bot.core.lifecycle.phase import Phase
from bot.ports import Ledger
from tests.adapters.conftest import BIG, NOW, Store, evening, next_version, over
from tests.adapters.sql.test_ledger import SOON, ledger_of

PEOPLE = (5, 6, 7, BIG)
DAY = timedelta(days=1)
HELD = timedelta(days=30)
BLANK = Kept(card=None, sittings=1, questions=0, refuses_ears=False, avoids=frozenset())


async def held(ledger: Ledger, mixer_id: str = "a", *, guild_id: int = 1, people: Collection[int] = PEOPLE) -> Farewell:
    """An evening of one room, that is over."""
    farewell = over(mixer_id, guild_id=guild_id)
    await ledger.sat(guild_id, mixer_id, 1, {1: people}, NOW)
    await ledger.say_farewell(farewell)
    return farewell


@pytest.fixture
def ledger(store: Store) -> Ledger:
    """Every kind of ledger, empty."""
    return ledger_of(store)


async def test_a_farewell_comes_back_and_is_said_once(ledger: Ledger) -> None:
    assert await ledger.farewell(1, "a") is None
    await ledger.say_farewell(over())
    await ledger.say_farewell(replace(over(), title="Another"))
    assert await ledger.farewell(1, "a") == over()
    assert await ledger.farewell(1, "b") is None
    assert await ledger.farewell(2, "a") is None


async def test_what_is_still_to_be_told_is_listed(ledger: Ledger) -> None:
    first, last = await held(ledger, "a"), over("b", guild_id=2, ended_at=NOW + DAY)
    await ledger.say_farewell(last)
    assert await ledger.farewells() == [first, last]
    assert await ledger.begin_telling(1, "a", NOW, voices=False)
    assert not await ledger.begin_telling(1, "a", NOW + DAY, voices=False)
    assert await ledger.farewells() == [replace(first, telling_at=NOW), last]
    await ledger.end_telling(1, "a", told=True)
    for user, other in ((5, 6), (6, 5)):
        await ledger.tick(1, "a", user, [other])
    await ledger.reveal(1, "a")
    told = replace(first, recapped=True, revealed=True)
    assert await ledger.farewells() == [told, last], "two have not been told that they match"
    for user in (5, 6):
        assert await ledger.mark_told(1, "a", user)
    assert await ledger.farewells() == [last]
    assert await ledger.farewell(1, "a") == told


async def test_the_last_evening_of_a_host_is_found(ledger: Ledger) -> None:
    first = over("a")
    last, others = replace(first, mixer_id="b", ended_at=NOW + DAY), replace(first, mixer_id="c", host_id=99)
    for one in (last, first, replace(others, ended_at=NOW + 2 * DAY)):
        await ledger.say_farewell(one)
    assert await ledger.last_hosted(1, first.host_id) == last
    assert await ledger.last_hosted(2, first.host_id) is None


async def test_who_sat_where_is_known(ledger: Ledger) -> None:
    await ledger.sat(1, "a", 1, {1: [5, 6], 2: [7]}, NOW)
    await ledger.sat(1, "a", 2, {1: [5, 7]}, NOW)
    await ledger.sat(1, "b", 1, {1: [8]}, NOW)
    await ledger.sat(2, "a", 1, {1: [9]}, NOW)
    assert await ledger.sittings(1, "a") == {(1, 1, 5), (1, 1, 6), (1, 2, 7), (2, 1, 5), (2, 1, 7)}
    assert await ledger.sittings(1, "c") == frozenset()


async def test_ticks_are_kept_changed_and_taken_back(ledger: Ledger) -> None:
    await held(ledger)
    for ticked in ([6], [6, BIG], [7], []):
        assert await ledger.tick(1, "a", 5, ticked)
        assert await ledger.tick(1, "a", 6, [5])
        assert await ledger.ticked(1, "a", 5) == set(ticked)
        assert await ledger.ticked(1, "a", 6) == {5}
        assert await ledger.ticked(1, "a", 7) == frozenset()


async def test_only_those_they_sat_with_can_be_ticked(ledger: Ledger) -> None:
    await ledger.sat(1, "a", 1, {1: [5, 6], 2: [7, 8]}, NOW)
    await ledger.say_farewell(over())
    assert await ledger.tick(1, "a", 5, [5, 6, 7, 99])
    assert await ledger.ticked(1, "a", 5) == {6}
    assert await ledger.tick(1, "a", 99, [5])
    assert await ledger.ticked(1, "a", 99) == frozenset()


async def test_nothing_is_ticked_before_the_end_or_after_the_telling(ledger: Ledger) -> None:
    await ledger.sat(1, "a", 1, {1: PEOPLE}, NOW)
    assert not await ledger.tick(1, "a", 5, [6])
    await ledger.reveal(1, "a")
    await ledger.say_farewell(over())
    assert await ledger.tick(1, "a", 5, [6])
    await ledger.reveal(1, "a")
    assert not await ledger.tick(1, "a", 6, [5])
    assert await ledger.ticked(1, "a", 5) == await ledger.ticked(1, "a", 6) == frozenset()
    assert await ledger.untold(1, "a") == frozenset()


async def test_ticking_at_once_loses_nothing(ledger: Ledger) -> None:
    people = range(1, 13)
    await held(ledger, people=people)
    await asyncio.gather(*(ledger.tick(1, "a", user, people) for user in people))
    for user in people:
        assert await ledger.ticked(1, "a", user) == set(people) - {user}


async def test_only_what_was_returned_becomes_a_match(ledger: Ledger) -> None:
    await held(ledger)
    for user, ticked in ((5, [6, 7]), (6, [5]), (7, [BIG]), (BIG, [5, 7])):
        await ledger.tick(1, "a", user, ticked)
    for _ in range(2):
        await ledger.reveal(1, "a")
        found = {user: await ledger.matches(1, "a", user) for user in PEOPLE}
        assert found == {5: {6}, 6: {5}, 7: {BIG}, BIG: {7}}
        assert await ledger.untold(1, "a") == set(PEOPLE)


async def test_each_is_told_once_unless_that_failed(ledger: Ledger) -> None:
    await held(ledger)
    for user, other in permutations((5, 6, 7), 2):
        await ledger.tick(1, "a", user, [*await ledger.ticked(1, "a", user), other])
    await ledger.reveal(1, "a")
    assert await ledger.mark_told(1, "a", 5)
    assert not await ledger.mark_told(1, "a", 5)
    assert await ledger.untold(1, "a") == {6, 7}
    assert await ledger.mark_told(1, "a", 5, told=False)
    assert await ledger.untold(1, "a") == {5, 6, 7}
    assert not await ledger.mark_told(1, "a", 99)


async def test_everybody_has_one_voice_that_can_be_changed(ledger: Ledger) -> None:
    await held(ledger)
    assert await ledger.ratings(1, "a") == ()
    assert not await ledger.remark(1, "a", 5, "Nice")
    assert await ledger.voice(1, "a", 5) is None
    await ledger.rate(1, "a", 5, 2)
    assert await ledger.remark(1, "a", 5, "It's 静か; \\ n")
    await ledger.rate(1, "a", 5, 0)
    await ledger.rate(1, "a", 6, 0)
    assert await ledger.voice(1, "a", 5) == Rating(0, "It's 静か; \\ n")
    assert set(await ledger.ratings(1, "a")) == {Rating(0, "It's 静か; \\ n"), Rating(0)}
    assert await ledger.remark(1, "a", 5, "")
    assert await ledger.ratings(1, "a") == (Rating(0), Rating(0))


async def test_what_is_new_since_the_host_was_told_is_known(ledger: Ledger) -> None:
    await held(ledger)
    for user in (5, 6, 7):
        await ledger.rate(1, "a", user, 0)
    assert await ledger.ratings(1, "a", telling=True) == (Rating(0),) * 3
    await ledger.rate(1, "a", 5, 0)
    assert await ledger.ratings(1, "a") == (Rating(0, told=True),) * 3, "the same again is nothing new"
    await ledger.rate(1, "a", 5, 1)
    await ledger.remark(1, "a", 6, "Tea")
    assert set(await ledger.ratings(1, "a")) == {Rating(1), Rating(0, "Tea"), Rating(0, told=True)}


async def test_what_the_host_is_being_told_is_told_until_it_is_known_not_to_be(ledger: Ledger) -> None:
    await held(ledger)
    await ledger.rate(1, "a", 5, 0)
    assert await ledger.begin_telling(1, "a", NOW, voices=True)
    assert await ledger.ratings(1, "a") == (Rating(0, told=True),)
    await ledger.end_telling(1, "a", told=False)
    assert await ledger.ratings(1, "a") == (Rating(0),)
    one = await ledger.farewell(1, "a")
    assert one is not None
    assert (one.recapped, one.telling_at) == (True, None)


async def test_servers_never_see_each_other(ledger: Ledger) -> None:
    for guild_id in (1, 2):
        await held(ledger, guild_id=guild_id)
        await ledger.tick(guild_id, "a", 5, [6])
    await ledger.tick(2, "a", 6, [5])
    await ledger.rate(2, "a", 5, 0)
    await ledger.reveal(2, "a")
    assert await ledger.ticked(1, "a", 5) == {6}
    assert await ledger.ratings(1, "a") == ()
    await ledger.reveal(1, "a")
    assert await ledger.matches(1, "a", 5) == frozenset()
    assert await ledger.matches(2, "a", 5) == {6}


async def test_people_see_what_is_kept_of_their_own_and_nothing_else(ledger: Ledger) -> None:
    await held(ledger)
    await ledger.tick(1, "a", 5, [6, 7])
    await ledger.rate(1, "a", 5, 0)
    assert await ledger.kept(1, 5) == replace(BLANK, ticked=frozenset({6, 7}), ratings=1)
    assert await ledger.kept(1, 6) == BLANK, "that somebody ticked them is not theirs to see"
    await ledger.tick(1, "a", 6, [5])
    assert await ledger.kept(1, 6) == replace(BLANK, ticked=frozenset({5})), "nor that it is mutual, before its time"
    await ledger.reveal(1, "a")
    assert await ledger.kept(1, 5) == replace(BLANK, matches=frozenset({6}), ratings=1)
    assert await ledger.kept(1, 6) == replace(BLANK, matches=frozenset({5}))


async def test_who_is_forgotten_has_ticked_nobody_and_nobody_has_ticked_them(ledger: Ledger) -> None:
    for mixer_id in ("a", "b"):
        await held(ledger, mixer_id)
        for user in PEOPLE:
            await ledger.tick(1, mixer_id, user, PEOPLE)
            await ledger.rate(1, mixer_id, user, 0)
    await ledger.reveal(1, "b")
    await ledger.forget_person(1, 5)
    assert await ledger.ticked(1, "a", 6) == {7, BIG}
    await ledger.reveal(1, "a")
    for mixer_id in ("a", "b"):
        assert await ledger.matches(1, mixer_id, 5) == await ledger.ticked(1, mixer_id, 5) == frozenset()
        assert await ledger.matches(1, mixer_id, 6) == {7, BIG}
        assert await ledger.untold(1, mixer_id) == {6, 7, BIG}
        assert await ledger.ratings(1, mixer_id) == (Rating(0),) * 3
    assert await ledger.kept(1, 5) == replace(BLANK, sittings=0)


async def test_all_of_it_is_gone_thirty_days_after_the_telling(ledger: Ledger) -> None:
    farewell = await held(ledger)
    await held(ledger, guild_id=2)
    for guild_id in (1, 2):
        await ledger.tick(guild_id, "a", 5, [6])
        await ledger.tick(guild_id, "a", 6, [5])
        await ledger.rate(guild_id, "a", 5, 0)
    await ledger.reveal(1, "a")
    await ledger.expire(farewell.reveal_at + HELD - SOON)
    assert await ledger.matches(1, "a", 5) == await ledger.ticked(2, "a", 5) == {6}
    await ledger.expire(farewell.reveal_at + HELD)
    for guild_id in (1, 2):
        assert await ledger.farewell(guild_id, "a") is None
        assert await ledger.matches(guild_id, "a", 5) == await ledger.ticked(guild_id, "a", 5) == frozenset()
        assert await ledger.ratings(guild_id, "a") == ()
    assert await ledger.farewells() == []


async def test_a_server_is_forgotten_whole_and_alone(store: Store) -> None:
    ledger = ledger_of(store)
    for guild_id in (1, 2):
        await held(ledger, guild_id=guild_id)
        await ledger.tick(guild_id, "a", 5, [6])
        await ledger.rate(guild_id, "a", 5, 0)
    await store.forget_guild(1)
    assert await ledger.farewell(1, "a") is None
    assert await ledger.ticked(1, "a", 5) == frozenset()
    assert await ledger.ratings(1, "a") == ()
    assert await ledger.ticked(2, "a", 5) == {6}
    assert await ledger.ratings(2, "a") == (Rating(0),)


async def test_a_finished_mixer_can_be_read(store: Store) -> None:
    opened = evening()
    closed = next_version(opened, phase=Phase.CLOSED, guests=(), ended_at=NOW)
    await store.save(opened, None)
    assert await store.mixer("m1") == opened
    await store.save(closed, opened)
    assert await store.mixer("m1") == closed
    assert await store.unfinished() == []
    assert await store.mixer("m2") is None


# -- what somebody finds who reads the database


async def test_a_forgotten_host_hosted_nothing(ledger: Ledger) -> None:
    await held(ledger)
    assert (await ledger.kept(1, 2)).hosted == (over().title,)
    await ledger.forget_person(1, 2)
    assert (await ledger.kept(1, 2)).hosted == ()
    assert await ledger.farewell(1, "a") == replace(over(), host_id=0)
    assert await ledger.last_hosted(1, 2) is None


async def test_somebody_sees_what_they_wrote_and_nobody_else_does(ledger: Ledger) -> None:
    await held(ledger)
    await ledger.rate(1, "a", 5, 0)
    await ledger.remark(1, "a", 5, "more tea")
    assert (await ledger.kept(1, 5)).remarks == ("more tea",)
    assert (await ledger.kept(1, 6)).remarks == ()
