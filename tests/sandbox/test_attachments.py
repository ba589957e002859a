"""Files with messages, wherever a bot may send one: channels, answers to interactions, direct messages."""

import struct

import pytest

from bot.sandbox.rules import files
from tests.sandbox.clients import Json
from tests.sandbox.conftest import Place
from tests.sandbox.stage import EPHEMERAL, Stage, stand

CARD = files.PNG + struct.pack(">I", 13) + b"IHDR" + struct.pack(">II", 640, 480)
SHOWN: Json = {"embeds": [{"title": "Card", "image": {"url": "attachment://card.png"}}]}
FILE = {"files[0]": ("card.png", CARD)}
ATTACH = 1 << 15


@pytest.fixture
async def stage(place: Place) -> Stage:
    return await stand(place)


async def fetched(place: Place, url: str) -> bytes:
    async with place.http.get(url) as file:
        return await file.read()


async def test_a_picture_comes_with_a_message(place: Place) -> None:
    path = f"/channels/{place.channel('general')}/messages"
    body: Json = {**SHOWN, "attachments": [{"id": 0, "description": "Who met whom"}]}
    sent = await place.rest.upload("POST", path, body, FILE)
    (attachment,) = sent.body["attachments"]
    assert attachment["content_type"] == "image/png", "whatever the request called it"
    assert (attachment["width"], attachment["height"], attachment["description"]) == (640, 480, "Who met whom")
    assert sent.body["embeds"][0]["image"]["url"] == attachment["url"]
    assert await fetched(place, attachment["url"]) == CARD
    screen = await place.control("GET", f"/people/{place.people()[0]}/screen")
    channel = next(c for c in screen["guilds"][0]["channels"] if c["name"] == "general")
    (seen,) = channel["messages"][0]["attachments"]
    assert (seen["filename"], seen["size"], seen["url"]) == ("card.png", len(CARD), attachment["url"])


async def test_a_name_is_made_plain_and_kept_as_title(place: Place) -> None:
    path = f"/channels/{place.channel('general')}/messages"
    sent = await place.rest.upload("POST", path, None, {"files[0]": ("縁側 card.png", CARD)})
    (attachment,) = sent.body["attachments"]
    assert (attachment["filename"], attachment["title"]) == ("card.png", "縁側 card")


async def test_what_is_wrong_with_files_is_refused(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "LARGEST", 100)
    path = f"/channels/{place.channel('general')}/messages"
    wrong: list[tuple[Json | None, dict[str, tuple[str, bytes]], int]] = [
        (SHOWN, {"files[0]": ("other.png", CARD)}, 400),
        ({"attachments": [{"id": 1}]}, FILE, 400),
        (None, {"file": ("card.png", CARD)}, 400),
        (None, {f"files[{n}]": ("card.png", b"") for n in range(11)}, 400),
        (None, {"files[0]": ("card.png", bytes(101))}, 413),
    ]
    for body, sent, status in wrong:
        assert (await place.rest.upload("POST", path, body, sent)).status == status, (body, list(sent))
    assert (await place.rest("GET", path)).body == []


async def test_an_edit_keeps_takes_away_and_adds(place: Place) -> None:
    path = f"/channels/{place.channel('general')}/messages"
    first = (await place.rest.upload("POST", path, SHOWN, FILE)).body
    old = first["attachments"][0]["id"]
    path += f"/{first['id']}"
    more = await place.rest.upload(
        "PATCH", path, {"attachments": [{"id": old}, {"id": 0}]}, {"files[0]": ("2.png", b"")}
    )
    assert [a["filename"] for a in more.body["attachments"]] == ["card.png", "2.png"]
    assert (await place.rest("PATCH", path, {"attachments": [{"id": "1"}]})).code == 50035
    assert (await place.rest("PATCH", path, {"attachments": [], "embeds": []})).code == 50006
    gone = await place.rest("PATCH", path, {"attachments": [], "embeds": [], "content": "Gone"})
    assert gone.body["attachments"] == []


async def test_answers_to_interactions_carry_files(stage: Stage) -> None:
    it = await stage.command()
    callback = f"/interactions/{it['id']}/{it['token']}/callback"
    body: Json = {"type": 4, "data": {**SHOWN, "flags": EPHEMERAL}}
    told = await stage.bare.upload("POST", callback, body, FILE, with_response="true")
    assert told.body["resource"]["message"]["attachments"][0]["filename"] == "card.png"
    (private,) = (await stage.screen())["only_you"]
    assert await fetched(stage.place, private["attachments"][0]["url"]) == CARD
    later = await stage.bare.upload("POST", stage.hook(it), {"flags": EPHEMERAL}, FILE)
    assert later.body["attachments"][0]["size"] == len(CARD)
    original = stage.hook(it) + "/messages/@original"
    changed = await stage.bare.upload(
        "PATCH", original, {"embeds": [], "attachments": [{"id": 0}]}, {"files[0]": ("b.png", CARD)}
    )
    assert [a["filename"] for a in changed.body["attachments"]] == ["b.png"]


async def test_a_deferred_answer_is_filled_with_a_file(stage: Stage) -> None:
    it = await stage.command()
    await stage.answer(it, 5, {"flags": EPHEMERAL})
    assert (await stage.bare.upload("PATCH", stage.hook(it) + "/messages/@original", None, FILE)).status == 200
    assert [a["filename"] for a in (await stage.screen())["only_you"][0]["attachments"]] == ["card.png"]


@pytest.mark.parametrize("denied", ["everyone", "bot"])
async def test_answers_carry_files_only_where_everyone_and_the_bot_may_attach_them(stage: Stage, denied: str) -> None:
    place = stage.place
    targets = {"everyone": (place.guild, 0), "bot": (place.bot, 1)}
    doors = [
        {"id": target, "type": kind, "allow": str(ATTACH * (who != denied)), "deny": str(ATTACH * (who == denied))}
        for who, (target, kind) in targets.items()
    ]
    await place.control("PATCH", f"/channels/{stage.channel}", permission_overwrites=doors)
    it = await stage.command()
    callback = f"/interactions/{it['id']}/{it['token']}/callback"
    refused = await stage.bare.upload("POST", callback, {"type": 4}, FILE)
    assert (refused.status, refused.code) == (403, 50013)
    assert (await stage.answer(it, 4, {"content": "Without"})).status == 204


async def test_a_direct_message_carries_a_file(place: Place) -> None:
    person = place.people()[0]
    opened = await place.rest("POST", "/users/@me/channels", {"recipient_id": person})
    path = f"/channels/{opened.body['id']}/messages"
    assert (await place.rest.upload("POST", path, {"content": "Your card"}, FILE)).status == 200
    (private,) = (await place.control("GET", f"/people/{person}/screen"))["direct_messages"]
    assert private["messages"][0]["attachments"][0]["filename"] == "card.png"
    await place.control("PATCH", f"/people/{person}", closed_dms=True)
    assert (await place.rest.upload("POST", path, None, FILE)).code == 50007
