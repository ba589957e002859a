"""SQLite without the thread that aiosqlite gives it, so that the same seed is the same night."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable
from functools import partial
from queue import SimpleQueue
from threading import Thread
from typing import Any

import aiosqlite
from sqlalchemy import Engine, event

Job = tuple["asyncio.Future[Any] | None", Callable[[], Any]]


class _AtOnce(SimpleQueue[Job]):
    """Whatever is put in is done at once by whoever puts it in."""

    def put_nowait(self, item: Job) -> None:
        """See SimpleQueue."""
        future, function = item
        try:
            done = function()
        except Exception as error:
            if future is not None:
                future.set_exception(error)
        else:
            if future is not None:
                future.set_result(done)


class _Connection(aiosqlite.Connection):
    """A connection with no thread of its own."""

    def __init__(self, connector: Callable[[], sqlite3.Connection]) -> None:
        super().__init__(connector, iter_chunk_size=64)
        self._tx = _AtOnce()
        self._thread = Thread(target=int)


def without_threads(engine: Engine) -> None:
    """Let an engine's connections work in the thread of the loop."""

    def connect(_dialect: object, _record: object, _arguments: object, options: dict[str, Any]) -> None:
        def made(*args: Any, **kw: Any) -> _Connection:
            return _Connection(partial(sqlite3.connect, *args, **kw))

        options["async_creator_fn"] = made

    event.listen(engine, "do_connect", connect)
