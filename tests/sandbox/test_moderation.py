"""What people with rights do to others, to roles and to applications, and what Discord refuses on account of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest

from tests.sandbox.clients import Json, Socket, until
from tests.sandbox.conftest import Place
from tests.sandbox.voice.caller import seat

VIEW, SEND = 1 << 10, 1 << 11


@dataclass
class Club:
    """A lobby with somebody in it, a second room, and the guild's owner, who may do anything."""

    place: Place
    socket: Socket
    owner: str
    person: str
    lobby: str
    room: str

    async def moderate(self, who: str, **body: Any) -> Json:
        """What a moderator does to somebody."""
        return await self.place.control("POST", f"/people/{self.owner}/moderate", user_id=who, **body)

    async def refused(self, by: str, who: str, **body: Any) -> str:
        """Why they may not."""
        return await self.place.control.refused("POST", f"/people/{by}/moderate", user_id=who, **body)

    async def where(self, who: str) -> str | None:
        """The channel somebody sits in."""
        states = (await self.place.control.guild())["voice_states"]
        return next((state["channel_id"] for state in states if state["user_id"] == who), None)

    async def role(self, role: str, permissions: object) -> Json:
        """Other permissions for a role."""
        return await self.place.control("PATCH", f"/guilds/{self.place.guild}/roles/{role}", permissions=permissions)


@pytest.fixture
async def club(place: Place) -> Club:
    socket = await place.socket().open()
    await socket.identify()
    person, lobby = place.people()[0], place.channel("Lobby")
    await place.control("POST", f"/people/{person}/voice", channel_id=lobby)
    return Club(place, socket, str(place.box.guild.owner_id), person, lobby, await place.room())


async def test_an_administrator_drags_people_and_puts_them_out(club: Club) -> None:
    await club.moderate(club.person, channel_id=club.room)
    assert (await club.socket.event("VOICE_STATE_UPDATE", lambda s: s["channel_id"] == club.room))["user_id"]
    await club.moderate(club.person, channel_id=None)
    assert await club.where(club.person) is None
    assert "is not in voice" in await club.refused(club.owner, club.person, channel_id=club.room)


async def test_a_mute_and_a_deafening_are_told(club: Club) -> None:
    shown = await club.moderate(club.person, mute=True, deaf=True)
    assert (shown["mute"], shown["deaf"]) == (True, True)
    await club.socket.event("VOICE_STATE_UPDATE", lambda s: s["mute"] and s["deaf"])
    await club.moderate(club.person, mute=False)
    await club.socket.event("VOICE_STATE_UPDATE", lambda s: not s["mute"] and s["deaf"])


async def test_who_is_timed_out_is_out_of_voice_and_may_do_nothing(club: Club) -> None:
    await club.moderate(club.person, timeout_s=600)
    assert await club.where(club.person) is None
    place = club.place
    why = await place.control.refused("POST", f"/people/{club.person}/voice", channel_id=club.lobby)
    assert "may not connect" in why
    general = place.channel("general")
    why = await place.control.refused("POST", f"/people/{club.person}/message", channel_id=general, content="Hi")
    assert "may not write" in why
    await club.moderate(club.person, timeout_s=0)
    await place.control("POST", f"/people/{club.person}/voice", channel_id=club.lobby)


@pytest.mark.parametrize(
    ("body", "why"),
    [
        ({"channel_id": None}, "lacks MOVE_MEMBERS"),
        ({"mute": True}, "lacks MUTE_MEMBERS"),
        ({"deaf": True}, "lacks DEAFEN_MEMBERS"),
        ({"timeout_s": 60}, "lacks MODERATE_MEMBERS"),
        ({}, "a moderator gives"),
        ({"kick": True}, "lacks KICK_MEMBERS"),
        ({"ban": True}, "lacks BAN_MEMBERS"),
        ({"hug": True}, "a moderator gives"),
    ],
)
async def test_others_may_not(club: Club, body: Json, why: str) -> None:
    assert why in await club.refused(club.place.people()[1], club.person, **body)
    assert await club.where(club.person) == club.lobby


async def test_nobody_is_moved_to_where_the_moderator_may_not_go(club: Club) -> None:
    place, mover = club.place, club.place.people()[1]
    await place.control("POST", f"/guilds/{place.guild}/roles", name="Mod", permissions=["MOVE_MEMBERS"])
    await place.control("PATCH", f"/people/{mover}", roles=["Mod"])
    closed = [{"id": place.guild, "type": 0, "deny": str(1 << 20)}]
    await place.control("PATCH", f"/channels/{club.room}", permission_overwrites=closed)
    assert "may not enter" in await club.refused(mover, club.person, channel_id=club.room)
    assert "stands too high" in await club.refused(club.owner, club.owner, timeout_s=60)


