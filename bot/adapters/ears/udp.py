"""The only place where voice packets come in: the first bytes of each, for all rooms, by one timer.

discord.py's own reader is a thread for each connection. It waits up to half a minute on a socket that has been
replaced, spins when file descriptors exceed what select takes, and outlives its connection.
"""

from __future__ import annotations

import asyncio
import select
import socket
import struct
from collections.abc import Callable
from contextlib import suppress

from discord.voice_state import VoiceConnectionState

from bot.core.listening.proof import Proof
from bot.core.listening.talkspurts import PADDED, Talkspurts

DEAF = "not on this machine, it needs Linux; rooms get a gentle question now and then, and more by New topic"
"""Why there are no ears, and what there is instead."""
HEAD = 80
"""Bytes of a datagram that come in: enough for a header with its extension, and for the answer to IP discovery (74)."""
PERIOD = 0.05
"""Seconds between two looks at the sockets. A packet is stamped half way between them, so it is right to 25 ms."""
ASK_AGAIN = 1.0
"""Seconds until a lost question for our own address is repeated; discord.py asks once and gives up."""
HURRY = 0.01
ANSWER = 74
PING, PONG, PING_SIZE = b"\x13\x37\xca\xfe", b"\x13\x37\xf0\x0d", 8
"""What a ping and its answer begin with (userdoccers); a number of ours follows, which comes back. A voice server stops
sending to whoever sends nothing."""
ANSWERABLE = 4
"""So many pings back an answer may be to."""
DOUBTED = 1.0
"""Seconds from one look at the proofs to the next."""

Seconds = Callable[[], float]


def machine_can_hear() -> bool:
    """Whether the kernel can do what an ear needs: Linux tells which sockets have something, and the true lengths."""
    return hasattr(select, "epoll") and hasattr(socket, "MSG_TRUNC")


class Ticker:
    """One timer for the sockets of every room: at each tick it empties those that the kernel says have something."""

    def __init__(self, loop: asyncio.AbstractEventLoop, seconds: Seconds) -> None:
        self._loop, self.seconds = loop, seconds
        self._poll = select.epoll()
        self._readers: dict[int, UdpHeads] = {}
        self._next: asyncio.TimerHandle | None = None
        self._looked = 0.0

    def watch(self, fd: int, reader: UdpHeads) -> None:
        """Read this socket from now on."""
        self._readers[fd] = reader
        self._poll.register(fd, select.EPOLLIN)
        if self._next is None:
            self._looked = self.seconds()
            self._next = self._loop.call_later(PERIOD, self._tick)

    def unwatch(self, fd: int) -> None:
        """Read it no more; to be called before the socket is closed."""
        self._poll.unregister(fd)
        del self._readers[fd]

    def _tick(self) -> None:
        # first of all, so that nothing below can end the hearing of every other room
        self._next = self._loop.call_later(PERIOD, self._tick) if self._readers else None
        now = self.seconds()
        stamp, self._looked = (self._looked + now) / 2, now
        for fd, _ in self._poll.poll(0, max(1, len(self._readers))):
            if (reader := self._readers.get(fd)) is not None:
                reader.read(stamp)
        for reader in list(self._readers.values()):
            reader.spurts.end(stamp)
            reader.beat(now)


class UdpHeads:
    """Stands where discord.py has its reader thread, with the same methods, and hands heads of packets to `spurts`."""

    def __init__(
        self,
        state: VoiceConnectionState,
        spurts: Talkspurts,
        ticker: Ticker,
        proof: Proof | None = None,
        look: Callable[[float], object] = lambda _: None,
    ) -> None:
        self._state, self.spurts, self._ticker = state, spurts, ticker
        self._proof, self._look, self._looked = proof or Proof(), look, 0.0
        self._pings = 0
        self._head = bytearray(HEAD)
        self._socket: socket.socket | None = None
        self._answer: asyncio.Future[bytes] | None = None

    def read(self, stamp: float) -> None:
        """Take what has arrived: the first bytes of each datagram into one and the same small buffer, and its length.

        MSG_TRUNC makes the kernel throw the rest away and still tell how long it was.
        """
        if self._socket is None:
            return
        head, take, packet = self._head, self._socket.recv_into, self.spurts.packet
        plain = padded = 0
        try:
            while True:
                size = take(head, HEAD, socket.MSG_TRUNC)
                if head[0] >> 6 == 2:
                    if head[0] & PADDED:
                        padded += 1
                    else:
                        plain += 1
                elif size == PING_SIZE and head.startswith(PONG):
                    self._answered(int.from_bytes(head[4:8], "big"), stamp)
                elif self._answer is not None and size == ANSWER and head[1] == 2 and not self._answer.done():
                    self._answer.set_result(bytes(head[:ANSWER]))
                packet(head, size, stamp)
        except OSError:
            # Nothing more is there, or the other end has refused a packet of ours.
            pass
        if plain:
            self._proof.packet(stamp)
        elif padded:
            self._proof.padding(padded, stamp)

    def beat(self, now: float) -> None:
        """Ping if it is time, and have a look at what speaks for and against this connection."""
        if self._socket is not None and self._proof.ping_due(now):
            self._pings += 1
            with suppress(OSError):
                self._socket.send(PING + self._pings.to_bytes(4, "big"))
        if not 0 <= now - self._looked < DOUBTED:
            self._looked = now
            self._look(now)

    def _answered(self, number: int, at: float) -> None:
        if 0 <= self._pings - number < ANSWERABLE:
            self._proof.answered(at)

    async def own_address(self, ssrc: int) -> bytes:
        """The answer to IP discovery, 74 bytes, asked for again until it comes: either way may be lost.

        discord.py asks once, and its future breaks on a second answer, or on one that comes while it is cancelled.
        """
        loop = asyncio.get_running_loop()
        self._answer = answer = loop.create_future()
        loop.call_later(HURRY, self._hurry, answer)
        try:
            while not answer.done():
                if self._socket is not None:
                    self._socket.send(struct.pack(">HHI", 1, 70, ssrc) + bytes(66))
                await asyncio.wait({answer}, timeout=ASK_AGAIN)
            return answer.result()
        finally:
            answer.cancel()
            self._answer = None

    def _hurry(self, answer: asyncio.Future[bytes]) -> None:
        """A connection under way does not wait for ticks."""
        if not answer.done():
            self.read(self._ticker.seconds())
            asyncio.get_running_loop().call_later(HURRY, self._hurry, answer)

    # What follows is what discord.voice_state.VoiceConnectionState asks of its reader.

    def start(self) -> None:
        """Nothing to start: no thread."""

    def pause(self) -> None:
        """Called before every socket is closed."""
        self._look_at(None)

    def stop(self) -> None:
        """The connection is over, and with it all that was being heard."""
        self._look_at(None)
        self.spurts.start_over()

    def resume(self, *, force: bool = False) -> None:
        """Called when there is a new socket; discord.py only forgets the old one."""
        del force
        self._look_at(self._state.socket)

    def _look_at(self, new: socket.socket | None) -> None:
        old = self._socket
        if new is old:
            return
        if old is not None:
            if old.fileno() >= 0:
                self._ticker.unwatch(old.fileno())
            if new is not None:
                old.close()
        self._socket = new
        if new is not None:
            self._ticker.watch(new.fileno(), self)
