"""Where ears are, for whoever wants to know no more than that."""

from __future__ import annotations

import asyncio


class Attendance:
    """ports.TalkObserver that notes which channels are heard now, and how often one was lost."""

    def __init__(self) -> None:
        self.heard_now: set[int] = set()
        self.losses = 0
        self.changed = asyncio.Event()

    def hears(self, channel_id: int, able: bool, at: float) -> None:
        """See ports.TalkObserver."""
        del at
        self.losses += not able and channel_id in self.heard_now
        (self.heard_now.add if able else self.heard_now.discard)(channel_id)
        self.changed.set()

    def heard(self, channel_id: int, user_id: int, on: bool, at: float) -> None:
        """See ports.TalkObserver; who talks is nobody's business here."""

    async def until(self, count: int) -> None:
        """Wait until so many channels are heard."""
        while len(self.heard_now) < count:
            self.changed.clear()
            await self.changed.wait()
