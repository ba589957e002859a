"""`engawa run`: the one process that runs the bot on a database, from taking that over to the last goodbye."""

from __future__ import annotations

import asyncio
import logging
import signal
from collections.abc import Coroutine
from contextlib import suppress

import discord

from bot.adapters.alarm import ApsAlarm, now
from bot.adapters.heartbeat import Heartbeat
from bot.adapters.sql.database import Database, named, place_of
from bot.adapters.sql.file_watch import FileWatch
from bot.adapters.sql.lock import Lock, Taken, held
from bot.app import Bot, MakeAlarm
from bot.cli.watching import Watched, watching
from bot.ports import Clock
from bot.settings import Settings

log = logging.getLogger("engawa")
CANCEL_AGAIN = 2.0
"""Seconds until work that was told to end and has not is told again."""


async def run(settings: Settings, *, make_alarm: MakeAlarm = ApsAlarm, clock: Clock = now) -> int:
    """Run the bot until it is asked to stop; the exit code.

    Raises StoreUnusable, PortTaken, LoginFailure, network errors.
    """
    await until_told_to_stop(_alone(settings, make_alarm, clock))
    return 0


async def _alone(settings: Settings, make_alarm: MakeAlarm, clock: Clock) -> None:
    """Run the bot while no other process does so on its database."""
    heartbeat, watched = Heartbeat(settings.alive_file), Watched()
    beating = asyncio.create_task(heartbeat.beat())
    try:
        wait, shared = settings.when_taken == "wait", settings.shards is not None
        async with (
            watching(settings, watched) as meter,
            held(settings.database_url, wait=wait, shared=shared) as lock,
        ):
            watched.database = database = await Database.open(settings.database_url, meter)
            try:
                watched.bot = bot = Bot(settings, database, make_alarm, clock, meter)
                heartbeat.connected = lambda: bot.wires.main.stands
                await _serve(bot, settings, database, lock)
            finally:
                await database.close()
    finally:
        beating.cancel()


async def _serve(bot: Bot, settings: Settings, database: Database, lock: Lock) -> None:
    beside = [asyncio.create_task(bot.watch_clock()), asyncio.create_task(FileWatch(database.engine).watch())]
    beside += [
        asyncio.create_task(_listener(client, token.get_secret_value()))
        for client, token in zip(bot.wires.listeners, settings.listener_tokens, strict=False)
    ]
    try:
        await _while_held(lock, bot.wires.main.start(settings.token.get_secret_value()), settings.database_url)
    finally:
        await bot.wires.ears.stop()
        await bot.alarm.stop()
        for task in beside:
            task.cancel()
        await asyncio.gather(*beside, return_exceptions=True)
        await bot.wires.goodbye()


async def _while_held(lock: Lock, work: Coroutine[None, None, None], url: str) -> None:
    """Run this until it ends. Raises Taken if another process has the lock before that."""
    working, losing = asyncio.ensure_future(work), asyncio.ensure_future(lock.lost())
    try:
        await asyncio.wait({working, losing}, return_when=asyncio.FIRST_COMPLETED)
        if losing.done():
            losing.result()
            raise Taken(f"Another Engawa has taken over on {named(place_of(url))} while it could not be reached.")
        working.result()
    finally:
        for task in (working, losing):
            task.cancel()
        await asyncio.gather(working, losing, return_exceptions=True)


async def _listener(client: discord.Client, token: str) -> None:
    """Run one listener; without it the bot goes on, with one ear less."""
    try:
        await client.start(token)
    except Exception as error:
        log.warning("a listener cannot be used: %s", error)


async def until_told_to_stop(work: Coroutine[None, None, None], again: float = CANCEL_AGAIN) -> None:
    """Run this until it ends or the process is asked to stop by SIGINT or SIGTERM: at once, and every `again` seconds.

    Event loops of Windows take no signals; there Ctrl+C cancels whoever waits here, which comes to the same.
    """
    task, told = asyncio.ensure_future(work), asyncio.Event()
    with suppress(NotImplementedError):
        for name in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(name, told.set)
    waiting = asyncio.ensure_future(told.wait())
    with suppress(asyncio.CancelledError):
        await asyncio.wait({task, waiting}, return_when=asyncio.FIRST_COMPLETED)
    waiting.cancel()
    if task.done():
        return task.result()
    log.info("stopping, as asked; running mixers go on at the next start")
    while not task.done():  # discord.py swallows being cancelled while it opens its session anew
        task.cancel()
        await asyncio.wait({task}, timeout=again)
    return None
