"""What changes on one person's screen, as server-sent events for as long as somebody looks."""

import asyncio
import json
import time
from contextlib import suppress
from math import inf

from aiohttp import web

from bot.sandbox.people.eyes import person
from bot.sandbox.rules.errors import DiscordError
from bot.sandbox.things import Json
from bot.sandbox.voice.server import Voice
from bot.sandbox.window.parts import Parts, difference, parts, sound
from bot.sandbox.world import World

TOGETHER = 0.015
"""Seconds in which what happens goes out as one change."""
EAR = 0.1
"""Seconds between two looks at who speaks, which nothing else tells."""
TURN = 1.0
"""Seconds after which a screen is looked at though nothing was asked of the sandbox: time alone ends things, too."""
BEAT = 2.0
"""Seconds of silence after which a page is told the time, which may go faster than its own or be put forward."""


class Changes:
    """The open pages; each is told what its person sees from now on, and nothing of anybody else."""

    def __init__(self, world: World, voice: Voice) -> None:
        self._world, self._voice = world, voice
        self._open: dict[asyncio.Event, asyncio.Task[object] | None] = {}
        self._closing = False
        world.hear.append(lambda _: self.stir())

    def stir(self) -> None:
        """Something may have changed for somebody."""
        for news in self._open:
            news.set()

    async def stop(self) -> None:
        """Let go of every page."""
        self._closing = True
        self.stir()
        await asyncio.gather(*filter(None, self._open.values()), return_exceptions=True)

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """Tell one person's page, until it is closed."""
        user_id = int(request.match_info["user_id"])
        try:
            person(self._world, user_id)
        except DiscordError as refused:
            return web.json_response(refused.body(), status=refused.status)
        stream = web.StreamResponse(headers={"Content-Type": "text/event-stream", "Cache-Control": "no-store"})
        await stream.prepare(request)
        news = asyncio.Event()
        self._open[news] = asyncio.current_task()
        self._world.pages = len(self._open)
        try:
            with suppress(ConnectionError, DiscordError):  # the page is closed, or its person has left Discord
                await self._tell(stream, user_id, news)
        finally:
            del self._open[news]
            self._world.pages = len(self._open)
        return stream

    async def _tell(self, stream: web.StreamResponse, user_id: int, news: asyncio.Event) -> None:
        seen: Parts = {}
        shown: Parts = {}
        looked = told = -inf
        while not self._closing:
            now = time.monotonic()
            if news.is_set() or now - looked >= TURN:
                news.clear()
                seen, looked = parts(self._world, person(self._world, user_id)), now
            after = seen | {"sound/": sound(self._voice, seen)}
            changed = difference(shown, after)
            if changed["put"] or changed["drop"] or now - told >= BEAT:
                await _send(stream, changed | {"now": self._world.clock()})
                shown, told = after, now
            await self._wait(news, seen, shown["sound/"], looked + TURN)

    async def _wait(self, news: asyncio.Event, seen: Parts, heard: object, until: float) -> None:
        """Until something may have changed, or somebody begins or ceases to speak, or it is time to look anyway."""
        while time.monotonic() < until and sound(self._voice, seen) == heard:
            with suppress(TimeoutError):
                await asyncio.wait_for(news.wait(), EAR)
                await asyncio.sleep(TOGETHER)
                return


async def _send(stream: web.StreamResponse, change: Json) -> None:
    await stream.write(f"data: {json.dumps(change, ensure_ascii=False)}\n\n".encode())
