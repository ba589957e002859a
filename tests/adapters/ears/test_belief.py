"""An ear must prove that it hears: against a sandbox that is kind but for the one thing that each test names."""

from __future__ import annotations

import asyncio

import discord
import pytest

from bot.adapters.ears import ears as module
from bot.core.listening import proof as signs
from bot.core.listening.proof import Doubt, Proof
from tests.adapters.ears.pool import ENTER, Pool
from tests.adapters.ears.test_connection import RIGHT
from tests.sandbox.voice.hall import until

QUICK = 0.1
"""Seconds between two pings here."""


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:  # pyright: ignore[reportUnusedFunction]
    """Five seconds are a tenth of one, and all that follows from them with it."""
    monkeypatch.setattr(signs, "PING", QUICK)
    monkeypatch.setattr(signs, "ANSWERED", 6 * QUICK)
    monkeypatch.setattr(signs, "SURE", 3 * QUICK)
    monkeypatch.setattr("bot.adapters.ears.udp.DOUBTED", QUICK / 2)


async def settled(pool: Pool, *rooms: int) -> None:
    """The ears are in these rooms."""
    pool.attend(*rooms)
    await pool.attending(*rooms)


async def heard(pool: Pool, person: int, room: int, seconds: float = 0.3) -> None:
    """Somebody speaks, and it is told from beginning to end."""
    before = len(pool.listener.heard_of)
    await pool.hall.speak(person, intervals=[[0, seconds]])
    await until(lambda: len(pool.listener.heard_of) >= before + 2)
    told = [(channel, user, on) for channel, user, on, *_ in pool.listener.heard_of[before:]]
    assert told == [(room, person, True), (room, person, False)]


async def test_a_voice_server_that_forgets_the_silent_does_not_forget_us(pool: Pool) -> None:
    room, person = pool.rooms[0], pool.hall.people[0]
    await pool.hall.fault(forget_after=4 * QUICK)
    await settled(pool, room)
    await asyncio.sleep(8 * QUICK)
    await heard(pool, person, room)
    assert pool.listener.able[room] == [True]
    assert pool.ears.sure(room)


async def test_a_voice_server_that_never_answers_is_believed_while_the_room_is_silent(pool: Pool) -> None:
    room, person = pool.rooms[0], pool.hall.people[0]
    await pool.hall.fault(unanswered_pings=1)
    await settled(pool, room)
    await asyncio.sleep(15 * QUICK)
    assert pool.ears.sure(room)
    await heard(pool, person, room)
    assert pool.listener.able[room] == [True]


async def test_answers_that_cease_are_no_proof_and_soon_a_new_connection(pool: Pool) -> None:
    room, person = pool.rooms[0], pool.hall.people[0]
    await settled(pool, room)
    await until(pool.hall.connections)
    await asyncio.sleep(3 * QUICK)
    await pool.hall.fault(unanswered_pings=1)
    await until(lambda: not pool.ears.sure(room))
    assert pool.listener.able[room] == [True], "first it is only not sure"
    await until(lambda: pool.listener.able[room] == [True, False, True])
    await pool.attending(room)
    await heard(pool, person, room)
    assert pool.listener.able[room] == [True, False, True], "where nothing ever answered, nothing is missed"


async def test_an_ear_that_is_never_believed_is_tried_a_few_times_and_stays_away(
    pool: Pool, monkeypatch: pytest.MonkeyPatch
) -> None:
    room = pool.rooms[0]

    def always(*_: object, **_more: object) -> Doubt:
        return Doubt.CLAIM

    monkeypatch.setattr(Proof, "doubt", always)
    before = pool.ears.places(pool.hall.guild, room)
    pool.attend(room)
    await until(lambda: pool.ears.places(pool.hall.guild, room) == before - 1)
    assert [call["state"] for call in pool.calls()] == ["connected", "ended"] * module.TRIES
    assert pool.listener.able[room][-1] is False


async def test_a_camera_with_sealed_silence_is_no_talk(pool: Pool) -> None:
    room, person = pool.rooms[0], pool.hall.people[0]
    await pool.hall.fault(sealed_silence=True)
    await settled(pool, room)
    await pool.hall.speak(person, video=True)
    await asyncio.sleep(1.0)
    assert pool.listener.heard_of == []
    await heard(pool, person, room)


async def test_padding_changes_nothing_about_who_spoke_when(pool: Pool) -> None:
    room, person = pool.rooms[0], pool.hall.people[0]
    await pool.hall.fault(padding=0.1, padding_bursts=1, sealed_silence=True)
    await settled(pool, room)
    await pool.hall.speak(person, video=True)
    await pool.hall.speak(person, intervals=[[n * 1.0, n * 1.0 + 0.4] for n in range(4)])
    await until(lambda: len(pool.listener.heard_of) == 8)
    told = [at for _, _, _, at, _ in pool.listener.heard_of]
    truth = [at for spurt in pool.hall.truth(person) for at in spurt]
    # the first and the last packets of a spurt may be padded ones, of which nothing is known
    assert told == pytest.approx(truth, abs=RIGHT + 0.06)


