"""Something before a PostgreSQL that passes everything on, and loses the answers to COMMITs that are chosen."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import Future

from sqlalchemy import make_url

COMMIT, PATIENCE = b"COMMIT", 30


def none(_number: int) -> bool:
    """No answer is lost."""
    return False


class Losing:
    """Runs in a thread of its own, as the tests wait for processes. A COMMIT whose answer is lost was kept."""

    def __init__(self, url: str) -> None:
        self._url = make_url(url)
        self.chosen: Callable[[int], bool] = none
        """Of each COMMIT, by its number from 1 on, whether its answer is lost."""
        self.commits = self.lost = 0
        self._ready: Future[tuple[int, Callable[[], object]]] = Future()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._run()), daemon=True)
        self._thread.start()

    @property
    def url(self) -> str:
        """Its own address."""
        through = self._url.set(host="127.0.0.1", port=self._ready.result(PATIENCE)[0])
        return through.render_as_string(hide_password=False)

    def close(self) -> None:
        """End it, with every connection."""
        self._ready.result(PATIENCE)[1]()
        self._thread.join(PATIENCE)

    async def _run(self) -> None:
        loop, over = asyncio.get_running_loop(), asyncio.Event()
        async with await asyncio.start_server(self._serve, "127.0.0.1", 0) as server:
            port: int = server.sockets[0].getsockname()[1]
            self._ready.set_result((port, lambda: loop.call_soon_threadsafe(over.set)))
            await over.wait()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        losing, both = asyncio.Event(), list[asyncio.Task[None]]()
        try:
            answers, asked = await asyncio.open_connection(self._url.host, self._url.port)
        except OSError:  # it has died just now
            writer.close()
            return
        try:
            both += [asyncio.create_task(self._ask(reader, asked, losing))]
            both += [asyncio.create_task(_answer(answers, writer, losing))]
            await asyncio.wait(both, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in both:
                task.cancel()
            await asyncio.gather(*both, return_exceptions=True)
            asked.close()
            writer.close()

    async def _ask(self, reader: asyncio.StreamReader, asked: asyncio.StreamWriter, losing: asyncio.Event) -> None:
        while some := await reader.read(65536):
            if COMMIT in some:
                self.commits += 1
                if self.chosen(self.commits):
                    self.lost += 1
                    losing.set()
            asked.write(some)


async def _answer(answers: asyncio.StreamReader, writer: asyncio.StreamWriter, losing: asyncio.Event) -> None:
    """Until the answer comes that is to be lost: by then what was asked has been done."""
    while (some := await answers.read(65536)) and not losing.is_set():
        writer.write(some)
