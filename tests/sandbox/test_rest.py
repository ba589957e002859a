"""REST as a client library meets it."""

from bot.sandbox.rules.schema import Schema
from tests.sandbox.clients import Rest
from tests.sandbox.conftest import Build, Place

EVERYONE_SEES = 2248473465835073
VIEW, CONNECT, MANAGE_CHANNELS, MOVE, SEND = 1 << 10, 1 << 20, 1 << 4, 1 << 24, 1 << 11
BAN_MEMBERS = 1 << 2


def overwrite(target: str, kind: int, *, allow: int = 0, deny: int = 0) -> dict[str, object]:
    return {"id": target, "type": kind, "allow": str(allow), "deny": str(deny)}


async def test_a_wrong_token_is_a_401(place: Place) -> None:
    stranger = Rest(place.http, place.facts["api"], "MTIz.abcdef.wrong")
    reply = await stranger("GET", "/users/@me")
    assert (reply.status, reply.body) == (401, {"message": "401: Unauthorized", "code": 0})


async def test_answers_carry_what_client_libraries_look_at(place: Place) -> None:
    reply = await place.rest("GET", "/users/@me")
    assert reply.headers["Content-Type"] == "application/json"
    assert reply.headers["Via"] == "1.1 google"
    assert {"X-RateLimit-Limit", "X-RateLimit-Remaining", "X-RateLimit-Bucket"} <= reply.headers.keys()


async def test_everything_a_bot_reads_fits_the_published_schema(place: Place) -> None:
    general = place.channel("general")
    for path in (
        "/users/@me", "/oauth2/applications/@me", "/applications/@me", "/gateway", "/gateway/bot", "/users/@me/guilds",
        f"/guilds/{place.guild}", f"/guilds/{place.guild}/channels", f"/guilds/{place.guild}/roles",
        f"/guilds/{place.guild}/members/{place.bot}", f"/channels/{general}", f"/channels/{general}/messages",
        f"/channels/{place.channel('Voice')}", f"/channels/{place.channel('Lobby')}",
        f"/guilds/{place.guild}/scheduled-events", f"/users/{place.people()[0]}",
    ):  # fmt: skip
        assert (await place.rest("GET", path)).status == 200, path
    if not place.box.pipeline.schema.operations:
        return
    assert place.box.pipeline.problems == []


async def test_unknown_things_have_their_own_codes(place: Place) -> None:
    general = place.channel("general")
    asked = {
        f"/channels/{place.guild}9": 10003,
        f"/guilds/{place.guild}9": 10004,
        f"/channels/{general}/messages/1": 10008,
        f"/guilds/{place.guild}/members/1": 10013,
    }
    for path, code in asked.items():
        reply = await place.rest("GET", path)
        assert (reply.status, reply.code) == (404, code), path
    assert (await place.rest("GET", "/no/such/thing")).body == {"message": "404: Not Found", "code": 0}


async def test_a_private_room_is_made_in_one_request(place: Place) -> None:
    guest = place.people()[0]
    room = await place.room(
        permission_overwrites=[
            overwrite(place.guild, 0, deny=VIEW),
            overwrite(guest, 1, allow=VIEW | CONNECT),
            overwrite(place.bot, 1, allow=VIEW | CONNECT | MANAGE_CHANNELS | MOVE | SEND),
        ]
    )
    seen = {
        person: [c["id"] for c in (await place.control("GET", f"/people/{person}/screen"))["guilds"][0]["channels"]]
        for person in place.people()[:2]
    }
    assert room in seen[guest]
    assert room not in seen[place.people()[1]]


async def test_a_bot_hands_out_only_what_it_holds(place: Place) -> None:
    body = {"name": "x", "type": 2, "permission_overwrites": [overwrite(place.people()[0], 1, allow=BAN_MEMBERS)]}
    reply = await place.rest("POST", f"/guilds/{place.guild}/channels", body)
    assert (reply.status, reply.code) == (403, 50013)


