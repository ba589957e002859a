"""Who is there and what they do, as bots with the intent are told."""

from tests.sandbox.clients import Json, Socket
from tests.sandbox.conftest import Place

GUILDS, PRESENCES = 1 << 0, 1 << 8
TEA: Json = {"name": "Tea", "type": 3}


async def watching(place: Place) -> Socket:
    """A listener that is told of presences, while the bot itself may not be."""
    app = next(one for one in place.box.listeners)
    await place.control("PATCH", f"/applications/{app.id}", privileged_intents=["GUILD_PRESENCES"])
    socket = await place.socket(app.token).open()
    await socket.identify(intents=GUILDS | PRESENCES)
    return socket


async def test_somebody_goes_and_comes_back(quick: Place) -> None:
    one = quick.people()[0]
    having, without = await watching(quick), await quick.socket().open()
    await without.identify()
    await quick.control("PATCH", f"/people/{one}", status="idle", activities=[TEA])
    told = await having.event("PRESENCE_UPDATE", lambda it: it["user"]["id"] == one)
    assert (told["guild_id"], told["status"]) == (quick.guild, "idle")
    assert [(it["name"], it["type"]) for it in told["activities"]] == [("Tea", 3)]
    await quick.control("PATCH", f"/people/{one}", status="invisible")
    hidden = await having.event("PRESENCE_UPDATE", lambda it: it["user"]["id"] == one and it["status"] == "offline")
    assert hidden["activities"] == []
    late = await watching(quick)
    (guild,) = late.events("GUILD_CREATE")
    assert one not in {it["user"]["id"] for it in guild["presences"]}
    assert without.events("PRESENCE_UPDATE") == []


async def test_a_bot_shows_itself_and_is_away_when_it_has_gone(quick: Place) -> None:
    socket = await watching(quick)
    bot = await quick.socket().open()
    await bot.identify(presence={"status": "dnd", "activities": [TEA], "since": None, "afk": False})

    async def status(wanted: str) -> Json:
        return await socket.event(
            "PRESENCE_UPDATE", lambda it: it["user"]["id"] == quick.bot and it["status"] == wanted
        )

    assert (await status("dnd"))["activities"][0]["name"] == "Tea"
    await bot.send(3, {"status": "online", "activities": [], "since": None, "afk": False})
    assert (await status("online"))["activities"] == []
    await bot.socket.close()
    await status("offline")


async def test_a_presence_that_makes_no_sense_is_refused(quick: Place) -> None:
    odd: list[Json] = [{"status": "asleep"}, {"status": "online", "activities": [{"type": 0}]}]
    for presence in odd:
        socket = await quick.socket().open()
        await socket.identify()
        await socket.send(3, presence)
        assert await socket.goodbye() == 4002
        refused = await quick.control.rest("PATCH", f"/people/{quick.people()[0]}", presence)
        assert refused.status == 400
