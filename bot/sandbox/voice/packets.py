"""What travels by UDP: RTP heads (RFC 3550) with Discord's extension, frames that look like Opus, IP discovery."""

import os
import random
import struct

VOICE, VIDEO = 120, 101
FRAME = 0.02
"""Seconds of sound in one packet."""
RATE = 48_000
SILENCE = b"\xf8\xff\xfe"
"""An Opus frame of nothing. Five end a spurt, and every DAVE decryptor lets them pass as they are."""
STEREO_SILENCE = b"\xfc\xff\xfe"
"""The same in stereo: davey leaves `SILENCE` unsealed where libdave, which clients use, seals it; this both seal."""
SPEAKING = 1
DISCOVERY = 74
PADDED = 0x20
"""The bit of an RTP head that says the last byte tells how many bytes to drop (RFC 3550, 5.1)."""
PING, PONG = 0x1337CAFE, 0x1337F00D
"""What a client's keep-alive begins with, and its answer (userdoccers); four bytes of the client's follow."""

_NOISE = os.urandom(1 << 14)
_TOC = b"\x78"
"""The first byte of an Opus packet with one 20 ms frame (RFC 6716, 3.1)."""
_SEALED_END = b"\x01\x0c\xfa\xfa"
"""How a DAVE frame ends: nonce, size of what was added, magic."""


def head(kind: int, sequence: int, timestamp: int, ssrc: int) -> bytes:
    """The clear part of a packet: RTP head, and the preamble of an extension of four bytes."""
    return struct.pack(">BBHIIHH", 0x90, kind, sequence & 0xFFFF, timestamp & 0xFFFFFFFF, ssrc, 0xBEDE, 1)


def extension(level: int, speaking: int) -> bytes:
    """The extension's body: id 1 is the level (0 loudest, 127 silence; the top bit says voice), id 9 the flags."""
    return bytes((0x10, (0x80 if speaking else 0) | level, 0x90, speaking))


def padded(head: bytes) -> bytes:
    """A head that says there is padding at the packet's end."""
    return bytes((head[0] | PADDED,)) + head[1:]


def padding(size: int) -> bytes:
    """So many bytes; the last says how many."""
    return bytes(size - 1) + bytes((size,))


def noise(size: int) -> bytes:
    """Bytes that mean nothing."""
    start = int(random.random() * (len(_NOISE) - size))
    return _NOISE[start : start + size]


def opus(size: int) -> bytes:
    """A frame of that size; nobody could play it."""
    return _TOC + noise(size - 1)


def unreadable(frame: bytes) -> bytes:
    """What a frame becomes in a group whose key the receiver does not have: longer by 12, and no use to them."""
    return frame if frame == SILENCE else noise(len(frame) + 8) + _SEALED_END


def answer_to_ping(datagram: bytes) -> bytes | None:
    """What a voice server says to a keep-alive; None for any other datagram."""
    if len(datagram) != 8 or datagram[:4] != PING.to_bytes(4, "big"):
        return None
    return PONG.to_bytes(4, "big") + datagram[4:]


def asks_for_address(datagram: bytes) -> int | None:
    """The ssrc of whoever asks how they look from outside; None for any other datagram."""
    if len(datagram) != DISCOVERY or datagram[:4] != b"\0\1\0\x46":
        return None
    return int.from_bytes(datagram[4:8], "big")


def address_answer(ssrc: int, host: str, port: int) -> bytes:
    """The answer: type 2, 70 bytes to follow, the same ssrc, the address as text, the port."""
    return struct.pack(">HHI64sH", 2, 70, ssrc, host.encode(), port)
