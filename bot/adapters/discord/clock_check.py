"""Whether this machine's clock is right, by the `Date` that Discord's answers carry."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from types import SimpleNamespace

import aiohttp
import discord

from bot.ports import Clock

log = logging.getLogger(__name__)
TOLERATED = timedelta(minutes=5)
"""A clock that is no further from Discord's does no harm: channels and messages are dated by theirs."""
LONGEST_ANSWER = timedelta(seconds=10)
"""An answer that took longer by our clock tells nothing: the clock may have been put right meanwhile."""
LOOK = 60.0
"""Seconds between two looks, and between two complaints."""


class ClockCheck:
    """Knows how far our clock is from Discord's; until the first answer it is taken for right."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._ahead = timedelta(0)
        """How far ours was ahead in the newest answer."""

    def attach(self, config: aiohttp.TraceConfig) -> None:
        """Look at every answer of an HTTP session, before anybody else does."""
        config.on_request_start.append(self._asked)
        config.on_request_end.insert(0, self._answered)

    def wrong(self) -> bool:
        """Whether nothing may be decided by our clock."""
        return abs(self._ahead) > TOLERATED

    def complaint(self) -> str:
        """What is wrong with it and what to do, for the operator; empty while it is right."""
        if not self.wrong():
            return ""
        how = "ahead of" if self._ahead > timedelta(0) else "behind"
        return (
            f"this machine's clock is {abs(self._ahead)} {how} Discord's: until it is right, no mixer is opened, "
            "changed or closed, and nothing is deleted. Please set the clock (systems do that by themselves with NTP)"
        )

    def complain(self) -> None:
        """Tell the operator, if it is wrong."""
        if complaint := self.complaint():
            log.error(complaint)

    async def watch(self, ask: Callable[[], Awaitable[object]], right_again: Callable[[], Awaitable[object]]) -> None:
        """Look at the clock for as long as the bot runs; `ask` asks Discord for anything."""
        was_wrong = self.wrong()
        while True:
            await asyncio.sleep(LOOK)
            with suppress(discord.DiscordException, aiohttp.ClientError, OSError):
                await ask()
            self.complain()
            if was_wrong and not self.wrong():
                log.warning("this machine's clock is right again: everything goes on")
                await right_again()
            was_wrong = self.wrong()

    async def _asked(
        self, _session: aiohttp.ClientSession, context: SimpleNamespace, _asked: aiohttp.TraceRequestStartParams
    ) -> None:
        context.engawa_asked = self._clock()

    async def _answered(
        self, _session: aiohttp.ClientSession, context: SimpleNamespace, answer: aiohttp.TraceRequestEndParams
    ) -> None:
        if answer.response.status == HTTPStatus.SWITCHING_PROTOCOLS:
            return  # the gateway is another server than the API's
        now, asked = self._clock(), getattr(context, "engawa_asked", None)
        if isinstance(asked, datetime) and abs(now - asked) <= LONGEST_ANSWER:
            with suppress(KeyError, ValueError, TypeError):  # no date, or none that anybody could read
                self._ahead = now - parsedate_to_datetime(answer.response.headers["Date"])
