"""What a real encoder makes of talk over steady noise, and of that noise alone: the sizes of its packets.

Made once with libopus (by way of PyAV 18.1; 20 ms frames, VoIP, constrained variable rate) from recorded prompts in
English, Spanish and French (Asterisk's core sounds 1.6.1) with pauses over .3 s cut out, at -24 dBFS, over noise of so
many dBFS. Only the sizes are here: 20 s of each, in bytes, as they would stand in Discord's packets.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Encoded:
    """One microphone with one noise about it."""

    noise: str
    dbfs: int
    bits_per_second: int
    layout: str
    talk: list[int]
    noise_only: list[int]

    def __str__(self) -> str:
        return f"{self.noise} {self.dbfs} dBFS, {self.bits_per_second // 1000} kbit/s {self.layout}"


def encoded() -> list[Encoded]:
    """All that were made."""
    return [Encoded(**row) for row in json.loads(Path(__file__).with_suffix(".json").read_text())]
