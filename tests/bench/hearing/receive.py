"""One process that hears all rooms in one way: `python -m tests.bench.hearing.receive METHOD ROOMS`.

Says its ports, waits for a line, hears until the next line, and says what that cost.
"""

from __future__ import annotations

import asyncio
import json
import os
import resource
import select
import socket
import sys
import time
from collections.abc import Callable, Sequence
from types import SimpleNamespace
from typing import Any, cast

from bot.adapters.ears.udp import PERIOD, Ticker, UdpHeads
from bot.core.listening.talkspurts import Talkspurts
from tests.bench.hearing.script import PEOPLE, ssrc_of

Sockets = Sequence[socket.socket]
Changes = list[tuple[int, bool, float]]
Hear = Callable[[], int | None]
"""Hears until the next order comes; returns how many packets it was given, if it counts them."""
ORDERS = 0
"""The file descriptor by which we are told to begin and to end."""


def bare(sockets: Sockets, _: Changes) -> Hear:
    """One thread, epoll, one recv for each packet; nothing is parsed."""
    poll = _poll(sockets)
    take, buffer = {one.fileno(): one.recv_into for one in sockets}, bytearray(2048)

    def hear() -> int:
        count = 0
        while True:
            for fd, _ in poll.poll():
                if fd == ORDERS:
                    return count
                take[fd](buffer)
                count += 1

    return hear


def bare_tick(sockets: Sockets, _: Changes) -> Hear:
    """The same, but it sleeps for as long as ours does between two looks, and then empties each socket."""
    poll = _poll(sockets)
    take, buffer = {one.fileno(): one.recv_into for one in sockets}, bytearray(2048)

    def hear() -> int:
        count = 0
        while True:
            time.sleep(PERIOD)
            for fd, _ in poll.poll(0):
                if fd == ORDERS:
                    return count
                try:
                    while True:
                        take[fd](buffer)
                        count += 1
                except BlockingIOError:
                    pass

    return hear


def _poll(sockets: Sockets) -> select.epoll:
    poll = select.epoll()
    for one in sockets:
        poll.register(one.fileno(), select.EPOLLIN)
    poll.register(ORDERS, select.EPOLLIN)
    return poll


def ours(sockets: Sockets, changes: Changes) -> Hear:
    """The bot's own ticker, readers and spurts on an event loop."""

    async def listen() -> None:
        over, loop = asyncio.Event(), asyncio.get_running_loop()
        loop.add_reader(ORDERS, over.set)
        ticker = Ticker(loop, time.monotonic)
        for room, one in enumerate(sockets):
            spurts = Talkspurts(lambda user, on, at: changes.append((user, on, at)))
            for person in range(PEOPLE):
                spurts.known(ssrc_of(room, person), ssrc_of(room, person))
            UdpHeads(cast("Any", SimpleNamespace(socket=one, ssrc=1)), spurts, ticker).resume()
        await over.wait()
        loop.remove_reader(ORDERS)

    return lambda: asyncio.run(listen())


def neighbour(sockets: Sockets, changes: Changes) -> Hear:
    """discord-ext-voice-recv; imported only where it is heard with, as it brings much along."""
    from tests.bench.hearing.neighbour import Neighbour

    return Neighbour(sockets, ORDERS).hear


METHODS: dict[str, Callable[[Sockets, Changes], Hear]] = {
    "bare loop": bare,
    "bare loop, on our tick": bare_tick,
    "ours": ours,
    "voice-recv": neighbour,
}


def usage() -> dict[str, float]:
    """What this process has used so far."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    return {"cpu": time.process_time(), "switches": used.ru_nvcsw + used.ru_nivcsw, "seconds": time.monotonic()}


def dropped(ports: Sequence[int]) -> int:
    """Datagrams that the kernel had to throw away, as the sockets were full."""
    with open("/proc/net/udp") as table:
        rows = [line.split() for line in table.readlines()[1:]]
    return sum(int(row[-1]) for row in rows if int(row[1].partition(":")[2], 16) in set(ports))


def main(method: str, rooms: int) -> None:
    """Hear in that way."""
    sockets = [socket.socket(socket.AF_INET, socket.SOCK_DGRAM) for _ in range(rooms)]
    for one in sockets:
        one.bind(("127.0.0.1", 0))
        one.setblocking(False)
    ports: list[int] = [one.getsockname()[1] for one in sockets]
    changes: Changes = []
    hear = METHODS[method](sockets, changes)
    _say(ports)
    os.read(ORDERS, 1)
    before = usage()
    heard = hear()
    after = usage()
    used: dict[str, object] = {name: after[name] - value for name, value in before.items()}
    threads = len(os.listdir("/proc/self/task"))
    _say({**used, "heard": heard, "threads": threads, "dropped": dropped(ports), "changes": changes})
    os._exit(0)


def _say(what: object) -> None:
    sys.stdout.write(f"{json.dumps(what)}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
