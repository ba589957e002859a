"""What differs between worlds outside voice, and how a world is chosen."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.sandbox.rules.errors import DiscordError
from bot.sandbox.worlds import HARSH, KIND, ORDINARY, Nature, changed, load
from tests.sandbox.clients import Json, Socket
from tests.sandbox.conftest import Build, Place

VIEW = 1 << 10
OBFUSCATED = 1 << 17


async def world(place: Place, **fields: Any) -> None:
    await place.control("POST", "/faults", world=fields)


def seeing(who: str, kind: int = 1) -> Json:
    return {"id": who, "type": kind, "allow": str(VIEW), "deny": "0"}


def test_worlds_are_named_or_come_out_of_a_file_of_facts(tmp_path: Path) -> None:
    assert [load(name) for name in ("kind", "ordinary", "harsh")] == [KIND, ORDINARY, HARSH]
    facts = tmp_path / "seen.json"
    facts.write_text(json.dumps({"like": "ordinary", "forget_after": 45, "padding_bytes": [2, 8]}))
    assert load(str(facts)) == replace(ORDINARY, name="seen", forget_after=45.0, padding_bytes=(2, 8))


@pytest.mark.parametrize("text", ["no JSON", "[1]", '{"like": "heaven"}', '{"weather": 1}'])
def test_a_file_without_facts_is_refused(tmp_path: Path, text: str) -> None:
    facts = tmp_path / "seen.json"
    facts.write_text(text)
    with pytest.raises(DiscordError):
        load(str(facts))


@pytest.mark.parametrize(
    "wanted",
    [
        {"weather": 1},
        {"padding": -1},
        {"padding": True},
        {"sealed_silence": 1},
        {"hidden_channels": "gone"},
        {"padding_bytes": [0, 4]},
        {"padding_bytes": 4},
        {"name": "x"},
    ],
)
def test_what_no_world_has_is_refused(wanted: Json) -> None:
    with pytest.raises(DiscordError):
        changed(KIND, wanted)


def test_luck_is_the_same_for_the_same_seed_and_one_chance_does_not_disturb_another() -> None:
    def row(seed: int, *, between: bool) -> list[bool]:
        nature = Nature(replace(KIND, padding=0.5, cameras=0.5), seed)
        return [
            nature.strikes("padding") for _ in range(40) if not between or nature.strikes("cameras") in {True, False}
        ]

    assert row(1, between=False) == row(1, between=True) != row(2, between=False)
    assert 10 < sum(row(1, between=False)) < 30
    assert not any(Nature(KIND, 1).strikes("padding") for _ in range(40))


def test_a_world_that_does_not_exist_is_said_so() -> None:
    order = [sys.executable, "-m", "bot", "sandbox", "--world", "lovely"]
    ran = subprocess.run(order, capture_output=True, text=True, check=False, timeout=60)
    assert ran.returncode == 2
    assert "a world is kind, ordinary, harsh, or a file; not lovely" in ran.stderr


async def test_the_state_tells_the_world_and_faults_change_it_until_they_are_over(make: Build) -> None:
    place = await make(world="ordinary")
    assert (await place.control.state())["world"] == "ordinary"
    await world(place, late_channels=0)
    assert place.box.world.nature.climate.late_channels == 0
    assert "weather" in await place.control.refused("POST", "/faults", world={"weather": 1})
    await place.control("DELETE", "/faults")
    assert place.box.world.nature.climate == ORDINARY


async def test_the_first_syncs_fail_in_a_harsh_world(make: Build) -> None:
    place = await make(world="harsh")
    path = f"/applications/{place.facts['application_id']}/commands"
    assert [(await place.rest("PUT", path, [])).status for _ in range(4)] == [500, 500, 500, 200]


async def test_a_channel_is_ready_a_while_after_it_was_created(place: Place) -> None:
    await world(place, late_channels=20.0)
    socket, person = await place.socket().open(), place.people()[0]
    await socket.identify()
    room = await place.room()
    path = f"/channels/{room}/permissions/{person}"
    assert (await place.rest("PUT", path, {"type": 1, "allow": str(VIEW)})).status == 204
    await socket.settle()
    assert "CHANNEL_CREATE" not in socket.names()
    told = await socket.event("CHANNEL_CREATE", lambda c: c["id"] == room)
    assert told["permission_overwrites"] == [], "Discord said yes, and nothing happened"
    assert (await place.rest("PUT", path, {"type": 1, "allow": str(VIEW)})).status == 204
    told = await socket.event("CHANNEL_UPDATE", lambda c: c["id"] == room)
    assert [one["id"] for one in told["permission_overwrites"]] == [person]


async def test_overwrites_given_with_the_creation_are_there_from_the_first(place: Place) -> None:
    await world(place, late_channels=20.0)
    socket, person = await place.socket().open(), place.people()[0]
    await socket.identify()
    room = await place.room(permission_overwrites=[seeing(person)])
    told = await socket.event("CHANNEL_CREATE", lambda c: c["id"] == room)
    assert [one["id"] for one in told["permission_overwrites"]] == [person]


async def test_a_channel_that_goes_before_it_was_ready_is_never_told_of(place: Place) -> None:
    await world(place, late_channels=5.0)
    socket = await place.socket().open()
    await socket.identify()
    room = await place.room()
    assert (await place.rest("DELETE", f"/channels/{room}")).status == 200
    await world(place, late_channels=10.0)
    later = await place.room()
    await socket.event("CHANNEL_CREATE", lambda c: c["id"] == later)
    assert not [c for name in ("CHANNEL_CREATE", "CHANNEL_DELETE") for c in socket.events(name) if c["id"] == room]


async def hidden_room(place: Place, name: str = "staff") -> str:
    nobody: Json = {"id": place.guild, "type": 0, "allow": "0", "deny": str(VIEW)}
    body = {"name": name, "type": 2, "permission_overwrites": [nobody]}
    made = await place.control("POST", f"/guilds/{place.guild}/channels", **body)
    return str(made["id"])


async def connected(place: Place) -> tuple[Socket, dict[str, Json]]:
    socket = await place.socket().open()
    await socket.identify()
    (guild,) = socket.events("GUILD_CREATE")
    return socket, {channel["id"]: channel for channel in guild["channels"]}


async def test_a_hidden_channel_comes_without_its_name_and_whole_when_it_can_be_seen(place: Place) -> None:
    await world(place, hidden_channels="obfuscated")
    room = await hidden_room(place)
    socket, known = await connected(place)
    deny = {"id": place.guild, "type": 0, "allow": "0", "deny": str(VIEW)}
    assert {key: value for key, value in known[room].items() if value is not None} == {
        "id": room, "type": 2, "flags": OBFUSCATED, "guild_id": place.guild, "name": "___hidden___",
        "position": known[room]["position"], "permission_overwrites": [deny],
    }  # fmt: skip
    assert {"bitrate", "user_limit", "parent_id"} <= known[room].keys()
    listed = (await place.rest("GET", f"/guilds/{place.guild}/channels")).body
    assert room not in {one["id"] for one in listed}
    await place.control("PATCH", f"/channels/{room}", permission_overwrites=[seeing(place.bot)])
    shown = await socket.event("CHANNEL_UPDATE", lambda c: c["id"] == room)
    assert (shown["name"], shown["flags"], shown["bitrate"]) == ("staff", 0, 64000)
    await place.control("PATCH", f"/channels/{room}", permission_overwrites=[deny])
    await socket.event("CHANNEL_UPDATE", lambda c: c["id"] == room and c["flags"] == OBFUSCATED)


async def test_a_role_can_hide_a_channel_and_show_it_and_what_changes_behind_the_curtain_is_not_told(
    place: Place,
) -> None:
    await world(place, hidden_channels="omitting")
    socket, known = await connected(place)
    lobby = place.channel("Lobby")
    assert known[lobby]["name"] == "Lobby"
    everyone = (await place.control.guild())["roles"][0]["permissions"]
    own = next(role for role in (await place.control.guild())["roles"] if role["name"] == "Engawa")
    roles = f"/guilds/{place.guild}/roles"
    await place.control("PATCH", f"{roles}/{own['id']}", permissions=0)
    await place.control("PATCH", f"{roles}/{place.guild}", permissions=str(int(everyone) & ~VIEW))
    told = await socket.event("CHANNEL_UPDATE", lambda c: c["id"] == lobby and c["flags"] == OBFUSCATED)
    assert told.keys() == {"id", "type", "flags", "guild_id", "name", "position", "permission_overwrites"}
    before = len(socket.events("CHANNEL_UPDATE"))
    await place.control("PATCH", f"/channels/{lobby}", name="Parlour")
    await socket.settle()
    assert len(socket.events("CHANNEL_UPDATE")) == before
    await place.control("PATCH", f"{roles}/{place.guild}", permissions=everyone)
    await socket.event("CHANNEL_UPDATE", lambda c: c["id"] == lobby and c["name"] == "Parlour")


async def test_a_category_is_seen_with_anything_in_it(place: Place) -> None:
    await world(place, hidden_channels="obfuscated")
    nobody: Json = {"id": place.guild, "type": 0, "allow": "0", "deny": str(VIEW)}
    path = f"/guilds/{place.guild}/channels"
    category = (await place.control("POST", path, name="back", type=4, permission_overwrites=[nobody]))["id"]
    socket, known = await connected(place)
    assert known[category]["flags"] == OBFUSCATED
    room = await place.control("POST", path, name="x", type=2, parent_id=category, permission_overwrites=[nobody])
    await place.control("PATCH", f"/channels/{room['id']}", permission_overwrites=[seeing(place.bot)])
    await socket.event("CHANNEL_UPDATE", lambda c: c["id"] == category and c["name"] == "back")


async def test_bots_do_not_go_through_onboarding(make: Build) -> None:
    place = await make(world="ordinary")
    _, known = await connected(place)
    assert known[place.channel("Members")]["name"] == "___hidden___"
    (guild,) = (await place.control("GET", f"/people/{place.people()[0]}/screen"))["guilds"]
    assert {"members", "Members"} <= {channel["name"] for channel in guild["channels"]}


async def test_whoever_leaves_the_server_may_lose_their_overwrites(place: Place) -> None:
    person, again = place.people()[:2]
    rooms = {}
    for forgotten, who in ((False, person), (True, again)):
        await world(place, leavers_forgotten=forgotten)
        rooms[who] = await place.room(permission_overwrites=[seeing(who)])
        await place.control("DELETE", f"/people/{who}")
        await place.control("POST", f"/guilds/{place.guild}/people", id=who)
    left = {c["id"]: c["permission_overwrites"] for c in (await place.control.guild())["channels"]}
    assert [len(left[rooms[who]]) for who in (person, again)] == [1, 0]


async def test_an_overwrite_for_somebody_who_left_is_refused_or_taken_with_a_new_channel(place: Place) -> None:
    person, path = place.people()[0], f"/guilds/{place.guild}/channels"
    await place.control("DELETE", f"/people/{person}")
    body = {"name": "room", "type": 2, "permission_overwrites": [seeing(person)]}
    refused = await place.rest("POST", path, body)
    assert (refused.status, refused.code) == (400, 50035)
    assert "0" in refused.body["errors"]["permission_overwrites"]
    await world(place, leavers_accepted=True)
    made = await place.rest("POST", path, body)
    assert made.status == 201
    later = await place.rest("PUT", f"/channels/{made.body['id']}/permissions/{person}", {"type": 1, "allow": "0"})
    assert later.code == 10009


async def test_a_listener_that_was_invited_late_is_let_in_nowhere_and_told_nothing(place: Place) -> None:
    room = await hidden_room(place)
    late = await place.control("POST", f"/guilds/{place.guild}/people", name="Late", bot=True, permissions=0)
    socket = await place.socket(late["token"]).open()
    await socket.identify()
    await socket.send(4, {"guild_id": place.guild, "channel_id": room, "self_mute": True, "self_deaf": False})
    await socket.settle()
    assert not {"VOICE_STATE_UPDATE", "VOICE_SERVER_UPDATE"} & set(socket.names())


async def test_roles_and_nicknames_change_without_a_word(place: Place) -> None:
    socket, person = await place.socket().open(), place.people()[0]
    await socket.identify()
    await place.control("POST", f"/guilds/{place.guild}/roles", name="Host", permissions=0)
    await place.control("POST", f"/people/{person}/voice", channel_id=place.channel("Lobby"))
    await place.control("PATCH", f"/people/{person}", roles=["Host"], nick="Hana at work")
    await socket.settle()
    assert "GUILD_MEMBER_UPDATE" not in socket.names()
    assert [state["member"]["nick"] for state in socket.events("VOICE_STATE_UPDATE")] == [None]
    await socket.send(8, {"guild_id": place.guild, "user_ids": [person]})
    (member,) = (await socket.event("GUILD_MEMBERS_CHUNK"))["members"]
    assert (member["nick"], len(member["roles"])) == ("Hana at work", 1)


@pytest.mark.parametrize("name", ["ordinary", "harsh"])
async def test_a_world_is_a_discord_all_the_same(make: Build, name: str) -> None:
    place: Place = await make(world=name)
    socket, person = await place.socket().open(), place.people()[0]
    await socket.identify()
    room = await place.room(permission_overwrites=[seeing(person)])
    await socket.event("CHANNEL_CREATE", lambda c: c["id"] == room)
    await place.control("POST", f"/people/{person}/voice", channel_id=room)
    await socket.event("VOICE_STATE_UPDATE", lambda s: s["channel_id"] == room)
    await place.rest("PUT", f"/channels/{room}/voice-status", {"status": "Tea"})
    await place.control("POST", f"/people/{person}/voice", channel_id=None)
    await socket.event("VOICE_CHANNEL_STATUS_UPDATE", lambda s: s["status"] is None)
    assert await place.problems() == []
