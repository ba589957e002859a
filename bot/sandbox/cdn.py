"""Where files are downloaded from: cdn.discordapp.com on this machine."""

import asyncio

from aiohttp import web

from bot.sandbox.faults import Faults
from bot.sandbox.rules.fields import is_snowflake
from bot.sandbox.world import World

GONE = "This content is no longer available."
HARMLESS = {"Content-Security-Policy": "sandbox; default-src 'none'", "X-Content-Type-Options": "nosniff"}
"""A page that somebody hands in runs nothing, and is none of the sandbox's own."""


class Cdn:
    """Gives a file to whoever knows its whole address; faults strike here as they do in the API."""

    def __init__(self, world: World, faults: Faults) -> None:
        self._world, self._faults = world, faults

    def add_to(self, app: web.Application) -> None:
        """Open the addresses of files."""
        app.router.add_get("/external/{of}/{rest:.*}", self._elsewhere)
        for folder in ("attachments", "ephemeral-attachments"):
            app.router.add_get(f"/{folder}/{{of}}/{{file_id}}/{{name}}", self._file)
        app.router.add_get("/soundboard-sounds/{sound_id}", self._sound)

    async def _sound(self, request: web.Request) -> web.StreamResponse:
        wanted = request.match_info["sound_id"]
        sounds = {one.id: one for guild in self._world.guilds.values() for one in guild.sounds.values()}
        found = sounds.get(int(wanted)) if is_snowflake(wanted) else None
        if found is None:
            return web.Response(status=404, text=GONE)
        kind = "audio/ogg" if found.content.startswith(b"OggS") else "audio/mpeg"
        return web.Response(body=found.content, headers=HARMLESS | {"Content-Type": kind})

    async def _elsewhere(self, _request: web.Request) -> web.StreamResponse:
        return web.Response(status=404, text="The sandbox fetches nothing from elsewhere.")

    async def _file(self, request: web.Request) -> web.StreamResponse:
        fault = self._faults.strike("GET", request.path)
        if fault is not None:
            await asyncio.sleep(fault.seconds)
            if isinstance(fault.answer, int):
                return web.Response(status=fault.answer, text="ordered by a fault")
            if request.transport is not None:
                request.transport.abort()
        file_id = request.match_info["file_id"]
        found = self._world.files.get(int(file_id)) if is_snowflake(file_id) else None
        if found is None or found.shown["url"] != self._world.base_url + request.path:
            return web.Response(status=404, text=GONE)
        return web.Response(body=found.content, headers=HARMLESS | {"Content-Type": found.shown["content_type"]})
