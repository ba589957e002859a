"""Where a kinder sandbox would let a bot pass that Discord refuses."""

import pytest

from bot.sandbox.rest.body import with_written_ids
from bot.sandbox.rules import ratelimits
from bot.sandbox.rules.schema import Schema
from tests.sandbox.clients import Json, Rest
from tests.sandbox.conftest import Build, Place
from tests.sandbox.stage import EPHEMERAL, ROW, stand

V2 = 1 << 15
TEXT: Json = {"type": 10, "content": "Only this"}
BIG = 1 << 60


async def test_an_edit_to_components_v2_must_take_the_old_content_away(place: Place) -> None:
    path = f"/channels/{place.channel('general')}/messages"
    message = (await place.rest("POST", path, {"content": "Old", "embeds": [{"title": "Old"}]})).body["id"]
    edit: Json = {"flags": V2, "components": [TEXT]}
    for kept, more in (("content", {}), ("embeds", {"content": None})):
        reply = await place.rest("PATCH", f"{path}/{message}", {**edit, **more})
        assert (reply.status, reply.code, list(reply.body["errors"])) == (400, 50035, [kept])
    assert (await place.rest("PATCH", f"{path}/{message}", {"flags": V2, "content": None, "embeds": []})).code == 50006
    reply = await place.rest("PATCH", f"{path}/{message}", {**edit, "content": None, "embeds": None})
    assert (reply.status, reply.body["content"], reply.body["flags"]) == (200, "", V2)


async def test_a_single_command_is_refused_by_its_own_fields(place: Place) -> None:
    place.box.pipeline.schema = Schema()
    path = f"/applications/{place.facts['application_id']}/commands"
    for name in ("first", "second"):
        made = await place.rest("POST", path, {"name": name, "description": "x"})
        assert made.status == 201
    refused = [
        await place.rest("POST", path, {"name": "third", "description": ""}),
        await place.rest("PATCH", f"{path}/{made.body['id']}", {"description": "x" * 101}),
    ]
    assert [list(reply.body["errors"]) for reply in refused] == [["description"], ["description"]]
    assert (await place.rest("PATCH", f"{path}/{made.body['id']}", {"name": "first"})).code == 40041
    assert [c["name"] for c in (await place.rest("GET", path)).body] == ["first", "second"]


async def test_a_refused_sorting_moves_nothing(make: Build) -> None:
    place: Place = await make(pace=100_000.0)
    other = await place.control("POST", "/guilds", name="Other", locale="ja")
    await place.control("POST", "/faults", invite_bot=True)
    await place.control("POST", "/faults", revoke={"permission": "MANAGE_ROLES"})
    path, general, lobby = f"/guilds/{place.guild}/channels", place.channel("general"), place.channel("Lobby")
    parents = [(await place.rest("POST", path, {"name": "rooms", "type": 4})).body["id"] for _ in range(2)]
    before = (await place.rest("GET", path)).body
    first: Json = {"id": general, "position": 40, "parent_id": parents[0]}
    for second, code in (
        ({"id": other["channels"]["Lobby"], "position": 41}, 10003),
        ({"id": lobby, "parent_id": parents[1]}, 40009),
        ({"id": lobby, "lock_permissions": True}, 50013),
        ({"id": parents[1], "parent_id": parents[0]}, 50035),
        ({"id": lobby, "parent_id": general}, 50035),
    ):
        reply = await place.rest("PATCH", path, [first, second])
        assert reply.code == code, second
        assert (await place.rest("GET", path)).body == before, second
    assert (await place.rest("PATCH", path, [first, {"id": lobby, "position": 41}])).status == 204
    after = (await place.rest("GET", f"/channels/{general}")).body
    assert (after["position"], after["parent_id"]) == (40, parents[0])
    assert place.box.pipeline.problems == []


