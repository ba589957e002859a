"""The voice gateway, version 8: what is said on one websocket."""

import asyncio
import ipaddress
import json
import time
from collections.abc import Callable
from typing import Any, Protocol

from aiohttp import WSMsgType, web

from bot.sandbox.gateway.identify import Refused
from bot.sandbox.things import Json
from bot.sandbox.voice.call import Call
from bot.sandbox.voice.sealing import MODES
from bot.sandbox.voice.wire import Wire

HEARTBEAT = 13.75
READY, ACKNOWLEDGED, HELLO, RESUMED = 2, 6, 8, 9
KEY_PACKAGE, COMMIT, INVALID = 26, 28, 31
LARGEST = 1 << 20
NO_RETURN = {1000, 1001, 4014}
"""Close codes of a client that has finished with its session."""
UNNOTICED = {5, 12, 15}
"""The bot's own speaking and video, and what video it wants."""


class House(Protocol):
    """What the gateway asks of the voice server."""

    udp_port: int

    def identify(self, data: Json) -> Call:
        """Begin a session."""
        ...

    def resume(self, data: Json, wire: Wire) -> Call:
        """Go on with a session that lost its websocket."""
        ...

    def begin(self, call: Call, mode: str, address: tuple[str, int]) -> None:
        """Everything is agreed on: packets may flow."""
        ...

    def group_frame(self, call: Call, op: int, payload: bytes) -> None:
        """Something for the group of the channel."""
        ...

    def lost(self, call: Call, wire: Wire, *, for_good: bool) -> None:
        """A websocket is gone."""
        ...


class VoiceGateway:
    """Takes connections."""

    def __init__(self, house: House) -> None:
        self._house = house
        self.open: set[Wire] = set()

    async def connect(self, request: web.Request) -> web.StreamResponse:
        """Serve one client from hello to goodbye."""
        socket = web.WebSocketResponse(max_msg_size=LARGEST, compress=False, timeout=2.0)
        await socket.prepare(request)
        wire = Wire(socket, request.transport)
        pump = asyncio.create_task(wire.pump())
        self.open.add(wire)
        talk = Conversation(self._house, wire)
        try:
            await talk.serve()
        finally:
            self.open.discard(wire)
            talk.ended()
            wire.close(1000)
            await asyncio.wait([pump], timeout=1)
            pump.cancel()
        return socket


class Conversation:
    """What has been said on one websocket so far."""

    def __init__(self, house: House, wire: Wire) -> None:
        self._house, self._wire = house, wire
        self._call: Call | None = None
        self._answers: dict[int, Callable[[Any], None]] = {
            0: self._identify, 1: self._select, 3: self._heartbeat, 7: self._resume, 23: self._transition_ready,
            INVALID: self._invalid,
        }  # fmt: skip

    async def serve(self) -> None:
        """Greet, then read until one side closes, or the client's heart has stopped."""
        socket = self._wire.socket
        self._unnumbered(HELLO, {"v": 8, "heartbeat_interval": HEARTBEAT * 1000})
        self._alive = time.monotonic()
        while not socket.closed and not self._wire.closing:
            try:
                message = await socket.receive(timeout=max(0.01, self._alive + 2 * HEARTBEAT - time.monotonic()))
            except TimeoutError:
                self._wire.close(4009, "Session timeout.")
                return
            if message.type not in {WSMsgType.TEXT, WSMsgType.BINARY}:
                return
            try:
                self._read(message.data)
            except Refused as refused:
                self._wire.close(refused.code, str(refused))
            except (ValueError, TypeError, KeyError, AttributeError, IndexError):
                self._wire.close(4002, "Failed to decode payload.")

    def ended(self) -> None:
        """The websocket is gone; unless the client said goodbye, or was sent away, its session waits for it."""
        if self._call is not None:
            code = self._wire.socket.close_code
            self._house.lost(self._call, self._wire, for_good=code in NO_RETURN and not self._wire.closing)

    def _read(self, raw: str | bytes) -> None:
        if isinstance(raw, bytes):
            if raw[0] in {KEY_PACKAGE, COMMIT}:
                self._house.group_frame(self._known(), raw[0], raw[1:])
            return
        frame: Json = json.loads(raw)
        op, data = int(frame["op"]), frame.get("d")
        if op in self._answers:
            self._answers[op](data)
        elif op not in UNNOTICED:
            raise Refused(4001, "Unknown opcode.")

    def _known(self) -> Call:
        if self._call is None:
            raise Refused(4003, "Not authenticated.")
        return self._call

    def _unnumbered(self, op: int, data: object) -> None:
        self._wire.put(json.dumps({"op": op, "d": data}))

    def _heartbeat(self, data: Json) -> None:
        self._alive = time.monotonic()
        self._unnumbered(ACKNOWLEDGED, {"t": data["t"]})

    def _identify(self, data: Json) -> None:
        if self._call is not None:
            raise Refused(4005, "Already authenticated.")
        call = self._call = self._house.identify(data)
        call.wire = self._wire
        told: Json = {"ssrc": call.ssrc, "ip": "127.0.0.1", "port": self._house.udp_port, "modes": list(MODES)}
        call.tell(READY, {**told, "experiments": [], "streams": [], "heartbeat_interval": 1})

    def _resume(self, data: Json) -> None:
        if self._call is not None:
            raise Refused(4005, "Already authenticated.")
        self._call = self._house.resume(data, self._wire)
        self._unnumbered(RESUMED, None)

    def _select(self, data: Json) -> None:
        call = self._known()
        if data["protocol"] != "udp":
            raise Refused(4012, "Unknown protocol.")
        chosen: Json = data["data"]
        if chosen["mode"] not in MODES:
            raise Refused(4016, "Unknown encryption mode.")
        host, port = ipaddress.IPv4Address(chosen["address"]), int(chosen["port"])
        if not host.is_loopback or not 0 < port < 1 << 16:
            # the sandbox sends nothing to anybody but this machine
            raise Refused(4020, "Bad request.")
        self._house.begin(call, chosen["mode"], (str(host), port))

    def _invalid(self, data: Json) -> None:
        int(data["transition_id"])
        self._house.group_frame(self._known(), INVALID, b"")

    def _transition_ready(self, data: Json) -> None:
        int(data["transition_id"])
        self._house.group_frame(self._known(), 23, b"")
