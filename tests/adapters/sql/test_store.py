"""The store's contract, for the real one and the fake: what a save promises is there after it."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy.exc import IntegrityError

from bot.adapters.sql.database import Database
from bot.adapters.sql.ledger import SqlLedger
from bot.adapters.sql.share import Share
from bot.adapters.sql.store import SqlStore
from bot.core.community.card import Card
from bot.core.community.settings import Community
from bot.core.lifecycle.parts import Delivery, FirstQuestions, Guest, Post, Room, Signup
from bot.core.lifecycle.phase import Phase
from bot.core.lifecycle.wanted_post import PostKey
from bot.core.shards import Shards
from bot.ports import Stale
from tests.adapters.conftest import BIG, NOW, PATIENCE, Store, evening, everything, next_version, over
from tests.adapters.sql.test_ledger import KEPT, ledger_of

A, B, C = map(PostKey, "abc")


async def test_of_two_saves_after_the_same_version_the_second_is_stale(store: Store) -> None:
    first = evening()
    await store.save(first, None)
    won = next_version(first, title="won", guests=(Guest(9, 1),))
    await store.save(won, first)
    with pytest.raises(Stale):
        await store.save(next_version(first, title="lost", guests=(), posts={}), first)
    assert await everything(store) == [won]


async def test_of_two_saves_at_once_one_is_stale(store: Store) -> None:
    first = evening()
    await store.save(first, None)
    rivals = [next_version(first, title=f"{n}", guests=(Guest(n, 1),)) for n in range(4)]
    results = await asyncio.gather(*(store.save(rival, first) for rival in rivals), return_exceptions=True)
    (won,) = [rival for rival, result in zip(rivals, results, strict=True) if result is None]
    assert sum(isinstance(result, Stale) for result in results) == 3
    assert await everything(store) == [won]


async def test_a_mixer_that_is_there_cannot_be_new(store: Store) -> None:
    await store.save(evening(), None)
    with pytest.raises(Stale):
        await store.save(evening(title="another"), None)
    assert await everything(store) == [evening()]


async def test_a_mixer_that_is_gone_cannot_be_changed(store: Store) -> None:
    with pytest.raises(Stale):
        await store.save(evening(1), evening(0))
    assert await everything(store) == []


async def test_a_version_must_follow_the_one_before(store: Store) -> None:
    await store.save(evening(), None)
    with pytest.raises(ValueError, match="does not follow"):
        await store.save(evening(title="same version"), evening())


async def test_a_save_that_fails_half_way_changes_nothing(store: Store) -> None:
    first = evening()
    await store.save(first, None)
    naive = Post(A, 5, datetime(2026, 5, 1))  # noqa: DTZ001
    bad = next_version(first, title="half", rooms=(), guests=(), posts={A: naive})
    with pytest.raises(ValueError, match="no time zone"):
        await store.save(bad, first)
    assert await everything(store) == [first]
    await store.save(next_version(first), first)


async def test_a_save_that_is_cancelled_is_whole_or_not_at_all(store: Store) -> None:
    last = evening()
    await store.save(last, None)
    others = asyncio.all_tasks()
    for turns in range(0, 200, 8):
        after = evening(last.version + 1)
        saving = asyncio.create_task(store.save(after, last))
        for _ in range(turns):
            await asyncio.sleep(0)
        saving.cancel()
        await asyncio.wait([saving], timeout=PATIENCE)
        assert asyncio.all_tasks() == others, "the save goes on behind its caller's back"
        (found,) = await everything(store)
        assert found in (last, after)
        last = found
    after = evening(last.version + 1)
    await store.save(after, last)
    assert await everything(store) == [after]


async def test_finished_mixers_are_kept_but_not_returned(store: Store) -> None:
    open_one, closed, cancelled = evening(), evening(id="m2"), evening(id="m3")
    for mixer in (open_one, closed, cancelled):
        await store.save(mixer, None)
    await store.save(next_version(closed, phase=Phase.CLOSED, guests=()), closed)
    await store.save(next_version(cancelled, phase=Phase.CANCELLED, guests=()), cancelled)
    assert await everything(store) == [open_one]
    with pytest.raises(Stale):
        await store.save(closed, None)


async def test_a_guest_moves_to_the_end_or_leaves(store: Store) -> None:
    first = evening(guests=(Guest(1, 1), Guest(2, 1), Guest(3, 2)))
    await store.save(first, None)
    moved = next_version(first.with_guest(Guest(1, 2, waiting=False)))
    await store.save(moved, first)
    left = next_version(moved, guests=tuple(guest for guest in moved.guests if guest.user_id != 2))
    assert await everything(store) == [moved]
    await store.save(left, moved)
    (found,) = await everything(store)
    assert found.guests == (Guest(3, 2), Guest(1, 2, waiting=False))


async def test_signups_stay_in_the_order_of_arrival(store: Store) -> None:
    crowd = tuple(Signup(user, NOW, waiting=user > 110) for user in range(120, 100, -1))
    first = evening(signups=crowd)
    await store.save(first, None)
    moved_up = tuple(replace(s, waiting=False, moved_up=True) if s.user_id == 115 else s for s in crowd)
    changed = next_version(first, signups=moved_up)
    await store.save(changed, first)
    left = next_version(changed, signups=(*moved_up[1:7], *moved_up[8:]))
    await store.save(left, changed)
    back = next_version(left, signups=(*left.signups, Signup(120, NOW + timedelta(minutes=1), remind=True)))
    await store.save(back, left)
    assert await everything(store) == [back]
    nobody = next_version(back, signups=())
    await store.save(nobody, back)
    assert await everything(store) == [nobody]


async def test_a_post_changes_comes_and_goes(store: Store) -> None:
    first = evening(posts={A: Post(A, 1, NOW), B: Post(B, 1, NOW)})
    await store.save(first, None)
    sent = Post(A, 1, NOW, Delivery.SENT, BIG, "digest")
    after = next_version(first, posts={A: sent, C: Post(C, 2, NOW)})
    await store.save(after, first)
    (found,) = await everything(store)
    assert found.posts == {A: sent, C: Post(C, 2, NOW)}


async def test_what_is_changed_later_in_memory_is_not_changed_in_the_store(store: Store) -> None:
    posts = {A: Post(A, 1, NOW)}
    await store.save(evening(posts=posts), None)
    posts.clear()
    (found,) = await everything(store)
    assert set(found.posts) == {A}


async def test_two_mixers_do_not_mix(store: Store) -> None:
    first, second = evening(), evening(id="m2", guild_id=7, guests=(Guest(1, 1),))
    await store.save(first, None)
    await store.save(second, None)
    after = next_version(first, rooms=(), guests=(), posts={})
    await store.save(after, first)
    assert await everything(store) == [after, second]


async def test_settings_are_kept_and_replaced(store: Store) -> None:
    assert await store.community(1) is None
    first = Community(
        guild_id=1,
        language="ja",
        host_role_id=BIG,
        lobby_id=4,
        listening=False,
        gentle_minutes=0,
        time_zone="Asia/Tokyo",
        fields=("もの作り", "Care", "Art & craft"),
        announce_days=0,
        name_guests=True,
        announce_id=BIG - 1,
        board_id=BIG - 2,
        reveal_hours=72,
        left_at=NOW.astimezone(timezone(timedelta(hours=9))),
    )
    await store.keep_community(first)
    assert await store.community(1) == first
    await store.keep_community(Community(guild_id=2))
    await store.keep_community(Community(guild_id=1, language="en", lobby_id=5))
    assert await store.community(1) == Community(guild_id=1, language="en", lobby_id=5)
    assert await store.community(2) == Community(guild_id=2)


async def test_servers_of_which_anything_is_kept(store: Store) -> None:
    ledger = ledger_of(store)
    await ledger.tallies(9)
    assert await store.guilds() == frozenset()
    await store.save(evening(guild_id=1), None)
    await store.save(evening(id="m2", guild_id=BIG, phase=Phase.CLOSED), None)
    await store.keep_community(Community(guild_id=2))
    await ledger.count(3, "tea", worked=True)
    await ledger.add_questions(4, ["Rain?"])
    await ledger.learn(5, [1], "tea", NOW)
    await ledger.refuse(6, 1, refuses=True)
    await ledger.keep_card(7, 1, Card())
    await ledger.avoid(8, 1, 2, avoids=True)
    await ledger.sat(9, "m3", 1, {1: [1]}, NOW)
    assert await store.guilds() == {1, 2, 3, 4, 5, 6, 7, 8, 9, BIG}
    await store.forget_guild(BIG)
    await store.forget_guild(7)
    assert await store.guilds() == {1, 2, 3, 4, 5, 6, 8, 9}


async def test_servers_that_the_bot_was_removed_from_by_then(store: Store) -> None:
    for guild_id, left_at in ((1, NOW), (2, NOW + timedelta(microseconds=1)), (3, None), (BIG, NOW - KEPT)):
        await store.keep_community(Community(guild_id=guild_id, left_at=left_at))
    assert await store.left_by(NOW) == {1, BIG}
    assert await store.left_by(NOW.astimezone(timezone(timedelta(hours=9)))) == {1, BIG}
    await store.keep_community(Community(guild_id=1))
    assert await store.left_by(NOW) == {BIG}
    assert await store.left_by(NOW - 2 * KEPT) == frozenset()


async def test_what_is_asked_for_all_servers_is_told_of_those_that_are_ours(url: str) -> None:
    database = await Database.open(url)
    whole, share = SqlStore(database), Share(Shards(range(1), 3))
    mine, ledger = SqlStore(database, share), SqlLedger(database, share=share)
    guilds = [(n << 22) + 5 for n in (0, 1, 2, 3, BIG >> 22)]
    for guild_id in guilds:
        await whole.save(evening(id=str(guild_id), guild_id=guild_id), None)
        await whole.keep_community(Community(guild_id=guild_id, left_at=NOW))
        await ledger.say_farewell(over(str(guild_id), guild_id=guild_id))
    for held in ({0}, {1, 2}, set[int]()):
        share.hold(frozenset(held), until=0.0)
        ours = {guild_id for guild_id in guilds if (guild_id >> 22) % 3 in held}
        assert {mixer.guild_id for mixer in await mine.unfinished()} == ours
        assert await mine.guilds() == ours
        assert await mine.left_by(NOW) == ours
        assert {one.guild_id for one in await ledger.farewells()} == ours
    assert await whole.guilds() == set(guilds)
    await database.close()


async def test_mixers_that_are_over_long_enough_are_forgotten(store: Store) -> None:
    end = NOW + timedelta(minutes=60)
    running, late = evening(), evening(id="m4", phase=Phase.CLOSED, closes_at=end + timedelta(microseconds=1))
    over = [evening(id=f"m{n}", phase=phase) for n, phase in ((2, Phase.CLOSED), (3, Phase.CANCELLED))]
    for mixer in (running, late, *over):
        await store.save(mixer, None)
    await store.forget_mixers(end)
    assert await everything(store) == [running]
    for mixer in over:
        await store.save(mixer, None)
    for mixer in (running, late):
        with pytest.raises(Stale):
            await store.save(mixer, None)


async def test_forgetting_a_server_leaves_the_others_alone(store: Store) -> None:
    mine, finished, other = evening(), evening(id="m2", phase=Phase.CLOSED), evening(id="m3", guild_id=9)
    for mixer in (mine, finished, other):
        await store.save(mixer, None)
    for guild_id in (1, 9):
        await store.keep_community(Community(guild_id=guild_id))
    await store.forget_guild(1)
    assert await everything(store) == [other]
    assert await store.community(1) is None
    assert await store.community(9) == Community(guild_id=9)
    await store.save(mine, None)
    await store.save(finished, None)


async def test_instants_come_back_in_utc(url: str) -> None:
    store = SqlStore(await Database.open(url))
    tokyo = NOW.astimezone(timezone(timedelta(hours=9)))
    await store.save(evening(created_at=tokyo, rooms=(Room(1, "a", FirstQuestions("b"), tried_at=tokyo),)), None)
    (found,) = await store.unfinished()
    await store.database.close()
    for at in (found.created_at, found.rooms[0].tried_at):
        assert at == NOW
        assert at
        assert at.tzinfo is UTC


async def test_a_mixer_that_contradicts_itself_is_not_the_fault_of_the_database(url: str) -> None:
    store = SqlStore(await Database.open(url))
    with pytest.raises(IntegrityError):
        await store.save(evening(guests=(Guest(1, 1), Guest(1, 2))), None)
    assert await store.unfinished() == []
    await store.database.close()


async def test_a_sign_that_shows_nothing_keeps_no_database_from_keeping_the_rest(url: str) -> None:
    store = SqlStore(await Database.open(url))
    await store.save(
        evening(title="Tea\0 and cake", rooms=tuple(Room(n, "a\0", FirstQuestions("b")) for n in (1, 2))), None
    )
    (found,) = await store.unfinished()
    assert found.title.replace("\0", "") == "Tea and cake"
    await store.database.close()


async def test_the_versions_of_what_is_unfinished_are_known_without_reading_it_all(store: Store) -> None:
    first, second = evening(), replace(evening(), id="m2")
    for mixer in (first, second):
        await store.save(mixer, None)
    await store.save(next_version(first), first)
    over = next_version(second, phase=Phase.CLOSED)
    await store.save(over, second)
    assert await store.versions() == {first.id: first.version + 1}
