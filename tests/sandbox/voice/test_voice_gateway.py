"""The voice gateway word by word, with a client of our own."""

from __future__ import annotations

import asyncio
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from bot.sandbox.voice.microphone import Sound
from bot.sandbox.voice.orders import SIZES
from tests.sandbox.clients import Json, until
from tests.sandbox.conftest import Build, Place
from tests.sandbox.voice.caller import Caller, seat


@pytest.fixture
async def place(make: Build) -> Place:
    """A Discord before end-to-end encryption: what is said on the wire is the same."""
    return await make(dave=False)


async def speak(place: Place, person: str, **order: Any) -> Any:
    return await place.control("POST", f"/people/{person}/speak", **order)


async def in_voice(place: Place, person: str, channel: str | None = None) -> None:
    await place.control("POST", f"/people/{person}/voice", channel_id=channel or place.channel("Lobby"))


async def test_packets_are_real(place: Place) -> None:
    person = place.people()[0]
    await in_voice(place, person)
    caller = await seat(place)
    await caller.connect()
    await speak(place, person, intervals=[[0, 0.1]])
    packets = [await caller.opened() for _ in range(10)]
    assert {head[:2] + head[12:] for head, _ in packets} == {b"\x90\x78\xbe\xde\0\x01"}
    numbers = [int.from_bytes(head[2:4]) for head, _ in packets]
    stamps = [int.from_bytes(head[4:8]) for head, _ in packets]
    assert [b - a & 0xFFFF for a, b in pairwise(numbers)] == [1] * 9
    assert {b - a & 0xFFFFFFFF for a, b in pairwise(stamps)} == {960}
    assert [body[4:] == b"\xf8\xff\xfe" for _, body in packets] == [False] * 5 + [True] * 5
    least, most = SIZES[Sound.SPEECH]
    assert all(least <= len(body) - 4 <= most and body[4] == 0x78 for _, body in packets[:5])
    assert {(body[0], body[1] >> 7, body[2], body[3]) for _, body in packets[:5]} == {(0x10, 1, 0x90, 1)}
    told = await caller.frame(5)
    assert told == {"user_id": person, "ssrc": int.from_bytes(packets[0][0][8:12]), "speaking": 1}
    await speak(place, person, intervals=[[0, 0.1]])
    await caller.datagram()
    assert len([f for f in caller.frames if f["op"] == 5]) == 1, "once per user and connection"
    await caller.hang_up()


async def test_who_is_there_is_told_with_numbered_frames(place: Place) -> None:
    one, two = place.people()[:2]
    await in_voice(place, one)
    caller = await seat(place)
    await caller.connect()
    assert (await caller.frame(11))["user_ids"] == [one]
    await speak(place, one, video=True)
    assert (await caller.frame(12))["user_id"] == one
    await in_voice(place, two)
    await place.control("POST", f"/people/{two}/voice", channel_id=None)
    assert (await caller.frame(13))["user_id"] == two
    assert [f["d"]["user_id"] for f in caller.frames if f["op"] == 20] == [one, two]
    numbers = [f["seq"] for f in caller.frames if "seq" in f]
    assert numbers == list(range(len(numbers)))
    await caller.send(3, {"t": 123, "seq_ack": 1})
    assert await caller.frame(6) == {"t": 123}
    await caller.hang_up()


WRONG: list[tuple[list[tuple[Any, Json]], int]] = [
        ([(1, {})], 4003),
        ([(77, {})], 4001),
        ([("me", {"token": "wrong"})], 4004),
        ([("me", {"session_id": "wrong"})], 4006),
        ([("me", {"server_id": "1"})], 4006),
        ([("me", {}), ("me", {})], 4005),
        ([(0, {})], 4002),
        ([("me", {}), (1, {"protocol": "tcp", "data": {}})], 4012),
        ([("me", {}), (1, {"protocol": "udp", "data": {"mode": "xsalsa20_poly1305", "address": "127.0.0.1"}})], 4016),
        (
            [
                ("me", {}),
                (1, {"protocol": "udp", "data": {
                    "mode": "aead_aes256_gcm_rtpsize", "address": "203.0.113.9", "port": 4000,
                }}),
            ],
            4020,
        ),
        ([(7, {"server_id": "1", "session_id": "x", "token": "x", "seq_ack": 0})], 4006),
]  # fmt: skip


@pytest.mark.parametrize(("sent", "code"), WRONG)
async def test_what_is_wrong_is_refused_with_its_code(place: Place, sent: list[tuple[Any, Json]], code: int) -> None:
    caller = await seat(place)
    await caller.dial()
    for op, data in sent:
        if op == "me":
            await caller.identify(**data)
        else:
            await caller.send(op, data)
    assert await caller.goodbye() == code


