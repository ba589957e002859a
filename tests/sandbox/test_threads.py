"""Threads as bots make and keep them."""

import time

import pytest

from tests.sandbox.clients import Json
from tests.sandbox.conftest import Build, Place
from tests.sandbox.keeper import Keeper, invited

PUBLIC, PRIVATE = 11, 12


@pytest.fixture
async def keeper(quick: Place) -> Keeper:
    return await invited(quick)


async def test_a_thread_about_a_message_has_its_id(keeper: Keeper) -> None:
    said = await keeper.said("Where do we meet?")
    made = await keeper.channel("POST", f"/messages/{said}/threads", {"name": "Meeting"})
    assert (made.status, made.body["id"], made.body["owner_id"]) == (201, said, keeper.id)
    assert (await keeper.socket.event("THREAD_CREATE"))["newly_created"] is True
    about = (await keeper.channel("GET", f"/messages/{said}")).body
    assert (about["thread"]["name"], about["flags"]) == ("Meeting", 1 << 5)
    assert (await keeper.channel("POST", f"/messages/{said}/threads", {"name": "Again"})).code == 160004
    first = (await keeper.rest("GET", f"/channels/{said}/messages")).body
    assert [(m["type"], m["referenced_message"]["id"]) for m in first] == [(21, said)]
    assert (await keeper.rest("POST", f"/channels/{said}/messages", {"content": "By the gate"})).status == 200
    assert (await keeper.rest("GET", f"/channels/{said}")).body["message_count"] == 1


async def test_a_private_thread_is_for_those_who_were_brought_in(keeper: Keeper) -> None:
    made = (await keeper.channel("POST", "/threads", {"name": "Us", "type": PRIVATE})).body["id"]
    path = f"/channels/{made}"

    async def sees() -> bool:
        screen = await keeper.place.control("GET", f"/people/{keeper.person}/screen")
        return made in {channel["id"] for channel in screen["guilds"][0]["channels"]}

    assert not await sees()
    assert (await keeper.rest("PUT", f"{path}/thread-members/{keeper.person}")).status == 204
    assert await sees()
    told = await keeper.socket.event("THREAD_MEMBERS_UPDATE")
    assert [one["user_id"] for one in told["added_members"]] == [keeper.person]
    shown = (await keeper.rest("GET", f"{path}/thread-members")).body
    assert [one["user_id"] for one in shown] == sorted([keeper.id, keeper.person])
    assert (await keeper.rest("GET", f"{path}/thread-members/{keeper.person}", with_member="true")).body["member"]
    assert (await keeper.rest("DELETE", f"{path}/thread-members/{keeper.person}")).status == 204
    assert (await keeper.rest("GET", f"{path}/thread-members/{keeper.person}")).code == 10007
    assert not await sees()


async def test_a_thread_is_put_away_found_and_woken(keeper: Keeper) -> None:
    made = (await keeper.channel("POST", "/threads", {"name": "Plans", "type": PUBLIC})).body["id"]
    path = f"/channels/{made}"
    assert (await keeper.socket.event("MESSAGE_CREATE", lambda m: m["type"] == 18))["content"] == "Plans"
    active = (await keeper.guild("GET", "/threads/active")).body
    assert ([t["id"] for t in active["threads"]], [m["id"] for m in active["members"]]) == ([made], [made])
    assert (await keeper.rest("PATCH", path, {"archived": True, "locked": True})).status == 200
    assert (await keeper.socket.event("THREAD_UPDATE"))["thread_metadata"]["archived"] is True
    assert (await keeper.guild("GET", "/threads/active")).body["threads"] == []
    listed = (await keeper.channel("GET", "/threads/archived/public")).body
    assert ([t["id"] for t in listed["threads"]], listed["has_more"]) == ([made], False)
    assert (await keeper.rest("PATCH", path, {"name": "x"})).code == 50083
    assert (await keeper.rest("PUT", f"{path}/thread-members/@me")).code == 50083
    assert (await keeper.rest("PATCH", path, {"archived": False, "name": "Better plans"})).body[
        "name"
    ] == "Better plans"
    assert (await keeper.rest("DELETE", path)).status == 200
    assert (await keeper.socket.event("THREAD_DELETE"))["id"] == made


