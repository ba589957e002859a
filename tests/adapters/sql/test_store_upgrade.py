"""The migrations: they end at the tables of the code, and rows of every earlier step survive them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, DateTime, Interval, bindparam, make_url, text
from sqlalchemy.ext.asyncio import create_async_engine

from bot.adapters.sql import migrations, tables
from bot.adapters.sql.database import Database
from bot.adapters.sql.ledger import UNTOUCHED, SqlLedger
from bot.adapters.sql.migrations import upgrade
from bot.adapters.sql.store import SqlStore
from bot.core.afterwards.sealing import Seal
from bot.core.afterwards.weeks import Turnout
from bot.core.community.card import Card, Kept
from bot.core.community.settings import Community
from bot.core.lifecycle.mixer import Mixer
from bot.core.lifecycle.parts import (
    Asking,
    Assembly,
    Delivery,
    FirstQuestions,
    Guest,
    HostCall,
    Notice,
    Post,
    Report,
    Room,
    ScheduledEvent,
    Signup,
    Smallness,
)
from bot.core.lifecycle.phase import Phase
from bot.core.lifecycle.wanted_post import PostKey
from bot.core.planning.offered import Tell
from bot.core.planning.schedule import Schedule
from bot.core.planning.start import Wish
from bot.core.questions.deck import Brought, Prompt, Tally
from bot.core.seating import Comfort, Summary
from tests.adapters.conftest import NOW, next_version

INSTANT = DateTime(timezone=True)
ROWS_OF_0001 = (
    """INSERT INTO mixers (id, guild_id, host_id, home_id, lobby_id, title, common_ground, language, room_size, length,
    created_at, opens_at, closes_at, phase, category_name, missing, version)
    VALUES ('m1', 1, 2, 3, 4, 'Friday', '', 'ja', 4, :length, :now, :now, :now, 'open', 'Friday', '["speak"]', 7)""",
    """INSERT INTO rooms (mixer_id, number, name, question, channel_id, tried_at, status, lost)
    VALUES ('m1', 1, 'Tea', 'tea', 10, :now, 'tea', :unset), ('m1', 2, 'Rain', 'rain', NULL, NULL, NULL, :unset)""",
    "INSERT INTO guests (mixer_id, user_id, room, waiting, asked_at) VALUES ('m1', 6, 1, :unset, :now)",
    """INSERT INTO posts (mixer_id, key, channel_id, tried_at, delivery, message_id, shown)
    VALUES ('m1', 'welcome', 3, :now, 'sent', 11, 'digest')""",
    "INSERT INTO communities (guild_id, language, host_role_id, lobby_id) VALUES (1, 'ja', 12, 4)",
)
ROWS_OF_0002 = (
    """INSERT INTO communities (guild_id, language, host_role_id, lobby_id, listening, gentle_minutes)
    VALUES (1, 'ja', 12, 4, :unset, 30)""",
    "INSERT INTO tallies (guild_id, question, put, worked) VALUES (1, 'tea', 3, 2)",
    "INSERT INTO own_questions (guild_id, id, text) VALUES (1, 'own-1', 'Rain?')",
    "INSERT INTO known_questions (guild_id, user_id, question, at) VALUES (1, 5, 'tea', :now)",
    "INSERT INTO refusals (guild_id, user_id) VALUES (1, 5)",
)
ROWS_OF_0004 = (
    """INSERT INTO mixers (id, guild_id, host_id, home_id, lobby_id, title, common_ground, language, room_size, length,
    created_at, opens_at, closes_at, phase, category_name, missing, version, rounds, round, round_at, planned, split)
    VALUES ('m1', 1, 2, 3, 4, 'Friday', '', 'ja', 4, :length, :now, :now, :now, 'open', 'Friday', '["speak"]', 7,
    3, 2, :now, 3, '["seating.fewest", {"people": 9}]')""",
    """INSERT INTO rooms (mixer_id, number, name, question, lost, later, few, few_since, fews, content, merge, merge_at)
    VALUES ('m1', 1, 'Tea', 'tea', :unset, '["rain"]', 2, :now, 1, :unset, '[[6, 2]]', :now)""",
    """INSERT INTO guests (mixer_id, user_id, room, waiting, tables, doors)
    VALUES ('m1', 6, 1, :unset, '[2]', '[2, 3]')""",
    """INSERT INTO communities (guild_id, language, host_role_id, lobby_id, listening, gentle_minutes, time_zone,
    fields, announce_days, name_guests, announce_id, left_at)
    VALUES (1, 'ja', 12, 4, :unset, 30, 'Asia/Tokyo', '["Tea"]', 3, :unset, 13, :now)""",
    """INSERT INTO cards (guild_id, user_id, about, answer, may_show, field, languages, comfort, remind)
    VALUES (1, 6, 'I bake bread', 'Rain', :unset, 'sales', '["ja"]', 'listen', :unset)""",
    "INSERT INTO avoidances (guild_id, user_id, other_id) VALUES (1, 6, 7)",
    "INSERT INTO sittings (guild_id, user_id, mixer_id, round, room, at) VALUES (1, 6, 'm1', 1, 2, :now)",
)
SECRET = b"a secret of then"
TICKED = Seal(SECRET).slips("m0", {(6, 7), (7, 6)}, {(6, 7)})
ROWS_OF_0009 = (
    *(
        f"""INSERT INTO mixers (id, guild_id, host_id, home_id, lobby_id, title, common_ground, language, room_size,
    length, created_at, opens_at, closes_at, phase, category_name, missing, version, name_guests, notices, handed_over)
    VALUES ('{id}', 1, 2, 3, 4, 'Friday', '', 'ja', 4, :length, :now, :now, :now, '{phase}', 'Friday', '["speak"]', 7,
    :set, '[["2026-05-01T18:30:00+00:00", "Cake!"]]', 2)"""
        for id, phase in (("m0", "closed"), ("m1", "open"))
    ),
    *(
        f"""INSERT INTO rooms (mixer_id, number, name, question, lost, chain, let_in)
    VALUES ('{id}', 1, 'Tea', 'tea', :unset, '[2, 8]', '[8]')"""
        for id in ("m0", "m1")
    ),
    "INSERT INTO guests (mixer_id, user_id, room, waiting, ballot) VALUES ('m1', 6, 1, :unset, 'sealed')",
    """INSERT INTO cards (guild_id, user_id, about, answer, may_show, languages, remind)
    VALUES (1, 6, 'I bake bread', '', :unset, '[]', :unset)""",
    "INSERT INTO avoidances (guild_id, user_id, other_id) VALUES (1, 6, 9)",
    "INSERT INTO refusals (guild_id, user_id) VALUES (1, 6)",
    *(
        f"INSERT INTO sittings (guild_id, user_id, mixer_id, round, room, at) VALUES (1, {user}, 'm0', 1, 1, :now)"
        for user in (6, 7)
    ),
    """INSERT INTO afterwards (guild_id, mixer_id, host_id, home_id, title, language, signed_up, ended_at, recap_at,
    reveal_at, recapped, revealed) VALUES (1, 'm0', 2, 3, 'Friday', 'ja', 0, :now, :now, :now, :set, :unset)""",
    *(f"INSERT INTO ticks (guild_id, mixer_id, slip) VALUES (1, 'm0', '{slip}')" for slip in TICKED),
)
"""One evening under way and one over, with all that a later step has to say something about."""
ROWS_OF_0010 = (
    """INSERT INTO mixers (id, guild_id, host_id, home_id, lobby_id, title, common_ground, language, room_size, length,
    created_at, opens_at, closes_at, phase, category_name, missing, version)
    VALUES ('m1', 1, 2, 3, 4, 'Friday', 'career changers', 'en', 4, :length, :now, :now, :now, 'scheduled', 'Friday',
    '[]', 7)""",
    "INSERT INTO own_questions (guild_id, id, text) VALUES (1, 'own-1', 'Rain?')",
    "INSERT INTO communities (guild_id, language) VALUES (1, 'ja')",
)
ROWS_OF_0017 = (
    "INSERT INTO refusals (guild_id, user_id) VALUES (1, 5)",
    """INSERT INTO afterwards (guild_id, mixer_id, host_id, home_id, title, language, signed_up, ended_at, recap_at,
    reveal_at, recapped, revealed) VALUES (1, 'm0', 2, 3, 'Friday', 'ja', 0, :now, :now, :now, :set, :unset)""",
)
ROWS_OF_0016 = (
    "INSERT INTO refusals (guild_id, user_id) VALUES (1, 5)",
    "INSERT INTO communities (guild_id, language) VALUES (1, 'ja')",
)
MIXER_OF_0001 = Mixer(
    id="m1",
    guild_id=1,
    host_id=2,
    channel_id=3,
    lobby_id=4,
    title="Friday",
    common_ground="",
    language="ja",
    room_size=4,
    length=timedelta(minutes=60),
    created_at=NOW,
    opens_at=NOW,
    closes_at=NOW,
    phase=Phase.OPEN,
    category_name="Friday",
    rooms=(Room(1, "Tea", FirstQuestions("tea"), 10, NOW, "tea"), Room(2, "Rain", FirstQuestions("rain"))),
    guests=(Guest(6, 1, waiting=False, asked_at=NOW),),
    posts={PostKey("welcome"): Post(PostKey("welcome"), 3, NOW, Delivery.SENT, 11, "digest")},
    missing_permissions=frozenset({"speak"}),
    version=7,
)
MIXER_OF_0004 = replace(
    MIXER_OF_0001,
    rounds=3,
    round=2,
    round_at=NOW,
    round_planned=3,
    seating_summary=Summary("seating.fewest", {"people": 9}),
    rooms=(Room(1, "Tea", FirstQuestions("tea", ("rain",)), smallness=Smallness(2, NOW, 1, moves=((6, 2),), at=NOW)),),
    guests=(Guest(6, 1, waiting=False, next_rooms=(2,), admitted_to=(2, 3)),),
    posts={},
)


def test_every_step_follows_the_one_before_it() -> None:
    written = [import_module(f"{migrations.__name__}.versions.{name}") for name in names()]
    befores = [step.down_revision for step in written]
    assert befores == [None, *(step.revision for step in written[:-1])], "two were written side by side"


def names() -> list[str]:
    """The files of the steps."""
    return sorted(module.name for folder in migrations.__path__ for module in iter_modules([f"{folder}/versions"]))


async def test_the_migrations_make_the_tables_of_the_code(url: str) -> None:
    await (await Database.open(url)).close()
    engine = create_async_engine(url)

    def differences(connection: Connection) -> object:
        context = MigrationContext.configure(connection, opts={"compare_server_default": True})
        return compare_metadata(context, tables.metadata)

    async with engine.connect() as connection:
        assert await connection.run_sync(differences) == []
    await engine.dispose()


async def _make(url: str, step: str, rows: tuple[str, ...]) -> None:
    """A database as an Engawa of that step left it."""

    def make(connection: Connection) -> None:
        upgrade(connection, step)
        values = {
            "now": (NOW, INSTANT),
            "length": (timedelta(minutes=60), Interval()),
            "unset": (False, None),
            "set": (True, None),
        }
        for row in rows:
            named = [bindparam(name, value, type_) for name, (value, type_) in values.items() if f":{name}" in row]
            connection.execute(text(row).bindparams(*named))

    if url.startswith("sqlite"):
        Path(make_url(url).database or "").parent.mkdir()
    engine = create_async_engine(url)
    async with engine.begin() as connection:
        await connection.run_sync(make)
    await engine.dispose()


async def test_a_database_of_the_first_step_keeps_its_rows(url: str) -> None:
    await _make(url, "0001", ROWS_OF_0001)
    store = SqlStore(await Database.open(url))
    assert await store.unfinished() == [MIXER_OF_0001]
    settings = await store.community(1)
    assert settings == Community(guild_id=1, language="ja", host_role_id=12, lobby_id=4)
    asked = next_version(MIXER_OF_0001.with_room(1, askings=(Asking(1, "rain", "", "silence", NOW),), call=HostCall(1)))
    await store.save(asked, MIXER_OF_0001)
    assert await store.unfinished() == [asked]
    await store.database.close()


async def test_a_database_of_the_second_step_keeps_its_rows(url: str) -> None:
    await _make(url, "0002", ROWS_OF_0002)
    store = SqlStore(await Database.open(url))
    settings = Community(guild_id=1, language="ja", host_role_id=12, lobby_id=4, listening=False, gentle_minutes=30)
    assert await store.community(1) == settings
    ledger = SqlLedger(store.database)
    assert await ledger.tallies(1) == {"tea": Tally(3, 2)}
    assert [prompt.id for prompt in await ledger.own_questions(1)] == ["own-1"]
    kept = Kept(card=None, sittings=0, questions=1, refuses_ears=True, avoids=frozenset())
    assert await ledger.kept(1, 5) == kept
    await ledger.keep_card(1, 5, Card(about="I bake bread"))
    await ledger.sat(1, "m1", 1, {1: [5]}, NOW)
    assert await ledger.kept(1, 5) == replace(kept, card=Card(about="I bake bread"), sittings=1)
    await store.database.close()


async def test_a_database_of_the_tenth_step_keeps_its_rows(url: str) -> None:
    await _make(url, "0010", ROWS_OF_0010)
    store = SqlStore(await Database.open(url))
    (mixer,) = await store.unfinished()
    assert (mixer.ground_kind, mixer.ground, mixer.brought) == (None, "group", ())
    ledger = SqlLedger(store.database)
    assert list(await ledger.own_questions(1)) == [Prompt("own-1", 1, "open", "Rain?")]
    assert await ledger.switched_off(1) == frozenset()
    assert await store.community(1) == Community(guild_id=1, language="ja")
    brought = (Brought("guest-1", "And you?", 6, shown=False), Brought("own-1", "Rain?"))
    told = next_version(mixer, ground_kind="topic", brought=brought)
    await store.save(told, mixer)
    assert await store.unfinished() == [told]
    await store.database.close()


async def test_a_database_of_the_fourteenth_step_keeps_its_rows(url: str) -> None:
    await _make(url, "0014", ROWS_OF_0010)
    store = SqlStore(await Database.open(url))
    (mixer,) = await store.unfinished()
    assert (mixer.shut_out, mixer.reports, mixer.beside, mixer.apart, mixer.assembly) == ((), (), (), (), None)
    told = next_version(
        mixer,
        shut_out=(7,),
        reports=(Report(6, 1, NOW, (2, 8)),),
        beside=((5, 6),),
        apart=((6, 9),),
        friends=((7, 6),),
        assembly=Assembly(NOW, NOW + timedelta(minutes=10), stopped=True),
    )
    await store.save(told, mixer)
    assert await store.unfinished() == [told]
    ledger = SqlLedger(store.database)
    assert (await ledger.noted(1), await ledger.kept_out(1)) == ((), frozenset())
    await store.database.close()


async def test_a_database_of_the_fourth_step_keeps_its_rows(url: str) -> None:
    await _make(url, "0004", ROWS_OF_0004)
    store = SqlStore(await Database.open(url))
    assert await store.unfinished() == [MIXER_OF_0004]
    settings = Community(guild_id=1, language="ja", host_role_id=12, lobby_id=4, listening=False, gentle_minutes=30)
    settings = replace(settings, time_zone="Asia/Tokyo", fields=("Tea",), announce_days=3, announce_id=13, left_at=NOW)
    assert await store.community(1) == settings
    card = Card(about="I bake bread", answer="Rain", field="sales", languages=frozenset({"ja"}), comfort=Comfort.LISTEN)
    kept = Kept(card=card, sittings=1, questions=0, refuses_ears=False, avoids=frozenset({7}))
    ledger = SqlLedger(store.database)
    assert await ledger.kept(1, 6) == kept
    await ledger.sat(1, "m1", 1, {3: [6]}, NOW)
    assert await ledger.sittings(1, "m1") == {(1, 2, 6), (1, 3, 6)}, "and they may have sat in another room, too"
    planned = next_version(
        MIXER_OF_0004,
        for_roles=(12,),
        capacity=3,
        signups=(Signup(6, NOW), Signup(7, NOW, waiting=True)),
        event=ScheduledEvent(14, NOW, "Friday", NOW),
        guests=(*MIXER_OF_0004.guests, Guest(8, 1, about="Tea", absent=True)),
    )
    await store.save(planned, MIXER_OF_0004)
    assert await store.unfinished() == [planned]
    await store.database.close()


async def test_a_database_of_the_sixteenth_step_keeps_its_rows_and_takes_offers(url: str) -> None:
    await _make(url, "0016", ROWS_OF_0016)
    ledger = SqlLedger(database := await Database.open(url))
    kept = Kept(card=None, sittings=0, questions=0, refuses_ears=True, avoids=frozenset())
    assert await ledger.kept(1, 5) == kept
    told = (Tell(mixer_id="m1", words="Cake!", asked_at=NOW),)
    await ledger.offer(1, 5, "a", told, until=NOW + timedelta(minutes=15), most=10)
    assert await ledger.kept(1, 5) == replace(kept, offers=1)
    assert await ledger.find_offer(1, 5, "a", NOW) == told
    await database.close()


async def test_a_database_of_the_seventeenth_step_keeps_its_rows_and_takes_templates(url: str) -> None:
    await _make(url, "0017", ROWS_OF_0017)
    ledger = SqlLedger(database := await Database.open(url))
    assert await ledger.refusers(1) == {5}
    over = await ledger.last_hosted(1, 2)
    assert over is not None
    assert over.title == "Friday"
    plan = Schedule(wish=Wish(title="Friday"))
    await ledger.keep_template(1, "m0", plan, NOW, most=9)
    assert await ledger.templates(1) == {"m0": plan}
    await database.close()


async def test_a_database_from_before_turnouts_takes_them(url: str) -> None:
    await _make(url, "0017", ROWS_OF_0016)
    ledger = SqlLedger(database := await Database.open(url))
    tea = Turnout(mixer_id="m1", title="Tea", at=NOW, came=4, again=2, questions=5, revived=3)
    await ledger.keep_turnout(1, tea)
    assert await ledger.turnouts(1, 5) == (tea,)
    assert (await ledger.kept(1, 5)).refuses_ears
    await database.close()


async def test_a_database_from_before_the_tone_has_none_switched_on(url: str) -> None:
    await _make(url, "0016", ROWS_OF_0001[-1:])
    store = SqlStore(await Database.open(url))
    settings = await store.community(1)
    assert settings == Community(guild_id=1, language="ja", host_role_id=12, lobby_id=4)
    assert settings is not None
    with_tone = replace(settings, tone=True, tone_id=2**62)
    await store.keep_community(with_tone)
    assert await store.community(1) == with_tone
    await store.database.close()


async def test_a_database_of_the_ninth_step_keeps_its_rows_and_lets_go_of_what_is_over(url: str) -> None:
    await _make(url, "0009", ROWS_OF_0009)
    store = SqlStore(await Database.open(url))
    told = Notice(datetime(2026, 5, 1, 18, 30, tzinfo=UTC), "Cake!")
    room = Room(1, "Tea", FirstQuestions("tea"), call=HostCall(chain=(2, 8)), let_in=(8,))
    under_way = replace(
        MIXER_OF_0001,
        name_guests=True,
        notices=(told,),
        handed_over=2,
        rooms=(room,),
        guests=(Guest(6, 1, waiting=False, ballot="sealed"),),
        posts={},
    )
    assert await store.unfinished() == [under_way]
    over = await store.mixer("m0")
    assert over is not None
    assert (over.notices, over.rooms[0].let_in, over.rooms[0].call.chain) == ((), (), ())
    ledger = SqlLedger(store.database, SECRET)
    assert await ledger.ticked(1, "m0", 6) == {7}, "what was ticked before is read as ever"
    assert await ledger.tick(1, "m0", 7, [6])
    await ledger.reveal(1, "m0")
    assert await ledger.matches(1, "m0", 6) == {7}
    kept = await ledger.kept(1, 6)
    assert (kept.card, kept.refuses_ears, kept.avoids) == (Card(about="I bake bread"), True, {9})
    await ledger.expire(NOW)
    assert (await ledger.kept(1, 6)).card, "nobody knows how old it is: its year begins now"
    await ledger.expire(NOW + UNTOUCHED)
    assert not (await ledger.kept(1, 6)).avoids
    await store.database.close()
