"""The event socket as a client library meets it."""

from typing import Any

import aiohttp
import pytest

from bot.sandbox.gateway.packing import zstd_stream
from tests.sandbox.clients import until
from tests.sandbox.conftest import Build, Place
from tests.sandbox.unpacking import NO_ZSTD, ZSTD, zstd_unpacker

GUILDS, VOICE, MESSAGES, MEMBERS = 1 << 0, 1 << 7, 1 << 9, 1 << 1
VIEW = 1 << 10


@pytest.mark.parametrize(
    "compress",
    [None, "zlib-stream", pytest.param("zstd-stream", marks=pytest.mark.skipif(ZSTD is None, reason=NO_ZSTD))],
)
async def test_a_bot_is_told_its_guild_after_ready(place: Place, compress: str | None) -> None:
    one = place.people()[0]
    await place.control("POST", f"/people/{one}/voice", channel_id=place.channel("Lobby"))
    socket = await place.socket().open(compress)
    ready = await socket.identify()
    assert ready["guilds"] == [{"id": place.guild, "unavailable": True}]
    assert ready["resume_gateway_url"] == place.facts["gateway"]
    (guild,) = socket.events("GUILD_CREATE")
    assert {m["user"]["id"] for m in guild["members"]} == {place.bot, one}, "itself and those in voice, nobody else"
    assert [s["user_id"] for s in guild["voice_states"]] == [one]
    assert {c["name"] for c in guild["channels"]} == {"general", "introductions", "Voice", "Lobby"}


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"token": "wrong"}, 4004),
        ({"intents": 1 << 30}, 4013),
        ({"intents": MEMBERS}, 4014),
        ({"shard": [1, 1]}, 4010),
        ({"properties": None}, 4002),
    ],
)
async def test_a_bad_identify_is_closed_with_its_code(place: Place, said: dict[str, Any], code: int) -> None:
    socket = await place.socket().open()
    await socket.send(2, {"token": place.facts["token"], "intents": 1, "properties": {}, **said})
    assert await socket.goodbye() == code


@pytest.mark.parametrize(
    ("asked", "word"), [("compress=br", "compress=br"), ("encoding=etf", "encoding=etf"), ("v=8", "version")]
)
async def test_what_the_gateway_does_not_speak_is_refused_by_name(place: Place, asked: str, word: str) -> None:
    async with place.http.ws_connect(f"{place.facts['gateway']}/?{asked}") as socket:
        last = await socket.receive()
        assert last.type is aiohttp.WSMsgType.CLOSE
        assert last.data == 4012
        assert word in str(last.extra)


@pytest.mark.skipif(ZSTD is None, reason=NO_ZSTD)
def test_a_frame_larger_than_a_block_is_packed_whole() -> None:
    pack, unpack = zstd_stream(), zstd_unpacker()
    frames = [b"small", bytes(range(256)) * 2048, b"after it"]
    assert [unpack(pack(frame)) for frame in frames] == frames


async def test_members_are_asked_for_of_one_guild_at_a_time(place: Place) -> None:
    socket = await place.socket().open()
    await socket.identify()
    await socket.send(8, {"guild_id": [place.guild], "user_ids": [place.bot]})
    assert (await socket.event("GUILD_MEMBERS_CHUNK"))["guild_id"] == place.guild
    await socket.send(8, {"guild_id": [place.guild, place.guild], "user_ids": [place.bot]})
    assert await socket.goodbye() == 4002
    assert len(socket.events("GUILD_MEMBERS_CHUNK")) == 1, "nobody takes half an answer for the whole"


async def test_bad_manners_are_closed_with_their_codes(place: Place) -> None:
    early = await place.socket().open()
    await early.send(4, {})
    assert await early.goodbye() == 4003
    odd = await place.socket().open()
    await odd.identify()
    await odd.send(99, {})
    assert await odd.goodbye() == 4001
    large = await place.socket().open()
    await large.send(1, "x" * 5000)
    assert await large.goodbye() == 4002


async def test_more_than_120_sends_a_minute_are_too_many(make: Build) -> None:
    place: Place = await make(pace=1.0)
    socket = await place.socket().open()
    for _ in range(121):
        await socket.send(1, None)
    assert await socket.goodbye() == 4008


async def test_a_second_identify_too_soon_is_an_invalid_session(make: Build) -> None:
    place: Place = await make(pace=1.0)
    await (await place.socket().open()).identify()
    again = await place.socket().open()
    await again.send(2, {"token": place.facts["token"], "intents": 1, "properties": {}})
    assert (await again.frame(lambda f: f["op"] == 9))["d"] is False