async def test_a_bot_is_dragged_deafened_and_put_out_like_anybody(club: Club) -> None:
    place = club.place
    await place.control("POST", "/faults", voice={"require_dave": False})
    caller = await seat(place, gateway=club.socket)
    await caller.connect()
    await club.moderate(place.bot, deaf=True)
    await place.control("POST", f"/people/{club.person}/speak", open=True)

    async def deafened() -> bool:
        (call,) = (await place.control.state())["voice_connections"]
        return bool(call["deafened"])

    await until(deafened)
    told = await caller.gateway.event("VOICE_STATE_UPDATE", lambda s: s["user_id"] == place.bot and s["deaf"])
    assert not told["self_deaf"]
    await club.moderate(place.bot, channel_id=club.room)
    assert await caller.goodbye() == 4014
    assert await club.where(place.bot) == club.room
    await club.moderate(place.bot, channel_id=None)
    assert await club.where(place.bot) is None
    await caller.hang_up()


async def test_everyones_permissions_and_a_roles_can_change(club: Club) -> None:
    place = club.place
    await club.role(place.guild, ["VIEW_CHANNEL"])
    told = await club.socket.event("GUILD_ROLE_UPDATE", lambda r: r["role"]["id"] == place.guild)
    assert told["role"]["permissions"] == str(VIEW)
    general = place.channel("general")
    assert "may not write" in await place.control.refused(
        "POST", f"/people/{club.person}/message", channel_id=general, content="Hi"
    )
    made = await place.control("POST", f"/guilds/{place.guild}/roles", name="Talker", permissions=0)
    await place.control("PATCH", f"/people/{club.person}", roles=["Talker"])
    await club.role(made["id"], SEND)
    await place.control("POST", f"/people/{club.person}/message", channel_id=general, content="Hi")


async def test_privileged_intents_are_switched_on_by_the_operator(club: Club) -> None:
    place, app = club.place, club.place.facts["application_id"]
    shown = await place.control("PATCH", f"/applications/{app}", privileged_intents=["GUILD_MEMBERS"])
    assert shown["privileged_intents"] == 1 << 1
    assert (await place.rest("GET", f"/guilds/{place.guild}/members", limit=10)).status == 200
    await place.control("PATCH", f"/applications/{app}", privileged_intents=0)
    assert (await place.rest("GET", f"/guilds/{place.guild}/members")).code == 50001


async def test_a_server_with_two_factors_refuses_bots_of_owners_without(club: Club) -> None:
    place, app = club.place, club.place.facts["application_id"]
    rooms = f"/guilds/{place.guild}/channels"
    room = {"name": "room", "type": 2}
    await place.control("PATCH", f"/applications/{app}", owner_mfa=False)
    assert (await place.rest("GET", "/users/@me")).body["mfa_enabled"] is False
    assert (await place.rest("POST", rooms, room)).status == 201, "other servers do not ask for it"
    await place.control("PATCH", f"/guilds/{place.guild}", mfa_level=1)
    assert (await club.socket.event("GUILD_UPDATE"))["mfa_level"] == 1
    assert (await place.rest("GET", f"/guilds/{place.guild}")).body["mfa_level"] == 1
    refused = await place.rest("POST", rooms, room)
    assert (refused.status, refused.code) == (403, 60003)
    path = f"/channels/{club.room}"
    assert (await place.rest("PATCH", path, {"name": "x"})).code == 60003
    overwrite = {"type": 1, "allow": "0", "deny": "0"}
    assert (await place.rest("PUT", f"{path}/permissions/{club.person}", overwrite)).code == 60003
    general = place.channel("general")
    assert (await place.rest("POST", f"/channels/{general}/messages", {"content": "Hi"})).status == 200
    await place.control("PATCH", f"/applications/{app}", owner_mfa=True)
    assert (await place.rest("POST", rooms, room)).status == 201


async def test_a_screen_offers_only_what_would_be_obeyed(club: Club) -> None:
    async def may(who: str, about: str) -> list[str]:
        screen = await club.place.control("GET", f"/people/{who}/screen")
        return next(one.get("may", []) for one in screen["guilds"][0]["members"] if one["id"] == about)

    other = club.place.people()[1]
    assert await may(club.person, other) == await may(club.person, club.owner) == []
    assert await may(club.owner, club.person) == ["channel_id", "mute", "deaf", "timeout_s", "kick", "ban"]
    assert await may(club.owner, other) == ["timeout_s", "kick", "ban"], "who is in no voice is moved nowhere"
    assert await may(club.owner, club.owner) == []
