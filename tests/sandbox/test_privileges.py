"""What an operator switches on for an application, and what its bot then hears."""

from tests.sandbox.clients import Json, Rest, Socket
from tests.sandbox.conftest import Place

MEMBERS, PRESENCES, MESSAGES, CONTENT = 1 << 1, 1 << 8, 1 << 9, 1 << 15
CLOSED = 4014


async def allow(place: Place, *intents: str) -> Json:
    return await place.control(
        "PATCH", f"/applications/{place.facts['application_id']}", privileged_intents=list(intents)
    )


async def listening(place: Place, intents: int) -> Socket:
    socket = await place.socket().open()
    await socket.identify(1 | intents)
    return socket


async def test_members_come_change_and_go_before_those_who_may_know(place: Place) -> None:
    await allow(place, "GUILD_MEMBERS")
    socket = await listening(place, MEMBERS)
    path = f"/guilds/{place.guild}/people"
    person = (await place.control("POST", path, name="Mei", locale="ja"))["id"]
    await place.control("PATCH", f"/people/{person}", nick="May")
    await place.control("DELETE", f"/people/{person}")
    await socket.event("GUILD_MEMBER_REMOVE", lambda d: d["user"]["id"] == person)
    told = [name for name in socket.names() if name.startswith("GUILD_MEMBER")]
    assert told == ["GUILD_MEMBER_ADD", "GUILD_MEMBER_UPDATE", "GUILD_MEMBER_REMOVE"]
    listed = await place.rest("GET", f"/guilds/{place.guild}/members", limit=1000)
    assert len(listed.body) == len(place.box.guild.members)


async def test_what_is_not_switched_on_is_refused_and_its_flag_says_so(place: Place) -> None:
    socket = await place.socket().open()
    await socket.send(2, {"token": place.facts["token"], "intents": 1 | MEMBERS, "properties": {}})
    assert await socket.goodbye() == CLOSED
    assert (await place.rest("GET", "/applications/@me")).body["flags"] == 0
    await allow(place, "GUILD_MEMBERS", "GUILD_PRESENCES", "MESSAGE_CONTENT")
    assert (await place.rest("GET", "/applications/@me")).body["flags"] == 1 << 15 | 1 << 13 | 1 << 19


async def test_words_are_for_sessions_that_asked_and_applications_that_may(quick: Place) -> None:
    place = quick
    person, general = place.people()[0], place.channel("general")
    one = f"/channels/{general}/messages"
    without = await listening(place, MESSAGES)

    async def write(words: str) -> str:
        path = f"/people/{person}/message"
        return str((await place.control("POST", path, channel_id=general, content=words))["id"])

    first = await write("nobody reads this")
    assert (await without.event("MESSAGE_CREATE"))["content"] == ""
    assert [m["content"] for m in (await place.rest("GET", one)).body] == [""]
    assert (await place.rest("GET", f"{one}/{first}")).body["content"] == ""
    await allow(place, "MESSAGE_CONTENT")
    with_content = await listening(place, MESSAGES | CONTENT)
    second = await write("read by one")
    assert (await with_content.event("MESSAGE_CREATE", lambda m: m["id"] == second))["content"] == "read by one"
    assert (await without.event("MESSAGE_CREATE", lambda m: m["id"] == second))["content"] == ""
    assert (await place.rest("GET", f"{one}/{first}")).body["content"] == "nobody reads this"


async def test_a_mention_is_read_without_the_intent(place: Place) -> None:
    socket = await listening(place, MESSAGES)
    words = f"<@{place.bot}> hello"
    await place.control(
        "POST", f"/people/{place.people()[0]}/message", channel_id=place.channel("general"), content=words
    )
    assert (await socket.event("MESSAGE_CREATE"))["content"] == words


async def test_presences_are_for_those_with_the_intent(quick: Place) -> None:
    place = quick
    asked: Json = {"guild_id": [place.guild], "query": "", "limit": 0, "presences": True}
    await allow(place, "GUILD_MEMBERS", "GUILD_PRESENCES")
    without = await listening(place, MEMBERS)
    await without.send(8, asked)
    chunk = await without.event("GUILD_MEMBERS_CHUNK")
    assert "presences" not in chunk
    assert len(chunk["members"]) == len(place.box.guild.members)
    having = await listening(place, MEMBERS | PRESENCES)
    await having.send(8, asked)
    told = (await having.event("GUILD_MEMBERS_CHUNK"))["presences"]
    assert {one["user"]["id"] for one in told} == {*place.people(), str(place.box.guild.owner_id), place.bot}


async def test_what_libraries_say_of_themselves_is_taken(place: Place) -> None:
    socket = await place.socket().open()
    await socket.identify(presence={"status": "", "since": None, "activities": [], "afk": False})
    await socket.send(31, {"guild_ids": [place.guild, "1"]})
    told = await socket.event("SOUNDBOARD_SOUNDS")
    assert told == {"guild_id": place.guild, "soundboard_sounds": []}
    await socket.send(31, {"guild_ids": 5})
    assert await socket.goodbye() == 4002


async def test_a_listener_has_intents_of_its_own(place: Place) -> None:
    await allow(place, "GUILD_MEMBERS")
    ear = Rest(place.http, place.facts["api"], place.facts["listener_tokens"][0])
    assert (await ear("GET", f"/guilds/{place.guild}/members")).code == 50001
