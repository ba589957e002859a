"""Commands, buttons, menus and forms: what people can do, and what a bot may answer."""

import time

import pytest

from bot.sandbox.rules.schema import Schema
from tests.sandbox.clients import Json, until
from tests.sandbox.conftest import Build, Place
from tests.sandbox.stage import EPHEMERAL, MIXER, ROW, Stage, stand


@pytest.fixture
async def stage(place: Place) -> Stage:
    return await stand(place)


async def test_commands_keep_their_ids_when_synced_again(place: Place) -> None:
    path = f"/applications/{place.facts['application_id']}/commands"
    first = (await place.rest("PUT", path, [MIXER])).body
    again = (await place.rest("PUT", path, [{**MIXER, "description": "Other"}])).body
    assert [c["id"] for c in first] == [c["id"] for c in again]
    assert (await place.rest("GET", f"{path}/{first[0]['id']}")).body["description"] == "Other"
    made = await place.rest("POST", path, {"name": "ping", "description": "Pong"})
    assert made.status == 201
    assert (await place.rest("PATCH", f"{path}/{made.body['id']}", {"description": "P"})).body["description"] == "P"
    assert (await place.rest("DELETE", f"{path}/{made.body['id']}")).status == 204
    assert [c["name"] for c in (await place.rest("GET", path)).body] == ["mixer"]


async def test_a_command_arrives_as_discord_sends_it(stage: Stage) -> None:
    it = await stage.command(length=30, guest=stage.place.people()[1])
    (sub,) = it["data"]["options"]
    assert (it["type"], it["data"]["name"], sub["name"]) == (2, "mixer", "start")
    assert {o["name"]: o["value"] for o in sub["options"]} == {"length": 30, "guest": stage.place.people()[1]}
    assert it["data"]["resolved"]["members"].keys() == {stage.place.people()[1]}
    assert it["member"]["user"]["id"] == stage.person
    assert int(it["member"]["permissions"]) & 1 << 31
    assert (it["locale"], it["guild_locale"], it["context"]) == ("ja", "ja", 0)
    assert "user" not in it


async def test_a_command_nobody_could_send_is_refused(stage: Stage) -> None:
    path = f"/people/{stage.person}/command"
    refused = stage.place.control.refused
    await refused("POST", path, channel_id=stage.channel, name="mixer start", options={"length": 4})
    await refused("POST", path, channel_id=stage.channel, name="mixer start", options={"size": 4})
    await refused("POST", path, channel_id=stage.channel, name="mixer")
    await refused("POST", path, channel_id=stage.channel, name="dance")
    await stage.socket.settle()
    assert not stage.socket.events("INTERACTION_CREATE")


async def test_commands_can_be_kept_for_a_few(stage: Stage) -> None:
    app = stage.place.facts["application_id"]
    await stage.place.rest(
        "PUT", f"/applications/{app}/commands", [{**MIXER, "default_member_permissions": "8589934592"}]
    )
    order = {"channel_id": stage.channel, "name": "mixer start"}
    assert "may not use /mixer" in await stage.place.control.refused("POST", f"/people/{stage.person}/command", **order)
    role = await stage.place.control(
        "POST", f"/guilds/{stage.place.guild}/roles", name="Host", permissions=["MANAGE_EVENTS"]
    )
    await stage.place.control("PATCH", f"/people/{stage.person}", roles=[role["id"]])
    assert (await stage.command())["member"]["roles"] == [role["id"]]


async def test_an_ephemeral_answer_is_for_one_pair_of_eyes(stage: Stage) -> None:
    it = await stage.command()
    told = await stage.answer(it, 4, {"content": "Only you", "flags": EPHEMERAL}, with_response="true")
    assert told.status == 200
    assert told.body["resource"]["message"]["flags"] == EPHEMERAL
    assert [m["content"] for m in (await stage.screen())["only_you"]] == ["Only you"]
    assert (await stage.screen(stage.place.people()[1]))["only_you"] == []
    assert (await stage.place.rest("GET", f"/channels/{stage.channel}/messages")).body == []


