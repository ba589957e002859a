"""Where voice is to be reached: TLS on loopback, at a port that can change, or be shut for a while."""

import asyncio

from aiohttp import web
from aiohttp.typedefs import Handler

from bot.sandbox.voice.certificate import Certificate

HOST = "127.0.0.1"


class Doors:
    """One listening port at a time for the voice gateway."""

    def __init__(self, connect: Handler) -> None:
        self.certificate: Certificate | None = None
        self._connect = connect
        self._runner: web.AppRunner | None = None
        self._site: web.TCPSite | None = None
        self._port = 0

    async def open(self) -> None:
        """Make the authority and listen."""
        self.certificate = Certificate()
        app = web.Application()
        app.router.add_get("/", self._connect)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.5, handle_signals=False)
        await self._runner.setup()
        await self._listen(0)

    async def close(self) -> None:
        """Stop for good."""
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = self._site = None
        if self.certificate is not None:
            self.certificate.remove()
            self.certificate = None

    @property
    def endpoint(self) -> str | None:
        """Host and port, while there is one."""
        return f"{HOST}:{self._port}" if self._port else None

    @property
    def listening(self) -> bool:
        """Whether a connection would be taken."""
        return self._site is not None

    async def move(self) -> None:
        """Listen at another port; who is connected stays so."""
        before = self._site
        await self._listen(0)
        if before is not None:
            await before.stop()

    async def shut(self, seconds: float) -> None:
        """Refuse connections for so long, then listen at the same port again."""
        if self._site is not None:
            await self._site.stop()
            self._site = None
        await asyncio.sleep(seconds)
        if self._runner is not None and self._site is None:
            await self._listen(self._port)

    async def _listen(self, port: int) -> None:
        assert self._runner is not None
        assert self.certificate is not None
        self._site = web.TCPSite(self._runner, HOST, port, ssl_context=self.certificate.context)
        await self._site.start()
        self._port = int(self._site.port)
