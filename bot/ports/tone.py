"""The soft tone: one second of wood on a server's soundboard, which an ear can play in the room that it is in."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from bot.ports.venue import NotDone


class SoundboardFull(NotDone):
    """The server's soundboard has no room for one more."""


class Tone(Protocol):
    """The soft tone. Nothing waits for it: what cannot be done at once is not done."""

    def lacks(self, guild_id: int) -> tuple[str, ...]:
        """The permissions that it takes and that the bots have not been given in a server."""
        ...

    async def put(self, guild_id: int) -> int:
        """Put it on a server's soundboard, if it is not there already; its id.

        Raises Forbidden, SoundboardFull, NotDone or Unsure.
        """
        ...

    async def take_away(self, guild_id: int, tone_id: int) -> None:
        """Take it off the soundboard; that it is gone already is success. Raises NotDone or Unsure."""
        ...

    async def play(self, guild_id: int, channel_id: int, tone_id: int, still: Callable[[], bool]) -> bool:
        """Have the ear in a channel play it, if that is `still` right when its turn has come; whether it did.

        Raises Missing if it is not on the soundboard any more, Forbidden, NotDone or Unsure.
        """
        ...
