"""The little of MLS (RFC 9420) a delivery service must know: proposals of its own, and where a commit ends."""

import struct
from typing import NamedTuple

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

PUBLIC_MESSAGE = b"\0\1\0\1"
"""MLS 1.0, and a message that is signed but not encrypted (RFC 9420, 6)."""
MEMBER, EXTERNAL = 1, 2
PROPOSAL, COMMIT = 2, 3
ADD, REMOVE = 1, 3
REFERENCE = 2
IN_KEY_PACKAGE, IN_COMMIT = 1, 3
BASIC = 1


class Commit(NamedTuple):
    """A member's commit and the welcome that came with it, empty if nobody was added."""

    message: bytes
    welcome: bytes
    epoch: int
    proposals: int


class _Reader:
    """Walks through a message; a message that ends too early is a ValueError."""

    def __init__(self, raw: bytes) -> None:
        self.raw, self.at = raw, 0

    def take(self, count: int) -> bytes:
        taken = self.raw[self.at : self.at + count]
        if len(taken) < count:
            raise ValueError("the message ends in the middle")
        self.at += count
        return taken

    def number(self, size: int) -> int:
        return int.from_bytes(self.take(size), "big")

    def vector(self) -> bytes:
        """Bytes with their length before them, in 1, 2 or 4 bytes (RFC 9420, 2.1.2)."""
        first = self.number(1)
        more = (1 << (first >> 6)) - 1
        return self.take(int.from_bytes(bytes([first & 63]) + self.take(more), "big"))

    def skip(self, vectors: int) -> None:
        for _ in range(vectors):
            self.vector()


def vector(body: bytes) -> bytes:
    """Bytes with their length before them (RFC 9420, 2.1.2)."""
    size = len(body)
    if size < 1 << 6:
        return bytes([size]) + body
    return (struct.pack(">H", 1 << 14 | size) if size < 1 << 14 else struct.pack(">I", 1 << 31 | size)) + body


def split_commit(raw: bytes) -> Commit:
    """Take op 28 apart: a commit as a public message, and a bare welcome directly behind it."""
    read = _Reader(raw)
    if read.take(4) != PUBLIC_MESSAGE:
        raise ValueError("not a public message")
    read.vector()
    epoch = read.number(8)
    if read.number(1) != MEMBER:
        raise ValueError("not from a member")
    read.take(4)
    read.vector()
    if read.number(1) != COMMIT:
        raise ValueError("not a commit")
    proposals = _references(read.vector())
    if read.number(1):
        _path(read)
    # signature, confirmation tag, membership tag
    read.skip(3)
    return Commit(raw[: read.at], raw[read.at :], epoch, proposals)


def _references(listed: bytes) -> int:
    read, found = _Reader(listed), 0
    while read.at < len(listed):
        if read.number(1) != REFERENCE:
            raise ValueError("a commit may only refer to proposals of the server")
        read.vector()
        found += 1
    return found


def _path(read: _Reader) -> None:
    """Step over an update path: the committer's new leaf, and the nodes above it (RFC 9420, 7.2 and 7.6)."""
    read.skip(2)
    if read.number(2) != BASIC:
        raise ValueError("not a basic credential")
    # identity, and the five lists of capabilities
    read.skip(6)
    source = read.number(1)
    if source == IN_KEY_PACKAGE:
        read.take(16)
    elif source == IN_COMMIT:
        read.vector()
    # extensions, signature, nodes
    read.skip(3)


class ExternalSender:
    """The server's own voice in a group: it proposes who comes and who goes.

    A proposal is to be signed once and the same bytes sent to all: what a commit refers to is a hash over the
    signature, which is different each time.
    """

    def __init__(self) -> None:
        self._key = ec.generate_private_key(ec.SECP256R1())
        public = self._key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        self.package = vector(public) + struct.pack(">H", BASIC) + vector(b"sandbox")

    def add(self, group: bytes, epoch: int, key_package: bytes) -> bytes:
        """Propose that somebody come in."""
        return self._sign(group, epoch, struct.pack(">H", ADD) + key_package)

    def remove(self, group: bytes, epoch: int, leaf: int) -> bytes:
        """Propose that a leaf be emptied."""
        return self._sign(group, epoch, struct.pack(">HI", REMOVE, leaf))

    def _sign(self, group: bytes, epoch: int, proposal: bytes) -> bytes:
        head = vector(group) + struct.pack(">QBI", epoch, EXTERNAL, 0) + vector(b"")
        message = PUBLIC_MESSAGE + head + bytes([PROPOSAL]) + proposal
        signed = vector(b"MLS 1.0 FramedContentTBS") + vector(message)
        return message + vector(self._key.sign(signed, ec.ECDSA(SHA256())))
