"""The pool of ears against a sandbox in this process: who goes where, in how few hops, and what is left behind."""

from __future__ import annotations

import asyncio
import logging
import ssl
import threading
import time
from collections.abc import AsyncGenerator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import aiohttp
import discord
import pytest

from bot.adapters.ears import ears as module
from bot.adapters.ears.ears import DiscordEars
from tests.sandbox.clients import Json
from tests.sandbox.voice.hall import Hall, hall, until

SOON = 0.25
"""Seconds within which a beginning is told: three packets, a look at the sockets every 50 ms, and a busy machine."""


@dataclass
class Listener:
    """ports.Listener, remembering."""

    able: dict[int, list[bool]] = field(default_factory=dict[int, list[bool]])
    heard_of: list[tuple[int, int, bool, float, float]] = field(
        default_factory=list[tuple[int, int, bool, float, float]]
    )

    def hears(self, channel_id: int, able: bool, at: float) -> None:
        """See ports.Listener."""
        assert abs(at - time.time()) < 1
        self.able.setdefault(channel_id, []).append(able)

    def heard(self, channel_id: int, user_id: int, on: bool, at: float) -> None:
        """See ports.Listener; with when it was told."""
        self.heard_of.append((channel_id, user_id, on, at, time.time()))

    def hearing(self) -> set[int]:
        """The channels that are heard now."""
        return {channel for channel, able in self.able.items() if able[-1]}


@dataclass
class Pool:
    """A sandbox, three ears, and three rooms beside the lobby."""

    hall: Hall
    clients: list[discord.Client]
    ears: DiscordEars
    listener: Listener
    rooms: list[int] = field(default_factory=list[int])

    def attend(self, *rooms: int) -> None:
        """Send the ears."""
        self.ears.attend(self.hall.guild, rooms)

    async def attending(self, *rooms: int) -> None:
        """Wait until exactly these channels are heard."""

        def so() -> bool:
            there = sorted(int(call["channel_id"]) for call in self.hall.connections())
            return there == sorted(rooms) and self.listener.hearing() == set(rooms)

        await until(so)

    def places(self) -> dict[int, int]:
        """Which bot is in which channel."""
        return {int(call["channel_id"]): int(call["bot_id"]) for call in self.hall.connections()}

    def calls(self) -> list[Json]:
        """What has become of every call."""
        return self.hall.lines("voice call")


async def _client(here: Hall, token: str) -> tuple[discord.Client, asyncio.Task[None]]:
    trust = ssl.create_default_context(cafile=here.facts["ca"])
    intents = discord.Intents(guilds=True, voice_states=True)
    connector = aiohttp.TCPConnector(ssl=trust)
    client = discord.Client(intents=intents, connector=connector, guild_ready_timeout=0.05)
    await client.login(token)
    task = asyncio.create_task(client.connect())
    await client.wait_until_ready()
    return client, task