async def test_a_second_answer_is_refused(stage: Stage) -> None:
    it = await stage.command()
    assert (await stage.answer(it, 5)).status == 204
    again = await stage.answer(it, 4, {"content": "Again"})
    assert (again.status, again.code) == (400, 40060)


async def test_after_three_seconds_it_is_too_late(make: Build) -> None:
    place: Place = await make(patience=0.2)
    stage = await stand(place)
    it = await stage.command()

    async def failed() -> bool:
        return (await place.control("GET", f"/interactions/{it['id']}"))["failed"]

    await until(failed)
    late = await stage.answer(it, 4, {"content": "Sorry"})
    assert (late.status, late.code) == (404, 10062)
    assert (await stage.screen())["interactions"][0]["state"] == "failed"
    assert (await stage.bare("POST", stage.hook(it), {"content": "Sorry"})).code == 10015


async def test_the_first_follow_up_fills_a_deferred_answer(stage: Stage) -> None:
    it = await stage.command()
    await stage.answer(it, 5, {"flags": EPHEMERAL})
    assert (await stage.screen())["interactions"][0]["state"] == "thinking"
    await stage.bare("POST", stage.hook(it), {"content": "Ready"})
    await stage.bare("POST", stage.hook(it), {"content": "And more"})
    seen = await stage.screen()
    assert seen["interactions"][0]["state"] == "answered"
    assert [m["content"] for m in seen["only_you"]] == ["Ready"], "the deferred one was private, the second is not"
    assert [m["content"] for m in (await stage.place.control.channel("general"))["messages"]] == ["And more"]


async def test_later_answers_are_read_changed_and_taken_back(stage: Stage) -> None:
    it = await stage.command()
    await stage.answer(it, 4, {"content": "One"})
    original = stage.hook(it) + "/messages/@original"
    assert (await stage.bare("PATCH", original, {"content": "Two"})).body["content"] == "Two"
    assert (await stage.bare("GET", original)).body["content"] == "Two"
    more = (await stage.bare("POST", stage.hook(it), {"content": "Three"})).body["id"]
    assert (await stage.bare("DELETE", f"{stage.hook(it)}/messages/{more}")).status == 204
    assert (await stage.bare("DELETE", original)).status == 204
    assert (await stage.bare("GET", original)).code == 10008
    kinds = [a["kind"] for a in (await stage.place.control("GET", f"/interactions/{it['id']}"))["answers"]]
    assert kinds == ["message", "edit", "followup", "delete", "delete"]


async def test_buttons_are_pressed_by_those_who_see_them(stage: Stage) -> None:
    message = await stage.post(content="Who is in?", components=[ROW])
    it = await stage.begun("click", message_id=message, label="Join")
    assert (it["type"], it["data"]["custom_id"], it["message"]["id"]) == (3, "join", message)
    assert (await stage.answer(it, 7, {"content": "One is in", "components": []})).status == 204
    (shown,) = (await stage.place.control.channel("general"))["messages"]
    assert (shown["content"], shown["components"]) == ("One is in", [])
    path, refused = f"/people/{stage.person}/click", stage.place.control.refused
    assert "no such thing" in await refused("POST", path, message_id=message, label="Join")


async def test_what_is_grey_or_a_link_or_hidden_is_not_pressed(stage: Stage) -> None:
    message = await stage.post(content="Who is in?", components=[ROW])
    path, refused = f"/people/{stage.person}/click", stage.place.control.refused
    assert "greyed out" in await refused("POST", path, message_id=message, custom_id="later")
    assert "opens a page" in await refused("POST", path, message_id=message, label="Rules")
    it = await stage.command()
    await stage.answer(it, 4, {"content": "Psst", "flags": EPHEMERAL, "components": [ROW]})
    private = (await stage.screen())["only_you"][0]["id"]
    other = f"/people/{stage.place.people()[1]}/click"
    assert "cannot see" in await refused("POST", other, message_id=private, custom_id="join")
    assert (await stage.begun("click", message_id=private, custom_id="join"))["message"]["flags"] == EPHEMERAL