async def test_changing_overwrites_later_takes_manage_roles(place: Place) -> None:
    room = await place.room()
    await place.control("POST", "/faults", revoke={"permission": "MANAGE_ROLES"})
    reply = await place.rest("PUT", f"/channels/{room}/permissions/{place.people()[0]}", overwrite("1", 1, allow=VIEW))
    assert (reply.status, reply.code) == (403, 50013)
    body = {"permission_overwrites": [overwrite(place.guild, 0, deny=VIEW)]}
    assert (await place.rest("PATCH", f"/channels/{room}", body)).code == 50013
    await place.control("POST", "/faults", grant={"permission": "MANAGE_ROLES"})
    reply = await place.rest("PUT", f"/channels/{room}/permissions/{place.people()[0]}", overwrite("1", 1, allow=VIEW))
    assert reply.status == 204


async def test_a_bot_that_shuts_itself_out_has_no_access(place: Place) -> None:
    room = await place.room(permission_overwrites=[overwrite(place.guild, 0, deny=VIEW)])
    for method, path in (("GET", ""), ("DELETE", ""), ("GET", "/messages")):
        assert (await place.rest(method, f"/channels/{room}{path}")).code == 50001


async def test_a_category_holds_fifty_channels(make: Build) -> None:
    place: Place = await make(pace=1000.0)
    made = await place.rest("POST", f"/guilds/{place.guild}/channels", {"name": "rooms", "type": 4})
    parent = made.body["id"]
    for _ in range(50):
        await place.control("POST", f"/guilds/{place.guild}/channels", name="r", type=2, parent_id=parent)
    reply = await place.rest("POST", f"/guilds/{place.guild}/channels", {"name": "r", "type": 2, "parent_id": parent})
    assert reply.status == 400
    assert reply.body["errors"]["parent_id"]["_errors"][0]["code"] == "CHANNEL_PARENT_MAX_CHANNELS"


async def test_nonsense_is_refused_with_its_place(place: Place) -> None:
    wrong: list[dict[str, object]] = [{"name": "x" * 101}, {"name": "x", "type": 2, "user_limit": 100}, {"type": 2}]
    for body, field in zip(wrong, ("name", "user_limit", "name"), strict=True):
        reply = await place.rest("POST", f"/guilds/{place.guild}/channels", body)
        assert (reply.status, reply.code) == (400, 50035)
        assert reply.body["errors"][field]["_errors"]
    reply = await place.rest("POST", f"/channels/{place.channel('general')}/messages", {"content": "x" * 2001})
    assert reply.body["errors"]["content"]["_errors"][0]["code"] == "BASE_TYPE_MAX_LENGTH"


async def test_an_enforced_nonce_says_a_thing_once(place: Place) -> None:
    path = f"/channels/{place.channel('general')}/messages"
    body = {"content": "Once.", "nonce": "prompt-1", "enforce_nonce": True}
    first, second = [(await place.rest("POST", path, body)).body["id"] for _ in range(2)]
    assert first == second
    assert len((await place.rest("GET", path)).body) == 1
    loose = {"content": "Twice.", "nonce": "prompt-1"}
    assert (await place.rest("POST", path, loose)).body["id"] != first


async def test_pings_reach_only_those_who_were_allowed(place: Place) -> None:
    one, two = place.people()[:2]
    path, text = f"/channels/{place.channel('general')}/messages", f"<@{one}> and <@{two}> and @everyone"
    silent = await place.rest("POST", path, {"content": text, "allowed_mentions": {"parse": []}})
    assert silent.body["mentions"] == []
    single = await place.rest("POST", path, {"content": text, "allowed_mentions": {"users": [one]}})
    assert [user["id"] for user in single.body["mentions"]] == [one]
    await place.control("POST", "/faults", revoke={"permission": "MENTION_EVERYONE"})
    loud = await place.rest("POST", path, {"content": text})
    assert {user["id"] for user in loud.body["mentions"]} == {one, two}
    assert loud.body["mention_everyone"] is False, "the bot may not mention everyone"