async def test_what_was_missed_is_replayed_in_order(place: Place) -> None:
    guest = place.people()[0]
    first = await place.socket().open()
    ready = await first.identify()
    await first.settle()
    seen = first.sequence
    await first.drop()
    await place.room(name="while you were away")
    await place.control("POST", f"/people/{guest}/voice", channel_id=place.channel("while you were away"))
    second = await place.socket().open()
    await second.send(6, {"token": place.facts["token"], "session_id": ready["session_id"], "seq": seen})
    await second.event("RESUMED")
    assert [n for n in second.names() if "START_TIME" not in n] == ["CHANNEL_CREATE", "VOICE_STATE_UPDATE", "RESUMED"]
    await place.room(name="live again")
    await second.event("CHANNEL_CREATE", lambda c: c["name"] == "live again")


async def test_a_session_that_is_gone_cannot_be_resumed(place: Place) -> None:
    socket = await place.socket().open()
    await socket.send(6, {"token": place.facts["token"], "session_id": "never", "seq": 1})
    assert (await socket.frame(lambda f: f["op"] == 9))["d"] is False


async def test_a_goodbye_with_1000_ends_the_session(place: Place) -> None:
    first = await place.socket().open()
    ready = await first.identify()
    await first.socket.close(code=1000)
    second = await place.socket().open()
    await second.send(6, {"token": place.facts["token"], "session_id": ready["session_id"], "seq": first.sequence})
    assert (await second.frame(lambda f: f["op"] == 9))["d"] is False


async def test_hidden_channels_are_silent(place: Place) -> None:
    guest = place.people()[0]
    secret = await place.control(
        "POST", f"/guilds/{place.guild}/channels", name="staff", type=2,
        permission_overwrites=[
            {"id": place.guild, "type": 0, "allow": "0", "deny": str(VIEW)},
            {"id": guest, "type": 1, "allow": str(VIEW | 1 << 20), "deny": "0"},
        ],
    )  # fmt: skip
    await place.control("POST", f"/people/{guest}/voice", channel_id=place.channel("Lobby"))
    socket = await place.socket().open()
    await socket.identify()
    await place.control("POST", f"/people/{guest}/voice", channel_id=secret["id"])
    left = await socket.event("VOICE_STATE_UPDATE")
    assert left["channel_id"] is None, "as far as the bot can tell, they left the lobby"
    await place.control("DELETE", f"/channels/{secret['id']}")
    await socket.settle()
    assert "CHANNEL_DELETE" not in socket.names()
    assert len(socket.events("VOICE_STATE_UPDATE")) == 1


async def test_a_deleted_room_puts_people_out(place: Place) -> None:
    guest, room = place.people()[0], await place.room()
    await place.control("POST", f"/people/{guest}/voice", channel_id=room)
    socket = await place.socket().open()
    await socket.identify()
    assert (await place.rest("DELETE", f"/channels/{room}")).status == 200
    assert (await socket.event("VOICE_STATE_UPDATE"))["channel_id"] is None
    assert (await socket.event("CHANNEL_DELETE"))["id"] == room
    assert (await place.rest("DELETE", f"/channels/{room}")).code == 10003


async def test_a_deleted_category_leaves_its_channels(place: Place) -> None:
    socket = await place.socket().open()
    await socket.identify()
    await place.rest("DELETE", f"/channels/{place.channel('Voice')}")
    assert (await socket.event("CHANNEL_UPDATE"))["parent_id"] is None
    assert socket.events("CHANNEL_UPDATE")[0]["name"] == "Lobby"


async def test_intents_decide_what_is_heard(place: Place) -> None:
    guest, general = place.people()[0], place.channel("general")
    deaf, keen = await place.socket().open(), await place.socket(place.facts["listener_tokens"][0]).open()
    await deaf.identify(GUILDS)
    await keen.identify(GUILDS | MESSAGES)
    await place.control("POST", f"/people/{guest}/message", channel_id=general, content="for people only")
    heard = await keen.event("MESSAGE_CREATE")
    assert (heard["content"], heard["author"]["id"]) == ("", guest), "no words without the content intent"
    ear = keen.events("READY")[0]["user"]["id"]
    await place.control("POST", f"/people/{guest}/message", channel_id=general, content=f"hey <@{ear}>")
    assert await keen.event("MESSAGE_CREATE", lambda m: m["content"] == f"hey <@{ear}>")
    await deaf.settle()
    assert "MESSAGE_CREATE" not in deaf.names()


async def test_a_bot_that_joins_voice_gets_its_server(place: Place) -> None:
    socket = await place.socket().open()
    await socket.identify()
    lobby = place.channel("Lobby")
    await socket.send(4, {"guild_id": place.guild, "channel_id": lobby, "self_mute": True, "self_deaf": False})
    state = await socket.event("VOICE_STATE_UPDATE")
    server = await socket.event("VOICE_SERVER_UPDATE")
    assert (state["channel_id"], state["self_mute"]) == (lobby, True)
    assert server["token"]
    assert server["guild_id"] == place.guild


