"""The voice gateway of discord.py as an ear needs it: without a thread, without the key, and not ended by one frame."""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from typing import TYPE_CHECKING, Any, cast

import aiohttp
from discord.gateway import DiscordVoiceWebSocket

if TYPE_CHECKING:
    from bot.adapters.ears.connection import EarState

log = logging.getLogger(__name__)
SILENT_FOR = 60.0
"""Seconds without an answer to a heartbeat after which a voice gateway counts as dead."""


class Heartbeat:
    """Heartbeats of one voice gateway, on the event loop; discord.py starts a thread for each."""

    def __init__(self, gateway: EarSocket, interval: float) -> None:
        self._gateway, self._interval = gateway, interval
        self.latency = float("inf")
        self.recent_ack_latencies: deque[float] = deque(maxlen=20)
        self._unanswered = 0
        self._next = gateway.loop.call_later(interval, self._due)
        self._sending: asyncio.Task[None] | None = None

    def ack(self) -> None:
        """The last one was answered."""
        self._unanswered = 0

    def stop(self) -> None:
        """Send no more."""
        self._next.cancel()

    def _due(self) -> None:
        self._sending = self._gateway.loop.create_task(self._beat())
        self._next = self._gateway.loop.call_later(self._interval, self._due)

    async def _beat(self) -> None:
        if self._unanswered * self._interval > SILENT_FOR:
            self.stop()
            await self._gateway.close(4000)
            return
        self._unanswered += 1
        try:
            # The number is only echoed; a count serves as well as a time.
            await self._gateway.send_heartbeat(
                {"op": 3, "d": {"t": self._unanswered, "seq_ack": self._gateway.seq_ack}}
            )
        except (ConnectionError, aiohttp.ClientError):
            self.stop()


class EarSocket(DiscordVoiceWebSocket):
    """The voice gateway as an ear needs it."""

    async def received_message(self, msg: dict[str, Any]) -> None:
        """Handle a frame; the heartbeat is ours."""
        if msg["op"] != self.HELLO:
            await super().received_message(msg)
            return
        if self._keep_alive:
            self._keep_alive.stop()
        self._keep_alive = Heartbeat(self, min(msg["d"]["heartbeat_interval"] / 1000, 5.0))  # pyright: ignore[reportAttributeAccessIssue]
        await self._hook(self, msg)

    async def load_secret_key(self, data: dict[str, Any]) -> None:
        """Throw the key to everybody's packets away: we have no use for it."""
        await super().load_secret_key({**data, "secret_key": [0] * 32})

    async def discover_ip(self) -> tuple[str, int]:
        """Our own address and port, as the voice server sees them."""
        state = cast("EarState", self._connection)
        answer = await state.reader.own_address(state.ssrc)
        return str(answer[8 : answer.index(0, 8)], "ascii"), int.from_bytes(answer[72:74], "big")

    async def received_binary_message(self, msg: bytes) -> None:
        """Handle a frame of the end-to-end encryption's group; one that is refused must not end the listening."""
        try:
            await super().received_binary_message(msg)
        except Exception:
            log.warning("a group frame (op %d) was refused", msg[2], exc_info=True)
            if msg[2] == self.MLS_PROPOSALS:
                await self._connection._recover_from_invalid_commit(0)  # pyright: ignore[reportPrivateUsage]