async def test_a_forward_is_refused_rather_than_made_a_reply(place: Place) -> None:
    place.box.pipeline.schema = Schema()
    general = place.channel("general")
    path = f"/channels/{general}/messages"
    message = (await place.rest("POST", path, {"content": "Hello"})).body["id"]
    forward: Json = {"message_reference": {"type": 1, "message_id": message, "channel_id": general}}
    reply = await place.rest("POST", path, forward)
    (told,) = reply.body["errors"]["message_reference"]["type"]["_errors"]
    assert (reply.status, told["message"]) == (400, "The sandbox forwards no messages.")
    assert len((await place.rest("GET", path)).body) == 1


def test_only_ids_are_read_from_numbers() -> None:
    sent: Json = {"custom_id": BIG, "channel_id": BIG, "allowed_mentions": {"users": [BIG]}, "sticker_ids": [BIG]}
    read: Json = {"channel_id": str(BIG), "allowed_mentions": {"users": [str(BIG)]}, "sticker_ids": [str(BIG)]}
    assert with_written_ids(sent) == {**read, "custom_id": BIG}


async def test_a_number_is_no_custom_id(place: Place) -> None:
    button: Json = {"type": 2, "style": 1, "label": "Join", "custom_id": BIG}
    body: Json = {"content": "Who?", "components": [{"type": 1, "components": [button]}]}
    reply = await place.rest("POST", f"/channels/{place.channel('general')}/messages", body)
    assert (reply.status, reply.code) == (400, 50035)


async def test_invalid_requests_of_all_shut_the_address_out(make: Build, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ratelimits, "INVALID", (3, 600.0))
    place: Place = await make(pace=1.0)
    stranger = Rest(place.http, place.facts["api"], "MTIz.abcdef.wrong")
    for _ in range(2):
        assert (await stranger("GET", "/users/@me")).status == 401
    assert (await place.rest("GET", "/users/@me")).status == 200
    await place.control("POST", "/faults", revoke={"permission": "MANAGE_CHANNELS"})
    assert (await place.rest("POST", f"/guilds/{place.guild}/channels", {"name": "x", "type": 2})).status == 403
    headers = {"Authorization": f"Bot {place.facts['token']}"}
    async with place.http.get(place.facts["api"] + "/users/@me", headers=headers) as answer:
        assert (answer.status, await answer.text()) == (403, "error code: 1015")
        assert (answer.content_type, "Via" in answer.headers) == ("text/plain", False)
        assert int(answer.headers["Retry-After"]) > 500


async def test_only_interactions_are_free_of_the_fifty_a_second(make: Build) -> None:
    place: Place = await make(pace=0.1)
    bare = Rest(place.http, place.facts["api"])
    replies = [await bare("GET", "/gateway") for _ in range(51)]
    assert (replies[49].status, replies[49].body["global"]) == (429, False)
    assert (replies[50].status, replies[50].body["global"]) == (429, True)
    assert (await bare("POST", "/interactions/1/unknown/callback", {"type": 5})).status == 404


async def test_a_bot_in_time_out_may_do_next_to_nothing(place: Place) -> None:
    me, guest = place.box.guild.members[int(place.bot)], place.people()[0]
    requests: list[tuple[str, str, Json]] = [
        ("POST", f"/guilds/{place.guild}/channels", {"name": "x", "type": 2}),
        ("PATCH", f"/guilds/{place.guild}/members/@me", {"nick": "Host"}),
    ]
    me.timeout = place.box.world.clock() + 60
    for method, path, body in requests:
        reply = await place.rest(method, path, body)
        assert (reply.status, reply.code) == (403, 50013), path
    assert (await place.rest("GET", f"/guilds/{place.guild}/members/{guest}")).status == 200
    me.timeout = place.box.world.clock() - 1
    for method, path, body in requests:
        assert (await place.rest(method, path, body)).status in {200, 201}, path


async def test_an_answer_that_a_later_press_took_away_is_gone_for_all(place: Place) -> None:
    stage = await stand(place)
    first = await stage.command()
    await stage.answer(first, 4, {"content": "Panel", "flags": EPHEMERAL, "components": [ROW]})
    (panel,) = (await stage.screen())["only_you"]
    second = await stage.begun("click", message_id=panel["id"], label="Join")
    await stage.answer(second, 6)
    assert (await stage.bare("PATCH", stage.hook(second) + "/messages/@original", {"content": "Joined"})).status == 200
    assert (await stage.screen())["only_you"][0]["content"] == "Joined"
    assert (await stage.bare("DELETE", stage.hook(second) + "/messages/@original")).status == 204
    late = await stage.bare("PATCH", stage.hook(first) + "/messages/@original", {"content": "Back"})
    assert (late.status, late.code) == (404, 10008)