async def test_a_bot_is_let_into_no_full_room_and_hears_nothing(place: Place) -> None:
    room = await place.room(user_limit=1)
    await place.control("POST", f"/people/{place.people()[0]}/voice", channel_id=room)
    ear = await place.socket(place.facts["listener_tokens"][0]).open()
    await ear.identify()
    await ear.send(4, {"guild_id": place.guild, "channel_id": room, "self_mute": True, "self_deaf": False})
    await ear.settle()
    assert "VOICE_SERVER_UPDATE" not in ear.names()


async def test_channel_info_tells_the_voice_status(place: Place) -> None:
    room = await place.room()
    await place.control("POST", f"/people/{place.people()[0]}/voice", channel_id=room)
    await place.rest("PUT", f"/channels/{room}/voice-status", {"status": "Round 2"})
    socket = await place.socket().open()
    await socket.identify()
    await socket.send(43, {"guild_id": place.guild, "fields": ["status", "voice_start_time"]})
    info = await socket.event("CHANNEL_INFO")
    assert [(c["id"], c["status"]) for c in info["channels"]] == [(room, "Round 2")]


async def test_guilds_are_spread_over_shards(make: Build) -> None:
    place: Place = await make(pace=1000.0)
    await place.control("POST", "/guilds", name="Second", locale="en-US")
    shares: list[set[str]] = []

    async def may_identify() -> bool:
        return place.box.world.starts.has_room(place.box.bot)

    for shard in (0, 1):
        await until(may_identify)
        socket = await place.socket().open()
        ready = await socket.identify(shard=[shard, 2])
        shares.append({g["id"] for g in ready["guilds"]})
    every = {g["id"] for g in (await place.rest("GET", "/users/@me/guilds")).body}
    assert shares[0] | shares[1] == every
    assert not shares[0] & shares[1]
    for shard, guilds in enumerate(shares):
        assert all((int(guild) >> 22) % 2 == shard for guild in guilds)


async def test_a_kicked_bot_is_told_and_can_come_back(place: Place) -> None:
    socket = await place.socket().open()
    await socket.identify()
    await place.control("POST", "/faults", kick_bot=True)
    assert await socket.event("GUILD_DELETE") == {"id": place.guild}
    assert (await place.rest("GET", f"/guilds/{place.guild}")).code == 50001
    socket.frames.clear()
    await place.control("POST", "/faults", invite_bot=True)
    assert (await socket.event("GUILD_CREATE"))["id"] == place.guild
    assert (await place.rest("GET", f"/guilds/{place.guild}")).status == 200


async def test_a_bot_that_logs_out_leaves_voice(place: Place) -> None:
    socket = await place.socket().open()
    await socket.identify()
    order = {"guild_id": place.guild, "channel_id": place.channel("Lobby"), "self_mute": True, "self_deaf": False}
    await socket.send(4, order)
    await socket.event("VOICE_STATE_UPDATE")
    other = await place.socket(place.facts["listener_tokens"][0]).open()
    await other.identify()
    await socket.socket.close(code=1000)
    left = await other.event("VOICE_STATE_UPDATE")
    assert (left["user_id"], left["channel_id"]) == (place.bot, None)


async def test_a_moved_bot_gets_a_new_voice_server_token(place: Place) -> None:
    socket = await place.socket().open()
    await socket.identify()
    await socket.send(
        4, {"guild_id": place.guild, "channel_id": place.channel("Lobby"), "self_mute": True, "self_deaf": False}
    )
    first = await socket.event("VOICE_SERVER_UPDATE")
    room = await place.room()
    await place.rest("PATCH", f"/guilds/{place.guild}/members/{place.bot}", {"channel_id": room})
    second = await socket.event("VOICE_SERVER_UPDATE", lambda v: v["token"] != first["token"])
    assert second["guild_id"] == place.guild
    assert [s["channel_id"] for s in socket.events("VOICE_STATE_UPDATE")] == [place.channel("Lobby"), room]


async def test_members_are_told_by_id_but_not_all_of_them(place: Place) -> None:
    socket = await place.socket().open()
    await socket.identify()
    asked = [place.people()[0], "1"]
    await socket.send(8, {"guild_id": place.guild, "user_ids": asked, "limit": 0, "nonce": "n"})
    chunk = await socket.event("GUILD_MEMBERS_CHUNK")
    assert [m["user"]["id"] for m in chunk["members"]] == asked[:1]
    assert (chunk["not_found"], chunk["nonce"]) == (["1"], "n")
    await socket.send(8, {"guild_id": place.guild, "query": "", "limit": 0})
    assert await socket.goodbye() == 4014


async def test_a_session_is_identified_once(place: Place) -> None:
    socket = await place.socket().open()
    await socket.identify()
    await socket.send(2, {"token": place.facts["token"], "intents": 1, "properties": {}})
    assert await socket.goodbye() == 4005
