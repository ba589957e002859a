"""The hands from outside: they can do what people and admins can, and no more."""

import asyncio
import json
import sys

from tests.sandbox.conftest import Place
from tests.sandbox.stage import EPHEMERAL, ROW, stand

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
        "api", "gateway", "control", "window", "ca", "token", "application_id", "guild_id", "listener_tokens",
    }  # fmt: skip
    assert len(place.facts["listener_tokens"]) == 2


async def test_a_deleted_account_leaves_everything_but_its_words(place: Place) -> None:
    person, general = place.people()[0], place.channel("general")
    other = await place.control("POST", "/guilds", name="Other")
    await place.control("POST", f"/guilds/{other['id']}/people", id=person)
    opened = await place.rest("POST", "/users/@me/channels", {"recipient_id": person})
    await place.control("POST", f"/people/{person}/message", channel_id=general, content="I was here")
    named = {"content": f"<@{person}>"}
    assert (await place.rest("POST", f"/channels/{general}/messages", named)).status == 200
    await place.control("DELETE", f"/accounts/{person}")
    gone = (await place.rest("GET", f"/users/{person}")).body
    assert (gone["username"].startswith("deleted_user_"), gone["global_name"]) == (True, None)
    written, pinged = (await place.control.channel("general"))["messages"]
    assert (written["content"], written["author"]["id"], pinged["mentions"][0]["id"]) == ("I was here", person, person)
    for guild in (place.guild, other["id"]):
        assert (await place.rest("GET", f"/guilds/{guild}/members/{person}")).code == 10007
    assert (await place.rest("POST", f"/channels/{opened.body['id']}/messages", {"content": "?"})).code == 50007
    assert (await place.rest("POST", "/users/@me/channels", {"recipient_id": person})).code == 50033
    assert "Unknown User" in await place.control.refused("POST", f"/people/{person}/message", channel_id=general)
    owner = str(place.box.guild.owner_id)
    assert "owns a guild" in await place.control.refused("DELETE", f"/accounts/{owner}")


async def test_one_guilds_state_says_nothing_of_the_others(place: Place) -> None:
    stage = await stand(place)
    it = await stage.command()
    gone = place.people()[1]
    await place.control("DELETE", f"/people/{gone}")
    other = await place.control("POST", "/guilds", name="Other")
    stranger = (await place.control("POST", f"/guilds/{other['id']}/people", name="Stranger"))["id"]
    for person in (stage.person, stranger):
        await place.rest("POST", "/users/@me/channels", {"recipient_id": person})
    here = await place.control("GET", f"/state?guild_id={place.guild}")
    assert [one["id"] for one in here["interactions"]] == [it["id"]]
    people = {one["id"] for one in here["people"]}
    assert {stage.person, gone, place.bot} <= people, "who has left is still spoken of"
    assert stranger not in people
    assert [[r["id"] for r in channel["recipients"]][-1] for channel in here["direct_messages"]] == [stage.person]
    there = await place.control("GET", f"/state?guild_id={other['id']}")
    assert ([g["id"] for g in there["guilds"]], there["interactions"]) == ([other["id"]], [])
    whole = await place.control.state()
    assert {stage.person, stranger} <= {one["id"] for one in whole["people"]}


async def test_who_leaves_takes_no_private_answers_along(place: Place) -> None:
    stage = await stand(place)
    it = await stage.command()
    await stage.answer(it, 4, {"content": "Psst", "flags": EPHEMERAL, "components": [ROW]})
    (private,) = (await stage.screen())["only_you"]
    await place.control("DELETE", f"/people/{stage.person}")
    assert (await stage.screen())["only_you"] == []
    press = {"message_id": private["id"], "custom_id": "join"}
    assert "cannot see" in await place.control.refused("POST", f"/people/{stage.person}/click", **press)
    assert "in no guild" in await place.control.refused("DELETE", f"/people/{stage.person}")


async def test_the_command_line_says_how_many_listeners() -> None:
    order = [sys.executable, "-m", "bot", "sandbox", "--people", "0", "--listeners", "1", "--json"]
    box = await asyncio.create_subprocess_exec(*order, stdout=asyncio.subprocess.PIPE)
    assert box.stdout is not None
    facts = json.loads(await box.stdout.readline())
    box.terminate()
    await box.communicate()
    assert len(facts["listener_tokens"]) == 1