async def test_somebody_whose_stream_is_never_named_is_heard_as_the_only_one_it_can_be(pool: Pool) -> None:
    room, person = pool.rooms[0], pool.hall.people[1]
    await pool.hall.fault(no_speaking=1)
    await settled(pool, room)
    await heard(pool, pool.hall.people[0], room)
    await pool.hall.sit(person, pool.rooms[1])
    await pool.hall.sit(person, room)
    await heard(pool, person, room, 1.5)


async def test_where_it_may_be_several_it_is_somebody(pool: Pool) -> None:
    room, people = pool.rooms[0], pool.hall.people[1:3]
    await pool.hall.fault(no_speaking=1)
    await settled(pool, room)
    for person in people:
        await pool.hall.sit(person, pool.rooms[1])
        await pool.hall.sit(person, room)
    await pool.hall.speak(people[0], intervals=[[0, 1.5]])
    await until(lambda: len(pool.listener.heard_of) == 2)
    assert all(user < 0 for _, user, *_ in pool.listener.heard_of)


async def test_a_deafened_ear_does_not_hear_stays_and_hears_again(pool: Pool) -> None:
    room, person, hall = pool.rooms[0], pool.hall.people[0], pool.hall
    await settled(pool, room)
    bot, owner = str(hall.box.bot.user.id), hall.box.guild.owner_id
    places = pool.ears.places(hall.guild, pool.rooms[1])
    await hall.control("POST", f"/people/{owner}/moderate", user_id=bot, deaf=True)
    await until(lambda: pool.listener.able[room] == [True, False])
    assert list(pool.ears.deafened(hall.guild)) == [room]
    assert pool.ears.places(hall.guild, pool.rooms[1]) == places - 1
    assert room in pool.places(), "or nobody could take it back"
    await hall.control("POST", f"/people/{owner}/moderate", user_id=bot, deaf=False)
    await until(lambda: pool.listener.able[room] == [True, False, True])
    assert list(pool.ears.deafened(hall.guild)) == []
    await heard(pool, person, room)


async def test_who_cannot_join_the_encrypted_group_leaves_rather_than_trouble_the_call(pool: Pool) -> None:
    room = pool.rooms[0]
    await settled(pool, room)
    await pool.hall.fault(bad_proposals="forever")
    await until(lambda: pool.ears.places(pool.hall.guild, room) == 0)
    await until(lambda: not pool.hall.connections())
    pool.attend(room)
    await asyncio.sleep(1.0)
    assert not pool.hall.connections(), "it stays away, and so do the others"
    assert pool.listener.able[room][-1] is False
    epochs = (await pool.hall.control("GET", "/state"))["epochs"]
    assert epochs[str(room)] <= 10, "two for each of three fresh starts, and the coming and going"


async def test_an_ear_without_an_answer_at_the_door_is_none_for_that_room(
    pool: Pool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "TIMEOUT", 0.2)
    hall, room = pool.hall, pool.rooms[0]
    await hall.control("POST", "/faults", revoke={"permission": "CONNECT"})

    def unaware(_guild: discord.Guild, _channel_id: int) -> bool:
        return True

    monkeypatch.setattr(module, "may_enter", unaware)
    before = pool.ears.places(hall.guild, room)
    pool.attend(room)
    await until(lambda: pool.ears.places(hall.guild, room) == before - 1)
    assert pool.listener.able[room] == [False], "told, so that another can be sent"


async def test_a_listener_that_finds_a_room_locked_is_let_in(pool: Pool, monkeypatch: pytest.MonkeyPatch) -> None:
    hall = pool.hall
    await hall.control("POST", "/faults", world={"hidden_channels": "obfuscated"})
    closed = {"id": str(hall.guild), "type": 0, "deny": ENTER, "allow": "0"}
    mine = {"id": str(hall.box.bot.user.id), "type": 1, "allow": ENTER, "deny": "0"}
    made = await hall.control(
        "POST", f"/guilds/{hall.guild}/channels", name="late", type=2, permission_overwrites=[closed, mine]
    )
    room = int(made["id"])
    await until(lambda: hall.client.get_channel(room) is not None)

    monkeypatch.setattr(module, "LET_IN", 0.5)
    assert pool.ears.places(hall.guild, room) == 1
    await until(lambda: pool.ears.places(hall.guild, room) == 3)
    assert sorted(pool.let_in) == [(room, id) for id in sorted(pool.ears.companions(hall.guild))], "once each"
    pool.attend(pool.rooms[0], room)
    await pool.attending(pool.rooms[0], room)
