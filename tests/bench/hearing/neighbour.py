"""discord-ext-voice-recv as a bot uses it, on sockets of ours: its own client, stock discord.py's reader thread."""

from __future__ import annotations

import asyncio
import logging
import os
import socket
import time
from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any, cast

from discord.ext import voice_recv
from discord.voice_state import ConnectionFlowState

from bot.sandbox.voice.sealing import XCHACHA
from tests.bench.hearing.script import KEY, PEOPLE, ssrc_of


class Null(voice_recv.AudioSink):
    """Takes packets as they are (Opus, never decoded) and counts them."""

    def __init__(self) -> None:
        super().__init__()
        self.count = 0

    def wants_opus(self) -> bool:
        """No decoding."""
        return True

    def write(self, user: object, data: object) -> None:
        """One packet."""
        self.count += 1

    def cleanup(self) -> None:
        """Nothing is held."""


def _ignore(*_: object) -> None:
    """Nobody waits for the bot's own events."""


class Neighbour:
    """A client of theirs for each room, connected as far as it knows."""

    def __init__(self, sockets: Sequence[socket.socket], orders: int) -> None:
        logging.disable(logging.CRITICAL)
        self._orders, self._loop = orders, asyncio.new_event_loop()
        self._clients = [self._client(room, one) for room, one in enumerate(sockets)]
        time.sleep(0.5)
        for client in self._clients:
            client._connection._socket_reader.resume()  # as discord.py does for each new socket
        self._sinks = [Null() for _ in self._clients]
        for client, sink in zip(self._clients, self._sinks, strict=True):
            client.listen(sink)

    def hear(self) -> int:
        """All is done by their threads; this one waits."""
        os.read(self._orders, 1)
        return sum(sink.count for sink in self._sinks)

    def _client(self, room: int, one: socket.socket) -> Any:
        people = {ssrc_of(room, n): SimpleNamespace(id=ssrc_of(room, n)) for n in range(PEOPLE)}
        guild = SimpleNamespace(id=room, get_member=people.get)
        bot = SimpleNamespace(
            _connection=SimpleNamespace(loop=self._loop, user=SimpleNamespace(id=1)),
            get_user=people.get,
            loop=self._loop,
            dispatch=_ignore,
        )
        client = cast("Any", voice_recv.VoiceRecvClient(cast("Any", bot), cast("Any", SimpleNamespace(guild=guild))))
        connection = client._connection
        connection.socket, connection.mode, connection.secret_key = one, XCHACHA, list(KEY)
        connection.endpoint_ip, connection.voice_port = "127.0.0.1", 9
        connection.state = ConnectionFlowState.connected
        for ssrc in people:
            client._add_ssrc(ssrc, ssrc)
        return client
