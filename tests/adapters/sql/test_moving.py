"""From a file to a server: everything is there, and goes on; or nothing is, and it is said why."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import func, select

from bot.__main__ import main
from bot.adapters.sql.database import Database
from bot.adapters.sql.ledger import SqlLedger
from bot.adapters.sql.lock import Taken, held
from bot.adapters.sql.moving import KEPT, NotEmpty, move
from bot.adapters.sql.store import SqlStore
from bot.core.questions.deck import Prompt
from tests.adapters.conftest import NOW, evening, next_version
from tests.adapters.conftest import everything as mixers
from tests.adapters.sql.test_ledger import everything, fill_every_table


@pytest.fixture
async def before(tmp_path: Path) -> str:
    """A file with something in every table."""
    url = f"sqlite:///{tmp_path}/before.db"
    store = SqlStore(await Database.open(url))
    await fill_every_table(store)
    await store.database.close()
    return url


async def counts(url: str) -> dict[str, int]:
    """How many rows each table has."""
    database = await Database.open(url)
    found = {
        table.name: (await database.work(lambda on, table=table: on.execute(select(func.count()).select_from(table))))
        for table in KEPT
    }
    await database.close()
    return {name: result.scalar_one() for name, result in found.items()}


async def test_everything_is_carried_over_and_goes_on(before: str, url: str) -> None:
    old = SqlStore(await Database.open(before))
    known = await everything(SqlLedger(old.database), 1, {5, 6}), await mixers(old), await counts(before)
    await old.database.close()
    carried = await move(before, url)
    new = SqlStore(await Database.open(url))
    ledger = SqlLedger(new.database)
    assert (await everything(ledger, 1, {5, 6}), await mixers(new), await counts(url)) == known
    assert carried == sum(known[2].values())
    assert await counts(before) == known[2], "what was there stays"
    mixer = (await mixers(new))[0]
    await new.save(next_version(mixer), mixer)
    (added,) = await ledger.add_questions(1, ["And then?"])
    assert list(await ledger.own_questions(1))[-1] == Prompt(added.id, depth=1, shape="open", text="And then?")
    await ledger.refuse(1, 7, refuses=True)
    await ledger.absent(1, [7], NOW)
    await new.database.close()


async def test_where_something_is_kept_nothing_is_written(before: str, url: str) -> None:
    store = SqlStore(await Database.open(url))
    await store.save(evening(), None)
    await store.database.close()
    there = await counts(url)
    with pytest.raises(NotEmpty, match="empty database"):
        await move(before, url)
    assert await counts(url) == there


@pytest.mark.parametrize("which", ["before", "after"])
async def test_while_a_bot_runs_nothing_is_carried(before: str, tmp_path: Path, which: str) -> None:
    after = f"sqlite:///{tmp_path}/after.db"
    async with held({"before": before, "after": after}[which], wait=False):
        with pytest.raises(Taken):
            await move(before, after)


def test_the_operator_is_told_what_to_do_next(
    before: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("ENGAWA_TOKEN", "a.b.c")
    monkeypatch.setenv("ENGAWA_DATABASE_URL", before)
    monkeypatch.chdir(tmp_path)
    assert main(["move", before]) == 1
    assert "another, empty one" in capsys.readouterr().out
    assert main(["move", f"sqlite:///{tmp_path}/after.db"]) == 0
    assert "ENGAWA_DATABASE_URL" in capsys.readouterr().out
