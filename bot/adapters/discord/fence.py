"""The last look before a request goes out: whether this process still acts in the server that it is about."""

from __future__ import annotations

import re
from collections.abc import Callable
from types import SimpleNamespace

import aiohttp

from bot.ports import NotDone

_ABOUT = re.compile(r"/(guilds|channels)/(\d+)(?:/|$)")


class Fence:
    """Keeps back what waited, for a limit or a slow moment, until another process had its server.

    Answers to people go on: whoever has been told of their press is the only one who can give them.
    """

    def __init__(self, ours: Callable[[int], bool], server_of: Callable[[int], int]) -> None:
        """`server_of` tells which server a channel is in, and 0 for a channel of no server."""
        self._ours, self._server_of = ours, server_of

    async def look(
        self, _session: aiohttp.ClientSession, _context: SimpleNamespace, request: aiohttp.TraceRequestStartParams
    ) -> None:
        """Raises NotDone for what is not to go out."""
        if (about := _ABOUT.search(request.url.path)) is None:
            return
        guild_id = int(about[2]) if about[1] == "guilds" else self._server_of(int(about[2]))
        if guild_id and not self._ours(guild_id):
            raise NotDone("another process acts in this server")
