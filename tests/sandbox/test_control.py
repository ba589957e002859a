"""The hands from outside: they can do what people and admins can, and no more."""

from tests.sandbox.conftest import Place

VIEW = 1 << 10


async def test_people_arrive_and_leave(place: Place) -> None:
    guild, lobby = place.guild, place.channel("Lobby")
    arrived = await place.control("POST", f"/guilds/{guild}/people", name="Ünal [mod] @everyone", locale="en-US")
    person = arrived["id"]
    await place.control("POST", f"/people/{person}/voice", channel_id=lobby)
    screen = await place.control("GET", f"/people/{person}/screen")
    assert (screen["name"], screen["voice"]["channel"]) == ("Ünal [mod] @everyone", "Lobby")
    await place.control("DELETE", f"/people/{person}")
    assert (await place.control("GET", f"/people/{person}/screen"))["guilds"] == []
    assert (await place.control.guild())["voice_states"] == []


async def test_roles_open_doors(place: Place) -> None:
    guild, person = place.guild, place.people()[0]
    role = await place.control("POST", f"/guilds/{guild}/roles", name="Staff", permissions=0)
    staff = await place.control(
        "POST", f"/guilds/{guild}/channels", name="staff", type=0,
        permission_overwrites=[
            {"id": guild, "type": 0, "allow": "0", "deny": str(VIEW)},
            {"id": role["id"], "type": 0, "allow": str(VIEW), "deny": "0"},
        ],
    )  # fmt: skip
    said = {"channel_id": staff["id"], "content": "hello"}
    assert "cannot see" in await place.control.refused("POST", f"/people/{person}/message", **said)
    await place.control("PATCH", f"/people/{person}", roles=["Staff"])
    assert (await place.control("POST", f"/people/{person}/message", **said))["content"] == "hello"


async def test_nobody_sits_in_two_places(place: Place) -> None:
    person = place.people()[0]
    other = await place.control("POST", "/guilds", name="Other", locale="ja")
    await place.control("POST", f"/guilds/{other['id']}/people", id=person)
    await place.control("POST", f"/people/{person}/voice", channel_id=place.channel("Lobby"))
    await place.control("POST", f"/people/{person}/voice", channel_id=other["channels"]["Lobby"], self_mute=True)
    voice = (await place.control("GET", f"/people/{person}/screen"))["voice"]
    assert (voice["guild_id"], voice["self_mute"]) == (other["id"], True)
    states = [s for g in (await place.control.state())["guilds"] for s in g["voice_states"]]
    assert len(states) == 1


async def test_what_cannot_be_done_is_said_in_words(place: Place) -> None:
    person, refused = place.people()[0], place.control.refused
    assert "no voice channel" in await refused("POST", f"/people/{person}/voice", channel_id=place.channel("general"))
    assert "not in voice" in await refused("POST", f"/people/{person}/voice", channel_id=None)
    assert "is a bot" in await refused("POST", f"/people/{place.bot}/voice", channel_id=place.channel("Lobby"))
    assert "Unknown User" in await refused("POST", "/people/1/message", channel_id=place.channel("general"))
    assert "not understood" in await refused("POST", f"/people/{person}/message", content="where?")
    assert "speak takes intervals" in await refused("POST", f"/people/{person}/speak", shout=True)


async def test_a_bot_can_be_brought_in_with_its_own_token(place: Place) -> None:
    made = await place.control("POST", f"/guilds/{place.guild}/people", name="Other Bot", bot=True)
    socket = await place.socket(made["token"]).open()
    assert (await socket.identify())["user"]["id"] == made["id"]
    reply = await place.rest("GET", f"/guilds/{place.guild}/members/{made['id']}")
    assert reply.body["user"]["bot"] is True


async def test_the_same_seed_is_the_same_bot(place: Place) -> None:
    assert place.facts.keys() == {
        "api", "gateway", "control", "ca", "token", "application_id", "guild_id", "listener_tokens",
    }  # fmt: skip
    assert len(place.facts["listener_tokens"]) == 2
