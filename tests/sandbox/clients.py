"""Small clients of our own: REST, gateway and control, saying exactly what went over the wire."""

import asyncio
import io
import json
import zlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

import aiohttp

from tests.sandbox.unpacking import zstd_unpacker

Json = dict[str, Any]
PATIENCE = 5.0


async def until(true: Callable[[], Awaitable[bool]]) -> None:
    """Ask again and again until it is so; a test that waits in vain fails."""
    async with asyncio.timeout(PATIENCE):
        while True:
            if await true():
                return
            await asyncio.sleep(0.005)


@dataclass
class Reply:
    """An HTTP answer."""

    status: int
    body: Any
    headers: dict[str, str]

    @property
    def code(self) -> int:
        """Discord's own error code."""
        return int(self.body["code"])


@dataclass
class Rest:
    """Plain requests with one token."""

    http: aiohttp.ClientSession
    base: str
    token: str | None = None

    async def __call__(self, method: str, path: str, body: Any = None, **query: Any) -> Reply:
        headers = {"Authorization": f"Bot {self.token}"} if self.token else {}
        sent: Json = {} if body is None else {"json": body}
        async with self.http.request(method, self.base + path, headers=headers, params=query, **sent) as answer:
            raw = await answer.read()
            return Reply(answer.status, json.loads(raw) if raw else None, dict(answer.headers))

    async def upload(
        self, method: str, path: str, body: Json | None, files: dict[str, tuple[str, bytes]], **query: Any
    ) -> Reply:
        """A request with files: their names and contents by key."""
        form = aiohttp.FormData(quote_fields=False)
        if body is not None:
            form.add_field("payload_json", json.dumps(body), content_type="application/json")
        for key, (name, content) in files.items():
            form.add_field(key, io.BytesIO(content), filename=name, content_type="application/octet-stream")
        headers = {"Authorization": f"Bot {self.token}"} if self.token else {}
        async with self.http.request(method, self.base + path, headers=headers, params=query, data=form) as answer:
            raw = await answer.read()
            return Reply(answer.status, json.loads(raw) if raw else None, dict(answer.headers))


@dataclass
class Control:
    """The hands of the sandbox; a refusal is an error of the test unless it is asked for."""

    rest: Rest

    async def __call__(self, method: str, path: str, **body: Any) -> Any:
        reply = await self.rest(method, path, body or None)
        assert reply.status == 200, reply.body
        return reply.body

    async def refused(self, method: str, path: str, **body: Any) -> str:
        """The words of a refusal."""
        reply = await self.rest(method, path, body)
        assert 400 <= reply.status < 500, reply
        return str(reply.body["message"])

    async def state(self) -> Json:
        """All there is."""
        return await self("GET", "/state")

    async def guild(self) -> Json:
        """The first guild with all in it."""
        return (await self.state())["guilds"][0]

    async def channel(self, name: str) -> Json:
        """A channel by name."""
        return next(c for c in (await self.guild())["channels"] if c["name"] == name)


@dataclass
class Socket:
    """A gateway connection that keeps every frame it got."""

    http: aiohttp.ClientSession
    url: str
    token: str
    frames: list[Json] = field(default_factory=list[Json])
    closed: int | None = None

    async def open(self, compress: str | None = None) -> "Socket":
        """Connect and begin to listen, to frames packed in that way."""
        query = "?v=10&encoding=json" + (f"&compress={compress}" if compress else "")
        self.socket = await self.http.ws_connect(self.url + "/" + query, autoclose=True)
        self._news = asyncio.Event()
        self._unpack = zstd_unpacker() if compress == "zstd-stream" else zlib.decompressobj().decompress
        self._reader = asyncio.create_task(self._read())
        await self.frame(lambda f: f["op"] == 10)
        return self

    async def _read(self) -> None:
        async for message in self.socket:
            raw = self._unpack(message.data) if isinstance(message.data, bytes) else message.data
            self.frames.append(json.loads(raw))
            self._news.set()
        self.closed = self.socket.close_code
        self._news.set()

    async def frame(self, fits: Callable[[Json], bool]) -> Json:
        """The first frame that fits, waited for."""
        async with asyncio.timeout(PATIENCE):
            while True:
                for frame in self.frames:
                    if fits(frame):
                        return frame
                assert self.closed is None, f"closed with {self.closed}"
                self._news.clear()
                await self._news.wait()

    async def event(self, name: str, fits: Callable[[Json], bool] = lambda _: True) -> Json:
        """The data of the first event of that name that fits, waited for."""
        return (await self.frame(lambda f: f["t"] == name and fits(f["d"])))["d"]

    async def goodbye(self) -> int:
        """The close code, waited for."""
        await self.over(lambda: False)
        assert self.closed is not None
        return self.closed

    async def over(self, true: Callable[[], bool]) -> None:
        """Until it is so, or the connection is closed."""
        async with asyncio.timeout(PATIENCE):
            while self.closed is None and not true():
                self._news.clear()
                await self._news.wait()

    def events(self, name: str) -> list[Json]:
        """All events of that name so far."""
        return [f["d"] for f in self.frames if f["t"] == name]

    def names(self) -> list[str]:
        """The names of all events so far, in order."""
        return [f["t"] for f in self.frames if f["op"] == 0]

    @property
    def sequence(self) -> int:
        """The number of the last event."""
        return max((f["s"] for f in self.frames if f["s"] is not None), default=0)

    async def send(self, op: int, data: Any) -> None:
        """One frame out."""
        await self.socket.send_str(json.dumps({"op": op, "d": data}))

    async def identify(self, intents: int = 1 | 1 << 7, **more: Any) -> Json:
        """Log in and wait for the guild."""
        await self.send(2, {"token": self.token, "intents": intents, "properties": {"os": "test"}, **more})
        ready = await self.event("READY")
        for guild in ready["guilds"]:
            await self.event("GUILD_CREATE", lambda g, wanted=guild["id"]: g["id"] == wanted)
        return ready

    async def settle(self) -> None:
        """Everything that was under way has arrived: a heartbeat's answer comes after it."""
        acks = sum(1 for f in self.frames if f["op"] == 11)
        await self.send(1, None)
        async with asyncio.timeout(PATIENCE):
            while sum(1 for f in self.frames if f["op"] == 11) == acks:
                self._news.clear()
                await self._news.wait()

    async def drop(self) -> None:
        """Vanish without a goodbye."""
        self._reader.cancel()
        assert self.socket._response is not None  # pyright: ignore[reportPrivateUsage]
        self.socket._response.close()  # pyright: ignore[reportPrivateUsage]
