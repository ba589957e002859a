"""A clock that several processes share: faster than the real one, and it can be put forward for all at once."""

from __future__ import annotations

import mmap
import struct
import time
from datetime import UTC, datetime
from pathlib import Path

_LAYOUT = struct.Struct("=4d")
_JUMPED, _DUE = slice(16, 24), slice(24, 32)


class QuickTime:
    """Seconds since 1970 on the shared clock: from an anchor on it runs at a pace, and jumps are added to it.

    Beside it stands when the next thing is due, for whoever would rather not wait.
    """

    def __init__(self, path: Path) -> None:
        with path.open("r+b") as file:
            self._shared = mmap.mmap(file.fileno(), _LAYOUT.size)

    @classmethod
    def make(cls, path: Path, pace: float) -> QuickTime:
        """A new clock that shows the real time now."""
        path.write_bytes(_LAYOUT.pack(time.time(), pace, 0.0, 0.0))
        return cls(path)

    @property
    def pace(self) -> float:
        """How many of its seconds go by in a real one."""
        return float(_LAYOUT.unpack_from(self._shared)[1])

    def seconds(self) -> float:
        """Now, as a unix time."""
        anchor, pace, jumped, _ = _LAYOUT.unpack_from(self._shared)
        return anchor + (time.time() - anchor) * pace + jumped

    def now(self) -> datetime:
        """Now, in UTC."""
        return datetime.fromtimestamp(self.seconds(), UTC)

    def jump(self, seconds: float) -> None:
        """Put the clock forward, in every process."""
        if seconds > 0:
            # One aligned double: no other process can read half of it.
            self._shared[_JUMPED] = struct.pack("=d", _LAYOUT.unpack_from(self._shared)[2] + seconds)

    @property
    def due(self) -> float:
        """When the next thing is due; 0 if nothing is known to be."""
        return float(_LAYOUT.unpack_from(self._shared)[3])

    @due.setter
    def due(self, at: float) -> None:
        self._shared[_DUE] = struct.pack("=d", at)

    def skip(self) -> float:
        """Put the clock forward to what is due next; by how many seconds."""
        seconds = max(0.0, self.due - self.seconds())
        self.jump(seconds)
        return seconds
