"""What most bots do on their first day: roles, reactions, pins, kick and ban, menus, threads of their own."""

from urllib.parse import quote

import pytest

from tests.sandbox.clients import Json
from tests.sandbox.conftest import Place
from tests.sandbox.keeper import Keeper, invited

TEA, HEART = quote("🍵"), quote("❤️")


@pytest.fixture
async def keeper(quick: Place) -> Keeper:
    return await invited(quick)


async def test_a_role_is_made_below_the_bot_and_kept_by_it(keeper: Keeper) -> None:
    made = (await keeper.guild("POST", "/roles", {"name": "Guide", "color": 0x336699, "permissions": "1024"})).body
    own = next(r for r in keeper.place.box.guild.roles.values() if str(r.bot_id) == keeper.id)
    assert (made["position"], made["color"], made["permissions"]) == (1, 0x336699, "1024")
    assert own.position > 1
    assert (await keeper.socket.event("GUILD_ROLE_CREATE"))["role"]["id"] == made["id"]
    member = f"/members/{keeper.person}"
    assert (await keeper.guild("PUT", f"{member}/roles/{made['id']}")).status == 204
    counts = (await keeper.guild("GET", "/roles/member-counts")).body
    assert counts[made["id"]] == 1
    assert keeper.place.guild not in counts
    changed = (await keeper.guild("PATCH", f"/roles/{made['id']}", {"name": "Guides", "hoist": True})).body
    assert (changed["name"], changed["hoist"], changed["color"]) == ("Guides", True, 0x336699)
    second = (await keeper.guild("POST", "/roles", {"name": "Lower"})).body
    sorted_ = (await keeper.guild("PATCH", "/roles", [{"id": second["id"], "position": 2}])).body
    places = {role["id"]: role["position"] for role in sorted_}
    assert places[second["id"]] == places[made["id"]] + 1
    assert (await keeper.guild("DELETE", f"/roles/{made['id']}")).status == 204
    assert (await keeper.guild("GET", member)).body["roles"] == []
    assert (await keeper.socket.event("GUILD_ROLE_DELETE"))["role_id"] == made["id"]


async def test_roles_are_refused_above_oneself_and_beyond_ones_own_rights(keeper: Keeper) -> None:
    above = (await keeper.place.control("POST", f"/guilds/{keeper.place.guild}/roles", name="Boss", position=99))["id"]
    for method, path, body, code in (
        ("PATCH", f"/roles/{above}", {"name": "x"}, 50013),
        ("DELETE", f"/roles/{above}", None, 50013),
        ("DELETE", f"/roles/{keeper.place.guild}", None, 50028),
        ("POST", "/roles", {"color": 1 << 24}, 50035),
        ("POST", "/roles", {"unicode_emoji": "🍵"}, 50101),
        ("PUT", f"/members/{keeper.person}/roles/{above}", None, 50013),
    ):
        assert (await keeper.guild(method, path, body)).code == code, (method, path)
    await keeper.hold("MANAGE_ROLES")
    assert (await keeper.guild("POST", "/roles", {"permissions": str(1 << 3)})).code == 50013
    await keeper.hold()
    assert (await keeper.guild("POST", "/roles", {"name": "x"})).code == 50013


async def test_reactions_are_told_counted_and_taken_away(keeper: Keeper) -> None:
    said = await keeper.said()
    path = f"/messages/{said}/reactions"
    assert (await keeper.channel("PUT", f"{path}/{TEA}/@me")).status == 204
    react = f"/people/{keeper.person}/react"
    await keeper.place.control("POST", react, message_id=said, emoji="🍵")
    await keeper.place.control("POST", react, message_id=said, emoji="❤️")
    shown = (await keeper.channel("GET", f"/messages/{said}")).body["reactions"]
    assert [(r["emoji"]["name"], r["count"], r["me"]) for r in shown] == [("🍵", 2, True), ("❤️", 1, False)]
    told = await keeper.socket.event("MESSAGE_REACTION_ADD", lambda d: d["user_id"] == keeper.person)
    assert (told["emoji"]["name"], told["message_id"], told["member"]["user"]["id"]) == ("🍵", said, keeper.person)
    givers = (await keeper.channel("GET", f"{path}/{TEA}")).body
    assert [user["id"] for user in givers] == sorted([keeper.id, keeper.person])
    assert (await keeper.channel("DELETE", f"{path}/{TEA}/@me")).status == 204
    assert (await keeper.channel("DELETE", f"{path}/{TEA}/@me")).code == 10014
    assert (await keeper.channel("DELETE", f"{path}/{TEA}/{keeper.person}")).status == 204
    assert (await keeper.channel("DELETE", f"{path}/{HEART}")).status == 204
    assert (await keeper.channel("DELETE", path)).status == 204
    await keeper.socket.event("MESSAGE_REACTION_REMOVE_EMOJI")
    await keeper.socket.event("MESSAGE_REACTION_REMOVE_ALL")
    assert "reactions" not in (await keeper.channel("GET", f"/messages/{said}")).body
    assert (await keeper.channel("PUT", f"{path}/tea/@me")).code == 10014


