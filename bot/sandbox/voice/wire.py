"""One voice websocket: frames go out in the order they were put in, and it can break without a word."""

import asyncio
from contextlib import suppress

from aiohttp import web


class Wire:
    """A socket and what is still to be sent on it."""

    def __init__(self, socket: web.WebSocketResponse, transport: asyncio.Transport | None) -> None:
        self.socket = socket
        self.closing = False
        self._transport = transport
        self._queue: asyncio.Queue[str | bytes | tuple[int, str] | None] = asyncio.Queue()

    def put(self, frame: str | bytes) -> None:
        """Send this after what is waiting."""
        if not self.closing:
            self._queue.put_nowait(frame)

    def close(self, code: int, reason: str = "") -> None:
        """Say goodbye after what is waiting."""
        if not self.closing:
            self.closing = True
            self._queue.put_nowait((code, reason))

    def cut(self) -> None:
        """The connection dies: no goodbye, no close code."""
        self.closing = True
        self._queue.put_nowait(None)
        if self._transport is not None:
            self._transport.abort()

    async def pump(self) -> None:
        """Send until closed."""
        # where the other side has hung up there is nobody to tell
        with suppress(ConnectionError, RuntimeError):
            while True:
                frame = await self._queue.get()
                if isinstance(frame, str):
                    await self.socket.send_str(frame)
                elif isinstance(frame, bytes):
                    await self.socket.send_bytes(frame)
                elif frame is None:
                    return
                else:
                    await self.socket.close(code=frame[0], message=frame[1].encode())
                    return
