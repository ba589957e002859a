"""The bot on a quick clock behind a proxy whose every answer is late: `python -m tests.end_to_end.slow_bot S CLOCK`."""

from __future__ import annotations

import asyncio
import os
import sys
import threading
from pathlib import Path

import aiohttp
from aiohttp import web

from bot.demo import quick_bot

ITS_OWN = {"content-encoding", "content-length", "transfer-encoding", "connection", "date", "server"}
"""Headers that belong to one connection."""


async def serve(upstream: str, late: float, ready: threading.Event, address: list[str]) -> None:
    """Pass every request on at once, and its answer so many seconds later."""
    async with aiohttp.ClientSession(auto_decompress=True) as session:

        async def pass_on(request: web.Request) -> web.Response:
            headers = {name: value for name, value in request.headers.items() if name.lower() != "host"}
            url, body = upstream + request.raw_path.removeprefix("/api"), await request.read()
            async with session.request(request.method, url, headers=headers, data=body) as answer:
                told = await answer.read()
            await asyncio.sleep(late)
            kept = {name: value for name, value in answer.headers.items() if name.lower() not in ITS_OWN}
            return web.Response(status=answer.status, body=told, headers=kept)

        app = web.Application(client_max_size=1 << 26)
        app.router.add_route("*", "/{path:.*}", pass_on)
        runner = web.AppRunner(app, access_log=None, handle_signals=False)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        address.append(f"http://127.0.0.1:{runner.addresses[0][1]}/api")
        ready.set()
        await asyncio.get_running_loop().create_future()


def main(late: float, clock: Path) -> int:
    """Run until told to stop; the exit code."""
    ready, address = threading.Event(), list[str]()
    upstream = os.environ["ENGAWA_API_URL"].rstrip("/")
    threading.Thread(target=lambda: asyncio.run(serve(upstream, late, ready, address)), daemon=True).start()
    assert ready.wait(30)
    os.environ["ENGAWA_API_URL"] = address[0]
    return quick_bot.main(clock)


if __name__ == "__main__":
    sys.exit(main(float(sys.argv[1]), Path(sys.argv[2])))
