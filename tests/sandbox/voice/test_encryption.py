"""DAVE: the group of a channel, and frames that its members, and only they, can read."""

from __future__ import annotations

from pathlib import Path

import discord
import nacl.bindings as nacl
from davey import MediaType

from bot.sandbox.voice.microphone import Sound
from bot.sandbox.voice.orders import SIZES
from tests.sandbox.voice.hall import Hall, hall, state_of, until


async def stock(here: Hall) -> discord.VoiceClient:
    """A stock voice client, connected: it keeps the keys that our ear throws away."""
    voice = await here.channel().connect(self_mute=True, timeout=10)
    assert isinstance(voice, discord.VoiceClient)
    return voice


async def test_frames_are_sealed_twice_and_open_with_the_bots_own_keys(tmp_path: Path) -> None:
    async with hall(tmp_path) as here:
        person, raw = here.people[0], list[bytes]()
        await here.sit(person, here.lobby)
        voice = await stock(here)
        await here.in_group(voice, person)
        session = state_of(voice).dave_session
        assert session is not None
        state_of(voice).add_socket_listener(raw.append)
        await here.speak(person, intervals=[[0, 0.4]])
        await until(lambda: len(raw) >= 25)
        key = bytes(voice.secret_key)
        bodies = [
            nacl.crypto_aead_xchacha20poly1305_ietf_decrypt(p[16:-4], p[:16], p[-4:] + bytes(20), key)[4:] for p in raw
        ]
        assert bodies[-5:] == [b"\xf8\xff\xfe"] * 5, "silence passes as it is"
        assert all(body[-2:] == b"\xfa\xfa" for body in bodies[:20])
        opened = [session.decrypt(person, MediaType.audio, body) for body in bodies[:20]]
        least, most = SIZES[Sound.SPEECH]
        assert all(frame[:1] == b"\x78" and least <= len(frame) <= most for frame in opened)


async def test_people_come_and_go_and_the_last_one_waits_for_company(tmp_path: Path) -> None:
    async with hall(tmp_path) as here:
        one, two, three = here.people[:3]
        await here.sit(one, here.lobby)
        await here.sit(two, here.lobby)
        voice = await stock(here)
        await here.in_group(voice, one, two)
        await here.sit(three, here.lobby)
        await here.in_group(voice, one, two, three)
        await here.sit(two, None)
        await here.in_group(voice, one, three)
        for person in (one, three):
            await here.sit(person, None)
        session = state_of(voice).dave_session
        assert session is not None
        await until(lambda: not session.ready)
        await here.sit(two, here.lobby)
        await here.in_group(voice, two)


async def test_a_bots_own_commit_is_taken_as_well(tmp_path: Path) -> None:
    async with hall(tmp_path) as here:
        one, two = here.people[:2]
        await here.fault(bots_commit=True)
        await here.sit(one, here.lobby)
        voice = await here.listen()
        await here.in_group(voice, one)
        await here.sit(two, here.lobby)
        await here.in_group(voice, one, two)
        await here.sit(one, None)
        await here.in_group(voice, two)
        await here.hears(two)
        assert not [line for line in here.lines("dave") if "problem" in line]


async def test_a_bot_alone_has_no_group_until_somebody_comes(tmp_path: Path) -> None:
    async with hall(tmp_path) as here:
        voice = await stock(here)
        assert here.lines("dave") == []
        await here.sit(here.people[0], here.lobby)
        await here.in_group(voice, here.people[0])


async def test_a_broken_group_is_made_anew(tmp_path: Path) -> None:
    async with hall(tmp_path) as here:
        await here.sit(here.people[0], here.lobby)
        voice = await here.listen()
        await here.in_group(voice, here.people[0])
        await voice.ws.send_binary(26, b"no key package at all")
        await until(lambda: any("problem" in line for line in here.lines("dave")))
        await until(lambda: here.lines("dave")[-1].get("epoch") == 1)
        await here.in_group(voice, here.people[0])
        await here.hears(here.people[0])
