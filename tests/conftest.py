"""What holds for every test: no network but loopback, and no task left behind."""

from __future__ import annotations

import asyncio
import inspect
import ipaddress
import socket
from collections.abc import AsyncGenerator, Generator
from typing import Any

import pytest
import pytest_asyncio
from hypothesis import settings

from tests.moments import THOROUGH

# A suite that is green once stays green until somebody changes something; `make soak` tries new examples every time.
settings.register_profile("suite", derandomize=True)
settings.load_profile("default" if THOROUGH else "suite")


def _is_local(host: object) -> bool:
    if isinstance(host, bytes):
        host = host.decode()
    if host in {None, "", "localhost"}:
        return True
    try:
        return ipaddress.ip_address(str(host)).is_loopback or str(host) in {"0.0.0.0", "::"}
    except ValueError:
        return False


@pytest.fixture(autouse=True, scope="session")
def loopback_only() -> Generator[None]:
    """Names are not resolved, and nothing but loopback is connected to."""
    resolve, connect, connect_ex = socket.getaddrinfo, socket.socket.connect, socket.socket.connect_ex

    def guard(address: Any) -> None:
        if isinstance(address, tuple) and not _is_local(address[0]):  # pyright: ignore[reportUnknownArgumentType]
            raise PermissionError(f"a test wanted to connect to {address}")

    def local_getaddrinfo(host: Any, *args: Any, **options: Any) -> Any:
        if not _is_local(host):
            raise PermissionError(f"a test wanted to resolve {host}")
        return resolve(host, *args, **options)

    def local_connect(self: socket.socket, address: Any) -> None:
        guard(address)
        connect(self, address)

    def local_connect_ex(self: socket.socket, address: Any) -> int:
        guard(address)
        return connect_ex(self, address)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket, "getaddrinfo", local_getaddrinfo)
        patch.setattr(socket.socket, "connect", local_connect)
        patch.setattr(socket.socket, "connect_ex", local_connect_ex)
        yield


@pytest_asyncio.fixture
async def every_task_done() -> AsyncGenerator[None]:
    """A task that outlives its test is work that nobody waits for."""
    before = asyncio.all_tasks()
    yield
    left = {task for task in asyncio.all_tasks() - before - {asyncio.current_task()} if not task.done()}
    assert not left, f"tasks left behind: {left}"


@pytest.fixture(autouse=True)
def no_task_left(request: pytest.FixtureRequest) -> None:
    """Applies to every test that is a coroutine."""
    if inspect.iscoroutinefunction(getattr(request, "function", None)):
        request.getfixturevalue("every_task_done")
