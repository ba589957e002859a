"""How the frames of one connection are packed, as its client asks with `compress`."""

import zlib
from collections.abc import Callable

Packing = Callable[[bytes], bytes]
"""Packs one frame after the other; a client keeps one unpacker for all of them."""

ZSTD_BEGIN = (0xFD2FB528).to_bytes(4, "little") + bytes((0x00, 0x38))
"""Zstandard's magic number, no extras, and a window of 128 KiB."""
ZSTD_BLOCK = 1 << 17
"""Bytes of a block at most, which is what the window holds."""


def zlib_stream() -> Packing:
    """One zlib stream, flushed after each frame."""
    deflate = zlib.compressobj()
    return lambda frame: deflate.compress(frame) + deflate.flush(zlib.Z_SYNC_FLUSH)


def zstd_stream() -> Packing:
    """One Zstandard frame without an end, its blocks stored: any decoder reads that, without a library here."""
    begin = [ZSTD_BEGIN]

    def pack(frame: bytes) -> bytes:
        blocks = (frame[at : at + ZSTD_BLOCK] for at in range(0, len(frame), ZSTD_BLOCK))
        # three bytes before each block: it is not the last, it is raw, and its size from the fourth bit on
        stored = (part for block in blocks for part in ((len(block) << 3).to_bytes(3, "little"), block))
        return b"".join((begin.pop() if begin else b"", *stored))

    return pack


PACKINGS: dict[str, Callable[[], Packing]] = {"zlib-stream": zlib_stream, "zstd-stream": zstd_stream}
