"""Bots that hear that people talk."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Protocol


class TalkObserver(Protocol):
    """Told what ears hear. Instants are seconds since 1970, UTC."""

    def hears(self, channel_id: int, able: bool, at: float) -> None:
        """From now on an ear hears this channel, or none does."""
        ...

    def heard(self, channel_id: int, user_id: int, on: bool, at: float) -> None:
        """Somebody begins or ceases to transmit. There is no more to know, and no place for more.

        An id below zero is somebody there whose name Discord has not told.
        """
        ...


class Ears(Protocol):
    """Bots that hear that people talk, one channel each in a server."""

    def count(self, guild_id: int) -> int:
        """How many ears there are in a server."""
        ...

    def places(self, guild_id: int, channel_id: int) -> int:
        """How many of them can be in this channel; those that find it locked are let in by and by."""
        ...

    def deafened(self, guild_id: int) -> Collection[int]:
        """Channels with an ear that a moderator has deafened; it stays, or nobody could take that back."""
        ...

    def sure(self, channel_id: int) -> bool:
        """Whether the ear in this channel has shown just now that it hears, as far as that can be shown."""
        ...

    def attend(self, guild_id: int, channel_ids: Sequence[int]) -> None:
        """The ears of this server belong in these channels and nowhere else; returns at once, they go by and by."""
        ...
