"""A bot too large for one connection: its shards, how often they may begin, and the many servers that call for them."""

import tracemalloc

import pytest

from bot.sandbox import beginning
from tests.sandbox.clients import Json, Socket
from tests.sandbox.conftest import Build, Place

GUILDS, VOICE, MESSAGES, PRIVATE = 1 << 0, 1 << 7, 1 << 9, 1 << 12


async def shard(place: Place, *numbers: int, intents: int = GUILDS | VOICE) -> Socket:
    """A connection on that shard of so many, with all its guilds."""
    socket = await place.socket().open()
    await socket.identify(intents, shard=list(numbers))
    return socket


async def many(place: Place, count: int, **more: object) -> list[Json]:
    """So many servers, made by the control."""
    return await place.control("POST", "/guilds/many", count=count, **more)


async def app(place: Place, **settings: object) -> Json:
    """Set something of the bot's application."""
    return await place.control("PATCH", f"/applications/{place.facts['application_id']}", **settings)


def home(guild: Json, count: int) -> int:
    """The shard of a guild, by Discord's formula."""
    return (int(guild["id"]) >> 22) % count


async def begins(place: Place, number: int, count: int) -> bool:
    """Whether that shard may begin now: READY, or an invalid session."""
    socket = await place.socket().open()
    data: Json = {"token": place.facts["token"], "intents": 0, "properties": {}, "shard": [number, count]}
    await socket.send(2, data)
    answer = await socket.frame(lambda frame: frame["op"] == 9 or frame["t"] == "READY")
    assert answer["op"] == 0 or answer["d"] is False
    return answer["op"] == 0


async def test_a_bot_is_told_how_many_shards_and_how_fast(place: Place) -> None:
    await app(place, shards=4, max_concurrency=16, session_starts=3)
    told = (await place.rest("GET", "/gateway/bot")).body
    assert (told["shards"], told["session_start_limit"]) == (
        4,
        {"total": 3, "remaining": 3, "reset_after": 0, "max_concurrency": 16},
    )
    await shard(place, 0, 4)
    limit = (await place.rest("GET", "/gateway/bot")).body["session_start_limit"]
    assert limit["remaining"] == 2
    assert 0 < limit["reset_after"] <= 86_400_000


async def test_the_advice_goes_by_how_many_servers_there_are(quick: Place) -> None:
    assert (await quick.rest("GET", "/gateway/bot")).body["shards"] == 1
    await many(quick, 2000, people=1)
    assert (await quick.rest("GET", "/gateway/bot")).body["shards"] == 3
    await app(quick, shards=1)
    assert (await quick.rest("GET", "/gateway/bot")).body["shards"] == 1
    await app(quick, shards=None)
    assert (await quick.rest("GET", "/gateway/bot")).body["shards"] == 3


@pytest.mark.parametrize("setting", ["shards", "max_concurrency", "session_starts"])
async def test_fewer_than_one_makes_no_sense(place: Place, setting: str) -> None:
    path = f"/applications/{place.facts['application_id']}"
    assert "1 or more" in await place.control.refused("PATCH", path, **{setting: 0})


async def test_every_shard_has_its_servers_and_no_other(place: Place) -> None:
    await app(place, max_concurrency=3)
    made = [{"id": place.guild}, *await many(place, 30)]
    for number in range(3):
        told = (await shard(place, number, 3)).events("GUILD_CREATE")
        assert {one["id"] for one in told} == {one["id"] for one in made if home(one, 3) == number}
        assert len(told) >= 10, "servers made together are spread evenly"


async def test_what_happens_is_told_to_the_shard_of_its_server_and_private_things_to_the_first(place: Place) -> None:
    await app(place, max_concurrency=2)
    far = next(one for one in await many(place, 4) if home(one, 2) == 1)
    first, second = [await shard(place, n, 2, intents=GUILDS | VOICE | PRIVATE) for n in (0, 1)]
    await place.control("POST", f"/people/{far['owner_id']}/voice", channel_id=far["channels"]["Lobby"])
    assert (await second.event("VOICE_STATE_UPDATE"))["guild_id"] == far["id"]
    private = (await place.rest("POST", "/users/@me/channels", {"recipient_id": far["owner_id"]})).body
    await place.control("POST", f"/people/{far['owner_id']}/message", channel_id=private["id"], content="Hello")
    assert (await first.event("MESSAGE_CREATE"))["content"] == "Hello"
    await first.settle()
    await second.settle()
    assert "VOICE_STATE_UPDATE" not in first.names()
    assert "MESSAGE_CREATE" not in second.names()


