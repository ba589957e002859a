"""Stock discord.py on an ordinary day: hidden channels, late ones, and a call that must be kept alive."""

from __future__ import annotations

from pathlib import Path

import discord
from discord import VoiceChannel

from tests.sandbox.voice.hall import Hall, hall, state_of, until
from tests.sandbox.voice.test_encryption import stock


def channels(here: Hall) -> dict[str, discord.abc.GuildChannel]:
    """The client's channels by name."""
    return {channel.name: channel for channel in here.client.guilds[0].channels}


async def test_a_hidden_channel_is_kept_without_its_facts_and_learns_them(tmp_path: Path) -> None:
    async with hall(tmp_path, world="ordinary") as here:
        hidden = [c for c in here.client.guilds[0].channels if c.name == "___hidden___"]
        assert len(hidden) == 2
        (room,) = [c for c in hidden if isinstance(c, VoiceChannel)]
        assert room.bitrate is None
        assert not room.permissions_for(here.client.guilds[0].me).view_channel
        everybody = [{"id": str(here.guild), "type": 0, "allow": str(1 << 10)}]
        await here.control("PATCH", f"/channels/{room.id}", permission_overwrites=everybody)
        await until(lambda: channels(here).get("Members"))
        assert (room.name, room.bitrate) == ("Members", 64000)


async def test_a_room_is_known_when_it_is_ready(tmp_path: Path) -> None:
    async with hall(tmp_path, world="ordinary") as here:
        guild = here.client.guilds[0]
        made = await guild.create_voice_channel("Room 1")
        assert guild.get_channel(made.id) is made, "the library does not wait for Discord"
        person = await guild.fetch_member(here.people[0])
        await made.set_permissions(person, view_channel=True)
        await until(lambda: channels(here)["Room 1"] is not made)
        known = channels(here)["Room 1"]
        assert known.overwrites_for(person).is_empty(), "it was too early"
        await known.set_permissions(person, view_channel=True)
        await until(lambda: channels(here)["Room 1"].overwrites_for(person).view_channel)


async def test_the_librarys_own_call_sends_nothing_and_goes_deaf(tmp_path: Path) -> None:
    async with hall(tmp_path, world="ordinary") as here:
        await here.control("POST", "/faults", world={"forget_after": 0.3, "unanswered_pings": 0})
        person, raw = here.people[0], list[bytes]()
        await here.sit(person, here.lobby)
        voice = await stock(here)
        state_of(voice).add_socket_listener(raw.append)
        await here.speak(person, open=True)
        (call,) = here.box.voice.calls.all()
        await until(lambda: call.forgotten)
        before = call.sent
        state_of(voice).socket.send(bytes.fromhex("1337cafe00000001"))
        await until(lambda: any(p[:4] == bytes.fromhex("1337f00d") for p in raw) and call.sent > before)