async def test_menus_take_only_what_they_offer(stage: Stage) -> None:
    options = [{"label": "Tea", "value": "tea"}, {"label": "Coffee", "value": "coffee"}]
    menus: list[Json] = [
        {"type": 1, "components": [{"type": 3, "custom_id": "drink", "options": options}]},
        {"type": 1, "components": [{"type": 5, "custom_id": "who"}]},
    ]
    message = await stage.post(content="Choose", components=menus)
    it = await stage.begun("select", message_id=message, custom_id="drink", values=["tea"])
    assert it["data"]["values"] == ["tea"]
    it = await stage.begun("select", message_id=message, custom_id="who", values=[stage.place.people()[1]])
    assert it["data"]["resolved"]["users"].keys() == {stage.place.people()[1]}
    path, refused = f"/people/{stage.person}/select", stage.place.control.refused
    for values in (["milk"], ["tea", "coffee"], []):
        await refused("POST", path, message_id=message, custom_id="drink", values=values)


async def test_a_form_is_opened_filled_and_sent_once(stage: Stage) -> None:
    it = await stage.command()
    field = {"type": 4, "custom_id": "topic", "style": 1, "max_length": 20}
    form: Json = {
        "custom_id": "f",
        "title": "New mixer",
        "components": [{"type": 18, "label": "Topic", "component": field}],
    }
    assert (await stage.answer(it, 9, form)).status == 204
    (modal,) = (await stage.screen())["modals"]
    path, refused = f"/people/{stage.person}/modal", stage.place.control.refused
    await refused("POST", path, interaction_id=modal["interaction_id"], fields={"topic": "x" * 21})
    sent = await stage.begun("modal", interaction_id=modal["interaction_id"], fields={"topic": "Gardens"})
    assert sent["data"]["components"][0]["component"]["value"] == "Gardens"
    assert (await stage.screen())["modals"] == []
    await refused("POST", path, interaction_id=modal["interaction_id"], fields={"topic": "Again"})
    assert (await stage.answer(sent, 9, form)).status == 400, "a form cannot answer a form"
    told = await stage.answer(sent, 4, {"content": "Planned"}, with_response=1)
    assert told.body["resource"]["message"]["interaction_metadata"]["type"] == 5


async def test_a_form_opened_by_a_button_may_change_the_message(stage: Stage) -> None:
    message = await stage.post(content="Topic?", components=[ROW])
    pressed = await stage.begun("click", message_id=message, label="Join")
    pick: Json = {"type": 18, "label": "Size", "component": {"type": 5, "custom_id": "who"}}
    assert (await stage.answer(pressed, 9, {"custom_id": "f", "title": "Who", "components": [pick]})).status == 204
    guest = stage.place.people()[1]
    sent = await stage.begun("modal", interaction_id=pressed["id"], fields={"who": [guest]})
    assert sent["data"]["resolved"]["users"].keys() == {guest}
    assert sent["message"]["id"] == message
    assert (await stage.answer(sent, 7, {"content": "Settled", "components": []})).status == 204
    assert (await stage.place.control.channel("general"))["messages"][0]["content"] == "Settled"


async def test_suggestions_while_typing(stage: Stage) -> None:
    it = await stage.begun(
        "autocomplete", channel_id=stage.channel, name="mixer start", options={"title": "Tea"}, focused="title"
    )
    (option,) = it["data"]["options"][0]["options"]
    assert (it["type"], option["value"], option["focused"]) == (4, "Tea", True)
    assert (await stage.answer(it, 8, {"choices": [{"name": "Tea time", "value": "t"}]})).status == 204
    assert (await stage.place.control("GET", f"/interactions/{it['id']}"))["choices"][0]["name"] == "Tea time"


async def test_answers_of_the_wrong_kind_are_refused(stage: Stage) -> None:
    it = await stage.command()
    for kind in (1, 7, 8):
        assert (await stage.answer(it, kind, {"content": "x"})).status == 400
    assert (await stage.answer(it, 4, {"content": ""})).code == 50006
    assert (await stage.answer(it, 4, {"content": "Well"})).status == 204


