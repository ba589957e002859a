"""The sandbox as one thing to start and stop: REST, gateway, files and control on one port of this machine."""

import asyncio
import gc
import json
import os
import re
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path

from aiohttp import web

from bot.sandbox import beginning
from bot.sandbox.actions import events, polls, threads
from bot.sandbox.cdn import Cdn
from bot.sandbox.control.desk import Desk
from bot.sandbox.faults import Faults
from bot.sandbox.gateway.connection import Gateway
from bot.sandbox.gateway.hub import Hub
from bot.sandbox.log import Log
from bot.sandbox.rest.call import Route
from bot.sandbox.rest.pipeline import VIA, Pipeline, path_of
from bot.sandbox.rest.table import table
from bot.sandbox.rules.errors import DiscordError, invalid_version, method_not_allowed, not_found
from bot.sandbox.rules.schema import Schema, find_spec
from bot.sandbox.things import Json
from bot.sandbox.voice.server import Voice
from bot.sandbox.window.changes import Changes
from bot.sandbox.window.guard import LOOPBACK, Guard
from bot.sandbox.window.page import Page
from bot.sandbox.world import World
from bot.sandbox.worlds import KIND, load

CALENDAR_PAUSE = 0.5
PREFIXES = ("/api/v10", "/api/v9", "/api")
OTHER_VERSION = re.compile(r"/api/v(?!(9|10)/)\d+/")
ROOT = Path(str(files("bot"))).parent
"""The checkout, or where the wheel was installed."""


@cache
def published_schema() -> Schema:
    """Discord's description, read once for all sandboxes of a process: it is large."""
    schema = Schema.load(find_spec(ROOT, os.environ))
    # what stays as long as the process need not be gone through at each collection: that held everybody up for long
    gc.freeze()
    return schema


@dataclass(frozen=True, slots=True)
class Address:
    """Where the sandbox listens."""

    host: str
    port: int


