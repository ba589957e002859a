"""Databases for one test each: empty ones, and copies of one that has had its tables from the beginning."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncGenerator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Protocol
from uuid import uuid4

from sqlalchemy import make_url, text
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from bot.adapters.sql.database import Database


class Databases(Protocol):
    """A place for databases."""

    def empty(self, folder: Path) -> AbstractAsyncContextManager[str]:
        """The URL of one that is not there yet (SQLite) or has no tables."""
        ...

    def ready(self, folder: Path) -> AbstractAsyncContextManager[str]:
        """The URL of one with the newest tables, which are made once for all tests: each step takes its time."""
        ...


class Files:
    """Databases of SQLite."""

    def __init__(self, folder: Path) -> None:
        self._model = folder / "engawa.db"

    @asynccontextmanager
    async def empty(self, folder: Path) -> AsyncGenerator[str]:
        """See Databases."""
        yield f"sqlite+aiosqlite:///{folder}/state/engawa.db"

    @asynccontextmanager
    async def ready(self, folder: Path) -> AsyncGenerator[str]:
        """See Databases."""
        if not self._model.exists():
            await (await Database.open(f"sqlite:///{self._model}")).close()
        shutil.copyfile(self._model, folder / "engawa.db")
        yield f"sqlite:///{folder}/engawa.db"


class OnServer:
    """Databases of PostgreSQL, on a server where we may make some."""

    def __init__(self, server: str) -> None:
        self._server = server
        self._model: str | None = None

    @asynccontextmanager
    async def empty(self, folder: Path) -> AsyncGenerator[str]:
        """See Databases."""
        async with self._admin() as admin, self._copy(admin, "template1") as url:
            yield url

    @asynccontextmanager
    async def ready(self, folder: Path) -> AsyncGenerator[str]:
        """See Databases."""
        async with self._admin() as admin:
            if self._model is None:
                name = await _create(admin, "template1")
                await (await Database.open(self._url(name))).close()
                self._model = name
            async with self._copy(admin, self._model) as url:
                yield url

    def close(self) -> None:
        """Leave nothing behind on a server that is not ours."""

        async def close() -> None:
            if self._model is not None:
                async with self._admin() as admin:
                    await _drop(admin, self._model)

        asyncio.run(close())

    @asynccontextmanager
    async def _admin(self) -> AsyncGenerator[AsyncEngine]:
        engine = create_async_engine(self._server, isolation_level="AUTOCOMMIT")
        try:
            yield engine
        finally:
            await engine.dispose()

    @asynccontextmanager
    async def _copy(self, admin: AsyncEngine, model: str) -> AsyncGenerator[str]:
        name = await _create(admin, model)
        try:
            yield self._url(name)
        finally:
            await _drop(admin, name)

    def _url(self, name: str) -> str:
        return make_url(self._server).set(database=name).render_as_string(hide_password=False)


async def _create(admin: AsyncEngine, model: str) -> str:
    name = f"engawa_{uuid4().hex}"
    async with admin.connect() as connection:
        await connection.execute(text(f"CREATE DATABASE {name} TEMPLATE {model}"))
    return name


async def _drop(admin: AsyncEngine, name: str) -> None:
    async with admin.connect() as connection:
        await connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