async def test_what_is_wrong_in_an_answer_is_named_under_data(stage: Stage) -> None:
    stage.place.box.pipeline.schema = Schema()
    it = await stage.command()
    forward = {"message_reference": {"type": 1, "message_id": "1", "channel_id": stage.channel}}
    wrong: list[tuple[int, Json, str]] = [
        (4, {"content": "x" * 2001}, "content"),
        (4, forward, "message_reference"),
        (9, {"title": "x" * 46, "custom_id": "f", "components": []}, "title"),
    ]
    for kind, data, field in wrong:
        reply = await stage.answer(it, kind, data)
        assert (reply.status, reply.code, list(reply.body["errors"]["data"])) == (400, 50035, [field])
    pressed = await stage.begun("click", message_id=await stage.post(content="In?", components=[ROW]), label="Join")
    for data in ({"content": "x" * 2001}, {"flags": 1 << 15, "components": [{"type": 10, "content": "x"}]}):
        reply = await stage.answer(pressed, 7, data)
        assert list(reply.body["errors"]["data"]) == ["content"]
    typed = await stage.begun(
        "autocomplete", channel_id=stage.channel, name="mixer start", options={"title": "T"}, focused="title"
    )
    reply = await stage.answer(typed, 8, {"choices": [{"name": "", "value": "t"}]})
    assert list(reply.body["errors"]["data"]) == ["choices"]


async def test_a_token_lives_fifteen_minutes(make: Build) -> None:
    later = 0.0
    place: Place = await make(clock=lambda: time.time() + later)
    stage = await stand(place)
    it = await stage.command()
    await stage.answer(it, 4, {"content": "Hello"})
    later = 14 * 60.0
    assert (await stage.bare("PATCH", stage.hook(it) + "/messages/@original", {"content": "Still"})).status == 200
    later = 16 * 60.0
    late = await stage.bare("PATCH", stage.hook(it) + "/messages/@original", {"content": "Gone"})
    assert (late.status, late.code) == (401, 50027)


async def test_deleted_rooms_take_their_answers_along(stage: Stage) -> None:
    room = await stage.place.room()
    stage.channel = room
    it = await stage.command()
    await stage.answer(it, 4, {"content": "In the room"})
    await stage.place.rest("DELETE", f"/channels/{room}")
    assert (await stage.bare("PATCH", stage.hook(it) + "/messages/@original", {"content": "x"})).code == 10008


async def test_the_log_tells_the_interaction_but_not_its_token(stage: Stage) -> None:
    it = await stage.command()
    await stage.answer(it, 4, {"content": "To be read"})
    await stage.bare("PATCH", stage.hook(it) + "/messages/@original", {"content": "To be read again"})
    text = stage.place.log.read_text()
    assert "To be read again" in text
    assert it["id"] in text
    assert it["token"] not in text
    assert it["token"][20:60] not in text


async def test_a_guilds_own_command_goes_before_the_global_one(stage: Stage) -> None:
    place = stage.place
    path = f"/applications/{place.facts['application_id']}/guilds/{place.guild}/commands"
    own = {"name": "mixer", "description": "Of this guild"}
    made = (await place.rest("PUT", path, [own])).body[0]
    it = await stage.command("mixer")
    assert (it["data"]["id"], it["data"]["guild_id"]) == (made["id"], place.guild)
    await place.rest("PUT", path, [])
    assert (await stage.command())["data"]["id"] != made["id"]


async def test_nobody_uses_commands_where_they_may_not(stage: Stage) -> None:
    deny = [{"id": stage.place.guild, "type": 0, "allow": "0", "deny": str(1 << 31)}]
    await stage.place.control("PATCH", f"/channels/{stage.channel}", permission_overwrites=deny)
    order = {"channel_id": stage.channel, "name": "mixer start"}
    told = await stage.place.control.refused("POST", f"/people/{stage.person}/command", **order)
    assert "may not use commands" in told
