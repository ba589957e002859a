"""A voice client of our own that says exactly what goes over the wire; it knows nothing of discord.py."""

from __future__ import annotations

import asyncio
import json
import socket
import ssl
import struct
from dataclasses import dataclass, field
from typing import Any

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from tests.sandbox.clients import PATIENCE, Json, Socket
from tests.sandbox.conftest import Place

GCM = "aead_aes256_gcm_rtpsize"


@dataclass
class Caller:
    """A bot on the main gateway, and one connection to its voice gateway."""

    place: Place
    gateway: Socket
    seat: Json
    frames: list[Json] = field(default_factory=list[Json])
    code: int | None = None

    async def dial(self) -> None:
        """Connect to the voice gateway and begin to listen."""
        trust = ssl.create_default_context(cafile=self.place.facts["ca"])
        self.socket = await self.place.http.ws_connect(f"wss://{self.seat['endpoint']}/?v=8", ssl=trust)
        self.code = None
        self.frames.clear()
        self._news = asyncio.Event()
        self._reader = asyncio.create_task(self._read(self.socket))

    async def _read(self, wire: Any) -> None:
        async for message in wire:
            if isinstance(message.data, bytes):
                sequence, op = struct.unpack_from(">HB", message.data)
                self.frames.append({"op": op, "seq": sequence, "d": message.data[3:]})
            else:
                self.frames.append(json.loads(message.data))
            self._news.set()
        if wire is self.socket:
            self.code = wire.close_code
            self._news.set()

    async def send(self, op: int, data: Any) -> None:
        """One frame out."""
        await self.socket.send_str(json.dumps({"op": op, "d": data}))

    async def frame(self, op: int) -> Any:
        """The data of the last frame of that kind, waited for if there is none."""
        async with asyncio.timeout(PATIENCE):
            while not (found := [f for f in self.frames if f["op"] == op]):
                assert self.code is None, f"closed with {self.code}"
                self._news.clear()
                await self._news.wait()
        return found[-1]["d"]

    async def goodbye(self) -> int:
        """The close code, waited for."""
        async with asyncio.timeout(PATIENCE):
            while self.code is None:
                self._news.clear()
                await self._news.wait()
        return self.code

    async def identify(self, **other: Any) -> None:
        """Say who we are."""
        names = {"server_id": "guild_id", "user_id": "user_id", "session_id": "session_id", "token": "token"}
        await self.send(0, {name: self.seat[ours] for name, ours in names.items()} | other)

    async def resume(self, acknowledged: int, **other: Any) -> None:
        """Come back on a new socket."""
        await self.dial()
        keys = {"server_id": self.seat["guild_id"], "session_id": self.seat["session_id"], "token": self.seat["token"]}
        await self.send(7, {**keys, "seq_ack": acknowledged, **other})

    async def connect(self, mode: str = GCM) -> None:
        """The whole way to packets."""
        await self.dial()
        await self.identify()
        await self.connect_udp(mode)

    async def connect_udp(self, mode: str = GCM) -> None:
        """From being known to packets."""
        ready = await self.frame(2)
        self.udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.udp.setblocking(False)
        self.udp.connect((ready["ip"], ready["port"]))
        self.udp.send(struct.pack(">HHI", 1, 70, ready["ssrc"]) + bytes(66))
        answer = await self.datagram()
        assert struct.unpack_from(">HHI", answer) == (2, 70, ready["ssrc"])
        self.address = answer[8:72].rstrip(b"\0").decode(), struct.unpack_from(">H", answer, 72)[0]
        data = {"address": self.address[0], "port": self.address[1], "mode": mode}
        await self.send(1, {"protocol": "udp", "data": data})
        self.key = bytes((await self.frame(4))["secret_key"])

    async def datagram(self) -> bytes:
        """The next packet."""
        async with asyncio.timeout(PATIENCE):
            return await asyncio.get_running_loop().sock_recv(self.udp, 2048)

    async def opened(self) -> tuple[bytes, bytes]:
        """The next packet's clear head, and its body without the seal of AES-GCM."""
        packet = await self.datagram()
        head, nonce = packet[:16], packet[-4:]
        return head, AESGCM(self.key).decrypt(nonce + bytes(8), packet[16:-4], head)

    def break_off(self) -> None:
        """The connection dies without a goodbye."""
        response = self.socket._response  # pyright: ignore[reportPrivateUsage]
        response.close()

    async def hang_up(self) -> None:
        """Leave without a trace in the test."""
        await self.socket.close()
        await asyncio.wait([self._reader])
        if hasattr(self, "udp"):
            self.udp.close()


async def seat(place: Place, channel: str | None = None, gateway: Socket | None = None) -> Caller:
    """Log the bot in, unless it is, and take a seat in a voice channel."""
    if gateway is None:
        gateway = await place.socket().open()
        await gateway.identify()
    channel = channel or place.channel("Lobby")
    await gateway.send(4, {"guild_id": place.guild, "channel_id": channel, "self_mute": True, "self_deaf": False})
    server = await gateway.event("VOICE_SERVER_UPDATE")
    state = await gateway.event("VOICE_STATE_UPDATE", lambda state: state["user_id"] == place.bot)
    return Caller(place, gateway, {**state, **server})
