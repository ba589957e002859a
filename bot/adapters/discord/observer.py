"""Who is told what Discord's gateway shows."""

from __future__ import annotations

from typing import Protocol

import discord


class GatewayObserver(Protocol):
    """Who is told what Discord's gateway shows."""

    async def opened(self) -> None:
        """The client is logged in; called once, before the first event."""
        ...

    def seen(self, guild_id: int, /) -> None:
        """Something in a server has changed."""
        ...

    def shard_away(self, shard_id: int, away: bool, /) -> None:
        """The gateway of a shard is down, or up again."""
        ...

    def learning(self, guild_id: int, on: bool, /) -> None:
        """Who sits where in a server is being asked, or is known again."""
        ...

    def wrote(self, channel_id: int, /) -> None:
        """Somebody wrote in a channel."""
        ...

    def message_gone(self, guild_id: int, message_id: int, /) -> None:
        """Somebody has deleted a message."""
        ...

    def planned(self, event: discord.ScheduledEvent, /) -> None:
        """A Scheduled Event has come or changed."""
        ...

    def channel_told(self, channel_id: int, /) -> None:
        """A channel has come."""
        ...

    def status_told(self, channel_id: int, status: str | None, /) -> None:
        """A voice channel has a new status line, None for none."""
        ...

    def counted(self, event_id: int, interested: int, /) -> None:
        """So many have pressed Interested at a Scheduled Event."""
        ...

    def liked(self, event_id: int, change: int, /) -> None:
        """One more (1), or one fewer (-1), is interested in a Scheduled Event."""
        ...

    async def servers(self, present: frozenset[int], /) -> None:
        """Which servers the bot is in, when that is known or has changed."""
        ...
