"""A sign of life that a running bot leaves in a file, and what it tells: whoever hangs cannot be asked."""

from __future__ import annotations

import asyncio
import json
import logging
import time
from collections.abc import Callable
from pathlib import Path
from typing import cast

log = logging.getLogger(__name__)
BEAT = 10.0
"""Seconds between two signs."""
HUNG = 60.0
"""Seconds without a sign after which a bot has ended or hangs."""
CUT_OFF = 300.0
"""Seconds without Discord after which somebody should look; shorter gaps are everyday."""
Age = float | None


class Heartbeat:
    """Leaves a sign again and again, by the seconds since the machine was started, which every process counts alike."""

    def __init__(self, file: Path | None) -> None:
        """Without a file it leaves none."""
        self._file, self._connected_at = file, time.monotonic()
        self.connected: Callable[[], bool] | None = None
        """Whether Discord can be heard; None while this bot is not to be connected, as another one runs."""

    async def beat(self) -> None:
        """For as long as the bot runs; a sign that cannot be written is told once."""
        told = False
        while self._file is not None:
            try:
                self._write(self._file)
            except OSError as error:
                if not told:
                    log.warning("no sign of life can be left in %s (ENGAWA_ALIVE_FILE): %s", self._file, error)
                told = True
            await asyncio.sleep(BEAT)

    def _write(self, file: Path) -> None:
        now = time.monotonic()
        if self.connected is None or self.connected():
            self._connected_at = now
        sign = {"at": now, "connected_at": None if self.connected is None else self._connected_at}
        part = file.with_name(f"{file.name}.part")  # nobody may read half of it
        part.write_text(json.dumps(sign))
        part.replace(file)


def told(file: Path) -> tuple[bool, str]:
    """Whether the bot that leaves its signs in this file is well, and how it is in a sentence."""
    try:
        sign = cast("dict[str, Age]", json.loads(file.read_text()))
        at, connected_at = float(sign["at"] or 0), sign["connected_at"]
    except (OSError, ValueError, KeyError, TypeError):
        return False, f"No Engawa has left a sign of life in {file}: is it running, and with this ENGAWA_ALIVE_FILE?"
    now = time.monotonic()
    if not 0 <= now - at <= HUNG:  # less than none: the machine was started anew since then
        return False, f"Engawa has left no sign of life in {file} for more than {HUNG:.0f} seconds: it ended, or hangs."
    if connected_at is None:
        return True, "Engawa waits until another one ends."
    if now - connected_at > CUT_OFF:
        return False, f"Engawa runs, and has not been connected to Discord for {(now - connected_at) / 60:.0f} minutes."
    return True, "Engawa runs, and is connected to Discord or about to be."
