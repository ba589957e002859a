"""What every request goes through: token, faults, limits, schema, the handler, schema again, log."""

import asyncio
import json
import time
import traceback
from email.utils import formatdate
from typing import Any, cast

from aiohttp import web

from bot.sandbox.faults import Faults, RequestFault
from bot.sandbox.rest.body import read_body
from bot.sandbox.rest.call import Answer, Call, Route
from bot.sandbox.rules.errors import DiscordError, unauthorized
from bot.sandbox.rules.ratelimits import BAN_TEXT, Limits, Verdict, invalid_requests
from bot.sandbox.rules.schema import Schema
from bot.sandbox.snowflakes import moment
from bot.sandbox.things import Application, Json
from bot.sandbox.world import World

LARGEST_BODY = 25 * 1024 * 1024
VIA = {"Via": "1.1 google"}
CALLBACK = "/interactions/{interaction_id}/{token}/callback"
MESSAGE = "/channels/{channel_id}/messages/{message_id}"
HOUR = 3600.0
OF_INTERACTIONS = ("/interactions/", "/webhooks/")


class Lost(Exception):
    """The connection is to be cut without an answer."""


class Pipeline:
    """Turns an HTTP request into a call and its outcome into Discord's answer."""

    def __init__(self, world: World, schema: Schema, faults: Faults, pace: float) -> None:
        self.world = world
        self.schema = schema
        self.faults = faults
        self.pace = pace
        self.problems: list[str] = []
        self.requests = 0
        self._limits: dict[int, Limits] = {}
        self._invalid = invalid_requests(pace)

    async def serve(self, route: Route, request: web.Request) -> web.StreamResponse:
        """Answer one request."""
        self.requests += 1
        started = self.world.clock()
        headers: dict[str, str] = dict(VIA)
        call: Call | None = None
        try:
            caller = self._caller(route, request)
            fault = self.faults.strike(request.method, _path(request))
            if fault is not None and not fault.after:
                answer = await self._broken(fault, headers)
            else:
                call = Call(self.world, caller, dict(request.match_info), dict(request.query))
                answer = await self._answer(route, request, call, headers)
                if fault is not None:
                    answer = await self._broken(fault, headers)
        except Lost:
            self._log(route, request, call, Answer(0, "lost"), started)
            return _cut(request)
        self._log(route, request, call, answer, started)
        return _response(answer, headers | {"Date": formatdate(self.world.clock(), usegmt=True)})

    def _caller(self, route: Route, request: web.Request) -> Application | None:
        del route
        given = request.headers.get("Authorization", "")
        return self.world.by_token(given.removeprefix("Bot ")) if given.startswith("Bot ") else None

    async def _answer(self, route: Route, request: web.Request, call: Call, headers: dict[str, str]) -> Answer:
        try:
            self._check_token(route, call)
            call.content, call.uploads = await read_body(request, LARGEST_BODY)
            verdict = self._take(route, request, call)
            if route.template != CALLBACK or verdict.retry_after is not None:
                # first answers to interactions come without a bucket, and hikari complains of one
                headers |= verdict.headers
            if verdict.scope == "ban":
                return Answer(403, BAN_TEXT)
            if verdict.retry_after is not None:
                return _limited(verdict, headers)
            self.schema.check_request(route.method, route.template, call.content)
            answer = route.handler(call)
        except DiscordError as error:
            answer = Answer(error.status, error.body())
        except Exception as error:
            # nobody foresaw this; it is ours to mend, so it must not pass for a refusal of Discord's
            self._remember(f"{route.method} {route.template} failed in the sandbox: {error!r}")
            self.world.note("crash", {"trace": traceback.format_exc()})
            answer = Answer(500, {"message": "500: Internal Server Error", "code": 0})
        self._limits_of(call).answered(answer.status)
        self._check(route, answer)
        return answer

    def _check_token(self, route: Route, call: Call) -> None:
        if call.caller is None and not route.open_to_all:
            raise unauthorized()

    def _take(self, route: Route, request: web.Request, call: Call) -> Verdict:
        content: Any = call.content
        edits = frozenset(cast("Json", content)) if isinstance(content, dict) else frozenset[str]()
        return self._limits_of(call).take(
            request.method,
            route.template,
            _major(request),
            authorised=call.caller is not None,
            interaction=route.template.startswith(OF_INTERACTIONS),
            edits=edits if route.method == "PATCH" else frozenset[str](),
            old=route.method == "PATCH" and route.template == MESSAGE and self._is_old(call),
        )

    def _is_old(self, call: Call) -> bool:
        return self.world.clock() - moment(call.id("message_id")) > HOUR

    def _limits_of(self, call: Call) -> Limits:
        # an application has its own limits, requests without a token share some, and invalid ones are counted together
        key = call.caller.id if call.caller is not None else 0
        return self._limits.setdefault(key, Limits(time.time, self.pace, self._invalid))

    def _check(self, route: Route, answer: Answer) -> None:
        for problem in self.schema.check_answer(route.method, route.template, answer.status, answer.body):
            self._remember(problem)

    def _remember(self, problem: str) -> None:
        self.problems.append(problem)
        self.world.note("problem", {"problem": problem})

    async def _broken(self, fault: RequestFault, headers: dict[str, str]) -> Answer:
        if fault.seconds:
            await asyncio.sleep(fault.seconds)
        if isinstance(fault.answer, str):
            raise Lost
        if fault.answer == 429:
            headers |= {"Retry-After": str(int(fault.retry_after) or 1), "X-RateLimit-Scope": "shared"}
            body = {"message": "You are being rate limited.", "retry_after": fault.retry_after, "global": False}
            return Answer(429, body)
        return Answer(fault.answer, {"message": f"{fault.answer}: ordered by a fault", "code": fault.code})

    def _log(self, route: Route, request: web.Request, call: Call | None, answer: Answer, started: float) -> None:
        body = None if call is None else call.content
        path = _path(request)
        token = request.match_info.get("token") or request.match_info.get("interaction_token")
        self.world.note(
            "rest",
            {
                "method": request.method,
                "route": route.template,
                "path": path.replace(token, "…") if token else path,
                "query": dict(request.query),
                "bot": call.caller.name if call is not None and call.caller is not None else None,
                "body": body,
                "status": answer.status,
                "answer": answer.body,
                "seconds": round(self.world.clock() - started, 6),
            },
        )


