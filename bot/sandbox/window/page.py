"""The page itself: plain files, given to whoever has the link."""

import json
from importlib.resources import files
from pathlib import Path
from urllib.parse import quote

from aiohttp import web

from bot.sandbox.rules.errors import DiscordError
from bot.sandbox.things import Json
from bot.sandbox.window.guard import EVERYWHERE, Guard

PAGE = files("bot") / "sandbox" / "window" / "page"
KINDS = {".html": "text/html", ".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
ONLY_OURS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
}
NO_KEY = "Please open the whole link that was printed when the sandbox started: its key is missing or of another start."


class Page:
    """Serves the page under /window; `guide` holds steps that it offers beside the people, by language."""

    def __init__(self, guard: Guard, guide: Path | None) -> None:
        self._guard = guard
        self._guide: list[Json] = [] if guide is None else json.loads(guide.read_text("utf-8"))
        self._files = {it.name: it.read_bytes() for it in PAGE.iterdir() if Path(it.name).suffix in KINDS}

    def add_to(self, app: web.Application) -> None:
        """Open the addresses of the page."""
        app.router.add_get("/window", self._open)
        app.router.add_get("/window/guide.json", self._steps)
        app.router.add_get("/window/{name}", self._file)

    def link(self, port: int) -> str:
        """What to open in a browser."""
        host = "localhost" if self._guard.host in EVERYWHERE else self._guard.host
        return f"http://{f'[{host}]' if ':' in host else host}:{port}/window?key={quote(self._guard.key)}"

    async def _open(self, request: web.Request) -> web.Response:
        if refused := self._refuse(request):
            return refused
        if not self._guard.has_key(request):
            return web.Response(status=403, text=NO_KEY, headers=ONLY_OURS)
        return self._give("index.html")

    async def _file(self, request: web.Request) -> web.Response:
        return self._refuse(request) or self._give(request.match_info["name"])

    async def _steps(self, request: web.Request) -> web.Response:
        return self._refuse(request) or web.json_response(self._guide, headers=ONLY_OURS)

    def _refuse(self, request: web.Request) -> web.Response | None:
        try:
            self._guard.check_host(request)
        except DiscordError as refused:
            return web.Response(status=refused.status, text=refused.message)
        return None

    def _give(self, name: str) -> web.Response:
        if name not in self._files:
            return web.Response(status=404, text="The window has no such file.", headers=ONLY_OURS)
        kind = KINDS[Path(name).suffix]
        return web.Response(body=self._files[name], content_type=kind, charset="utf-8", headers=ONLY_OURS)
