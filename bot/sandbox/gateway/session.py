"""One bot's event stream on one shard: numbered, remembered for a while, and sent when a socket is there."""

import asyncio
import json
import secrets
from collections import deque
from dataclasses import dataclass, field

from aiohttp import web

from bot.sandbox.gateway.packing import Packing
from bot.sandbox.things import Application, Json

REMEMBERED = 5000
KEPT = 300.0


def shard_of(guild_id: int, shards: int) -> int:
    """Which of so many shards a guild's events come over."""
    return (guild_id >> 22) % shards


def frame(op: int, data: object, *, event: str | None = None, sequence: int | None = None) -> str:
    """What goes over the socket."""
    return json.dumps({"op": op, "d": data, "s": sequence, "t": event})


@dataclass
class Wire:
    """A socket with its way of packing, if its client asked for one; frames go out in the order they were put in."""

    socket: web.WebSocketResponse
    packing: Packing | None
    delay: float = 0.0
    closing: bool = False
    _queue: "asyncio.Queue[str | tuple[int, str] | None]" = field(
        default_factory=asyncio.Queue[str | tuple[int, str] | None]
    )

    def put(self, op: int, data: object) -> None:
        """Send a frame without a number as soon as those before it are out."""
        self.send(frame(op, data))

    def send(self, made: str) -> None:
        """Send a frame that is made already."""
        self._queue.put_nowait(made)

    def close(self, code: int, reason: str = "") -> None:
        """Say goodbye after everything that is still waiting."""
        self.closing = True
        self._queue.put_nowait((code, reason))

    async def pump(self) -> None:
        """Send until closed."""
        while True:
            frame = await self._queue.get()
            if self.delay:
                await asyncio.sleep(self.delay)
            try:
                if isinstance(frame, str):
                    await self._send(frame)
                    continue
                if frame is not None:
                    await self.socket.close(code=frame[0], message=frame[1].encode())
            except (ConnectionError, RuntimeError):
                pass  # the other side has hung up; its session stays for a resume
            return

    async def _send(self, frame: str) -> None:
        if self.packing is None:
            await self.socket.send_str(frame)
        else:
            await self.socket.send_bytes(self.packing(frame.encode()))


@dataclass
class Session:
    """What a bot has been told on one shard, and where to tell it more."""

    application: Application
    intents: int
    shard: tuple[int, int]
    id: str = field(default_factory=lambda: secrets.token_hex(16))
    sequence: int = 0
    wire: Wire | None = None
    lost_at: float | None = None
    dead: bool = False
    seats: set[int] = field(default_factory=set[int])
    past: deque[tuple[int, str]] = field(default_factory=lambda: deque[tuple[int, str]](maxlen=REMEMBERED))
    """The last events by number, as they went out: thousands of servers are small so."""

    def covers(self, guild_id: int | None) -> bool:
        """Whether a guild's events come over this shard; private ones come over the first."""
        return self.shard[0] == (0 if guild_id is None else shard_of(guild_id, self.shard[1]))

    def tell(self, event: str, data: Json) -> None:
        """Number an event, remember it and send it."""
        self.sequence += 1
        made = frame(0, data, event=event, sequence=self.sequence)
        self.past.append((self.sequence, made))
        if self.wire is not None:
            self.wire.send(made)

    def replay(self, after: int) -> bool:
        """Send again all that came after a sequence number; False if too much was forgotten."""
        oldest = self.past[0][0] if self.past else self.sequence + 1
        if after > self.sequence or after + 1 < oldest:
            return False
        for sequence, made in self.past:
            if sequence > after and self.wire is not None:
                self.wire.send(made)
        return True

    def alive(self, now: float) -> bool:
        """Whether it can still be resumed."""
        return not self.dead and (self.lost_at is None or now - self.lost_at < KEPT)

    def detach(self, now: float) -> None:
        """The socket is gone; events are kept for the next."""
        self.wire = None
        self.lost_at = now