@pytest.fixture
async def pool(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncGenerator[Pool]:
    """All of it, the ears still at home, and somebody in the first room."""
    monkeypatch.setattr(module, "FIRST_RETRY", 0.1)
    async with hall(tmp_path, listeners=2) as here:
        others = [await _client(here, token) for token in here.facts["listener_tokens"]]
        clients = [here.client, *(client for client, _ in others)]
        heard = Listener()
        pool = Pool(here, clients, DiscordEars(clients, time.time, heard), heard)
        for n in range(3):
            pool.rooms.append(await here.room(f"room {n}"))
        await until(lambda: all(client.get_channel(room) for client in clients for room in pool.rooms))
        await here.sit(here.people[0], pool.rooms[0])
        try:
            yield pool
        finally:
            await pool.ears.stop()
            for client, task in others:
                await client.close()
                await task


def tally(calls: Sequence[Json]) -> list[str]:
    """The states of calls, sorted."""
    return sorted(call["state"] for call in calls)


async def test_who_is_in_the_pool(pool: Pool) -> None:
    assert pool.ears.count(pool.hall.guild) == 3
    assert pool.ears.count(1) == 0
    listeners = [client.user.id for client in pool.clients[1:] if client.user is not None]
    assert pool.ears.companions(pool.hall.guild) == listeners
    assert pool.ears.companions(1) == []


async def test_as_few_ears_move_as_possible(pool: Pool) -> None:
    one, two, three = pool.rooms
    pool.attend(one, two)
    await pool.attending(one, two)
    before, hops = pool.places(), len(pool.calls())
    pool.attend(two, one)
    pool.attend(three, two)
    await pool.attending(two, three)
    assert pool.places()[two] == before[two]
    assert tally(pool.calls()[hops:]) == ["connected", "ended"]
    pool.attend(three, two, one)
    await pool.attending(one, two, three)
    assert tally(pool.calls()[hops + 2 :]) == ["connected"]
    assert pool.places()[two] == before[two]


async def test_more_rooms_than_ears_and_none_at_all(pool: Pool) -> None:
    pool.attend(*pool.rooms, pool.hall.lobby)
    await pool.attending(*pool.rooms)
    pool.attend()
    await pool.attending()
    assert [pool.listener.able[room] for room in pool.rooms] == [[True, False]] * 3


@pytest.mark.parametrize("trouble", [{"crash_hard": True}, {"close": 4006}, {"close": 4022}, {"outage": 0.3}])
async def test_an_ear_that_dies_is_replaced(pool: Pool, trouble: Json, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.adapters.ears.connection.MOVED", 0.2)
    room, person = pool.rooms[0], pool.hall.people[0]
    pool.attend(room)
    await pool.attending(room)
    began = time.monotonic()
    await pool.hall.fault(**trouble)
    await until(lambda: pool.listener.able[room][-2:] == [False, True])
    assert time.monotonic() - began < 5, "it does not wait for what Discord will not say"
    await pool.attending(room)
    await pool.hall.speak(person, intervals=[[0, 0.3]])
    await until(lambda: [(c, u, on) for c, u, on, *_ in pool.listener.heard_of][-2:] == [
        (room, person, True), (room, person, False)
    ])  # fmt: skip


async def test_an_ear_that_is_carried_away_hears_nothing_there_and_comes_back(pool: Pool) -> None:
    one, two, _ = pool.rooms
    pool.attend(one)
    await pool.attending(one)
    await pool.hall.sit(pool.hall.people[1], two)
    await pool.hall.speak(pool.hall.people[1], intervals=[[0, 60]])
    me = pool.hall.channel().guild.me
    await me.move_to(pool.hall.channel(two))
    await until(lambda: len(pool.calls()) > 2)
    await pool.attending(one)
    assert pool.listener.able.keys() == {one}
    assert pool.listener.able[one].count(True) == 2
    assert pool.listener.heard_of == []


async def test_sent_here_and_there_before_it_has_arrived(pool: Pool, caplog: pytest.LogCaptureFixture) -> None:
    one, two, three = pool.rooms
    with caplog.at_level(logging.WARNING):
        for rooms in ([one], [two], [], [three], [two], [], [one]):
            pool.attend(*rooms)
            await asyncio.sleep(0)
        await pool.attending(one)
        for rooms in ([two], [], [three]):
            pool.attend(*rooms)
            await asyncio.sleep(0.01)
        await pool.attending(three)
    assert not [record.message for record in caplog.records if record.name.startswith("bot.")]


async def test_ears_set_out_no_faster_than_the_gateway_takes_it(pool: Pool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "SETTING_OUT", (2, 3600.0))
    hurried, others = (DiscordEars(part, time.time, pool.listener) for part in (pool.clients[:1], pool.clients[1:]))
    try:
        for room in pool.rooms[:2]:
            hurried.attend(pool.hall.guild, [room])
            await pool.attending(room)
        hurried.attend(pool.hall.guild, [pool.rooms[2]])
        await pool.attending()
        # While another bot's ear goes all the way, and another, this one stays at home.
        for room in pool.rooms[:2]:
            others.attend(pool.hall.guild, [room])
            await pool.attending(room)
        assert tally(pool.calls()) == ["connected"] * 4 + ["ended"] * 3
    finally:
        await hurried.stop()
        await others.stop()


async def test_a_listener_that_is_thrown_out_is_made_up_for(pool: Pool) -> None:
    one, two, _ = pool.rooms
    pool.attend(one, two)
    await pool.attending(one, two)
    app = str(pool.hall.box.listeners[0].id)
    await pool.hall.control("POST", "/faults", kick_bot=True, application_id=app)
    await until(lambda: pool.ears.count(pool.hall.guild) == 2)
    pool.attend(one, two)
    await pool.attending(one, two)


async def test_nothing_is_left_behind(pool: Pool) -> None:
    tasks, threads = asyncio.all_tasks(), threading.active_count()
    pool.attend(*pool.rooms[:2])
    await pool.attending(*pool.rooms[:2])
    assert threading.active_count() == threads
    pool.attend(pool.rooms[2], pool.rooms[0])
    await pool.ears.stop()
    pool.attend(*pool.rooms)
    assert pool.listener.hearing() == set()
    await until(lambda: not (asyncio.all_tasks() - tasks))
    assert not any(client.voice_clients for client in pool.clients)
    await until(lambda: not pool.hall.connections())


async def test_how_soon_somebody_is_heard(pool: Pool) -> None:
    room, person = pool.rooms[0], pool.hall.people[0]
    pool.attend(room)
    await pool.attending(room)
    await pool.hall.speak(person, intervals=[[n * 0.6, n * 0.6 + 0.2] for n in range(5)])
    await until(lambda: len(pool.listener.heard_of) == 10)
    begun = [start for start, _ in pool.hall.truth(person)]
    told = [now - at for (_, _, on, _, now), at in zip(pool.listener.heard_of[::2], begun, strict=True) if on]
    assert len(told) == 5
    assert sorted(told)[2] < SOON, told
