"""Bots that hear that people talk."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol


class TalkObserver(Protocol):
    """Told what ears hear. Instants are seconds since 1970, UTC."""

    def hears(self, channel_id: int, able: bool, at: float) -> None:
        """From now on an ear hears this channel, or none does."""
        ...

    def heard(self, channel_id: int, user_id: int, on: bool, at: float) -> None:
        """Somebody begins or ceases to transmit. There is no more to know, and no place for more."""
        ...


class Ears(Protocol):
    """Bots that hear that people talk, one channel each in a server."""

    def count(self, guild_id: int) -> int:
        """How many ears there are in a server."""
        ...

    def attend(self, guild_id: int, channel_ids: Sequence[int]) -> None:
        """The ears of this server belong in these channels and nowhere else; returns at once, they go by and by."""
        ...
