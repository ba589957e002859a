"""What an operator does with what is kept: forget somebody, hand out what is known of them, copy the database."""

from __future__ import annotations

import asyncio
import json
import os
import sqlite3
import sys
from collections.abc import AsyncGenerator
from contextlib import closing
from pathlib import Path

import pytest
from pydantic import SecretStr

from bot.__main__ import main
from bot.adapters.sql.database import Database
from bot.adapters.sql.ledger import SqlLedger
from bot.adapters.sql.store import SqlStore
from bot.adapters.sql.tables import metadata
from bot.cli.backup import backup
from bot.cli.export import export
from bot.cli.forget import forget
from bot.core.afterwards.sealing import secret_of
from bot.core.community.card import Card
from bot.core.lifecycle.parts import Guest, Notice, Signup
from bot.core.lifecycle.phase import Phase
from bot.core.planning.offered import Tell
from bot.core.questions.deck import Brought
from bot.settings import Settings
from tests.adapters.conftest import NOW, evening, over

ME, OTHER = 9_000_001, 9_000_002


@pytest.fixture
async def settings(tmp_path: Path) -> AsyncGenerator[Settings]:
    """An operator's, with a database that two people are all over."""
    chosen = Settings(token=SecretStr("token"), database_url=f"sqlite:///{tmp_path}/state/engawa.db")
    database = await Database.open(chosen.database_url)
    store, ledger = SqlStore(database), SqlLedger(database, secret_of("token"))
    people = (Guest(ME, 1, waiting=False, about="I bake"), Guest(OTHER, 1, waiting=False))
    asked = tuple(Brought(f"guest-{by}", f"What of {by}?", by=by) for by in (ME, OTHER))
    coming = Signup(ME, NOW), Signup(OTHER, NOW)
    await store.save(evening(guests=people, signups=coming, brought=asked, posts={}), None)
    words, first = (Notice(NOW, "tea!"),), Brought("own-tea", "Which tea?")
    hosted = evening(id="old", guild_id=2, host_id=ME, phase=Phase.CLOSED, notices=words, brought=(first, asked[1]))
    await store.save(hosted, None)
    for guild_id in (1, 2):
        for one, other in ((ME, OTHER), (OTHER, ME)):
            await ledger.keep_card(guild_id, one, Card(about="I bake"))
            await ledger.avoid(guild_id, one, other, avoids=True)
            await ledger.refuse(guild_id, one, refuses=True)
            await ledger.learn(guild_id, [one], "tea", NOW)
        await ledger.sat(guild_id, "a", 1, {1: [ME, OTHER]}, NOW)
        await ledger.say_farewell(over("a", guild_id=guild_id))
        await ledger.tick(guild_id, "a", ME, [OTHER])
        await ledger.rate(guild_id, "a", ME, 0)
        await ledger.remark(guild_id, "a", ME, f"more tea in {guild_id}")
    await ledger.absent(1, [ME], NOW)
    for one in (ME, OTHER):
        words = Tell(mixer_id="a", words=f"cake for {one}", asked_at=NOW)
        await ledger.offer(1, one, f"of {one}", (words,), until=NOW, most=10)
    yield chosen
    await database.close()


def naming(settings: Settings, user_id: int) -> dict[str, int]:
    """By table, how many rows hold somebody's id."""
    with closing(sqlite3.connect(settings.database_url.removeprefix("sqlite:///"))) as file:
        rows = {name: file.execute(f"SELECT * FROM {name}").fetchall() for name in metadata.tables}
    counted = {name: sum(str(user_id) in repr(row) for row in found) for name, found in rows.items()}
    return {name: count for name, count in counted.items() if count}


async def test_everything_about_somebody_is_deleted_but_that_they_sit_there(settings: Settings) -> None:
    before = naming(settings, OTHER)
    del before["avoidances"]
    assert {"cards", "avoidances", "sittings", "mixers", "absences", "guests", "offers"} <= naming(settings, ME).keys()
    assert await forget(settings, ME, None) == 0
    assert naming(settings, ME) == {"guests": 1, "mixers": 1}, "until the evening is over, and nothing new of them"
    assert naming(settings, OTHER) == before, "only their wishes about each other are gone"


