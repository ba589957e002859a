"""One bot's voice session: its numbered frames, kept for a resume, and its sealed packets."""

import json
import secrets
import struct
from collections import deque
from dataclasses import dataclass, field

from bot.sandbox.voice.media import Address, Media
from bot.sandbox.voice.sealing import Seal, sealer
from bot.sandbox.voice.wire import Wire

REMEMBERED = 500
"""Frames that can be replayed."""


@dataclass(slots=True)
class Seat:
    """What the main gateway has told a bot: in which channel it is, and the keys to its call."""

    guild_id: int
    channel_id: int
    bot: int
    session_id: str
    token: str


@dataclass(slots=True)
class Call:
    """A session of the voice gateway; it can outlive its websocket for a while."""

    seat: Seat
    ssrc: int
    dave: int
    """The DAVE version that was agreed on, 0 for none."""
    media: Media
    wire: Wire | None = None
    mode: str | None = None
    key: bytes = field(default_factory=lambda: secrets.token_bytes(32), repr=False)
    known: set[int] = field(default_factory=set[int])
    """Whose stream's number has been told."""
    deafened: bool = False
    crashed: bool = False
    spoiled: bool = False
    """Every epoch is followed by proposals that no group can use."""
    over: bool = False
    sent: int = 0
    _seal: Seal | None = None
    _address: Address | None = None
    _sequence: int = -1
    _frames: deque[tuple[int, str | bytes]] = field(
        default_factory=lambda: deque[tuple[int, str | bytes]](maxlen=REMEMBERED)
    )

    def select(self, mode: str, address: Address) -> None:
        """Where packets go from now on, and how they are sealed."""
        self.hang_up()
        self.mode, self._seal, self._address = mode, sealer(mode, self.key), address
        self.media.open(address)

    def hang_up(self) -> None:
        """No more packets go to where they went."""
        if self._address is not None:
            self.media.close(self._address)
            self._address = None

    def tell(self, op: int, data: object) -> None:
        """A numbered frame."""
        self._sequence = self._sequence + 1 & 0xFFFF
        self._keep(json.dumps({"op": op, "d": data, "seq": self._sequence}))

    def tell_binary(self, op: int, payload: bytes) -> None:
        """A numbered binary frame."""
        self._sequence = self._sequence + 1 & 0xFFFF
        self._keep(struct.pack(">HB", self._sequence, op) + payload)

    def _keep(self, frame: str | bytes) -> None:
        self._frames.append((self._sequence, frame))
        if self.wire is not None:
            self.wire.put(frame)

    def replay(self, wire: Wire, acknowledged: int) -> bool:
        """Send all after that number on a new socket; False if it is forgotten or was never sent."""
        frames = list(self._frames)
        if acknowledged >= 0:
            at = next((n for n, (sequence, _) in enumerate(frames) if sequence == acknowledged), None)
            if at is None:
                return False
            frames = frames[at + 1 :]
        for _, frame in frames:
            wire.put(frame)
        self.wire, self.crashed = wire, False
        return True

    @property
    def forgotten(self) -> bool:
        """Whether nothing has come from the client for so long that it gets nothing any more."""
        return self._address is not None and self.media.forgot(self._address)

    def packet(self, head: bytes, body: bytes) -> None:
        """Seal a packet and send it; a bot that was deafened by a moderator, or that was silent for long, gets none."""
        if self._seal is None or self._address is None or self.deafened or self.crashed:
            return
        if self.forgotten:
            return
        self.sent += 1
        self.media.send(self._seal(head, body, self.sent & 0xFFFFFFFF), self._address)
