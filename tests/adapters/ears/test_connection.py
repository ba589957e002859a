"""The ear against the sandbox's voice: each thing stock discord.py 2.7.1 cannot do, and who spoke when."""

from __future__ import annotations

import asyncio
import random
import resource
import socket
import struct
import threading
from collections.abc import AsyncIterator
from pathlib import Path

import discord
import pytest
from discord.backoff import ExponentialBackoff

from bot.adapters.ears import udp
from bot.adapters.ears.connection import EarClient, EarState
from bot.core.listening import noise
from bot.core.listening.talkspurts import Talkspurts
from tests.sandbox.voice.hall import Hall, Interval, hall, state_of, until

GAP = 0.5
"""Seconds of silence that an ear must tell from a pause in speaking, hang-over and reading period included."""
RIGHT = 0.06


def _ignore(_loop: asyncio.AbstractEventLoop, _context: dict[str, object]) -> None:
    """The error is on purpose."""


def _at_once(_: object) -> float:
    return 0.05


@pytest.fixture
async def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Hall]:
    """A sandbox with a client that loses no time before it tries again, and one person in the lobby."""
    monkeypatch.setattr(ExponentialBackoff, "delay", _at_once)
    async with hall(tmp_path) as place:
        await place.sit(place.people[0], place.lobby)
        yield place


async def back(here: Hall, voice: EarClient, channel: int, than: int) -> None:
    """Wait until the ear is connected there by another session than that with ssrc `than`."""
    await until(
        lambda: (
            voice.is_connected()
            and [(c["channel_id"], c["ssrc"] == than) for c in here.connections()] == [(str(channel), False)]
        )
    )


async def test_a_move_of_our_own_takes_a_moment(here: Hall) -> None:
    voice, other = await here.listen(), await here.room()
    await here.sit(here.people[1], other)
    await voice.move_to(here.channel(other), timeout=10)
    assert voice.is_connected()
    await here.in_group(voice, here.people[1])
    await here.hears(here.people[1])


async def test_a_move_by_a_moderator(here: Hall) -> None:
    voice, other = await here.listen(), await here.room()
    await here.sit(here.people[1], other)
    before = state_of(voice).ssrc
    me = here.channel().guild.me
    await me.move_to(here.channel(other))
    await back(here, voice, other, before)
    assert voice.channel.id == other
    await here.hears(here.people[1])


async def test_another_voice_server_for_the_same_call(here: Hall) -> None:
    voice = await here.listen()
    before, endpoint = state_of(voice).ssrc, voice.endpoint
    await here.fault(move=True)
    await back(here, voice, here.lobby, before)
    assert voice.endpoint != endpoint
    await here.hears(here.people[0])


@pytest.mark.parametrize("code", [4006, 4000])
async def test_a_session_that_is_closed_is_made_anew(here: Hall, code: int) -> None:
    voice = await here.listen()
    before = state_of(voice).ssrc
    await here.fault(close=code)
    await back(here, voice, here.lobby, before)
    await here.hears(here.people[0])


async def test_a_crashed_voice_server_is_resumed_and_nothing_is_missed(here: Hall) -> None:
    voice = await here.listen()
    before = state_of(voice).ssrc
    await here.in_group(voice, here.people[0])
    await here.fault(crash=True)
    await here.sit(here.people[1], here.lobby)
    await until(lambda: [c["state"] for c in here.lines("voice call")] == ["connected", "resumed"])
    await until(voice.is_connected)
    assert state_of(voice).ssrc == before
    await here.in_group(voice, *here.people[:2])
    await here.hears(here.people[1])


async def test_a_voice_server_that_lost_all_sessions(here: Hall) -> None:
    voice = await here.listen()
    before = state_of(voice).ssrc
    await here.fault(crash_hard=True)
    await back(here, voice, here.lobby, before)
    await here.hears(here.people[0])


