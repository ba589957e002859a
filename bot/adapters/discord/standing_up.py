"""Standing up: a client that tries to reach Discord for ever, and is gone in time when it is told to go."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable
from typing import Any

import aiohttp
import discord

from bot.adapters.discord.failures import PASSING, NotDiscord, refusal, why

log = logging.getLogger(__name__)
AGAIN = 10.0
"""Seconds until Discord is tried again."""
A_LINE = 6
"""Of so many tries in a row that failed, one is told in the log: about a line a minute."""
LONGEST_PATIENCE = 900.0
"""The most that Discord's own "try again in … seconds" is obeyed at once."""
LONGEST_GOODBYE = 5.0
"""Seconds that clients have to say goodbye; discord.py waits half a minute for a gateway that has gone quiet."""


class Standing(discord.Client):
    """A client that logs in and connects as soon as Discord lets it, however long that takes."""

    def __init__(self, *, connector: Callable[[], aiohttp.BaseConnector], **options: Any) -> None:
        """`connector` makes the connections of one try: discord.py closes them with it."""
        super().__init__(**options)
        self._connector = connector

    async def start(self, token: str, *, reconnect: bool = True) -> None:
        """Be there until the client is closed. Raises one of REFUSALS, and what says something about this machine."""
        await self._until_it_works(lambda: understood(self.login(token)))
        await self.logged_in()
        await self._until_it_works(lambda: self.connect(reconnect=reconnect))

    async def logged_in(self) -> None:
        """Called once, before anything is told by the gateway."""

    async def login(self, token: str) -> None:
        """Log in, over connections of one's own: also without `start`."""
        await self.http.close()
        self.http.connector = self._connector()
        await super().login(token)

    async def _until_it_works(self, attempt: Callable[[], Awaitable[None]]) -> None:
        tries = 0
        while not self.is_closed():
            try:
                return await attempt()
            except (*PASSING, discord.ConnectionClosed) as error:
                if (refused := refusal(error)) is not None:
                    raise refused from error
                if isinstance(error, discord.ConnectionClosed):
                    raise
                if tries % A_LINE == 0:
                    log.warning("%s Engawa tries again until it works.", why(error))
                tries += 1
                await asyncio.sleep(patience(error))
        return None


async def understood(login: Awaitable[None]) -> None:
    """Await a client's login. Raises NotDiscord where discord.py stumbles over an answer that is not JSON."""
    try:
        await login
    except (TypeError, KeyError, ValueError, AttributeError) as error:
        raise NotDiscord(f"not with a bot's account: {error!r}") from error


async def say_goodbye(clients: Iterable[discord.Client]) -> None:
    """Close these clients; what a silent gateway holds up is left to the end of the process."""
    closing = [asyncio.ensure_future(client.close()) for client in clients]
    _, late = await asyncio.wait(closing, timeout=LONGEST_GOODBYE)
    for task in late:
        task.cancel()


def patience(error: Exception) -> float:
    """How many seconds to wait before the next try; longer if Discord asks for it."""
    asked = getattr(error, "retry_after", 0.0)
    if isinstance(error, discord.HTTPException) and error.status == 429:
        named = error.response.headers.get("Retry-After", "")
        asked = float(named) if named.isdecimal() else 0.0
    return max(AGAIN, min(asked, LONGEST_PATIENCE))
