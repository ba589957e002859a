"""When a server's moves are used up, learnt from Discord's answers."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from types import SimpleNamespace

import aiohttp

from bot.ports import Clock

_MEMBER = re.compile(r"/guilds/(\d+)/members/\d+$")


class MoveGate:
    """Knows from the answers' headers when a server's moves are used up.

    discord.py would wait inside the request, and carry out a decision that is ten seconds old: by then the person may
    be elsewhere. So the wait is told to the conductor, who looks again after it.
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
        path = _MEMBER.search(answer.url.path)
        headers = answer.response.headers
        if path and headers.get("X-RateLimit-Remaining") == "0":
            wait = float(headers.get("X-RateLimit-Reset-After", "1"))
            self._until[int(path[1])] = self._clock() + timedelta(seconds=wait)
