"""People who talk: what `speak` can order, and who is heard."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import discord
import pytest

from bot.adapters.ears.connection import EarClient
from tests.sandbox import clients
from tests.sandbox.clients import Json
from tests.sandbox.voice.hall import Hall, hall, state_of, until

SPEAK = str(1 << 21)


@pytest.fixture
async def here(tmp_path: Path) -> AsyncIterator[Hall]:
    """A sandbox without encryption from end to end, a client, an ear, and one person in the lobby."""
    async with hall(tmp_path, dave=False) as place:
        await place.sit(place.people[0], place.lobby)
        await place.listen()
        yield place


async def transmits(here: Hall, person: int, yes: bool = True) -> None:
    """Wait until somebody transmits, or does not."""

    async def so() -> bool:
        shown = (await here.control.state())["transmitting"]
        return any(one["user_id"] == str(person) for one in shown) is yes

    await clients.until(so)


async def test_a_recording_is_played(here: Hall) -> None:
    rttm = "\n".join(f"SPEAKER talk 1 {start} 2.0 <NA> <NA> {who} <NA> <NA>" for start, who in ((0, "a"), (9, "b")))
    person = here.people[0]
    played = await here.speak(person, rttm=rttm, speaker="a", speed=10, hangover=0.1)
    await until(lambda: here.heard.past.get(person))
    await until(lambda: here.truth(person))
    [(start, end)] = here.truth(person)
    assert len(played["intervals"]) == 1
    assert here.lines("spurt")[0]["packets"] <= 15
    assert end - start > 0.1
    assert "nobody called c" in await here.control.refused("POST", f"/people/{person}/speak", rttm=rttm, speaker="c")


async def test_muted_people_and_those_who_may_not_speak_send_nothing(here: Hall) -> None:
    person, control, guild = here.people[0], here.control, here.guild
    await here.speak(person, intervals=[[0, 60]])
    await transmits(here, person)
    await control("POST", f"/people/{person}/voice", self_mute=True)
    await transmits(here, person, False)
    await control("POST", f"/people/{person}/voice", self_mute=False)
    await transmits(here, person)
    await control("PATCH", f"/people/{person}", mute=True)
    await transmits(here, person, False)
    await control("PATCH", f"/people/{person}", mute=False)
    await transmits(here, person)
    denied = [{"id": str(guild), "type": 0, "allow": "0", "deny": SPEAK}]
    await control("PATCH", f"/channels/{here.lobby}", permission_overwrites=denied)
    await transmits(here, person, False)
    await until(lambda: not here.heard.now)
    assert len(here.truth(person)) == 3


async def test_whoever_is_moved_talks_on_and_whoever_leaves_stops(here: Hall) -> None:
    person, other = here.people[0], await here.room()
    await here.speak(person, intervals=[[0, 60]])
    await until(lambda: person in here.heard.now)
    await here.sit(person, other)
    await until(lambda: not here.heard.now)
    await transmits(here, person)
    await here.sit(person, None)
    await transmits(here, person, False)
    await here.sit(person, here.lobby)
    await transmits(here, person, False)
    assert [line["channel"] for line in here.lines("spurt")] == [str(here.lobby), str(other)]


async def test_an_open_microphone_and_noise_are_fainter_than_speech(here: Hall) -> None:
    person, sizes = here.people[0], list[int]()
    voice = here.client.voice_clients[0]
    assert isinstance(voice, EarClient)
    plain = voice.spurts.packet

    def look(head: bytearray, size: int, at: float) -> None:
        sizes.append(size - 40)
        plain(head, size, at)

    voice.spurts.packet = look
    await here.speak(person, open=True, sizes={"faint": [10, 20]})
    await until(lambda: len(sizes) > 10)
    assert max(sizes) <= 20
    await here.speak(person, open=False)
    await until(lambda: here.heard.past.get(person))
    await here.speak(person, noise={"per_minute": 600, "seconds": [0.1, 0.2], "seed": 1})
    await transmits(here, person)
    await here.speak(person, noise={"per_minute": 0})
    await transmits(here, person, False)
    assert max(sizes) <= 20


async def test_a_camera_sends_pictures_and_silence_but_no_speech(here: Hall) -> None:
    person, kinds = here.people[0], set[tuple[int, bool]]()
    voice = here.client.voice_clients[0]
    assert isinstance(voice, EarClient)

    def look(head: bytearray, size: int, at: float) -> None:
        kinds.add((head[1], size == 43))

    voice.spurts.packet = look
    await here.speak(person, video=True)
    await until(lambda: kinds == {(120, True), (101, False)})
    await here.speak(person, video=False)
    await transmits(here, person, False)


async def test_what_makes_no_sense_is_refused(here: Hall) -> None:
    path = f"/people/{here.people[0]}/speak"
    orders: list[Json] = [
        {}, {"intervals": [[2, 1]]}, {"intervals": [[-1, 1]]}, {"intervals": "now"}, {"sizes": {"speech": [1, 2000]}},
        {"synthetic": {"talk": 2}}, {"synthetic": {"people": [1]}}, {"synthetic": {"lull_every": 5, "lull_seconds": 9}},
        {"synthetic": {"loudness": 3}}, {"noise": {}}, {"rttm": "", "speaker": "a"}, {"rttm": "", "speed": 0},
    ]  # fmt: skip
    for order in orders:
        await here.control.refused("POST", path, **order)
    await here.control.refused("POST", "/faults", voice={"loss": "much"})
    await here.control.refused("POST", "/faults", voice={})


async def test_a_conversation_can_be_invented(here: Hall) -> None:
    people = [str(person) for person in here.people[:3]]
    order = {"minutes": 2, "talk": 0.8, "lull_every": 40, "lull_seconds": 8, "seed": 5, "people": people}
    parts = [await here.speak(person, synthetic=order) for person in here.people[:3]]
    assert all(len(part["intervals"]) > 4 for part in parts)
    for part in parts:
        for start, end in part["intervals"]:
            # nobody speaks in the first 8 s after 40 and 80 s
            since = [(moment - part["time"]) % 40 for moment in (start, end - 0.001) if moment - part["time"] >= 40]
            assert all(moment >= 8 for moment in since)
    await here.speak(here.people[0], stop=True)
    await until(lambda: not here.heard.now)


async def test_stock_discord_py_hears_too(tmp_path: Path) -> None:
    async with hall(tmp_path) as here:
        person, sizes = here.people[0], list[int]()
        await here.sit(person, here.lobby)
        voice = await here.channel().connect(self_mute=True, timeout=10)
        assert isinstance(voice, discord.VoiceClient)
        await here.in_group(voice, person)
        state_of(voice).add_socket_listener(lambda data: sizes.append(len(data)))
        await here.speak(person, intervals=[[0, 1]])
        await until(lambda: len(sizes) >= 40)
