"""What every request goes through: token, faults, limits, schema, the handler, schema again, log."""

import asyncio
import json
import re
import time
import traceback
from email.utils import formatdate
from typing import Any, cast

from aiohttp import web

from bot.sandbox.faults import Faults, RequestFault
from bot.sandbox.rest.body import read_body
from bot.sandbox.rest.call import Answer, Call, Route
from bot.sandbox.rules.clients import check_user_agent, read_reason
from bot.sandbox.rules.errors import DiscordError, unauthorized
from bot.sandbox.rules.ratelimits import BAN_TEXT, Limits, Verdict, invalid_requests
from bot.sandbox.rules.schema import Schema
from bot.sandbox.snowflakes import moment
from bot.sandbox.things import Application, Json
from bot.sandbox.world import World

LARGEST_BODY = 25 * 1024 * 1024
NOT_BUILT = 501
VIA = {"Via": "1.1 google"}
CALLBACK = "/interactions/{interaction_id}/{token}/callback"
MESSAGE = "/channels/{channel_id}/messages/{message_id}"
HOUR = 3600.0
OF_INTERACTIONS = ("/interactions/", "/webhooks/")
LONG_ID = re.compile(r"(?<=/)\d{6,}(?=/|$)")
VERSION = re.compile(r"/api(?:/v\d+)?(?=/)")
MOST_PROBLEMS, LONGEST_PROBLEM = 100, 600
MOST_UNKNOWN = 100


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
        self.unknown: dict[str, int] = {}
        """How often something was asked for that the sandbox does not have, by method and path."""
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
            fault = self.faults.strike(request.method, path_of(request))
            if fault is not None and not fault.after:
                answer = await self._broken(fault, route, caller, headers)
            else:
                call = Call(self.world, caller, dict(request.match_info), dict(request.query))
                answer = await self._answer(route, request, call, headers)
                if fault is not None:
                    answer = await self._broken(fault, route, caller, headers)
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
            check_user_agent(request.headers.get("User-Agent", ""))
            self._check_token(route, call)
            call.reason = read_reason(request.headers.get("X-Audit-Log-Reason"))
            call.content, call.uploads = await read_body(request, LARGEST_BODY, forms=route.forms)
            verdict = self._take(route, request, call)
            if route.template != CALLBACK or verdict.retry_after is not None:
                # first answers to interactions come without a bucket, and hikari complains of one
                headers |= verdict.headers
            if verdict.scope == "ban":
                return Answer(403, BAN_TEXT)
            if verdict.retry_after is not None:
                return _limited(verdict, headers)
            if route.built:
                self.schema.check_request(route.method, route.template, call.content)
            answer = route.handler(call)
        except DiscordError as error:
            answer = Answer(error.status, error.body())
        except Exception as error:
            # nobody foresaw this; it is ours to mend, so it must not pass for a refusal of Discord's
            self.remember(f"{route.method} {route.template} failed in the sandbox: {error!r}")
            self.world.note("crash", {"trace": traceback.format_exc()})
            answer = Answer(500, {"message": "500: Internal Server Error", "code": 0})
        if answer.status == NOT_BUILT:
            self.miss(request)
        self._limits_of(call.caller).answered(answer.status)
        self._check(route, answer)
        return answer

    def _check_token(self, route: Route, call: Call) -> None:
        if call.caller is None and not route.open_to_all:
            raise unauthorized()

    def _take(self, route: Route, request: web.Request, call: Call) -> Verdict:
        content: Any = call.content
        edits = frozenset(cast("Json", content)) if isinstance(content, dict) else frozenset[str]()
        return self._limits_of(call.caller).take(
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

    def _limits_of(self, caller: Application | None) -> Limits:
        # an application has its own limits, requests without a token share some, and invalid ones are counted together
        key = caller.id if caller is not None else 0
        return self._limits.setdefault(key, Limits(time.time, self.pace, self._invalid))

    def _check(self, route: Route, answer: Answer) -> None:
        for problem in self.schema.check_answer(route.method, route.template, answer.status, answer.body):
            self.remember(problem)

    def miss(self, request: web.Request) -> None:
        """Keep in mind that somebody wanted what is not there."""
        wanted = f"{request.method} {LONG_ID.sub('{id}', path_of(request))[:LONGEST_PROBLEM]}"
        if wanted in self.unknown or len(self.unknown) < MOST_UNKNOWN:
            self.unknown[wanted] = self.unknown.get(wanted, 0) + 1

    def remember(self, problem: str) -> None:
        """Keep in mind what is wrong with the sandbox itself: each thing once, and no more than can be read."""
        problem = problem[:LONGEST_PROBLEM]
        if problem not in self.problems and len(self.problems) < MOST_PROBLEMS:
            self.problems.append(problem)
        self.world.note("problem", {"problem": problem})

    async def _broken(
        self, fault: RequestFault, route: Route, caller: Application | None, headers: dict[str, str]
    ) -> Answer:
        if fault.seconds:
            await asyncio.sleep(fault.seconds)
        if isinstance(fault.answer, str):
            raise Lost
        if fault.answer == 429:
            headers |= self._limits_of(caller).spent(route.method, route.template, fault.retry_after)
            body = {"message": "You are being rate limited.", "retry_after": fault.retry_after, "global": False}
            return Answer(429, body)
        return Answer(fault.answer, {"message": f"{fault.answer}: ordered by a fault", "code": fault.code})

    def _log(self, route: Route, request: web.Request, call: Call | None, answer: Answer, started: float) -> None:
        body = None if call is None else call.content
        path = path_of(request)
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


def path_of(request: web.Request) -> str:
    """The path of a request as Discord's reference writes it, whichever version of the API it came by."""
    return VERSION.sub("", request.path, count=1)


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
    raw = json.dumps(answer.body, ensure_ascii=False).encode(errors="replace")
    return web.Response(status=answer.status, body=raw, headers={**headers, "Content-Type": "application/json"})