async def test_a_lost_question_for_the_own_address_is_asked_again(here: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(udp, "ASK_AGAIN", 0.1)
    await here.fault(discovery_loss=2)
    assert (await here.listen()).is_connected()


async def test_a_voice_server_that_refuses_leaves_nothing_behind(here: Hall) -> None:
    await here.listen()
    await here.fault(outage=1)
    await until(lambda: not here.client.voice_clients)
    assert (await here.control.guild())["voice_states"][-1]["user_id"] != str(here.box.bot.user.id)
    await until(lambda: here.box.voice.doors.listening)
    await here.listen()
    await here.hears(here.people[0])


async def test_a_group_frame_that_is_refused_does_not_end_the_hearing(here: Hall) -> None:
    voice = await here.listen()
    await here.in_group(voice, here.people[0])
    await here.fault(bad_proposals=True)
    await until(lambda: here.lines("dave")[-1]["epoch"] > 1)
    await here.sit(here.people[1], here.lobby)
    await here.in_group(voice, *here.people[:2])
    await here.hears(here.people[1])


async def test_a_thousand_open_files(here: Hall) -> None:
    resource.setrlimit(resource.RLIMIT_NOFILE, (4096, resource.getrlimit(resource.RLIMIT_NOFILE)[1]))
    spare = [socket.socket(socket.AF_UNIX) for _ in range(1100)]
    try:
        voice = await here.listen()
        assert state_of(voice).socket.fileno() > 1024
        await here.hears(here.people[0])
    finally:
        for one in spare:
            one.close()


async def test_no_thread_is_left_or_even_begun(here: Hall) -> None:
    before = threading.active_count()
    for _ in range(3):
        voice = await here.listen()
        assert threading.active_count() == before
        await voice.disconnect()
    assert not here.client.voice_clients


async def test_to_be_thrown_out_ends_what_was_being_heard(here: Hall) -> None:
    voice, person = await here.listen(), here.people[0]
    await here.speak(person, intervals=[[0, 20]])
    await until(lambda: person in here.heard.now)
    await here.channel().guild.me.move_to(None)
    await until(lambda: not here.client.voice_clients)
    assert not voice.is_connected()
    assert not here.heard.now
    assert len(here.heard.past[person]) == 1


async def test_without_end_to_end_encryption_there_is_an_error_and_no_more(
    here: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("discord.voice_state.has_dave", False)
    with pytest.raises(discord.ConnectionClosed) as refused:
        await here.listen(reconnect=False)
    assert refused.value.code == 4017
    assert not here.client.voice_clients


async def test_an_error_further_on_does_not_end_the_hearing(here: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    failed: list[int] = []
    told = here.heard.change

    def fail_first(user: int, on: bool, at: float) -> None:
        if len(failed) < 2:
            failed.append(user)
            raise ValueError("somebody else's fault")
        told(user, on, at)

    monkeypatch.setattr(here.heard, "change", fail_first)
    asyncio.get_running_loop().set_exception_handler(_ignore)
    await here.listen()
    await here.speak(here.people[0], intervals=[[0, 0.2]])
    await until(lambda: len(failed) == 2)
    await here.hears(here.people[0])


def ear_state(voice: discord.VoiceClient) -> EarState:
    """The private half of an ear."""
    state = state_of(voice)
    assert isinstance(state, EarState)
    return state


async def test_two_answers_about_the_own_address_are_one_too_many(here: Hall) -> None:
    voice = await here.listen()
    state = ear_state(voice)
    ask = struct.pack(">HHI", 1, 70, state.ssrc) + bytes(66)
    for _ in range(2):
        state.socket.send(ask)
    answer = await state.reader.own_address(state.ssrc)
    assert (len(answer), answer[1]) == (74, 2)
    await here.hears(here.people[0])


async def test_an_ear_called_back_while_it_asks_for_its_address_leaves_nothing(here: Hall) -> None:
    voice = await here.listen()
    asking = asyncio.ensure_future(ear_state(voice).reader.own_address(ear_state(voice).ssrc))
    await asyncio.sleep(0)
    asking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asking
    await here.hears(here.people[0])


async def test_a_speaker_is_named_late(here: Hall) -> None:
    voice, person = await here.listen(), here.people[0]
    await here.fault(speaking_delay_ms=400)
    asked = await here.speak(person, intervals=[[0, 1.0]])
    await until(lambda: state_of(voice).is_connected() and here.heard.past.get(person) is not None)
    [(start, _)] = here.heard.past[person]
    assert start - asked["time"] < 0.4 + RIGHT


async def test_the_key_is_thrown_away_and_the_bodies_stay_outside(here: Hall) -> None:
    voice = await here.listen()
    sizes: list[tuple[int, int]] = []
    plain = voice.spurts.packet

    def look(head: bytearray, size: int, at: float) -> None:
        sizes.append((len(head), size))
        plain(head, size, at)

    voice.spurts.packet = look
    await here.speak(here.people[0], video=True)
    await here.hears(here.people[0])
    assert set(voice.secret_key) == {0}
    assert {length for length, _ in sizes} == {80}
    assert max(size for _, size in sizes) > 1000


async def test_talk_is_heard_through_the_hum_of_a_microphone_left_open(
    here: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(noise, "ENOUGH", 5)
    person = here.people[0]
    voice = await here.listen()
    await here.in_group(voice, person)
    await here.speak(person, intervals=[[0, 3.2]])
    await until(lambda: person in here.heard.past)
    hum = {"open": True, "sizes": {"faint": [96, 99]}}
    (first, last), second = (await here.speak(person, intervals=[[0.1, 1.6], [6.0, 7.0]], **hum))["intervals"]
    await until(lambda: person not in here.heard.now and here.box.world.clock() > second[1], 30)
    spoken = [(start, end) for start, end in here.heard.past[person] if end > first]
    assert spoken[0][0] == pytest.approx(first, abs=0.4)
    assert not any(start < second[0] - 0.4 and end > last + 1.5 for start, end in spoken), "nobody talked in between"
    assert any(start < second[1] and end > second[0] for start, end in spoken)


async def test_who_spoke_when(here: Hall) -> None:
    people = here.people
    for person in people[1:4]:
        await here.sit(person, here.lobby)
    voice = await here.listen()
    await here.in_group(voice, *people[:4])
    await here.fault(loss=0.01, jitter_ms=10)
    late = asyncio.create_task(_lateness())
    rng, asked = random.Random(3), list[list[float]]()
    for person in (people[0], people[2], people[3]):
        asked += (await here.speak(person, intervals=_turns(rng, 3.6)))["intervals"]
    await here.speak(people[1], intervals=[[0.3, 0.9], [1.6, 20]])
    await here.speak(people[3], video=True)
    await asyncio.sleep(1.0)
    await here.sit(people[4], here.lobby)
    asked += (await here.speak(people[4], intervals=_turns(rng, 2.4)))["intervals"]
    await asyncio.sleep(1.0)
    await here.sit(people[1], None)
    end = max(over for _, over in asked)
    await until(lambda: here.box.world.clock() > end and not here.heard.now, 30)
    late.cancel()
    assert sum(len(here.truth(person)) for person in people) == len(asked) + 2
    for person in people:
        _compare(here.truth(person), here.heard.past[person], RIGHT + max(LATE))


LATE: list[float] = []


async def _lateness() -> None:
    """How late this process itself is: on a busy machine the stamps cannot be better than that."""
    LATE.clear()
    clock = asyncio.get_running_loop().time
    while True:
        asked = clock()
        await asyncio.sleep(0.01)
        LATE.append(clock() - asked - 0.01)


def _turns(rng: random.Random, until_: float) -> list[Interval]:
    """Turns far enough apart to be told from each other."""
    turns, at = list[Interval](), rng.uniform(0.1, 0.6)
    while at < until_ - 0.4:
        end = at + rng.uniform(0.2, 0.9)
        turns.append((at, min(end, until_)))
        at = end + GAP + rng.uniform(0, 0.4)
    return turns


def _compare(truth: list[Interval], heard: list[Interval], right: float) -> None:
    assert len(heard) == len(truth), (truth, heard)
    for (begun, over), (start, end) in zip(truth, heard, strict=True):
        assert abs(start - begun) <= right, (truth, heard)
        # up to three lost packets at the end, and the network's delay
        assert abs(end - over) <= right + 0.02, (truth, heard)


def test_rubbish_is_no_speech_and_no_error() -> None:
    rng, changes = random.Random(1), list[tuple[int, bool, float]]()
    spurts = Talkspurts(lambda user, on, at: changes.append((user, on, at)))
    for turn in range(200_000):
        head = bytearray(rng.randbytes(80))
        if turn % 2:
            head[0], head[1] = 0x80 | head[0] & 0x3F, 120 | head[1] & 0x80
        spurts.packet(head, rng.randrange(0, 1500), turn / 1000)
        if turn % 1000 == 0:
            spurts.end(turn / 1000)
    assert not changes, "nobody was introduced"