async def test_dave_is_asked_for_unless_switched_off(make: Build) -> None:
    strict = await make()
    caller = await seat(strict)
    await caller.dial()
    await caller.identify()
    assert await caller.goodbye() == 4017
    await strict.control("POST", "/faults", voice={"require_dave": False})
    await caller.connect()
    assert (await caller.frame(4))["dave_protocol_version"] == 0
    await caller.hang_up()


async def test_a_resume_brings_what_was_missed(place: Place) -> None:
    caller = await seat(place)
    await caller.connect()
    last = max(f["seq"] for f in caller.frames if "seq" in f)
    await place.control("POST", "/faults", voice="crash")
    assert await caller.goodbye() == 4015
    await in_voice(place, place.people()[0])
    caller.frames.clear()
    await caller.resume(last)
    await caller.frame(9)
    assert [f["op"] for f in caller.frames] == [8, 11, 18, 20, 9]
    assert caller.frames[1]["seq"] == last + 1
    await speak(place, place.people()[0], intervals=[[0, 0.1]])
    await caller.opened()
    await caller.hang_up()
    await caller.resume(last)
    assert await caller.goodbye() == 4006, "a client that said goodbye has no session"


async def test_a_lost_connection_can_be_resumed_a_lost_server_not(place: Place) -> None:
    caller = await seat(place)
    await caller.connect()
    await place.control("POST", "/faults", voice="crash_hard")
    assert await caller.goodbye() == 1006
    await caller.resume(0)
    assert await caller.goodbye() == 4006
    caller.udp.close()
    await caller.connect()
    caller.break_off()
    caller.frames.clear()
    await caller.resume(0)
    await caller.frame(9)
    await caller.hang_up()


async def test_a_bot_that_is_moved_or_whose_channel_goes_is_told_by_the_code(place: Place) -> None:
    caller, room = await seat(place), await place.room()
    await caller.connect()
    await place.rest("PATCH", f"/guilds/{place.guild}/members/{place.bot}", {"channel_id": room})
    assert await caller.goodbye() == 4014
    server = await caller.gateway.event("VOICE_SERVER_UPDATE", lambda s: s["token"] != caller.seat["token"])
    moved = Caller(place, caller.gateway, caller.seat | server)
    await moved.connect()
    await place.control("DELETE", f"/channels/{room}")
    assert await moved.goodbye() == 4022
    caller.udp.close()
    moved.udp.close()


async def test_another_server_is_told_on_the_main_gateway_only(place: Place) -> None:
    caller = await seat(place)
    await caller.connect()
    await place.control("POST", "/faults", voice="move")
    server = await caller.gateway.event("VOICE_SERVER_UPDATE", lambda s: s["token"] != caller.seat["token"])
    assert server["endpoint"] != caller.seat["endpoint"]
    assert caller.code is None
    moved = Caller(place, caller.gateway, caller.seat | server)
    await moved.connect()
    assert await caller.goodbye() == 4006
    await moved.hang_up()
    caller.udp.close()


async def test_a_bot_that_starts_anew_gets_a_new_call(place: Place) -> None:
    first = await seat(place)
    await first.connect()

    async def may_identify() -> bool:
        return place.box.world.starts.has_room(place.box.bot)

    await until(may_identify)
    again = await seat(place)
    assert again.seat["session_id"] != first.seat["session_id"]
    assert await first.goodbye() == 4014
    await again.connect()
    await again.hang_up()
    first.udp.close()


async def test_only_a_moderator_stops_a_bot_from_hearing(place: Place) -> None:
    person = place.people()[0]
    await in_voice(place, person)
    caller = await seat(place)
    await caller.connect()
    await caller.gateway.send(
        4, {"guild_id": place.guild, "channel_id": place.channel("Lobby"), "self_mute": True, "self_deaf": True}
    )
    await caller.gateway.event("VOICE_STATE_UPDATE", lambda s: s["self_deaf"])
    await speak(place, person, open=True)
    await caller.opened()
    reply = await place.rest("PATCH", f"/guilds/{place.guild}/members/{place.bot}", {"deaf": True})
    if reply.status == 403:
        # the bot may not deafen; its guild's owner may
        place.box.guild.members[place.box.bot.user.id].deaf = True
        place.box.voice.version += 1

    async def deafened() -> bool:
        return bool((await place.control.state())["voice_connections"][0]["deafened"])

    await until(deafened)
    await caller.hang_up()


async def test_the_authority_lives_as_long_as_the_sandbox(make: Build) -> None:
    place = await make()
    path = place.facts["ca"]
    assert await asyncio.to_thread(Path(path).exists)
    await place.box.stop()
    assert not await asyncio.to_thread(Path(path).exists)
