"""Something at Discord's address, in whatever mood a test wants it: pages, errors, a gateway that says nothing."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager

from aiohttp import WSMsgType, web

Answer = Callable[[web.Request], Awaitable[web.StreamResponse]]
PAGE = "<html><title>Attention Required! | Cloudflare</title></html>"


def says(status: int, body: str = PAGE, kind: str = "text/html", **headers: str) -> Answer:
    """Answers every request so."""

    async def answer(_: web.Request) -> web.StreamResponse:
        return web.Response(status=status, body=body.encode(), headers={"Content-Type": kind, **headers})

    return answer


async def drops(request: web.Request) -> web.StreamResponse:
    """The connection is gone before there is an answer."""
    assert request.transport is not None
    request.transport.abort()
    return web.Response()


class Moody:
    """Answers requests with `moods` first, one each, then as Discord does; the gateway as it is told to."""

    def __init__(self, *moods: Answer, closes_with: int | None = None, invalid: bool = False, quiet: bool = False):
        """The gateway, once somebody has introduced themselves, closes with a code or tells them that their session is
        `invalid`; a `quiet` one does not even greet, and after an invalid session it is quiet too."""
        self.moods = list(moods)
        self.gateway_moods: list[Answer] = []
        """The same for the question where the gateway is."""
        self.asked: list[str] = []
        self.greeted = asyncio.Event()
        self.silent = asyncio.Event()
        """Somebody waits for a greeting in vain."""
        self.url = ""
        self._closes_with, self._invalid, self._quiet = closes_with, invalid, quiet
        self._over = asyncio.Event()

    @property
    def gateway(self) -> str:
        """Where the gateway really is; the API names another place."""
        return self.url.replace("http", "ws") + "/gateway"

    @asynccontextmanager
    async def open(self) -> AsyncGenerator[Moody]:
        """Listen on loopback meanwhile."""
        app = web.Application()
        app.router.add_get("/gateway", self._gateway)
        app.router.add_route("*", "/{path:.*}", self._answer)
        runner = web.AppRunner(app, shutdown_timeout=1)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        self.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
        try:
            yield self
        finally:
            self._over.set()
            await runner.cleanup()

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        self.asked.append(request.path)
        moods = self.gateway_moods if request.path == "/gateway/bot" else self.moods
        if moods:
            return await moods.pop(0)(request)
        limit = {"total": 1000, "remaining": 999, "reset_after": 0, "max_concurrency": 1}
        account = {"id": "1", "username": "engawa", "discriminator": "0", "avatar": None, "bot": True}
        found: dict[str, object] = {
            "/users/@me": account,
            "/oauth2/applications/@me": {
                **{"id": "1", "name": "engawa", "description": "", "verify_key": "", "icon": None, "owner": account},
                **{"bot_public": True, "bot_require_code_grant": False, "flags": 0, "rpc_origins": []},
            },
            "/gateway/bot": {"url": "ws://127.0.0.1:9/", "shards": 1, "session_start_limit": limit},
        }
        return await says(200, json.dumps(found.get(request.path, [])), "application/json")(request)

    async def _gateway(self, request: web.Request) -> web.StreamResponse:
        socket = web.WebSocketResponse(autoclose=False)
        await socket.prepare(request)
        if self._quiet:
            self.silent.set()
            await self._over.wait()
            return socket
        await socket.send_json({"op": 10, "d": {"heartbeat_interval": 40_000}, "s": None, "t": None})
        while (said := await socket.receive()).type is WSMsgType.TEXT and said.json()["op"] != 2:
            pass
        self.greeted.set()
        if self._closes_with is not None:
            await socket.close(code=self._closes_with)
        elif self._invalid:
            self._quiet = True
            await socket.send_json({"op": 9, "d": False, "s": None, "t": None})
            await socket.receive()
            await socket.close()  # a goodbye that nobody answers is waited for, for half a minute
        await self._over.wait()
        return socket
