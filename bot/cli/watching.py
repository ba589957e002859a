"""What an operator can watch of a running bot: composed here, and loaded only where it is asked for."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import TYPE_CHECKING

from bot.adapters.sql.database import Database
from bot.app import Bot
from bot.ports import StoreUnusable
from bot.ports.meter import Meter
from bot.settings import Settings

if TYPE_CHECKING:
    from bot.adapters.metrics.state import State

TOO_LATE = 10.0
"""Seconds; alarms that ring later than this mean that people wait (chosen: a goodbye is to come within one)."""


class PortTaken(Exception):
    """The pages cannot be served; the message tells an operator why and what to do."""


class Watched:
    """The bot that is watched, once it is at work; before, it waits for another one to end."""

    def __init__(self) -> None:
        self.bot: Bot | None = None
        self.database: Database | None = None

    def state(self) -> State | None:
        """How it stands; None while it waits."""
        return self.bot.state() if self.bot is not None else None

    async def unready(self, late: float) -> str:
        """Why it cannot serve people now, in a sentence; empty if it can. `late`: how late its last alarm was."""
        if self.bot is None or self.database is None:
            return "It waits until another Engawa on this database ends."
        shards = self.bot.wires.shards_up()
        if not shards or not all(shards.values()):
            return "It is not connected to Discord's gateway."
        if late > TOO_LATE:
            return f"It does what is due {late:.0f} seconds late: the machine has too little time for it."
        try:
            await self.database.try_to_write()
        except StoreUnusable as error:
            return str(error)
        return ""


@asynccontextmanager
async def watching(settings: Settings, watched: Watched) -> AsyncGenerator[Meter]:
    """Serve the pages meanwhile, if the operator wants them; what is to be told how the bot does. Raises PortTaken."""
    if settings.metrics_port is None:
        yield Meter()
        return
    from bot.adapters.metrics.counts import Counts  # noqa: PLC0415 - megabytes that few need
    from bot.adapters.metrics.page import served  # noqa: PLC0415

    counts, host, port = Counts(watched.state), settings.metrics_host, settings.metrics_port
    async with AsyncExitStack() as stack:
        try:
            await stack.enter_async_context(served(counts, lambda: watched.unready(counts.lately_late()), host, port))
        except OSError as error:
            raise PortTaken(
                f"Engawa cannot serve its metrics on {host}:{port} ({error.strerror}): please choose another "
                "ENGAWA_METRICS_PORT or ENGAWA_METRICS_HOST, or leave the port empty."
            ) from None
        yield counts
