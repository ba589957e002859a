"""Every request to Discord and its answer, told to whoever measures them."""

from __future__ import annotations

import time
from types import SimpleNamespace

import aiohttp

from bot.ports.meter import Meter


def measure(config: aiohttp.TraceConfig, meter: Meter) -> None:
    """Tell the meter of every answer of an HTTP session, before anybody who makes an error of it."""

    async def asked(
        _session: aiohttp.ClientSession, context: SimpleNamespace, _: aiohttp.TraceRequestStartParams
    ) -> None:
        context.engawa_asked_at = time.monotonic()

    async def answered(
        _session: aiohttp.ClientSession, context: SimpleNamespace, answer: aiohttp.TraceRequestEndParams
    ) -> None:
        took = time.monotonic() - context.engawa_asked_at
        meter.answered(answer.method, answer.url.path, answer.response.status, took)

    async def failed(
        _session: aiohttp.ClientSession, context: SimpleNamespace, failure: aiohttp.TraceRequestExceptionParams
    ) -> None:
        meter.answered(failure.method, failure.url.path, None, time.monotonic() - context.engawa_asked_at)

    config.on_request_start.append(asked)
    config.on_request_end.insert(0, answered)
    config.on_request_exception.append(failed)
