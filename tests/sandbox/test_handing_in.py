"""People's files: laid ready, put into commands, forms and messages, and downloaded by bots."""

import base64

import aiohttp
import pytest
import yarl

from bot.sandbox.rules import files
from bot.sandbox.rules.files import LARGEST
from tests.sandbox.clients import Json
from tests.sandbox.conftest import Place
from tests.sandbox.stage import Stage, stand

TEA = "お茶は好きですか。\n".encode()
FILE = {"type": 11, "name": "file", "description": "A file", "required": True}
READ: Json = {"name": "read", "description": "Read a file", "options": [FILE]}
ATTACH = 1 << 15


@pytest.fixture
async def stage(place: Place) -> Stage:
    stage = await stand(place)
    commands = f"/applications/{place.facts['application_id']}/commands"
    assert (await place.rest("POST", commands, READ)).status == 201
    return stage


async def laid(place: Place, person: str, name: str = "tea.txt", content: bytes = TEA) -> Json:
    """A file of somebody's, as its upload is answered."""
    sent = await place.control.rest.upload("POST", f"/people/{person}/files", None, {"file": (name, content)})
    assert sent.status == 200, sent.body
    return sent.body


async def fetched(place: Place, url: str) -> tuple[int, bytes]:
    async with place.http.get(url) as file:
        return file.status, await file.read()


async def test_a_file_given_to_a_command_is_resolved(stage: Stage) -> None:
    place = stage.place
    file = await laid(place, stage.person, "お茶 tea.txt")
    it = await stage.command("read", file=file["id"])
    assert it["data"]["options"] == [{"name": "file", "type": 11, "value": file["id"]}]
    attachment = it["data"]["resolved"]["attachments"][file["id"]]
    assert (attachment["filename"], attachment["title"], attachment["size"]) == ("tea.txt", "お茶 tea", len(TEA))
    assert (attachment["content_type"], attachment["ephemeral"]) == ("text/plain", True)
    for key in ("url", "proxy_url"):
        assert yarl.URL(attachment[key]).host == "127.0.0.1"
        assert await fetched(place, attachment[key]) == (200, TEA)


async def test_json_takes_a_file_as_text_or_base64(stage: Stage) -> None:
    place, path = stage.place, f"/people/{stage.person}/files"
    written = await place.control("POST", path, filename="tea.txt", content=TEA.decode())
    packed = await place.control("POST", path, filename="tea.png", base64=base64.b64encode(b"\0\xff").decode())
    assert await fetched(place, written["url"]) == (200, TEA)
    assert await fetched(place, packed["url"]) == (200, b"\0\xff")
    assert packed["content_type"] == "image/png"
    for wrong in ({"filename": "a.txt"}, {"content": "x"}, {"filename": "a.txt", "base64": "no base64!"}, {}):
        await place.control.refused("POST", path, **wrong)


async def test_a_file_may_have_ten_mebibytes_and_not_a_byte_more(place: Place) -> None:
    person = place.people()[0]
    assert (await laid(place, person, content=bytes(LARGEST)))["size"] == LARGEST
    large = {"file": ("large.txt", bytes(LARGEST + 1))}
    refused = await place.control.rest.upload("POST", f"/people/{person}/files", None, large)
    assert (refused.status, refused.code) == (413, 40005)
    two = {"a": ("a.txt", TEA), "b": ("b.txt", TEA)}
    assert (await place.control.rest.upload("POST", f"/people/{person}/files", None, two)).status == 400


async def test_only_who_has_a_file_at_hand_and_may_attach_can_give_it(stage: Stage) -> None:
    place, general = stage.place, stage.channel
    mine = await laid(place, stage.person)
    command = {"channel_id": general, "name": "read", "options": {"file": mine["id"]}}
    other = f"/people/{place.people()[1]}"
    assert "no file" in await place.control.refused("POST", f"{other}/command", **command)
    attachments = [{"id": mine["id"]}]
    told = await place.control.refused("POST", f"{other}/message", channel_id=general, attachments=attachments)
    assert "no file" in told
    unknown = {**command, "options": {"file": place.guild}}
    assert "no file" in await place.control.refused("POST", f"/people/{stage.person}/command", **unknown)
    shut = [{"id": place.guild, "type": 0, "allow": "0", "deny": str(ATTACH)}]
    await place.control("PATCH", f"/channels/{general}", permission_overwrites=shut)
    assert "attach" in await place.control.refused("POST", f"/people/{stage.person}/command", **command)


async def test_an_option_takes_the_kinds_of_file_that_it_names(stage: Stage) -> None:
    place = stage.place
    commands = f"/applications/{place.facts['application_id']}/commands"
    option = {**FILE, "file_types": ["image", ".CSV"]}
    assert (await place.rest("POST", commands, {**READ, "options": [option]})).status == 200
    for name in ("a.png", "b.csv"):
        await stage.command("read", file=(await laid(place, stage.person, name))["id"])
    text: Json = {"file": (await laid(place, stage.person, "c.txt"))["id"]}
    path = f"/people/{stage.person}/command"
    assert "Invalid" in await place.control.refused("POST", path, channel_id=stage.channel, name="read", options=text)


async def test_a_message_carries_files_for_all_to_see(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    place, path = stage.place, f"/people/{stage.person}/message"
    mine = await laid(place, stage.person)
    given: list[Json] = [{"id": mine["id"]}, {"filename": "b.txt", "content": "B"}]
    await place.control("POST", path, channel_id=stage.channel, content="Here", attachments=given)
    screen = await stage.screen(place.people()[1])
    (message,) = next(c for c in screen["guilds"][0]["channels"] if c["name"] == "general")["messages"]
    assert [(a["filename"], a["size"]) for a in message["attachments"]] == [("tea.txt", len(TEA)), ("b.txt", 1)]
    posted = message["attachments"][0]
    assert "ephemeral" not in posted
    assert f"/attachments/{stage.channel}/" in posted["url"]
    assert await fetched(place, posted["url"]) == (200, TEA)
    many = [{"filename": f"{n}.txt", "content": "x"} for n in range(11)]
    await place.control.refused("POST", path, channel_id=stage.channel, attachments=many)
    monkeypatch.setattr(files, "LARGEST", 100)
    large = [{"filename": "large.txt", "content": "x" * 101}]
    told = await place.control.refused("POST", path, channel_id=stage.channel, attachments=large)
    assert "too large" in told


async def test_a_file_has_one_address_and_can_be_out_of_reach(place: Place) -> None:
    file = await laid(place, place.people()[0])
    for wrong in (file["url"] + "x", file["url"].replace(file["id"], "1"), file["url"].replace("ephemeral-", "")):
        assert (await fetched(place, wrong))[0] == 404
    await place.control("POST", "/faults", requests={"route": "GET /ephemeral-attachments/**", "answer": 503})
    assert (await fetched(place, file["url"]))[0] == 503
    fault = {"route": "GET /ephemeral-attachments/**", "answer": "timeout", "times": 9}
    await place.control("POST", "/faults", requests=fault)
    with pytest.raises(aiohttp.ClientError):
        await fetched(place, file["url"])
    await place.control("DELETE", "/faults")
    assert await fetched(place, file["url"]) == (200, TEA)
