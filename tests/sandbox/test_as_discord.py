"""Messages as Discord shows them: polls, replies, media, many deleted at once."""

import pytest

from bot.sandbox.snowflakes import DISCORD_EPOCH
from tests.sandbox.clients import Json, Socket, until
from tests.sandbox.conftest import Build, Place
from tests.sandbox.stage import EPHEMERAL, ROW, stand

POLL: Json = {
    "question": {"text": "Tea?"},
    "answers": [{"poll_media": {"text": "Yes", "emoji": {"name": "🍵"}}}, {"poll_media": {"text": "No"}}],
    "duration": 1,
}
POLLS, MESSAGES, TYPING, CONTENT = 1 << 24, 1 << 9, 1 << 11, 1 << 15
V2 = 1 << 15
PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x10\0\0\0\x20"


async def listening(place: Place, intents: int) -> Socket:
    socket = await place.socket().open()
    await socket.identify(1 | intents)
    return socket


def messages(place: Place) -> str:
    return f"/channels/{place.channel('general')}/messages"


async def test_a_poll_has_numbers_an_end_and_results(quick: Place) -> None:
    place, (one, two, *_) = quick, quick.people()
    socket = await listening(place, POLLS | MESSAGES)
    made = (await place.rest("POST", messages(place), {"poll": POLL})).body
    assert [a["answer_id"] for a in made["poll"]["answers"]] == [1, 2]
    assert made["poll"]["answers"][0]["poll_media"]["emoji"]["name"] == "🍵"
    assert made["poll"]["results"] == {"is_finalized": False, "answer_counts": []}
    assert made["poll"]["expiry"] > made["timestamp"]
    for person, answer in ((one, 1), (two, 2), (two, 1)):
        await place.control("POST", f"/people/{person}/vote", message_id=made["id"], answer_ids=[answer])
    for refused in ([1, 2], [3]):
        await place.control.refused("POST", f"/people/{one}/vote", message_id=made["id"], answer_ids=refused)
    await socket.event("MESSAGE_POLL_VOTE_REMOVE", lambda d: (d["user_id"], d["answer_id"]) == (two, 2))
    assert len(socket.events("MESSAGE_POLL_VOTE_ADD")) == 3
    poll = f"/channels/{place.channel('general')}/polls/{made['id']}"
    voters = (await place.rest("GET", f"{poll}/answers/1")).body["users"]
    assert [user["id"] for user in voters] == sorted([one, two])
    over = (await place.rest("POST", f"{poll}/expire")).body["poll"]["results"]
    assert over == {"is_finalized": True, "answer_counts": [{"id": 1, "count": 2, "me_voted": False}]}
    assert (await place.rest("POST", f"{poll}/expire")).code == 520001
    told = await socket.event("MESSAGE_CREATE", lambda m: m["type"] == 46)
    assert told["message_reference"]["message_id"] == made["id"]
    facts = {field["name"]: field["value"] for field in told["embeds"][0]["fields"]}
    assert (facts["victor_answer_text"], facts["total_votes"]) == ("Yes", "2")
    assert [m["id"] for m in (await place.rest("GET", messages(place))).body] == [told["id"], made["id"]]


async def test_a_poll_ends_by_itself(make: Build) -> None:
    now = [1_800_000_000.0]
    place: Place = await make(pace=100_000.0, clock=lambda: now[0])
    made = (await place.rest("POST", messages(place), {"poll": POLL})).body
    now[0] += 3601

    async def over() -> bool:
        return bool(
            (await place.rest("GET", f"{messages(place)}/{made['id']}")).body["poll"]["results"]["is_finalized"]
        )

    await until(over)


async def test_a_reply_shows_what_it_answers_and_pings_who_wrote_it(quick: Place) -> None:
    place, person = quick, quick.people()[0]
    first = await place.control(
        "POST", f"/people/{person}/message", channel_id=place.channel("general"), content="Anybody?"
    )
    reply: Json = {"content": "Me", "message_reference": {"message_id": first["id"]}}
    loud = (await place.rest("POST", messages(place), reply)).body
    assert (loud["type"], loud["referenced_message"]["content"]) == (19, "Anybody?")
    assert [user["id"] for user in loud["mentions"]] == [person]
    quiet = (await place.rest("POST", messages(place), {**reply, "allowed_mentions": {"parse": ["users"]}})).body
    assert quiet["mentions"] == []
    asked: Json = {"parse": [], "replied_user": True}
    assert (await place.rest("POST", messages(place), {**reply, "allowed_mentions": asked})).body["mentions"]
    back = await place.control(
        "POST", f"/people/{person}/message", channel_id=place.channel("general"), content="Hi", reply_to=loud["id"]
    )
    assert [user["id"] for user in back["mentions"]] == [place.bot]
    await place.control("DELETE", f"/messages/{first['id']}")
    assert (await place.rest("GET", f"{messages(place)}/{loud['id']}")).body["referenced_message"] is None
    for wrong in ({"message_id": "1"}, {"message_id": loud["id"], "channel_id": "1"}):
        refused = await place.rest("POST", messages(place), {"content": "x", "message_reference": wrong})
        assert "message_reference" in refused.body["errors"]


