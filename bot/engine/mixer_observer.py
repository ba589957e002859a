"""Who is told of every mixer that has been looked at."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from bot.core.lifecycle.mixer import Mixer
from bot.core.lifecycle.snapshot import Snapshot


class MixerObserver(Protocol):
    """Who is told of every mixer, and knows how its rooms sound."""

    def lights(self, mixer: Mixer, /) -> Mapping[int, str]:
        """How the rooms of a mixer sound from outside, by channel; nothing of that is ever saved."""
        ...

    async def may_hear(self, guild_id: int, /) -> bool:
        """Whether an ear may come into rooms of a server."""
        ...

    async def board_place(self, guild_id: int, /) -> int | None:
        """The channel in which a server wants hosts' boards, None for that of each evening."""
        ...

    def settled(self, mixer: Mixer, seen: Snapshot | None, /) -> None:
        """A mixer has been looked at; what Discord showed then, None if it showed nothing."""
        ...
