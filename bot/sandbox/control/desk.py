"""Serves the control routes: JSON in, JSON out, refusals in words."""

import json
from collections.abc import Callable
from typing import Any

from aiohttp import web

from bot.sandbox.control import admin, calendar, doings, look, moderation, portal, time, trouble
from bot.sandbox.control.request import ControlRoute, Order
from bot.sandbox.faults import Faults
from bot.sandbox.gateway.hub import Hub
from bot.sandbox.rest.body import read_body
from bot.sandbox.rest.pipeline import Pipeline
from bot.sandbox.rest.table import table
from bot.sandbox.rules.errors import DiscordError
from bot.sandbox.things import Json
from bot.sandbox.voice.server import Voice
from bot.sandbox.world import World

MODULES = (look, admin, moderation, portal, calendar, doings, time, trouble)


class Desk:
    """Takes orders for the sandbox."""

    def __init__(self, world: World, hub: Hub, faults: Faults, pipeline: Pipeline, voice: Voice) -> None:
        self._world = world
        self._hub = hub
        self._faults = faults
        self._pipeline = pipeline
        self._voice = voice

    def add_to(self, app: web.Application) -> None:
        """Open the routes under /sandbox."""
        for route in self.routes():
            app.router.add_route(route.method, "/sandbox" + route.template, self._serve(route))

    def routes(self) -> list[ControlRoute]:
        """All orders that are taken, this very list's among them."""
        own = ControlRoute("GET", "/routes", self._list)
        return [own, *(route for module in MODULES for route in module.routes.all)]

    def _list(self, _order: Order) -> Json:
        """What the sandbox has and what it refuses by name: the API's routes, and the control's."""
        api = [{**_entry(one.method, one.template, one.handler), "built": one.built} for one in table()]
        return {"api": api, "control": [_entry(o.method, "/sandbox" + o.template, o.handler) for o in self.routes()]}

    def _serve(self, route: ControlRoute):
        async def handle(request: web.Request) -> web.StreamResponse:
            try:
                content, uploads = await read_body(request, 1 << 26, forms=True)
                order = Order(
                    self._world,
                    self._hub,
                    self._faults,
                    self._pipeline,
                    self._voice,
                    dict(request.match_info),
                    dict(request.query),
                    content or {},
                    uploads,
                )
                status, answer = 200, route.handler(order)
            except DiscordError as error:
                status, answer = error.status, error.body()
            except (LookupError, ValueError, TypeError, AttributeError, ArithmeticError) as error:
                told = f"{type(error).__name__}: {error}"
                status, answer = 400, {"code": 0, "message": f"the order was not understood ({told})"}
            self._world.note("control", {"path": request.path, "status": status})
            return _json(status, answer)

        return handle


def _entry(method: str, path: str, handler: Callable[..., Any]) -> Json:
    return {"method": method, "path": path, "does": (handler.__doc__ or "").strip().partition("\n")[0]}


def _json(status: int, answer: Any) -> web.Response:
    raw = json.dumps(answer, ensure_ascii=False).encode(errors="replace")
    return web.Response(status=status, body=raw, headers={"Content-Type": "application/json"})
