"""Discord's limits and failures, taken from its answers before discord.py sees to them in its own way."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Coroutine
from contextvars import ContextVar
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

import aiohttp
import discord

from bot.ports import Clock

GAVE_UP_WAITING = 408
"""What nirn-proxy says when Discord takes longer than it waits: the request may be done all the same."""
_ACT = re.compile(r"/(?:guilds|channels)/\d+(?:/|$)")
_MOVE = re.compile(r"/guilds/(\d+)/members/\d+$")
_granted: ContextVar[asyncio.Future[None] | None] = ContextVar("granted", default=None)
_left: set[asyncio.Task[None]] = set()
"""Requests that were granted, and that discord.py keeps until their window is over."""


async def until_granted(request: Coroutine[Any, Any, object]) -> None:
    """Ask, and go on as soon as Discord has granted it: discord.py holds the last of a window until the next begins.

    Raises what the request raises. Its session must have the trace of a MoveGate.
    """
    granted = asyncio.get_running_loop().create_future()

    async def ask() -> None:
        _granted.set(granted)
        await request

    asking = asyncio.create_task(ask())
    try:
        await asyncio.wait({asking, granted}, return_when=asyncio.FIRST_COMPLETED)
    except asyncio.CancelledError:
        asking.cancel()
        raise
    if asking.done():
        await asking
    else:
        _left.add(asking)
        asking.add_done_callback(_left.discard)


class MoveGate:
    """Knows when a server's moves are used up, and lets no act be done a second time without a second look.

    discord.py waits and repeats inside a request, and carries out a decision that is ten seconds old: by then the
    person may be elsewhere, and the channel that seemed to fail be there. So the conductor is told, and looks again.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._until: dict[int, datetime] = {}

    def trace(self) -> aiohttp.TraceConfig:
        """What discord.py's HTTP session has to be given."""
        config = aiohttp.TraceConfig()
        config.on_request_end.append(self._answered)
        return config

    def until(self, guild_id: int) -> datetime | None:
        """The instant from which a move is possible, None for now."""
        until = self._until.get(guild_id)
        return until if until and until > self._clock() else None

    async def _answered(
        self, _session: aiohttp.ClientSession, _context: SimpleNamespace, answer: aiohttp.TraceRequestEndParams
    ) -> None:
        """Raises what the request is to end with."""
        headers, status = answer.response.headers, answer.response.status
        if move := _MOVE.search(answer.url.path):
            wait = float(headers.get("X-RateLimit-Reset-After") or headers.get("Retry-After") or 1)
            if status == 429 or headers.get("X-RateLimit-Remaining") == "0":
                self._until[int(move[1])] = self._clock() + timedelta(seconds=wait)
            # The limit over all requests is for discord.py, which then keeps all of them back.
            if status == 429 and "X-RateLimit-Global" not in headers:
                raise discord.RateLimited(wait)
        granted = _granted.get()
        if status < 300 and granted is not None and not granted.done():
            granted.set_result(None)
        if (status >= 500 or status == GAVE_UP_WAITING) and _ACT.search(answer.url.path):
            raise discord.DiscordServerError(answer.response, None)