async def test_suggestions_are_as_strict_as_fixed_choices(make: Build) -> None:
    place: Place = await make(pace=100_000.0)
    place.box.pipeline.schema = Schema()
    stage = await stand(place)
    typing: Json = {"channel_id": stage.channel, "name": "mixer start", "options": {"title": "T"}, "focused": "title"}
    it = await stage.begun("autocomplete", **typing)
    tea: Json = {"name": "Tea", "value": "tea"}
    wrong: list[list[Json]] = [
        [{"name": "Tea", "value": 5}],
        [{"name": "Tea", "value": "x" * 101}],
        [{"name": "Tea"}],
        [{**tea, "name_localizations": {"xx": "Tee"}}],
        [tea, tea],
        [{"name": str(n), "value": str(n)} for n in range(26)],
    ]
    for choices in wrong:
        reply = await stage.answer(it, 8, {"choices": choices})
        assert (reply.status, reply.code) == (400, 50035), choices
    assert (await stage.answer(it, 8, {"choices": [{**tea, "name_localizations": {"ja": "お茶"}}]})).status == 204


async def test_nobody_unknown_gets_a_door_but_who_left_may_keep_theirs(place: Place) -> None:
    guest, stays = place.people()[:2]
    door: Json = {"id": guest, "type": 1, "allow": str(1 << 10), "deny": "0"}
    own: Json = {"id": place.bot, "type": 1, "allow": str(1 << 10 | 1 << 20), "deny": "0"}
    room = await place.room(permission_overwrites=[door])
    await place.control("DELETE", f"/people/{guest}")
    path = f"/channels/{room}"
    kept = await place.rest("PATCH", path, {"permission_overwrites": [door, own]})
    assert [o["id"] for o in kept.body["permission_overwrites"]] == [guest, place.bot]
    assert (await place.rest("DELETE", f"{path}/permissions/{guest}")).status == 204
    assert (await place.rest("DELETE", f"{path}/permissions/{guest}")).code == 10009
    reply = await place.rest("PATCH", path, {"permission_overwrites": [door]})
    assert list(reply.body["errors"]["permission_overwrites"]) == ["0"]
    assert (await place.rest("PUT", f"{path}/permissions/{stays}", {**door, "id": stays})).status == 204
    await place.control("POST", "/faults", revoke={"permission": "MANAGE_ROLES"})
    assert (await place.rest("DELETE", f"{path}/permissions/{stays}")).code == 50013


async def test_a_hundred_people_are_named_and_no_more(place: Place) -> None:
    path = f"/channels/{place.channel('general')}/messages"
    ids = [str(n) for n in range(1, 102)]
    for users, status in ((ids[:100], 200), (ids, 400)):
        reply = await place.rest("POST", path, {"content": "Hello", "allowed_mentions": {"users": users}})
        assert reply.status == status
    both = {"parse": ["users"], "users": [place.people()[0]]}
    assert (await place.rest("POST", path, {"content": "Hello", "allowed_mentions": both})).status == 400


async def test_buttons_work_in_direct_messages(place: Place) -> None:
    stage = await stand(place)
    opened = await place.rest("POST", "/users/@me/channels", {"recipient_id": stage.person})
    stage.channel = opened.body["id"]
    it = await stage.begun("click", message_id=await stage.post(content="Remind you?", components=[ROW]), label="Join")
    assert ("guild_id" in it, it["user"]["id"], it["context"]) == (False, stage.person, 1)
    assert (await stage.answer(it, 7, {"content": "Yes", "components": []})).status == 204
    (channel,) = (await stage.screen())["direct_messages"]
    assert [m["content"] for m in channel["messages"]] == ["Yes"]
