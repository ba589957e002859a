"""The pool of ears against a sandbox in this process: who goes where, in how few hops, and what is left behind."""

from __future__ import annotations

import asyncio
import logging
import threading
import time
from collections.abc import Sequence

import pytest

from bot.adapters.ears import ears as module
from bot.adapters.ears.ears import DiscordEars
from tests.adapters.ears.pool import Pool
from tests.sandbox.clients import Json
from tests.sandbox.voice.hall import until

SOON = 0.25
"""Seconds within which a beginning is told: three packets, a look at the sockets every 50 ms, and a busy machine."""


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

    async def nobody(*_: int) -> None:
        raise AssertionError("every room is open")

    hurried, others = (
        DiscordEars(part, time.time, pool.listener, nobody) for part in (pool.clients[:1], pool.clients[1:])
    )
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