async def test_a_command_reaches_every_session_of_its_server_and_none_else(quick: Place) -> None:
    application = quick.facts["application_id"]
    await quick.rest("POST", f"/applications/{application}/commands", {"name": "hello", "description": "Says hello"})
    far = next(one for one in await many(quick, 4) if home(one, 2) == 1)
    other, one, same, whole = [await shard(quick, *numbers) for numbers in ((0, 2), (1, 2), (1, 2), (0, 1))]
    channel = far["channels"]["general"]
    await quick.control("POST", f"/people/{far['owner_id']}/command", channel_id=channel, name="hello")
    for socket in (one, same, whole):
        assert (await socket.event("INTERACTION_CREATE"))["guild_id"] == far["id"]
    await other.settle()
    assert "INTERACTION_CREATE" not in other.names()


async def test_each_bucket_begins_one_session_in_five_seconds(make: Build) -> None:
    place: Place = await make(pace=1.0)
    await app(place, max_concurrency=2)
    began = [await begins(place, number, 4) for number in (0, 1, 2, 3)]
    assert began == [True, True, False, False]


async def test_a_refused_identify_is_one_of_the_days(make: Build) -> None:
    place: Place = await make(pace=1.0)
    assert [await begins(place, 0, 1), await begins(place, 0, 1)] == [True, False]
    assert (await place.rest("GET", "/gateway/bot")).body["session_start_limit"]["remaining"] == 998


async def test_whoever_identifies_too_often_loses_all_sessions_and_the_token(quick: Place) -> None:
    await app(quick, session_starts=2)
    one, two = await shard(quick, 0, 2), await shard(quick, 1, 2)
    over = await quick.socket().open()
    await over.send(2, {"token": quick.facts["token"], "intents": 0, "properties": {}})
    assert [await socket.goodbye() for socket in (over, one, two)] == [4004, 4004, 4004]
    assert (await quick.rest("GET", "/users/@me")).status == 401
    await app(quick, session_starts=1000)
    fresh = await quick.control("POST", f"/applications/{quick.facts['application_id']}/token")
    assert await (await quick.socket(fresh["token"]).open()).identify()


async def test_from_2500_servers_on_a_bot_must_have_shards(quick: Place) -> None:
    await many(quick, 2500, people=1)
    socket = await quick.socket().open()
    await socket.send(2, {"token": quick.facts["token"], "intents": 0, "properties": {}})
    assert await socket.goodbye() == 4011
    assert await begins(quick, 0, 2)
    ear = await quick.socket(quick.facts["listener_tokens"][0]).open()
    assert await ear.identify(), "a bot that is in few of them needs none"


async def test_servers_are_listed_by_two_hundred(place: Place) -> None:
    made = sorted(int(one["id"]) for one in [{"id": place.guild}, *await many(place, 250, people=1)])
    first = (await place.rest("GET", "/users/@me/guilds")).body
    rest = (await place.rest("GET", "/users/@me/guilds", after=first[-1]["id"], with_counts="true")).body
    assert [int(one["id"]) for one in [*first, *rest]] == made
    assert (len(first), rest[0]["approximate_member_count"]) == (200, 2)
    last = (await place.rest("GET", "/users/@me/guilds", before=first[100]["id"], limit=3)).body
    assert [one["id"] for one in last] == [one["id"] for one in first[97:100]]
    assert (await place.rest("GET", "/users/@me/guilds", limit=201)).code == 50035


async def test_each_of_many_has_people_of_its_own_a_lobby_and_the_bot(place: Place) -> None:
    one, other = await many(place, 2, people=4, name="Tea", locale="ja")
    assert one["channels"].keys() == {"general", "Lobby"}
    states = [(await place.control("GET", f"/state?guild_id={made['id']}"))["guilds"][0] for made in (one, other)]
    assert [state["name"] for state in states] == ["Tea 1", "Tea 2"]
    members = [{member["user"]["id"] for member in state["members"]} for state in states]
    assert members[0] & members[1] == {place.bot}
    assert [len(inside) for inside in members] == [5, 5]
    reply = await place.rest("POST", f"/channels/{one['channels']['general']}/messages", {"content": "Welcome"})
    assert reply.status == 200
    await place.control.refused("POST", "/guilds/many", count=0)


async def test_a_connected_bot_is_told_of_new_servers(place: Place) -> None:
    socket = await shard(place, 0, 1)
    (made,) = await many(place, 1)
    assert await socket.event("GUILD_CREATE", lambda guild: guild["id"] == made["id"])


async def test_a_server_is_small(place: Place) -> None:
    tracemalloc.start()
    beginning.add_many(place.box.world, "Club", "en-US", count=200, people=3, bot=place.box.bot)
    taken, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert taken / 200 < 8_000, "bytes of each: ten thousand fit into any machine"