async def test_a_thread_is_put_away_when_it_was_quiet_for_so_long(make: Build) -> None:
    gone = 0.0
    place: Place = await make(pace=100_000.0, clock=lambda: time.time() + gone)
    keeper = await invited(place)
    made = [
        (await keeper.channel("POST", "/threads", {"name": name, "type": PUBLIC, "auto_archive_duration": 60})).body[
            "id"
        ]
        for name in ("Quiet", "Busy")
    ]
    gone += 40 * 60
    assert (await keeper.rest("POST", f"/channels/{made[1]}/messages", {"content": "Still here"})).status == 200
    gone += 25 * 60
    told = await keeper.socket.event("THREAD_UPDATE")
    assert (told["id"], told["thread_metadata"]["archived"]) == (made[0], True)
    assert [one["id"] for one in (await keeper.guild("GET", "/threads/active")).body["threads"]] == [made[1]]
    await keeper.rest("POST", f"/channels/{made[0]}/messages", {"content": "Back"})
    gone += 36 * 60
    await keeper.socket.event("THREAD_UPDATE", lambda it: it["id"] == made[1])
    assert [one["id"] for one in (await keeper.guild("GET", "/threads/active")).body["threads"]] == [made[0]]


async def test_forums_have_no_tags_and_say_so(keeper: Keeper) -> None:
    forum = (await keeper.place.control("POST", f"/guilds/{keeper.place.guild}/channels", name="ideas", type=15))["id"]
    refused = await keeper.rest("PATCH", f"/channels/{forum}", {"available_tags": [{"name": "tea"}]})
    assert (refused.code, "no tags" in str(refused.body)) == (50035, True)
    post = {"name": "Tea", "applied_tags": ["1"], "message": {"content": "Green?"}}
    refused = await keeper.rest("POST", f"/channels/{forum}/threads", post)
    assert (refused.code, "no tags" in str(refused.body)) == (50035, True)


async def test_threads_take_rights(keeper: Keeper) -> None:
    said = await keeper.said()
    await keeper.hold("SEND_MESSAGES", "READ_MESSAGE_HISTORY")
    for body in ({"name": "x", "type": PUBLIC}, {"name": "x"}):
        assert (await keeper.channel("POST", "/threads", body)).code == 50013
    assert (await keeper.channel("POST", f"/messages/{said}/threads", {"name": "x"})).code == 50013
    others: Json = {"name": "theirs", "type": PUBLIC, "parent_id": keeper.general}
    thread = (await keeper.place.control("POST", f"/guilds/{keeper.place.guild}/channels", **others))["id"]
    for method, body in (("PATCH", {"name": "mine"}), ("DELETE", None)):
        assert (await keeper.rest(method, f"/channels/{thread}", body)).code == 50013
    assert (await keeper.rest("PUT", f"/channels/{thread}/thread-members/@me")).status == 204
    assert (await keeper.rest("DELETE", f"/channels/{thread}/thread-members/@me")).status == 204


async def test_a_post_of_a_forum_begins_with_a_message(keeper: Keeper) -> None:
    forum = (await keeper.place.control("POST", f"/guilds/{keeper.place.guild}/channels", name="ideas", type=15))["id"]
    path = f"/channels/{forum}/threads"
    assert (await keeper.rest("POST", path, {"name": "Tea"})).code == 50035
    made = (await keeper.rest("POST", path, {"name": "Tea", "message": {"content": "Green?"}})).body
    assert (made["parent_id"], made["message"]["content"]) == (forum, "Green?")
    assert [m["content"] for m in (await keeper.rest("GET", f"/channels/{made['id']}/messages")).body] == ["Green?"]
