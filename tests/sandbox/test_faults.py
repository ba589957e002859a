"""What goes wrong on order, and what does not go wrong with it."""

import aiohttp
import pytest

from tests.sandbox.clients import until
from tests.sandbox.conftest import Place


async def test_a_request_fails_so_often_and_then_works(place: Place) -> None:
    path, body = f"/channels/{place.channel('general')}/messages", {"content": "Hi"}
    route = "POST /channels/*/messages"
    await place.control("POST", "/faults", requests={"route": route, "answer": 500, "times": 2})
    statuses = [(await place.rest("POST", path, body)).status for _ in range(3)]
    assert statuses == [500, 500, 200]
    assert len((await place.rest("GET", path)).body) == 1, "a refused request has no effect"


async def test_a_limited_request_says_how_long_to_wait(place: Place) -> None:
    await place.control("POST", "/faults", requests={"route": "GET /users/@me", "answer": 429, "retry_after": 0.25})
    reply = await place.rest("GET", "/users/@me")
    assert (reply.status, reply.body["retry_after"], reply.headers["Via"]) == (429, 0.25, "1.1 google")
    assert (await place.rest("GET", "/users/@me")).status == 200


@pytest.mark.parametrize("happens", [False, True])
async def test_an_answer_is_lost_before_or_after_its_effect(place: Place, happens: bool) -> None:
    order = {"route": "POST /guilds/*/channels", "answer": "timeout", "after": happens}
    await place.control("POST", "/faults", requests=order)
    with pytest.raises(aiohttp.ClientError):
        await place.rest("POST", f"/guilds/{place.guild}/channels", {"name": "once", "type": 2})
    names = [c["name"] for c in (await place.control.guild())["channels"]]
    assert ("once" in names) is happens


async def test_an_error_after_the_effect(place: Place) -> None:
    order = {"route": "POST /guilds/{guild_id}/channels", "answer": 502, "after": True}
    await place.control("POST", "/faults", requests=order)
    reply = await place.rest("POST", f"/guilds/{place.guild}/channels", {"name": "once", "type": 2})
    assert reply.status == 502
    assert (await place.control.channel("once"))["type"] == 2


async def test_a_dropped_gateway_can_be_resumed_and_an_invalid_one_not(place: Place) -> None:
    async def may_identify() -> bool:
        return place.box.world.starts.has_room(place.box.bot)

    first = await place.socket().open()
    ready = await first.identify()
    await place.control("POST", "/faults", gateway="drop")
    assert await first.goodbye() == 4000
    resume = {"token": place.facts["token"], "session_id": ready["session_id"], "seq": first.sequence}
    second = await place.socket().open()
    await second.send(6, resume)
    await second.event("RESUMED")
    await place.control("POST", "/faults", gateway="invalid_session")
    assert (await second.frame(lambda f: f["op"] == 9))["d"] is False
    third = await place.socket().open()
    await third.send(6, resume)
    await third.frame(lambda f: f["op"] == 9)
    await until(may_identify)
    second.frames.clear()
    assert (await second.identify())["session_id"] != ready["session_id"], "a new start on the same socket"


async def test_a_slow_gateway_is_late_but_complete(place: Place) -> None:
    socket = await place.socket().open()
    await socket.identify()
    await place.control("POST", "/faults", gateway={"delay_ms": 100})
    before = place.box.world.clock()
    await place.room()
    await socket.event("CHANNEL_CREATE")
    assert place.box.world.clock() - before >= 0.1


async def test_a_revoked_permission_is_gone_and_can_be_granted_again(place: Place) -> None:
    socket = await place.socket().open()
    await socket.identify()
    await place.control("POST", "/faults", revoke={"permission": "MANAGE_CHANNELS"})
    assert await socket.event("GUILD_ROLE_UPDATE")
    path, body = f"/guilds/{place.guild}/channels", {"name": "x", "type": 2}
    assert (await place.rest("POST", path, body)).code == 50013
    await place.control("POST", "/faults", grant={"permission": "MANAGE_CHANNELS"})
    assert (await place.rest("POST", path, body)).status == 201


async def test_an_outage_is_not_a_goodbye(place: Place) -> None:
    socket = await place.socket().open()
    await socket.identify()
    await place.control("POST", "/faults", outage=True)
    assert await socket.event("GUILD_DELETE") == {"id": place.guild, "unavailable": True}
    socket.frames.clear()
    await place.control("POST", "/faults", outage=False)
    assert (await socket.event("GUILD_CREATE"))["id"] == place.guild


async def test_troubles_nobody_knows_are_refused(place: Place) -> None:
    assert "earthquake" in await place.control.refused("POST", "/faults", earthquake=True)
    await place.control.refused("POST", "/faults", requests={"route": "everything", "answer": 500})
    assert "voice faults are crash" in await place.control.refused("POST", "/faults", voice="earthquake")