async def test_a_new_reaction_takes_a_right_and_one_that_stands_does_not(keeper: Keeper) -> None:
    said = await keeper.said()
    await keeper.place.control("POST", f"/people/{keeper.person}/react", message_id=said, emoji="🍵")
    await keeper.hold("READ_MESSAGE_HISTORY")
    path = f"/messages/{said}/reactions"
    assert (await keeper.channel("PUT", f"{path}/{TEA}/@me")).status == 204
    assert (await keeper.channel("PUT", f"{path}/{HEART}/@me")).code == 50013
    assert (await keeper.channel("DELETE", f"{path}/{TEA}/{keeper.person}")).code == 50013


@pytest.mark.parametrize("pins", ["/messages/pins", "/pins"])
async def test_pins_are_listed_and_told(keeper: Keeper, pins: str) -> None:
    said = await keeper.said("Read me")
    assert (await keeper.channel("PUT", f"{pins}/{said}")).status == 204
    told = await keeper.socket.event("CHANNEL_PINS_UPDATE")
    assert told["last_pin_timestamp"] is not None
    told = await keeper.socket.event("MESSAGE_CREATE", lambda m: m["type"] == 6)
    assert told["message_reference"]["message_id"] == said
    assert (await keeper.channel("PUT", f"{pins}/{told['id']}")).code == 50021
    listed = (await keeper.channel("GET", "/messages/pins")).body
    assert ([one["message"]["id"] for one in listed["items"]], listed["has_more"]) == ([said], False)
    assert [m["id"] for m in (await keeper.channel("GET", "/pins")).body] == [said]
    assert (await keeper.channel("GET", f"/messages/{said}")).body["pinned"] is True
    assert (await keeper.channel("GET", "/messages/pins", before="yesterday")).code == 50035
    assert (await keeper.channel("DELETE", f"{pins}/{said}")).status == 204
    assert (await keeper.channel("GET", "/messages/pins")).body["items"] == []
    await keeper.hold("READ_MESSAGE_HISTORY", "MANAGE_MESSAGES")
    assert (await keeper.channel("PUT", f"{pins}/{said}")).code == 50013


async def test_who_is_banned_does_not_come_back(keeper: Keeper) -> None:
    place, said = keeper.place, await keeper.said()
    assert (await keeper.guild("PUT", f"/bans/{keeper.person}", {"delete_message_seconds": 60})).status == 204
    assert (await keeper.socket.event("GUILD_BAN_ADD"))["user"]["id"] == keeper.person
    assert (await keeper.socket.event("GUILD_MEMBER_REMOVE"))["user"]["id"] == keeper.person
    assert (await keeper.socket.event("MESSAGE_DELETE_BULK"))["ids"] == [said]
    assert [b["user"]["id"] for b in (await keeper.guild("GET", "/bans")).body] == [keeper.person]
    assert (await keeper.guild("GET", f"/bans/{keeper.person}")).status == 200
    await place.control.refused("POST", f"/guilds/{place.guild}/people", id=keeper.person)
    assert (await keeper.guild("DELETE", f"/bans/{keeper.person}")).status == 204
    assert (await keeper.guild("GET", f"/bans/{keeper.person}")).code == 10026
    await place.control("POST", f"/guilds/{place.guild}/people", id=keeper.person)
    both = {"user_ids": [keeper.person, str(place.box.guild.owner_id)]}
    assert (await keeper.guild("POST", "/bulk-ban", both)).body == {
        "banned_users": [keeper.person],
        "failed_users": [str(place.box.guild.owner_id)],
    }