def _path(request: web.Request) -> str:
    return request.path.split("/v10", 1)[-1]


def _major(request: web.Request) -> str:
    info = request.match_info
    webhook = "/".join(
        info[name] for name in ("webhook_id", "token", "interaction_id", "interaction_token") if name in info
    )
    return info.get("channel_id") or info.get("guild_id") or webhook


def _limited(verdict: Verdict, headers: dict[str, str]) -> Answer:
    wait = round(verdict.retry_after or 0.0, 3)
    headers.setdefault("Retry-After", str(int(wait) + 1))
    body: Json = {"message": "You are being rate limited.", "retry_after": wait, "global": verdict.is_global}
    return Answer(429, body | (verdict.error.body() if verdict.error else {}))


def _cut(request: web.Request) -> web.StreamResponse:
    if request.transport is not None:
        request.transport.abort()
    return web.Response(status=504)


def _response(answer: Answer, headers: dict[str, str]) -> web.Response:
    if answer.body is None:
        return web.Response(status=answer.status, headers=headers)
    if isinstance(answer.body, str):
        # Cloudflare speaks, not Discord: no JSON and no Via
        headers = {name: value for name, value in headers.items() if name != "Via"}
        return web.Response(status=answer.status, text=answer.body, headers=headers)
    # the header is set by hand because discord.py compares it letter for letter, and a charset would not match
    raw = json.dumps(answer.body, ensure_ascii=False).encode()
    return web.Response(status=answer.status, body=raw, headers={**headers, "Content-Type": "application/json"})
