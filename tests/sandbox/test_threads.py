"""Threads as bots make and keep them."""

import pytest

from tests.sandbox.clients import Json
from tests.sandbox.conftest import Place
from tests.sandbox.helper import Helper, invited

PUBLIC, PRIVATE = 11, 12


@pytest.fixture
async def helper(quick: Place) -> Helper:
    return await invited(quick)


async def test_a_thread_about_a_message_has_its_id(helper: Helper) -> None:
    said = await helper.said("Where do we meet?")
    made = await helper.channel("POST", f"/messages/{said}/threads", {"name": "Meeting"})
    assert (made.status, made.body["id"], made.body["owner_id"]) == (201, said, helper.id)
    assert (await helper.socket.event("THREAD_CREATE"))["newly_created"] is True
    about = (await helper.channel("GET", f"/messages/{said}")).body
    assert (about["thread"]["name"], about["flags"]) == ("Meeting", 1 << 5)
    assert (await helper.channel("POST", f"/messages/{said}/threads", {"name": "Again"})).code == 160004
    first = (await helper.rest("GET", f"/channels/{said}/messages")).body
    assert [(m["type"], m["referenced_message"]["id"]) for m in first] == [(21, said)]
    assert (await helper.rest("POST", f"/channels/{said}/messages", {"content": "By the gate"})).status == 200
    assert (await helper.rest("GET", f"/channels/{said}")).body["message_count"] == 1


async def test_a_private_thread_is_for_those_who_were_brought_in(helper: Helper) -> None:
    made = (await helper.channel("POST", "/threads", {"name": "Us", "type": PRIVATE})).body["id"]
    path = f"/channels/{made}"

    async def sees() -> bool:
        screen = await helper.place.control("GET", f"/people/{helper.person}/screen")
        return made in {channel["id"] for channel in screen["guilds"][0]["channels"]}

    assert not await sees()
    assert (await helper.rest("PUT", f"{path}/thread-members/{helper.person}")).status == 204
    assert await sees()
    told = await helper.socket.event("THREAD_MEMBERS_UPDATE")
    assert [one["user_id"] for one in told["added_members"]] == [helper.person]
    shown = (await helper.rest("GET", f"{path}/thread-members")).body
    assert [one["user_id"] for one in shown] == sorted([helper.id, helper.person])
    assert (await helper.rest("GET", f"{path}/thread-members/{helper.person}", with_member="true")).body["member"]
    assert (await helper.rest("DELETE", f"{path}/thread-members/{helper.person}")).status == 204
    assert (await helper.rest("GET", f"{path}/thread-members/{helper.person}")).code == 10007
    assert not await sees()


async def test_a_thread_is_put_away_found_and_woken(helper: Helper) -> None:
    made = (await helper.channel("POST", "/threads", {"name": "Plans", "type": PUBLIC})).body["id"]
    path = f"/channels/{made}"
    assert (await helper.socket.event("MESSAGE_CREATE", lambda m: m["type"] == 18))["content"] == "Plans"
    active = (await helper.guild("GET", "/threads/active")).body
    assert ([t["id"] for t in active["threads"]], [m["id"] for m in active["members"]]) == ([made], [made])
    assert (await helper.rest("PATCH", path, {"archived": True, "locked": True})).status == 200
    assert (await helper.socket.event("THREAD_UPDATE"))["thread_metadata"]["archived"] is True
    assert (await helper.guild("GET", "/threads/active")).body["threads"] == []
    listed = (await helper.channel("GET", "/threads/archived/public")).body
    assert ([t["id"] for t in listed["threads"]], listed["has_more"]) == ([made], False)
    assert (await helper.rest("PATCH", path, {"name": "x"})).code == 50083
    assert (await helper.rest("PUT", f"{path}/thread-members/@me")).code == 50083
    assert (await helper.rest("PATCH", path, {"archived": False, "name": "Better plans"})).body[
        "name"
    ] == "Better plans"
    assert (await helper.rest("DELETE", path)).status == 200
    assert (await helper.socket.event("THREAD_DELETE"))["id"] == made


async def test_threads_take_rights(helper: Helper) -> None:
    said = await helper.said()
    await helper.hold("SEND_MESSAGES", "READ_MESSAGE_HISTORY")
    for body in ({"name": "x", "type": PUBLIC}, {"name": "x"}):
        assert (await helper.channel("POST", "/threads", body)).code == 50013
    assert (await helper.channel("POST", f"/messages/{said}/threads", {"name": "x"})).code == 50013
    others: Json = {"name": "theirs", "type": PUBLIC, "parent_id": helper.general}
    thread = (await helper.place.control("POST", f"/guilds/{helper.place.guild}/channels", **others))["id"]
    for method, body in (("PATCH", {"name": "mine"}), ("DELETE", None)):
        assert (await helper.rest(method, f"/channels/{thread}", body)).code == 50013
    assert (await helper.rest("PUT", f"/channels/{thread}/thread-members/@me")).status == 204
    assert (await helper.rest("DELETE", f"/channels/{thread}/thread-members/@me")).status == 204


async def test_a_post_of_a_forum_begins_with_a_message(helper: Helper) -> None:
    forum = (await helper.place.control("POST", f"/guilds/{helper.place.guild}/channels", name="ideas", type=15))["id"]
    path = f"/channels/{forum}/threads"
    assert (await helper.rest("POST", path, {"name": "Tea"})).code == 50035
    made = (await helper.rest("POST", path, {"name": "Tea", "message": {"content": "Green?"}})).body
    assert (made["parent_id"], made["message"]["content"]) == (forum, "Green?")
    assert [m["content"] for m in (await helper.rest("GET", f"/channels/{made['id']}/messages")).body] == ["Green?"]