class Sandbox:
    """A Discord of one's own, gone when stopped."""

    def __init__(
        self,
        *,
        people: int = 12,
        servers: int = 0,
        pace: float = 1.0,
        log: Path | None = None,
        seed: int = 0,
        listeners: int = 2,
        patience: float = 3.0,
        dave: bool = True,
        world: str = KIND.name,
        clock: Callable[[], float] = time.time,
        skip: Callable[[], float] | None = None,
        host: str = LOOPBACK,
        guide: Path | None = None,
        locale: str = "ja",
        tls: bool = False,
    ) -> None:
        self.world = World(seed=seed, patience=patience, pace=pace, climate=load(world), clock=clock, skip=skip)
        self.log = Log(log, self.world.clock, lambda: [app.token for app in self.world.applications.values()])
        self.world.note = self.log.write
        self.faults = Faults()
        if times := self.world.nature.climate.failing_syncs:
            self.faults.order({"route": "PUT /applications/*/commands", "answer": 500, "times": times})
        self.hub = Hub(self.world)
        self.gateway = Gateway(self.hub, pace)
        self.pipeline = Pipeline(self.world, published_schema(), self.faults, pace)
        self.voice = Voice(self.world, dave=dave)
        self.desk = Desk(self.world, self.hub, self.faults, self.pipeline, self.voice)
        self.guard = Guard(host)
        self.page = Page(self.guard, guide)
        self.changes = Changes(self.world, self.voice)
        self._people = people
        self._servers = servers
        self._locale = locale
        self._tls = tls
        self._listeners = listeners
        self._runner: web.AppRunner | None = None
        self._calendar: asyncio.Task[None] | None = None

    async def start(self, port: int = 0) -> Address:
        """Listen, on loopback unless another host was named; port 0 takes a free one."""
        app = web.Application(client_max_size=1 << 26, middlewares=[self._watched])
        self._add_api(app)
        app.router.add_get("/gateway", self.gateway.connect)
        app.router.add_get("/gateway/", self.gateway.connect)
        Cdn(self.world, self.faults).add_to(app)
        self.desk.add_to(app)
        self.page.add_to(app)
        app.router.add_get("/sandbox/people/{user_id}/changes", self.changes.serve)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.5, handle_signals=False)
        await self._runner.setup()
        for host in self.guard.hosts:
            await web.TCPSite(self._runner, host, port).start()
            port = self._runner.addresses[0][1]
        self._port = port
        await self.voice.start()
        self.world.base_url = await self._behind_tls() if self._tls else f"http://{LOOPBACK}:{port}"
        self.guild, self.bot, self.listeners = beginning.begin(self.world, self._people, self._listeners, self._locale)
        beginning.add_many(self.world, "Club", self._locale, count=self._servers, people=3, bot=self.bot)
        self._calendar = asyncio.create_task(self._keep_time())
        return Address(LOOPBACK, port)

    async def _behind_tls(self) -> str:
        """Listen at one more port, with the certificate that voice has; API, gateway and files are told to be there."""
        certificate = self.voice.doors.certificate
        assert self._runner is not None
        assert certificate is not None
        site = web.TCPSite(self._runner, LOOPBACK, 0, ssl_context=certificate.context)
        await site.start()
        return f"https://{LOOPBACK}:{site.port}"

    async def _keep_time(self) -> None:
        """Do to the calendar, to polls and to threads what Discord does to them by itself."""
        while True:
            events.keep_time(self.world)
            polls.keep_time(self.world)
            threads.keep_time(self.world)
            await asyncio.sleep(CALENDAR_PAUSE)

    async def stop(self) -> None:
        """Close every connection and the log."""
        if self._calendar is not None:
            self._calendar.cancel()
            with suppress(asyncio.CancelledError):
                await self._calendar
        await self.changes.stop()
        await self.voice.stop()
        for socket in list(self.gateway.open):
            await socket.close(code=1001, message=b"The sandbox is going away.")
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None
        self.log.close()

    def facts(self) -> Json:
        """Addresses, tokens and ids: what `engawa sandbox --json` prints."""
        certificate = self.voice.doors.certificate
        ca = None if certificate is None else str(certificate.path)
        own = {"control": f"http://{LOOPBACK}:{self._port}/sandbox", "window": self.page.link(self._port)}
        return beginning.facts(self.world, self.guild, self.bot, self.listeners, ca) | own

    @web.middleware
    async def _watched(
        self, request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
    ) -> web.StreamResponse:
        """Guards the control, and has every open page look after whatever was asked."""
        if request.path == "/sandbox" or request.path.startswith("/sandbox/"):
            try:
                self.guard.check_control(request)
            except DiscordError as refused:
                return web.json_response(refused.body(), status=refused.status)
        answer = await handler(request)
        if request.method != "GET":
            self.changes.stir()
        return answer

    def _add_api(self, app: web.Application) -> None:
        for route in table():
            for prefix in PREFIXES:
                app.router.add_route(route.method, prefix + route.template, self._serve(route))
        app.router.add_route("*", "/api/{path:.*}", self._nothing)

    def _serve(self, route: Route):
        async def handle(request: web.Request) -> web.StreamResponse:
            return await self.pipeline.serve(route, request)

        return handle

    async def _nothing(self, request: web.Request) -> web.StreamResponse:
        """A path, a method or a version that the sandbox does not have."""
        self.pipeline.miss(request)
        version = OTHER_VERSION.match(request.path)
        error = not_found() if version is None else invalid_version()
        for resource in request.app.router.resources():
            pattern = resource.get_info().get("pattern")
            if pattern is not None and resource.canonical != "/api/{path}" and pattern.fullmatch(request.path):
                error = method_not_allowed()
        told: Json = {"method": request.method, "path": path_of(request), "status": error.status}
        self.world.note("rest", told)
        return _refusal(error)


def _refusal(error: DiscordError) -> web.Response:
    headers = {**VIA, "Content-Type": "application/json"}
    return web.Response(status=error.status, body=json.dumps(error.body()).encode(), headers=headers)
