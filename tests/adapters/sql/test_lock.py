"""One process for one database, and the next as soon as that one has ended, however it ended."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import sys
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from sqlalchemy import URL, make_url, text
from sqlalchemy.ext.asyncio import create_async_engine

from bot.adapters.sql import lock as module
from bot.adapters.sql.database import StoreUnusable
from bot.adapters.sql.lock import Taken, held
from bot.adapters.sql.looking import look

PATIENCE = 30
HOLDER = """
import asyncio, sys
from bot.adapters.sql.lock import held

async def main() -> None:
    async with held(sys.argv[1], wait=False):
        print("held", flush=True)
        await asyncio.Event().wait()

asyncio.run(main())
"""


async def until(true: Callable[[], bool]) -> None:
    """Wait for something that is about to be so."""
    async with asyncio.timeout(PATIENCE):
        while True:
            if true():
                return
            await asyncio.sleep(0.01)


async def holder(url: str) -> asyncio.subprocess.Process:
    """Another process that has the lock of a database."""
    out = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(sys.executable, "-c", HOLDER, url, stdout=out)
    assert process.stdout is not None
    assert await asyncio.wait_for(process.stdout.readline(), PATIENCE) == b"held\n"
    return process


async def test_a_second_process_is_told_who_is_in_its_way(url: str) -> None:
    async with held(url, wait=False):
        with pytest.raises(Taken, match=r"Another Engawa is running on the database.*ENGAWA_WHEN_TAKEN=wait"):
            async with held(url, wait=False):
                raise AssertionError("two have it")
    async with held(url, wait=False):
        pass


async def test_a_second_that_waits_says_so_and_has_it_when_the_first_lets_go(
    url: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(module, "LOOK", 0.01)
    caplog.set_level(logging.INFO)
    order = list[str]()

    async def second() -> None:
        async with held(url, wait=True):
            order.append("second")

    async with asyncio.timeout(PATIENCE), held(url, wait=True):
        waiting = asyncio.create_task(second())
        await until(lambda: bool(caplog.records))
        assert "this one waits until that ends" in caplog.text
        order.append("first")
    await asyncio.wait_for(waiting, PATIENCE)
    assert order == ["first", "second"]
    assert "carries on" in caplog.records[-1].message


async def test_who_share_the_servers_share_the_lock_and_keep_away_who_would_take_all(url: str) -> None:
    if url.startswith("sqlite"):
        pytest.skip("several processes are for PostgreSQL")
    async with held(url, wait=False, shared=True), held(url, wait=False, shared=True):
        with pytest.raises(Taken):
            async with held(url, wait=False):
                raise AssertionError("it has what others share")
    async with held(url, wait=False):
        with pytest.raises(Taken):
            async with held(url, wait=False, shared=True):
                raise AssertionError("it shares what another has alone")


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM])
async def test_a_process_that_dies_is_in_nobodys_way(url: str, how: signal.Signals) -> None:
    process = await holder(url)
    try:
        with pytest.raises(Taken):
            async with held(url, wait=False):
                raise AssertionError("two have it")
        os.kill(process.pid, signal.SIGSTOP)
        with pytest.raises(Taken):
            async with held(url, wait=False):
                raise AssertionError("one that only sleeps still has it")
        os.kill(process.pid, signal.SIGCONT)
        os.kill(process.pid, how)
        await process.wait()
        async with asyncio.timeout(PATIENCE), held(url, wait=True):
            pass
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


async def test_a_lock_whose_connection_is_cut_is_taken_again_or_lost_to_who_was_faster(
    url: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    if url.startswith("sqlite"):
        pytest.skip("a file's lock has no connection")
    caplog.set_level(logging.INFO)
    monkeypatch.setattr(module, "ASSURE", 0.05)
    admin = create_async_engine(url, isolation_level="AUTOCOMMIT")

    async def cut() -> None:
        async with admin.connect() as connection:
            cutting = "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory'"
            await connection.execute(text(cutting))

    async with held(url, wait=False) as first:
        losing = asyncio.create_task(first.lost())
        await cut()
        await until(lambda: "stands again" in caplog.text)
        with pytest.raises(Taken):
            async with held(url, wait=False):
                raise AssertionError("two have it")
        losing.cancel()
        await asyncio.wait({losing})
        await cut()
        async with held(url, wait=True):
            await asyncio.wait_for(first.lost(), PATIENCE)
    await admin.dispose()


@asynccontextmanager
async def pooler(url: URL) -> AsyncGenerator[str]:
    """The address of something before a server that tells a number of its own, as pgbouncer does, and passes all on."""

    async def pass_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, told: bytes) -> None:
        while some := await reader.read(65536):
            # BackendKeyData: a letter, its length, and then the number of the server's process.
            at = some.find(b"K\x00\x00\x00\x0c") if told else -1
            writer.write(some if at < 0 else some[: at + 5] + told + some[at + 9 :])
        writer.close()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        theirs = await asyncio.open_connection(url.host, url.port)
        both = pass_on(reader, theirs[1], b""), pass_on(theirs[0], writer, bytes(4))
        await asyncio.gather(*both, return_exceptions=True)

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with server:
        port = server.sockets[0].getsockname()[1]
        yield url.set(host="127.0.0.1", port=port).render_as_string(hide_password=False)


async def test_a_pooler_that_may_not_hold_it_is_told(url: str, caplog: pytest.LogCaptureFixture) -> None:
    if url.startswith("sqlite"):
        pytest.skip("nothing stands before a file")
    async with held(url, wait=False):
        assert not caplog.records
    assert "pooler" not in await look(url)
    async with pooler(make_url(url)) as through:
        async with held(through, wait=False):
            assert "pool_mode=session" in caplog.text
        assert "pool_mode=session" in await look(through)


async def test_a_folder_in_its_place_is_told(tmp_path: Path) -> None:
    (tmp_path / "engawa.db.lock").mkdir()
    with pytest.raises(StoreUnusable, match=r"engawa\.db"):
        async with held(f"sqlite:///{tmp_path / 'engawa.db'}", wait=False):
            raise AssertionError("a folder cannot be locked")


async def test_a_database_in_memory_is_nobody_elses() -> None:
    async with held("sqlite://", wait=False), held("sqlite://", wait=False):
        pass
