"""The servers that this process acts in, and their rows: all, or those of the shards whose leases it holds."""

from __future__ import annotations

import asyncio

from sqlalchemy import ColumnElement, true

from bot.core.shards import Shards, shard_of


class Share:
    """What every part of the bot asks before it acts in a server; nothing but the keeper of leases changes it."""

    def __init__(self, shards: Shards | None = None) -> None:
        """Without shards, all servers."""
        self.shards = shards
        self.held: frozenset[int] = frozenset()
        """The shards whose leases we had at the last look at the database."""
        self._until = 0.0

    def hold(self, shards: frozenset[int], until: float) -> None:
        """Act for these shards, until this instant of the event loop's clock unless more is known by then."""
        self.held, self._until = shards, until

    @property
    def current(self) -> bool:
        """Whether what is held is certain still."""
        return self.shards is None or asyncio.get_running_loop().time() < self._until

    def ours(self, guild_id: int) -> bool:
        """Whether this process acts in a server; 0 stands for what is no server's, which one process does too."""
        return self.shards is None or (self.current and shard_of(guild_id, self.shards.count) in self.held)

    def of_all(self) -> float:
        """How much of everything is ours: a part of 1, and never nothing."""
        return 1.0 if self.shards is None else max(1, len(self.held)) / self.shards.count

    def rows(self, guild_id: ColumnElement[int]) -> ColumnElement[bool]:
        """The rows of our servers, by the column that has a row's server."""
        if self.shards is None:
            return true()
        return ((guild_id // (1 << 22)) % self.shards.count).in_(sorted(self.held))
