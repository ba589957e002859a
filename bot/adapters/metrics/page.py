"""The three pages of a bot that is watched: /metrics, /healthz and /readyz."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager

from aiohttp import web
from prometheus_client import CONTENT_TYPE_LATEST

from bot.adapters.metrics.counts import Counts

LOOK = 0.5
"""Seconds between two looks at how late the event loop comes back."""
Unready = Callable[[], Awaitable[str]]
"""Why the bot is not ready to serve, in a sentence for an operator; empty if it is."""


@asynccontextmanager
async def served(counts: Counts, unready: Unready, host: str, port: int) -> AsyncGenerator[int]:
    """Serve the pages meanwhile; the port, which for 0 is a free one. Raises OSError if it cannot be had."""
    runner = web.AppRunner(_pages(counts, unready), access_log=None)
    await runner.setup()
    lagging = asyncio.create_task(_measure_lag(counts))
    try:
        await web.TCPSite(runner, host, port).start()
        yield runner.addresses[0][1]
    finally:
        lagging.cancel()
        await runner.cleanup()


def _pages(counts: Counts, unready: Unready) -> web.Application:
    async def metrics(_request: web.Request) -> web.Response:
        return web.Response(body=counts.text(), headers={"Content-Type": CONTENT_TYPE_LATEST})

    async def healthz(_request: web.Request) -> web.Response:
        return web.Response(text="The event loop turns.\n")

    async def readyz(_request: web.Request) -> web.Response:
        why = await unready()
        return web.Response(text=f"{why or 'Ready.'}\n", status=503 if why else 200)

    pages = web.Application()
    pages.add_routes([web.get("/metrics", metrics), web.get("/healthz", healthz), web.get("/readyz", readyz)])
    return pages


async def _measure_lag(counts: Counts) -> None:
    loop = asyncio.get_running_loop()
    while True:
        before = loop.time()
        await asyncio.sleep(LOOK)
        counts.lagged(loop.time() - before - LOOK)