async def test_nobody_edits_what_another_wrote(place: Place) -> None:
    general = place.channel("general")
    theirs = await place.control("POST", f"/people/{place.people()[0]}/message", channel_id=general, content="Hello")
    path = f"/channels/{general}/messages"
    assert (await place.rest("PATCH", f"{path}/{theirs['id']}", {"content": "Hm"})).code == 50005
    assert (await place.rest("DELETE", f"{path}/{theirs['id']}")).code == 50013
    mine = (await place.rest("POST", path, {"content": "Hi"})).body["id"]
    edited = await place.rest("PATCH", f"{path}/{mine}", {"content": "Ho"})
    assert (edited.body["content"], edited.body["edited_timestamp"] is not None) == ("Ho", True)
    assert (await place.rest("DELETE", f"{path}/{mine}")).status == 204


async def test_moving_needs_somebody_who_is_in_voice(place: Place) -> None:
    guest, room = place.people()[0], await place.room()
    path = f"/guilds/{place.guild}/members/{guest}"
    assert (await place.rest("PATCH", path, {"channel_id": room})).code == 40032
    await place.control("POST", f"/people/{guest}/voice", channel_id=place.channel("Lobby"))
    assert (await place.rest("PATCH", path, {"channel_id": room})).status == 200
    assert (await place.control("GET", f"/people/{guest}/screen"))["voice"]["channel_id"] == room
    assert (await place.rest("PATCH", path, {"channel_id": None})).status == 200
    assert (await place.control("GET", f"/people/{guest}/screen"))["voice"] is None


async def test_the_moved_enter_where_they_could_not_go_themselves(place: Place) -> None:
    guest = place.people()[0]
    room = await place.room(
        permission_overwrites=[
            overwrite(place.guild, 0, deny=CONNECT),
            overwrite(place.bot, 1, allow=VIEW | CONNECT | MOVE | MANAGE_CHANNELS),
        ]
    )
    await place.control("POST", f"/people/{guest}/voice", channel_id=place.channel("Lobby"))
    assert "may not connect" in await place.control.refused("POST", f"/people/{guest}/voice", channel_id=room)
    assert (await place.rest("PATCH", f"/guilds/{place.guild}/members/{guest}", {"channel_id": room})).status == 200


async def test_a_bot_without_connect_at_the_target_cannot_move_people_there(place: Place) -> None:
    guest, room = place.people()[0], await place.room()
    await place.control("PATCH", f"/channels/{room}", permission_overwrites=[overwrite(place.guild, 0, deny=CONNECT)])
    await place.control("POST", f"/people/{guest}/voice", channel_id=place.channel("Lobby"))
    reply = await place.rest("PATCH", f"/guilds/{place.guild}/members/{guest}", {"channel_id": room})
    assert reply.status == 403


async def test_a_full_room_is_full_for_people_but_not_for_movers(place: Place) -> None:
    one, two = place.people()[:2]
    room = await place.room(user_limit=1)
    await place.control("POST", f"/people/{one}/voice", channel_id=room)
    assert "full" in await place.control.refused("POST", f"/people/{two}/voice", channel_id=room)
    await place.control("POST", f"/people/{two}/voice", channel_id=place.channel("Lobby"))
    assert (await place.rest("PATCH", f"/guilds/{place.guild}/members/{two}", {"channel_id": room})).status == 200


async def test_a_voice_status_is_written_and_forgotten_with_the_last_guest(place: Place) -> None:
    guest, room = place.people()[0], await place.room()
    await place.control("POST", f"/people/{guest}/voice", channel_id=room)
    assert (await place.rest("PUT", f"/channels/{room}/voice-status", {"status": "Round 1"})).status == 204
    assert (await place.control.channel("room"))["status"] == "Round 1"
    assert (await place.rest("PUT", f"/channels/{room}/voice-status", {"status": "x" * 501})).status == 400
    await place.control("POST", f"/people/{guest}/voice", channel_id=None)
    assert (await place.control.channel("room"))["status"] is None


async def test_renaming_is_limited_where_no_header_says_so(make: Build) -> None:
    place: Place = await make(pace=1.0)
    room = await place.room()
    for name in ("a", "b"):
        assert (await place.rest("PATCH", f"/channels/{room}", {"name": name})).status == 200
    reply = await place.rest("PATCH", f"/channels/{room}", {"name": "c"})
    assert (reply.status, reply.headers["Via"]) == (429, "1.1 google")
    assert int(reply.headers["X-RateLimit-Remaining"]) > 0
    assert reply.body["retry_after"] > 500
    assert place.box.pipeline.problems == []