async def test_a_bot_that_runs_goes_on_with_an_evening_without_them(settings: Settings) -> None:
    await forget(settings, ME, None)
    database = await Database.open(settings.database_url)
    (mixer,) = await SqlStore(database).unfinished()
    await database.close()
    assert mixer.forgotten == (ME,)
    assert [one.user_id for one in mixer.signups] == [OTHER]
    assert mixer.guests == (Guest(ME, 1, waiting=False), Guest(OTHER, 1, waiting=False))
    assert mixer.version == 1, "so that a save from before it is refused"


async def test_in_one_server_only(settings: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    assert await forget(settings, ME, 2) == 0
    assert "in 1 server (2)" in capsys.readouterr().out
    assert naming(settings, ME)["cards"] == 1
    assert await forget(settings, 77, 2) == 0
    assert "Nothing is kept" in capsys.readouterr().out


async def test_a_person_is_given_all_that_is_kept_and_nothing_of_others(
    settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    assert await export(settings, ME) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["servers"].keys() == {"1", "2"}
    one, two = told["servers"]["1"], told["servers"]["2"]
    assert {
        "cards",
        "avoidances",
        "refusals",
        "known_questions",
        "sittings",
        "signups",
        "guests",
        "absences",
        "offers",
    } <= one.keys()
    assert one["cards"][0]["about"] == "I bake"
    assert one["remarks"] == ["more tea in 1"]
    assert one["would_like_to_stay_in_touch_with"] == [OTHER]
    assert [json.loads(row["choices"])[0]["words"] for row in one["offers"]] == [f"cake for {ME}"]
    assert two["mixers"][0]["notices"][0]["text"] == "tea!"
    assert [row["text"] for row in one["brought"]] == [f"What of {ME}?"]
    assert [row["text"] for row in two["mixers"][0]["brought"]] == ["Which tea?"], "not who asked what"
    assert {row["user_id"] for row in one["avoidances"]} == {ME}, "who avoids them is not theirs to see"


async def test_a_running_bots_database_is_copied_whole(settings: Settings, tmp_path: Path) -> None:
    copy = tmp_path / "copy.db"
    assert backup(settings.database_url, copy) == 0
    assert copy.stat().st_mode & 0o777 == 0o600
    database = await Database.open(f"sqlite:///{copy}")
    (mixer,) = await SqlStore(database).unfinished()
    assert len(mixer.guests) == 2
    assert (await SqlLedger(database, secret_of("token")).kept(1, ME)).ticked == {OTHER}
    await database.close()


async def test_a_copy_never_takes_the_place_of_anything(
    settings: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    there = tmp_path / "notes.txt"
    there.write_text("dear diary")
    assert backup(settings.database_url, there) == 1
    assert there.read_text() == "dear diary"
    assert backup(settings.database_url, tmp_path / "nowhere" / "copy.db") == 1
    assert "folder exists" in capsys.readouterr().err
    assert backup(f"sqlite:///{tmp_path}/other.db", tmp_path / "copy.db") == 1
    assert "ENGAWA_DATABASE_URL" in capsys.readouterr().err
    assert sorted(os.listdir(tmp_path)) == ["notes.txt", "state"]


def test_for_postgresql_its_own_tool_is_named_without_the_password(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("ENGAWA_TOKEN", "token")
    monkeypatch.setenv("ENGAWA_DATABASE_URL", "postgresql://engawa:s3cret@db.example/mixers")
    assert main(["backup", str(tmp_path / "copy")]) == 1
    said = capsys.readouterr().err
    assert "pg_dump" in said
    assert "db.example" in said
    assert "s3cret" not in said


@pytest.mark.parametrize("command", ["forget", "export"])
async def test_a_database_that_cannot_be_used_is_told_in_a_sentence(command: str, tmp_path: Path) -> None:
    own = {"ENGAWA_TOKEN": "token", "ENGAWA_DATABASE_URL": f"sqlite:///{tmp_path}"}
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", command, "5", stderr=asyncio.subprocess.PIPE, env={**os.environ, **own}
    )
    _, said = await process.communicate()
    assert process.returncode == 1
    assert b"may write there" in said