async def test_who_is_kicked_is_gone_and_those_above_are_not(keeper: Keeper) -> None:
    assert (await keeper.guild("DELETE", f"/members/{keeper.place.box.guild.owner_id}")).code == 50013
    assert (await keeper.guild("DELETE", f"/members/{keeper.person}")).status == 204
    assert (await keeper.socket.event("GUILD_MEMBER_REMOVE"))["user"]["id"] == keeper.person
    assert (await keeper.guild("GET", f"/members/{keeper.person}")).code == 10007
    await keeper.hold()
    assert (await keeper.guild("DELETE", f"/members/{keeper.place.people()[0]}")).code == 50013
    assert (await keeper.guild("PUT", f"/bans/{keeper.place.people()[0]}")).code == 50013


async def test_a_moderator_kicks_and_bans(keeper: Keeper) -> None:
    place, owner = keeper.place, str(keeper.place.box.guild.owner_id)
    one, two, *_ = place.people()
    await place.control.refused("POST", f"/people/{one}/moderate", user_id=two, kick=True)
    await place.control("POST", f"/people/{owner}/moderate", user_id=one, kick=True)
    await place.control("POST", f"/people/{owner}/moderate", user_id=two, ban=True)
    assert (await keeper.socket.event("GUILD_BAN_ADD"))["user"]["id"] == two
    assert not {one, two} & set(place.people())
    await place.control("DELETE", f"/guilds/{place.guild}/bans/{two}")
    await keeper.socket.event("GUILD_BAN_REMOVE")


async def test_a_time_out_lasts_four_weeks_at_most(keeper: Keeper) -> None:
    path = f"/members/{keeper.person}"
    assert (await keeper.guild("PATCH", path, {"communication_disabled_until": "2099-01-01T00:00:00Z"})).code == 50035
    assert (await keeper.guild("PATCH", path, {"communication_disabled_until": "soon"})).code == 50035


async def test_commands_on_people_and_messages(keeper: Keeper) -> None:
    commands = [{"name": "Wave at", "type": 2}, {"name": "Keep this", "type": 3}]
    assert (await keeper.rest("PUT", f"/applications/{keeper.app}/commands", commands)).status == 200
    said, menu = await keeper.said("keep"), f"/people/{keeper.person}/menu"
    await keeper.place.control("POST", menu, channel_id=keeper.general, name="Wave at", user_id=keeper.place.bot)
    it = await keeper.socket.event("INTERACTION_CREATE", lambda i: i["data"]["type"] == 2)
    assert it["data"]["target_id"] == keeper.place.bot
    assert list(it["data"]["resolved"]) == ["users", "members"]
    answer = {"type": 4, "data": {"content": "o/"}}
    reply = await keeper.rest("POST", f"/interactions/{it['id']}/{it['token']}/callback", answer, with_response="true")
    told = reply.body["resource"]["message"]["interaction_metadata"]
    assert (told["command_type"], told["target_user"]["id"]) == (2, keeper.place.bot)
    await keeper.place.control("POST", menu, message_id=said, name="Keep this")
    it = await keeper.socket.event("INTERACTION_CREATE", lambda i: i["data"]["type"] == 3)
    assert it["data"]["resolved"]["messages"][said]["content"] == "keep"
    await keeper.place.control.refused("POST", menu, message_id=said, name="Wave at")


async def test_channel_types_hold_for_people_too(keeper: Keeper) -> None:
    option = {"type": 7, "name": "room", "description": "x", "channel_types": [2]}
    command: Json = {"name": "open", "description": "x", "options": [option]}
    assert (await keeper.rest("POST", f"/applications/{keeper.app}/commands", command)).status == 201
    give = f"/people/{keeper.person}/command"
    lobby = keeper.place.channel("Lobby")
    await keeper.place.control("POST", give, channel_id=keeper.general, name="open", options={"room": lobby})
    wrong = {"room": keeper.general}
    await keeper.place.control.refused("POST", give, channel_id=keeper.general, name="open", options=wrong)
    menu = {"type": 8, "custom_id": "m", "channel_types": [2]}
    body = {"content": "x", "components": [{"type": 1, "components": [menu]}]}
    message = (await keeper.channel("POST", "/messages", body)).body["id"]
    pick = f"/people/{keeper.person}/select"
    await keeper.place.control.refused("POST", pick, message_id=message, custom_id="m", values=[keeper.general])
    await keeper.place.control("POST", pick, message_id=message, custom_id="m", values=[lobby])
