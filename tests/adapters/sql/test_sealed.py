"""Nobody reads a tick in the database: not without the secret, and with it not once it is told."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection
from contextlib import closing
from itertools import combinations, permutations
from pathlib import Path
from uuid import uuid4

from bot.adapters.sql.database import Database
from bot.adapters.sql.ledger import SqlLedger
from bot.adapters.sql.ledger_tables import TABLES
from bot.adapters.sql.store import SqlStore
from tests.adapters.sql.test_guestbook import held

Rows = dict[str, list[tuple[object, ...]]]


def rows(path: Path) -> Rows:
    """Everything in the file, as it lies there."""
    with closing(sqlite3.connect(path)) as file:
        return {table.name: file.execute(f"SELECT * FROM {table.name}").fetchall() for table in TABLES}


async def after(folder: Path, ticks: Collection[tuple[int, int]], secret: bytes = b"secret") -> tuple[Path, Rows]:
    """A database in which people have ticked so."""
    path = folder / f"{uuid4().hex}.db"
    store = SqlStore(await Database.open(f"sqlite:///{path}"))
    ledger = SqlLedger(store.database, secret)
    await held(ledger, people=(5, 6, 7))
    for user in (5, 6, 7):
        if chosen := [other for one, other in ticks if one == user]:
            assert await ledger.tick(1, "a", user, chosen)
    await store.database.close()
    return path, rows(path)


PAIRS = list(permutations((5, 6, 7), 2))


async def test_the_database_looks_the_same_whoever_ticked_whom(tmp_path: Path) -> None:
    path, none = await after(tmp_path, ())
    blank = none.pop("ticks")
    store = SqlStore(await Database.open(f"sqlite:///{path}"))
    ledger = SqlLedger(store.database, b"secret")
    for ticks in (some for number in range(len(PAIRS) + 1) for some in combinations(PAIRS, number)):
        for user in (5, 6, 7):
            assert await ledger.tick(1, "a", user, [other for one, other in ticks if one == user])
        found = rows(path)
        slips = found.pop("ticks")
        assert found == none, "nothing else changes"
        assert len(slips) == len(blank) == len(PAIRS), "one for each pair, ticked or not"
        words = [str(slip) for _, _, slip in slips]
        assert slips == [(1, "a", word) for word in sorted(words)], "their order is that of words that tell nothing"
        assert {len(word) for word in words} == {32}
        assert len(set(slips) - set(blank)) == len(ticks), "and yet they are kept"
    await store.database.close()


async def test_a_slip_tells_nothing_without_the_secret(tmp_path: Path) -> None:
    made = [await after(tmp_path, PAIRS[:2], secret) for secret in (b"one", b"other", b"other")]
    first, second, third = ({slip for _, _, slip in found["ticks"]} for _, found in made)
    assert first.isdisjoint(second)
    assert second.isdisjoint(third), "each evening has a key of its own"
    path, _ = made[1]
    store = SqlStore(await Database.open(f"sqlite:///{path}"))
    for stranger in (SqlLedger(store.database), SqlLedger(store.database, b"guessed")):
        assert await stranger.ticked(1, "a", 5) == frozenset()
    assert await SqlLedger(store.database, b"other").ticked(1, "a", 5) == {6, 7}
    await store.database.close()


async def test_once_it_is_told_nobody_reads_a_slip_even_with_the_secret_and_an_old_copy(tmp_path: Path) -> None:
    path, _ = await after(tmp_path, [(5, 6), (5, 7), (7, 5)])
    database = await Database.open(f"sqlite:///{path}")
    ledger = SqlLedger(database, b"secret")
    slips = rows(path)["ticks"]
    await ledger.reveal(1, "a")
    with closing(sqlite3.connect(path)) as file:  # the thief puts the slips back that they had found
        file.executemany("INSERT INTO ticks VALUES (?, ?, ?)", slips)
        file.commit()
    assert [await ledger.ticked(1, "a", user) for user in (5, 6, 7)] == [frozenset()] * 3
    await database.close()


async def test_what_was_told_lies_on_in_no_file_of_a_running_bot(tmp_path: Path) -> None:
    path, _ = await after(tmp_path, [(5, 6), (5, 7), (7, 5)])
    database = await Database.open(f"sqlite:///{path}")
    ledger = SqlLedger(database, b"secret")
    await ledger.tick(1, "a", 6, [7])
    with closing(sqlite3.connect(path)) as file:
        (key,) = file.execute("SELECT tick_key FROM afterwards").fetchone()
    words = [key.encode(), *(str(slip).encode() for _, _, slip in rows(path)["ticks"])]

    def lying() -> set[bool]:
        files = b"".join(one.read_bytes() for one in path.parent.glob(f"{path.name}*") if one.suffix != ".db-shm")
        return {word in files for word in words}

    assert lying() == {True}, "or this proves nothing"
    await ledger.reveal(1, "a")
    assert lying() == {False}
    await database.close()


async def test_changing_ones_mind_leaves_no_trace(tmp_path: Path) -> None:
    path, blank = await after(tmp_path, ())
    store = SqlStore(await Database.open(f"sqlite:///{path}"))
    ledger = SqlLedger(store.database, b"secret")
    for chosen in ([6, 7], [7], []):
        await ledger.tick(1, "a", 5, chosen)
    await store.database.close()
    assert rows(path) == blank


async def test_a_ticked_slip_is_gone_with_the_telling_and_only_matches_stay(tmp_path: Path) -> None:
    path, _ = await after(tmp_path, [(5, 6), (5, 7), (7, 5)])
    store = SqlStore(await Database.open(f"sqlite:///{path}"))
    await SqlLedger(store.database, b"secret").reveal(1, "a")
    await store.database.close()
    left = rows(path)
    assert left["ticks"] == []
    assert left["matches"] == [(1, "a", 5, 7, 0), (1, "a", 7, 5, 0)]


async def test_a_voice_has_no_name_no_instant_and_no_place_in_an_order(tmp_path: Path) -> None:
    found: list[object] = []
    for order in ((5, 6, 7), (7, 6, 5)):
        path, _ = await after(tmp_path, ())
        store = SqlStore(await Database.open(f"sqlite:///{path}"))
        for user in order:
            await SqlLedger(store.database, b"secret").rate(1, "a", user, user % 3)
        await store.database.close()
        ratings = rows(path)["voices"]
        assert all(len(row) == 6 and not {5, 6, 7} & set(row) for row in ratings)
        found.append(ratings)
    assert all(one == found[0] for one in found)
