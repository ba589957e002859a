"""Interactions from where a bot may be a stranger: threads, posts of a forum, servers that never invited it."""

from __future__ import annotations

from typing import Any

from tests.sandbox.clients import Json, Rest
from tests.sandbox.conftest import Place
from tests.sandbox.stage import MIXER, Stage, stand

IN_THREADS, EXTERNAL_APPS = 1 << 38, 1 << 50


async def thread(place: Place, **more: Any) -> str:
    body = {"name": "planning", "type": 11, "parent_id": place.channel("general"), **more}
    return str((await place.control("POST", f"/guilds/{place.guild}/channels", **body))["id"])


async def test_a_command_in_a_thread_is_told_with_the_thread(place: Place) -> None:
    stage = await stand(place)
    stage.channel = await thread(place)
    told = (await stage.command())["channel"]
    assert (told["type"], told["parent_id"]) == (11, place.channel("general"))
    assert told["thread_metadata"]["locked"] is False
    await stage.post(content="Here")
    screen = (await stage.screen())["guilds"][0]["channels"]
    assert [m["content"] for c in screen if c["id"] == stage.channel for m in c["messages"]] == ["Here"]


async def test_writing_in_threads_is_a_right_of_its_own(place: Place) -> None:
    inside, parent = await thread(place), place.channel("general")
    role = next(r for r in (await place.control.guild())["roles"] if r["name"] == "@everyone")
    without = str(int(role["permissions"]) & ~IN_THREADS)
    await place.control("PATCH", f"/guilds/{place.guild}/roles/{place.guild}", permissions=without)
    refused = await place.rest("POST", f"/channels/{inside}/messages", {"content": "x"})
    assert (refused.status, refused.code) == (403, 50013)
    assert (await place.rest("POST", f"/channels/{parent}/messages", {"content": "x"})).status == 200


async def test_private_locked_and_archived_threads(place: Place) -> None:
    private = await thread(place, type=12, members=[place.people()[0]])
    assert (await place.rest("POST", f"/channels/{private}/messages", {"content": "x"})).code == 50001
    inside = await thread(place)
    path = f"/channels/{inside}/messages"
    message = (await place.rest("POST", path, {"content": "x"})).body["id"]
    await place.control("PATCH", f"/channels/{inside}", archived=True)
    assert (await place.rest("PATCH", f"{path}/{message}", {"content": "y"})).code == 50083
    assert (await place.rest("POST", path, {"content": "again"})).status == 200, "which brings it back"
    assert (await place.rest("GET", f"/channels/{inside}")).body["thread_metadata"]["archived"] is False
    await place.control("PATCH", f"/channels/{inside}", locked=True)
    refused = await place.rest("POST", path, {"content": "x"})
    assert (refused.status, refused.code) == (400, 160005)


async def test_bots_do_to_threads_only_what_is_known_here(place: Place) -> None:
    inside = await thread(place)
    overwrite = {"type": 1, "allow": "0", "deny": "0"}
    path = f"/channels/{inside}"
    assert (await place.rest("PUT", f"{path}/permissions/{place.people()[0]}", overwrite)).code == 50024
    assert (await place.rest("PATCH", path, {"name": "x"})).code == 50013
    socket = await place.socket().open()
    await socket.identify()
    (guild,) = socket.events("GUILD_CREATE")
    assert [one["id"] for one in guild["threads"]] == [inside]
    await place.control("DELETE", f"/channels/{place.channel('general')}")
    assert (await socket.event("THREAD_DELETE"))["id"] == inside
    assert (await place.rest("GET", path)).code == 10003


async def test_a_post_of_a_forum_is_a_thread(place: Place) -> None:
    forum = await place.control("POST", f"/guilds/{place.guild}/channels", name="ideas", type=15)
    assert (await place.rest("POST", f"/channels/{forum['id']}/messages", {"content": "x"})).code == 50008
    inside = await thread(place, parent_id=forum["id"])
    assert (await place.rest("POST", f"/channels/{inside}/messages", {"content": "x"})).status == 200
    assert (await place.rest("GET", f"/channels/{forum['id']}")).body["type"] == 15


# -- applications of one's own


async def outside(place: Place, command: Json) -> tuple[Stage, str]:
    """Somebody who has the application for themselves, in a guild where its bot is not."""
    app = place.facts["application_id"]
    assert (await place.rest("PUT", f"/applications/{app}/commands", [command])).status == 200
    socket = await place.socket().open()
    await socket.identify()
    person = place.people()[0]
    await place.control("POST", f"/people/{person}/install", application_id=app)
    other = await place.control("POST", "/guilds", name="Book Club", bots=False)
    await place.control("POST", f"/guilds/{other['id']}/people", id=person)
    stage = Stage(place, socket, Rest(place.http, place.facts["api"]), person, other["channels"]["general"])
    return stage, str(other["id"])


async def test_a_command_of_no_kind_of_installation_follows_people_everywhere(place: Place) -> None:
    stage, guild = await outside(place, MIXER)
    told = await stage.command()
    assert told["authorizing_integration_owners"] == {"1": stage.person}
    assert told["guild"] == {"id": guild, "locale": "en-US", "features": []}
    assert (await stage.answer(told, 4, {"content": "Hello"})).status == 204
    (channel,) = [c for g in (await stage.screen())["guilds"] for c in g["channels"] if c["id"] == stage.channel]
    assert [message["content"] for message in channel["messages"]] == ["Hello"]
    assert (await place.rest("GET", f"/guilds/{guild}")).code == 50001
    assert (await place.rest("POST", f"/channels/{stage.channel}/messages", {"content": "x"})).code == 50001


async def test_an_outside_application_is_quiet_where_it_may_not_be_loud(place: Place) -> None:
    stage, guild = await outside(place, MIXER)
    role = (await place.control("GET", f"/state?guild_id={guild}"))["guilds"][0]["roles"][0]
    less = str(int(role["permissions"]) & ~EXTERNAL_APPS)
    await place.control("PATCH", f"/guilds/{guild}/roles/{guild}", permissions=less)
    await stage.answer(await stage.command(), 4, {"content": "Hello"})
    assert [message["content"] for message in (await stage.screen())["only_you"]] == ["Hello"]


async def test_a_command_for_guilds_only_stays_where_its_bot_is(place: Place) -> None:
    stage, _ = await outside(place, MIXER | {"integration_types": [0]})
    why = await place.control.refused(
        "POST", f"/people/{stage.person}/command", channel_id=stage.channel, name="mixer start"
    )
    assert why == "Unknown application command"
    stage.channel = place.channel("general")
    both = (await stage.command())["authorizing_integration_owners"]
    assert both == {"0": place.guild, "1": stage.person}
