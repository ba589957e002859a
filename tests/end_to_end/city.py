"""A town whose bot is several processes on one PostgreSQL, each with shards of its own."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Generator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

from tests.end_to_end.town import Place, Town


class City:
    """A town whose bot is several processes."""

    def __init__(self, town: Town) -> None:
        self.town, self._pids = town, dict[str, int]()

    def start(self, shards: str) -> None:
        """Start a process with these shards of its own."""
        self.log(shards).touch()
        log = str(self.log(shards))
        settings = self.town.settings() | {"ENGAWA_SHARDS": shards}
        clock = str(self.town.folder / "clock")
        self._pids[shards] = self.town.nursery.ask("bot", clock=clock, settings=settings, out=log, err=log)

    def end(self, shards: str, how: str = "kill") -> int:
        """End it, with or without a word; its exit code."""
        return self.town.nursery.ask(how, pid=self._pids.pop(shards))

    def stop(self) -> None:
        """All processes are told to stop, do, and had nothing to complain of."""
        for shards in list(self._pids):
            assert self.end(shards, "stop") == 0
            assert "Traceback" not in self.log(shards).read_text()

    @contextmanager
    def asleep(self, shards: str) -> Generator[None]:
        """A process gets no turn, as on a machine that is short of them, and knows nothing of that."""
        os.kill(self._pids[shards], signal.SIGSTOP)
        try:
            yield
        finally:
            os.kill(self._pids[shards], signal.SIGCONT)

    def log(self, shards: str) -> Path:
        """What it has said."""
        return self.town.folder / f"{shards.replace('/', '-of-')}.err"

    def place(self, shard: int, count: int) -> Place:
        """A new server that is this shard's."""
        while True:
            place = self.town.place()
            if (int(place.id) >> 22) % count == shard:
                return place

    def looked_after(self, count: int) -> dict[int, str]:
        """Which process looks after each of so many shards."""
        wanted = f"SELECT shard, holder FROM leases WHERE count = {count} AND until > clock_timestamp()"
        return {int(shard): str(holder) for shard, holder in self._ask(wanted)}

    def now(self) -> datetime:
        """The instant by the clock of the database."""
        return self._ask("SELECT clock_timestamp()")[0][0]

    def sessions(self) -> list[list[int]]:
        """The shards of which the bot is connected, and of how many each is one."""
        found = self.town.ask("GET", "/state?guild_id=0")["sessions"]
        return sorted(session["shard"] for session in found if session["connected"])

    def _ask(self, query: str) -> list[Any]:
        async def ask() -> list[Any]:
            engine = create_async_engine(self.town.database_url)
            async with engine.connect() as connection:
                found = list(await connection.execute(text(query)))
            await engine.dispose()
            return found

        return asyncio.run(ask())