async def test_direct_messages_can_be_closed(place: Place) -> None:
    person = place.people()[0]
    opened = await place.rest("POST", "/users/@me/channels", {"recipient_id": person})
    path = f"/channels/{opened.body['id']}/messages"
    assert (await place.rest("POST", path, {"content": "Your room is ready."})).status == 200
    screen = await place.control("GET", f"/people/{person}/screen")
    assert [m["content"] for m in screen["direct_messages"][0]["messages"]] == ["Your room is ready."]
    await place.control("PATCH", f"/people/{person}", closed_dms=True)
    assert (await place.rest("POST", path, {"content": "Hello?"})).code == 50007


async def test_files_come_back_as_they_went(place: Place) -> None:
    import aiohttp

    form = aiohttp.FormData()
    form.add_field("payload_json", '{"content": "Notes", "attachments": [{"id": 0, "description": "of today"}]}')
    form.add_field("files[0]", b"first line\n", filename="notes.txt", content_type="text/plain")
    url = f"{place.facts['api']}/channels/{place.channel('general')}/messages"
    headers = {"Authorization": f"Bot {place.facts['token']}"}
    async with place.http.post(url, data=form, headers=headers) as answer:
        (attachment,) = (await answer.json())["attachments"]
    assert (attachment["filename"], attachment["description"]) == ("notes.txt", "of today")
    async with place.http.get(attachment["url"]) as file:
        assert await file.read() == b"first line\n"


async def test_events_need_the_right_to_create_them(place: Place) -> None:
    body = {
        "name": "Mixer", "privacy_level": 2, "entity_type": 2, "channel_id": place.channel("Lobby"),
        "scheduled_start_time": "2030-01-01T12:00:00+00:00",
    }  # fmt: skip
    path = f"/guilds/{place.guild}/scheduled-events"
    made = await place.rest("POST", path, body)
    assert made.status == 200, "everyone may create events in a new guild"
    assert (await place.rest("PATCH", f"{path}/{made.body['id']}", {"status": 3})).status == 400
    assert (await place.rest("PATCH", f"{path}/{made.body['id']}", {"status": 2})).body["status"] == 2
    await place.control("POST", "/faults", revoke={"permission": "CREATE_EVENTS"})
    assert (await place.rest("POST", path, body)).code == 50013


async def test_the_log_tells_all_but_tokens(place: Place) -> None:
    await place.rest("POST", f"/channels/{place.channel('general')}/messages", {"content": "For the log"})
    text = place.log.read_text()
    assert "For the log" in text
    assert '"route": "/channels/{channel_id}/messages"' in text
    assert place.facts["token"] not in text


async def test_without_the_published_schema_the_own_rules_still_hold(place: Place) -> None:
    place.box.pipeline.schema = Schema()
    path = f"/guilds/{place.guild}/channels"
    assert (await place.rest("POST", path, {"name": "x" * 101, "type": 2})).code == 50035
    assert (await place.rest("POST", path, {"name": "room", "type": 2, "user_limit": 100})).code == 50035
    assert (await place.rest("POST", path, {"name": "room", "type": 2})).status == 201
    assert (await place.rest("POST", f"/channels/{place.channel('general')}/messages", {})).code == 50006


async def test_a_room_without_overwrites_is_as_private_as_its_category(place: Place) -> None:
    closed = [overwrite(place.guild, 0, deny=VIEW), overwrite(place.bot, 1, allow=VIEW | CONNECT | MANAGE_CHANNELS)]
    body = {"name": "rooms", "type": 4, "permission_overwrites": closed}
    parent = (await place.rest("POST", f"/guilds/{place.guild}/channels", body)).body["id"]
    room = await place.room(parent_id=parent)
    screen = await place.control("GET", f"/people/{place.people()[0]}/screen")
    assert room not in [c["id"] for c in screen["guilds"][0]["channels"]]