async def test_many_messages_are_deleted_at_once_and_told_of_at_once(quick: Place) -> None:
    place = quick
    socket = await listening(place, MESSAGES)
    ids = [(await place.rest("POST", messages(place), {"content": str(n)})).body["id"] for n in range(3)]
    path = f"{messages(place)}/bulk-delete"
    await place.control("PATCH", f"/guilds/{place.guild}/roles/{place.guild}", permissions=(1 << 13) | (1 << 10))
    old = str(int((place.box.world.clock() - DISCORD_EPOCH - 15 * 86400) * 1000) << 22)
    for wrong, code in (
        ([*ids, old], 50034),
        ([ids[0], ids[0]], 50035),
        (ids[:1], None),
        ([str(n) for n in range(1, 102)], None),
    ):
        refused = await place.rest("POST", path, {"messages": wrong})
        assert refused.status == 400, wrong
        assert code in {None, refused.code}
    assert (await place.rest("POST", path, {"messages": ids})).status == 204
    assert (await socket.event("MESSAGE_DELETE_BULK"))["ids"] == ids
    await socket.settle()
    assert socket.events("MESSAGE_DELETE") == []
    assert place.box.world.channel(int(place.channel("general"))).messages == {}


async def test_media_have_ids_proxies_and_what_is_known_of_them(quick: Place) -> None:
    gallery = {
        "type": 12,
        "items": [{"media": {"url": "attachment://a.png"}}, {"media": {"url": "https://x.example/b"}}],
    }
    body: Json = {"flags": V2, "components": [{"type": 17, "components": [gallery]}]}
    reply = await quick.rest.upload("POST", messages(quick), body, {"files[0]": ("a.png", PNG)})
    own, other = (item["media"] for item in reply.body["components"][0]["components"][0]["items"])
    assert (own["width"], own["height"], own["content_type"]) == (16, 32, "image/png")
    assert own["attachment_id"] == reply.body["attachments"][0]["id"]
    assert other["url"] == "https://x.example/b"
    assert other["proxy_url"].endswith("/https/x.example/b")
    assert len({own["id"], other["id"], reply.body["id"]}) == 3
    embed = {"image": {"url": "https://x.example/c"}, "footer": {"text": "f", "icon_url": "https://x.example/d"}}
    shown = (await quick.rest("POST", messages(quick), {"embeds": [embed]})).body["embeds"][0]
    assert shown["image"]["proxy_url"].endswith("/c")
    assert shown["footer"]["proxy_icon_url"].endswith("/d")


@pytest.mark.parametrize("kind", [6])
async def test_a_form_that_came_from_a_command_may_be_taken_note_of(quick: Place, kind: int) -> None:
    stage = await stand(quick)
    it = await stage.command()
    field = {"type": 18, "label": "Topic", "component": {"type": 4, "custom_id": "t", "style": 1}}
    assert (await stage.answer(it, 9, {"title": "T", "custom_id": "m", "components": [field]})).status == 204
    sent = await stage.begun("modal", interaction_id=it["id"], fields={"t": "x"})
    assert (await stage.answer(sent, kind)).status == 204
    follow = await stage.bare("POST", stage.hook(sent), {"content": "noted", "flags": EPHEMERAL})
    assert follow.status == 200


async def test_a_channel_can_be_the_first(quick: Place) -> None:
    room = await quick.room()
    path = f"/channels/{room}"
    assert (await quick.rest("PATCH", path, {"position": 7})).body["position"] == 7
    assert (await quick.rest("PATCH", path, {"position": 0})).body["position"] == 0


async def test_typing_is_seen_where_messages_are(quick: Place) -> None:
    socket = await listening(quick, TYPING)
    assert (await quick.rest("POST", f"/channels/{quick.channel('Voice')}/typing")).code == 50008
    assert (await quick.rest("POST", f"/channels/{quick.channel('general')}/typing")).status == 204
    assert (await socket.event("TYPING_START"))["user_id"] == quick.bot


async def test_stickers_and_emoji_that_are_nowhere_are_refused(quick: Place) -> None:
    assert (await quick.rest("POST", messages(quick), {"sticker_ids": ["12345"]})).code == 50081
    button: Json = {"type": 2, "style": 1, "custom_id": "x", "label": "x"}
    for emoji, status in (
        ({"id": "123"}, 400),
        ({"name": "tea"}, 400),
        ({"name": "🍵"}, 200),
        ({"name": "👩🏽‍🚀"}, 200),
    ):
        row = {**ROW, "components": [{**button, "emoji": emoji}]}
        assert (await quick.rest("POST", messages(quick), {"content": "x", "components": [row]})).status == status, (
            emoji
        )


async def test_what_is_sent_empty_is_not_kept(quick: Place) -> None:
    button: Json = {"type": 2, "style": 1, "custom_id": "x", "label": "x", "emoji": None, "sku_id": None, "url": None}
    body: Json = {
        "components": [{**ROW, "components": [button]}],
        "embeds": [{"title": "x", "description": None, "footer": None}],
    }
    shown = (await quick.rest("POST", messages(quick), body)).body
    assert shown["components"][0]["components"][0].keys() == {"type", "id", "style", "custom_id", "label"}
    assert shown["embeds"] == [{"title": "x", "type": "rich"}]
    option = {"type": 3, "name": "a", "description": "x", "choices": None, "min_length": None}
    command = {"name": "x", "description": "x", "options": [option]}
    made = (await quick.rest("POST", f"/applications/{quick.facts['application_id']}/commands", command)).body
    assert made["options"] == [{"type": 3, "name": "a", "description": "x"}]
