"""The ledger's contract, for the real one and the fake: what a server remembers, and what it forgets."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from dataclasses import replace
from datetime import timedelta, timezone
from pathlib import Path

import pytest

from bot.adapters.sql import tables
from bot.adapters.sql.database import Database
from bot.adapters.sql.ledger import SqlLedger
from bot.adapters.sql.store import SqlStore
from bot.core.afterwards.weeks import Turnout
from bot.core.community.card import Card, Kept
from bot.core.community.deeds import Deed, DeedKind
from bot.core.community.settings import Community
from bot.core.planning.schedule import Schedule
from bot.core.planning.start import Wish
from bot.core.questions.deck import Prompt, Put, Tally
from bot.ports import Ledger
from tests.adapters.conftest import BIG, NOW, Store, evening, over
from tests.fakes import FakeStore

KEPT = timedelta(days=180)
SOON = timedelta(microseconds=1)
All = tuple[Mapping[str, Tally], list[Prompt], frozenset[str], Put, frozenset[int], Mapping[int, Kept]]
BLANK = Kept(card=None, sittings=0, questions=0, refuses_ears=False, avoids=frozenset())


def ledger_of(store: Store) -> Ledger:
    """The ledger on the same disk as a store."""
    return store.ledger if isinstance(store, FakeStore) else SqlLedger(store.database)


@pytest.fixture
def ledger(store: Store) -> Ledger:
    """Every kind of ledger, empty."""
    return ledger_of(store)


async def everything(ledger: Ledger, guild_id: int, user_ids: set[int]) -> All:
    """All that a server remembers."""
    return (
        await ledger.tallies(guild_id),
        list(await ledger.own_questions(guild_id)),
        await ledger.switched_off(guild_id),
        await ledger.put(guild_id, user_ids),
        await ledger.refusers(guild_id),
        {id: kept for id in sorted(user_ids) if (kept := await ledger.kept(guild_id, id)) != BLANK},
    )


NOTHING: All = ({}, [], frozenset(), {}, frozenset(), {})


async def fill(ledger: Ledger, guild_id: int) -> None:
    """Something of every kind, about two people."""
    (own,) = await ledger.add_questions(guild_id, [f"What is server {guild_id} like?"])
    for question in (own.id, "tea"):
        await ledger.count(guild_id, question, worked=True)
        await ledger.learn(guild_id, [5, 6], question, NOW)
    await ledger.switch(guild_id, "rain", on=False)
    for user_id in (5, 6):
        await ledger.refuse(guild_id, user_id, refuses=True)
        await ledger.keep_card(guild_id, user_id, Card(about=f"{user_id} of {guild_id}"))
        await ledger.avoid(guild_id, user_id, 11 - user_id, avoids=True)
    await ledger.sat(guild_id, "m1", 1, {1: [5, 6]}, NOW)


async def test_an_empty_ledger_knows_nothing(ledger: Ledger) -> None:
    assert await everything(ledger, 1, {5}) == NOTHING
    await ledger.expire(NOW)
    await ledger.forget_person(1, 5)
    await ledger.refuse(1, 5, refuses=False)
    assert await ledger.remove_question(1, "own-none") is False
    assert await everything(ledger, 1, {5}) == NOTHING


async def test_it_counts_how_often_a_question_was_put_and_worked(ledger: Ledger) -> None:
    for worked in (True, False, True):
        await ledger.count(1, "tea", worked=worked)
    await ledger.count(1, "rain", worked=False)
    assert await ledger.tallies(1) == {"tea": Tally(3, 2), "rain": Tally(1, 0)}


async def test_counting_at_once_loses_nothing(ledger: Ledger) -> None:
    await asyncio.gather(*(ledger.count(1, "tea", worked=n % 2 == 0) for n in range(10)))
    assert await ledger.tallies(1) == {"tea": Tally(10, 5)}


async def test_what_was_given_out_does_not_change_later(ledger: Ledger) -> None:
    before = await everything(ledger, 1, {5, 6})
    await fill(ledger, 1)
    assert before == NOTHING


async def test_own_questions_come_back_oldest_first(ledger: Ledger) -> None:
    texts = ["Zebra or ant?", "縁側で何を飲む？", "And why?"]
    added = [*await ledger.add_questions(1, texts[:2]), *await ledger.add_questions(1, texts[2:])]
    assert [prompt.text for prompt in added] == texts
    assert added == [Prompt(prompt.id, depth=1, shape="open", text=prompt.text) for prompt in added]
    assert list(await ledger.own_questions(1)) == added
    assert all(prompt.id.startswith("own-") for prompt in added)
    assert len({prompt.id for prompt in added}) == 3


async def test_a_question_that_is_there_already_is_left_out(ledger: Ledger) -> None:
    first = await ledger.add_questions(1, ["Tea  or\n coffee?", "TEA OR COFFEE?", " tea or coffee? "])
    assert [prompt.text for prompt in first] == ["Tea or coffee?"]
    second = await ledger.add_questions(1, ["tea or\u3000COFFEE?", "Straße?", "STRASSE?", "tea or-coffee?"])
    assert [prompt.text for prompt in second] == ["Straße?", "tea or-coffee?"]
    assert list(await ledger.own_questions(1)) == [*first, *second]
    assert list(await ledger.add_questions(1, ["straße?"])) == []


async def test_blank_questions_and_none_at_all_add_nothing(ledger: Ledger) -> None:
    assert list(await ledger.add_questions(1, [])) == []
    assert list(await ledger.add_questions(1, ["", " \n\u3000"])) == []
    assert list(await ledger.own_questions(1)) == []


async def test_adding_the_same_at_once_keeps_it_once(ledger: Ledger) -> None:
    answers = await asyncio.gather(*(ledger.add_questions(1, ["Tea?"]) for _ in range(5)))
    assert sorted(len(answer) for answer in answers) == [0, 0, 0, 0, 1]
    assert len(await ledger.own_questions(1)) == 1


async def test_five_hundred_questions_at_once(ledger: Ledger) -> None:
    texts = [f"What about number {n}?" for n in range(500)]
    await ledger.add_questions(1, texts[7:9])
    added = await ledger.add_questions(1, texts)
    assert [prompt.text for prompt in added] == texts[:7] + texts[9:]
    assert [prompt.text for prompt in await ledger.own_questions(1)] == texts[7:9] + texts[:7] + texts[9:]
    assert len({prompt.id for prompt in added}) == 498


async def test_a_removed_question_takes_its_tally_along(ledger: Ledger) -> None:
    tea, rain = await ledger.add_questions(1, ["Tea?", "Rain?"])
    for question in (tea.id, rain.id):
        await ledger.count(1, question, worked=True)
    assert await ledger.remove_question(1, tea.id) is True
    assert await ledger.remove_question(1, tea.id) is False
    assert list(await ledger.own_questions(1)) == [rain]
    assert await ledger.tallies(1) == {rain.id: Tally(1, 1)}
    assert list(await ledger.add_questions(1, ["tea?"])) == [Prompt(tea.id, depth=1, shape="open", text="tea?")]
    assert [prompt.id for prompt in await ledger.own_questions(1)] == [rain.id, tea.id]
    assert await ledger.tallies(1) == {rain.id: Tally(1, 1)}


async def test_a_question_of_the_deck_cannot_be_removed(ledger: Ledger) -> None:
    await ledger.count(1, "tea", worked=True)
    assert await ledger.remove_question(1, "tea") is False
    assert await ledger.tallies(1) == {"tea": Tally(1, 1)}


async def test_a_question_is_known_if_one_of_them_was_put_it(ledger: Ledger) -> None:
    await ledger.learn(1, [5, BIG], "tea", NOW)
    await ledger.learn(1, [BIG, BIG], "rain", NOW)
    assert set(await ledger.put(1, [5])) == {"tea"}
    assert set(await ledger.put(1, (5, BIG, BIG))) == {"tea", "rain"}
    assert await ledger.put(1, {7}) == {}


async def test_it_is_kept_when_each_of_them_was_put_it_last(ledger: Ledger) -> None:
    await ledger.learn(1, [5, 6], "tea", NOW)
    await ledger.learn(1, [5], "tea", NOW + SOON)
    await ledger.learn(1, [6], "tea", NOW - SOON)
    assert await ledger.put(1, [5, 6, 7]) == {"tea": {5: NOW + SOON, 6: NOW}}


async def test_a_question_of_the_deck_is_switched_off_in_one_server_and_on_again(ledger: Ledger) -> None:
    for _ in range(2):
        await ledger.switch(1, "en-on-toast", on=False)
    await ledger.switch(1, "en-books", on=False)
    assert await ledger.switched_off(1) == {"en-on-toast", "en-books"}
    assert await ledger.switched_off(2) == frozenset()
    await ledger.switch(1, "en-on-toast", on=True)
    assert await ledger.switched_off(1) == {"en-books"}


async def test_how_an_own_question_is_meant_is_kept_with_it(ledger: Ledger) -> None:
    (added,) = await ledger.add_questions(1, ["Tea or coffee?"], depth=2, shape="either-or", first=True)
    assert (added.depth, added.shape, added.first) == (2, "either-or", True)
    assert list(await ledger.own_questions(1)) == [added]


async def test_nobody_learns_and_knows_nothing(ledger: Ledger) -> None:
    await ledger.learn(1, [5], "tea", NOW)
    await ledger.learn(1, [], "rain", NOW)
    assert await ledger.put(1, []) == {}
    assert set(await ledger.put(1, [5])) == {"tea"}


async def test_five_hundred_people_learn_at_once(ledger: Ledger) -> None:
    for question in ("tea", "tea", "rain"):
        await ledger.learn(1, range(500), question, NOW)
    assert set(await ledger.put(1, range(1000))) == {"tea", "rain"}
    assert set(await ledger.put(1, [499])) == {"tea", "rain"}


async def test_learning_at_once_in_any_order_waits_for_nobody_for_ever(ledger: Ledger) -> None:
    people = list(range(50))
    await asyncio.gather(*(ledger.learn(1, people[:: 1 if n % 2 else -1], "tea", NOW) for n in range(8)))
    assert set(await ledger.put(1, [49])) == {"tea"}


async def test_what_was_learnt_is_forgotten_after_exactly_180_days(ledger: Ledger) -> None:
    tokyo = NOW.astimezone(timezone(timedelta(hours=9)))
    await ledger.learn(1, [5], "tea", tokyo)
    await ledger.learn(2, [5], "tea", NOW)
    await ledger.learn(1, [5], "rain", NOW + SOON)
    await ledger.expire(NOW + KEPT - SOON)
    assert set(await ledger.put(1, [5])) == {"tea", "rain"}
    await ledger.expire(tokyo + KEPT)
    assert set(await ledger.put(1, [5])) == {"rain"}
    assert await ledger.put(2, [5]) == {}
    await ledger.expire(NOW + SOON + KEPT)
    assert await ledger.put(1, [5]) == {}


async def test_the_latest_time_counts(ledger: Ledger) -> None:
    for days in (0, 10, 5):
        await ledger.learn(1, [5], "tea", NOW + timedelta(days=days))
    await ledger.expire(NOW + timedelta(days=10) + KEPT - SOON)
    assert set(await ledger.put(1, [5])) == {"tea"}
    await ledger.expire(NOW + timedelta(days=10) + KEPT)
    assert await ledger.put(1, [5]) == {}


async def test_of_what_is_ten_half_years_old_only_what_was_first_looked_at_now_is_left(ledger: Ledger) -> None:
    await fill(ledger, 1)
    tallies, own, off, _, refusers, people = await everything(ledger, 1, {5, 6})
    await ledger.expire(NOW + 10 * KEPT)
    left = {id: replace(kept, questions=0, sittings=0) for id, kept in people.items()}
    assert await everything(ledger, 1, {5, 6}) == (tallies, own, off, {}, refusers, left)


async def test_an_instant_needs_its_time_zone(ledger: Ledger) -> None:
    with pytest.raises(ValueError, match="no time zone"):
        await ledger.learn(1, [5], "tea", NOW.replace(tzinfo=None))
    assert await ledger.put(1, [5]) == {}


async def test_somebody_refuses_and_no_longer_minds(ledger: Ledger) -> None:
    for user_id in (5, 5, BIG):
        await ledger.refuse(1, user_id, refuses=True)
    assert await ledger.refusers(1) == {5, BIG}
    for _ in range(2):
        await ledger.refuse(1, 5, refuses=False)
    assert await ledger.refusers(1) == {BIG}


async def test_servers_never_see_each_other(ledger: Ledger) -> None:
    await fill(ledger, 1)
    assert await everything(ledger, 2, {5, 6}) == NOTHING
    before = await everything(ledger, 1, {5, 6})
    (shared,) = await ledger.add_questions(2, ["What is server 1 like?"])
    assert await ledger.remove_question(2, shared.id) is True
    await fill(ledger, 2)
    await ledger.forget_person(2, 5)
    await ledger.refuse(2, 6, refuses=False)
    await ledger.count(2, "tea", worked=False)
    assert await everything(ledger, 1, {5, 6}) == before


async def test_a_person_is_forgotten_and_nobody_else(ledger: Ledger) -> None:
    await fill(ledger, 1)
    tallies, own, off, known, _, people = await everything(ledger, 1, {5, 6})
    await ledger.forget_person(1, 5)
    assert await everything(ledger, 1, {5}) == (tallies, own, off, {}, {6}, {})
    left = replace(people[6], avoids=frozenset())
    only = {question: {6: had[6]} for question, had in known.items()}
    assert await everything(ledger, 1, {6}) == (tallies, own, off, only, {6}, {6: left}), "5 was whom they avoided"


async def test_forgetting_a_server_leaves_the_others_alone(store: Store) -> None:
    ledger = ledger_of(store)
    for guild_id in (1, 2):
        await fill(ledger, guild_id)
    other = await everything(ledger, 2, {5, 6})
    await store.forget_guild(1)
    assert await everything(ledger, 1, {5, 6}) == NOTHING
    assert await everything(ledger, 2, {5, 6}) == other


async def fill_every_table(store: SqlStore) -> None:
    """A row at least in each that is about a server."""
    await store.save(evening(), None)
    await store.keep_community(Community(guild_id=1))
    ledger = SqlLedger(store.database)
    await fill(ledger, 1)
    for mixer_id in ("m1", "m2"):
        await ledger.sat(1, mixer_id, 1, {1: [5, 6]}, NOW)
        await ledger.say_farewell(over(mixer_id))
        await ledger.tick(1, mixer_id, 5, [6])
        await ledger.tick(1, mixer_id, 6, [5])
        await ledger.rate(1, mixer_id, 5, 0)
    await ledger.reveal(1, "m2")
    await ledger.keep_turnout(1, Turnout(mixer_id="m2", title="Tea", at=NOW, came=2, again=0, questions=0, revived=0))
    await ledger.absent(1, [5], NOW)
    await ledger.note(1, Deed(DeedKind.TAKEN_OUT, 5, 6, NOW))
    await ledger.keep_out(1, 6, NOW)
    await ledger.keep_mute(1, 6, NOW)
    await ledger.stand(1, "m", 5, NOW, most=None)
    await ledger.offer(1, 5, "a", (), until=NOW, most=1)
    await ledger.keep_template(1, "m1", Schedule(wish=Wish(title="Tea")), NOW, most=1)


async def test_forgetting_a_server_leaves_no_row_of_it(tmp_path: Path) -> None:
    store = SqlStore(await Database.open(f"sqlite:///{tmp_path}/engawa.db"))
    await fill_every_table(store)

    def counted() -> set[bool]:
        with closing(sqlite3.connect(tmp_path / "engawa.db")) as file:
            of_processes = {tables.leases, tables.identifies}
            names = (table.name for table in tables.metadata.sorted_tables if table not in of_processes)
            return {bool(file.execute(f"SELECT count(*) FROM {name}").fetchone()[0]) for name in names}

    assert counted() == {True}, "a table of which this proves nothing"
    await store.forget_guild(1)
    assert counted() == {False}
    await store.database.close()


async def test_a_second_opening_finds_what_was_remembered(url: str) -> None:
    store = SqlStore(await Database.open(url))
    await fill(SqlLedger(store.database), 1)
    before = await everything(SqlLedger(store.database), 1, {5, 6})
    await store.database.close()
    again = SqlStore(await Database.open(url))
    assert await everything(SqlLedger(again.database), 1, {5, 6}) == before
    await again.database.close()
