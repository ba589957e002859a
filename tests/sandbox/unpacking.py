"""Reads a stream of Zstandard with the C library, where the machine has it: Python has none of its own yet."""

from __future__ import annotations

import ctypes
import ctypes.util
from collections.abc import Callable

ZSTD = ctypes.util.find_library("zstd")
NO_ZSTD = "this machine has no libzstd to read the stream with"
MOST = 1 << 20


class _Buffer(ctypes.Structure):
    """Bytes of the library's, how many there are, and how far it has come."""

    _fields_ = (("data", ctypes.c_void_p), ("size", ctypes.c_size_t), ("at", ctypes.c_size_t))


def zstd_unpacker() -> Callable[[bytes], bytes]:
    """Unpacks one message after the other of one connection."""
    library = ctypes.CDLL(ZSTD)
    library.ZSTD_createDStream.restype = ctypes.c_void_p
    library.ZSTD_decompressStream.restype = ctypes.c_size_t
    stream = ctypes.c_void_p(library.ZSTD_createDStream())

    def unpack(packed: bytes) -> bytes:
        room, given = ctypes.create_string_buffer(MOST), ctypes.create_string_buffer(packed, len(packed))
        out = _Buffer(ctypes.cast(room, ctypes.c_void_p), MOST, 0)
        into = _Buffer(ctypes.cast(given, ctypes.c_void_p), len(packed), 0)
        while into.at < into.size:
            code = library.ZSTD_decompressStream(stream, ctypes.byref(out), ctypes.byref(into))
            assert not library.ZSTD_isError(ctypes.c_size_t(code)), "no Zstandard"
        return room.raw[: out.at]

    return unpack
