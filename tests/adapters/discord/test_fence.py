"""No request about a server goes out from a process that does not act there."""

from __future__ import annotations

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.adapters.discord.fence import Fence
from bot.ports import NotDone

OURS, THEIRS = 1, 2
CHANNELS = {11: OURS, 22: THEIRS}


async def asked(path: str) -> bool:
    """Whether a request comes out."""
    came = list[str]()

    async def answer(request: web.Request) -> web.Response:
        came.append(request.path)
        return web.Response()

    app = web.Application()
    app.router.add_route("*", "/{path:.*}", answer)
    fence = Fence(lambda guild_id: guild_id == OURS, lambda channel_id: CHANNELS.get(channel_id, 0))
    trace = aiohttp.TraceConfig()
    trace.on_request_start.append(fence.look)
    async with TestServer(app) as server, aiohttp.ClientSession(trace_configs=[trace]) as session:
        try:
            async with session.post(server.make_url(path)):
                return bool(came)
        except NotDone:
            assert not came
            return False


@pytest.mark.parametrize(
    ("path", "goes"),
    [
        ("/api/v10/guilds/1/channels", True),
        ("/api/v10/guilds/2/channels", False),
        ("/api/v10/guilds/2/members/5", False),
        ("/api/v10/channels/11/messages", True),
        ("/api/v10/channels/22/messages", False),
        ("/api/v10/channels/22", False),
        ("/api/v10/channels/33/messages", True),
        ("/api/v10/interactions/2/token/callback", True),
        ("/api/v10/webhooks/2/token/messages/@original", True),
        ("/api/v10/users/@me/channels", True),
    ],
)
async def test_what_is_about_a_server_goes_out_from_one_process(path: str, goes: bool) -> None:
    assert await asked(path) == goes
