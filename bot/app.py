"""The composition, and the only one: adapters, engine, use cases and cogs, put together and run."""

from __future__ import annotations

import asyncio
import logging
import signal
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import suppress
from typing import Protocol, cast

import discord

from bot.adapters.alarm import ApsAlarm, now
from bot.adapters.discord.client import Discord, connector, listener, point_at
from bot.adapters.discord.permissions import NEEDED
from bot.adapters.discord.rest_answers import MoveGate
from bot.adapters.discord.standing_up import say_goodbye
from bot.adapters.discord.tryout import Tryout
from bot.adapters.discord.venue import DiscordVenue
from bot.adapters.ears.attendance import Attendance
from bot.adapters.ears.connection import pause
from bot.adapters.ears.ears import DiscordEars
from bot.adapters.ears.udp import DEAF, machine_can_hear
from bot.adapters.picture.painter import Painter
from bot.adapters.sql.database import Database
from bot.adapters.sql.ledger import SqlLedger
from bot.adapters.sql.store import SqlStore
from bot.adapters.typed_times import DateparserTimes
from bot.core.afterwards.sealing import secret_of
from bot.engine.afterwards import Afterwards
from bot.engine.conductor import Conductor
from bot.engine.icebreaker.watch import Icebreaker
from bot.engine.retention import Retention
from bot.engine.room_closing import RoomClosing
from bot.engine.seating import Seater
from bot.engine.series import Series
from bot.engine.stay_votes import StayVotes
from bot.ports import Alarm, Clock, Draw, Ears
from bot.settings import Settings
from bot.ui.catalogue import Messages
from bot.usecases import Ports, UseCases
from cogs import open_doors
from cogs.tree import tree_for

log = logging.getLogger("engawa")


class RingingAlarm(Alarm, Protocol):
    """An alarm that can be started and stopped."""

    def start(self) -> None:
        """Begin to ring."""
        ...

    async def stop(self) -> None:
        """Ring no more."""
        ...


MakeAlarm = Callable[[Callable[[str], Awaitable[None]]], RingingAlarm]


CANCEL_AGAIN = 2.0
"""Seconds until work that was told to end and has not is told again."""
Assembled = tuple[list[discord.Client], RingingAlarm, DiscordEars]


class App:
    """The conductor, the shells that watch it, and the desks; alarms are rung through here."""

    def __init__(self, outside: Ports, *, ears: Ears, draw: Draw, secret: bytes) -> None:
        """`secret` blinds what nobody may read in the database."""
        store, ledger, venue, alarm = outside.store, outside.ledger, outside.venue, outside.alarm
        words, clock = outside.catalogue, outside.clock
        self.conductor = Conductor(store=store, venue=venue, alarm=alarm, clock=clock)
        self.attention = Icebreaker(
            conductor=self.conductor,
            store=store,
            ledger=ledger,
            ears=ears,
            alarm=alarm,
            catalogue=words,
            clock=clock,
        )
        self.usher = Seater(conductor=self.conductor, venue=venue, ledger=ledger, catalogue=words, clock=clock)
        self.planner = Series(conductor=self.conductor, store=store, clock=clock)
        self.ballots = StayVotes(conductor=self.conductor, secret=secret, clock=clock)
        self.finishing = RoomClosing(
            conductor=self.conductor, following=self.attention.following, alarm=alarm, clock=clock
        )
        self.afterwards = Afterwards(store=store, ledger=ledger, venue=venue, alarm=alarm, draw=draw, clock=clock)
        self.caretaker = Retention(
            conductor=self.conductor, store=store, ledger=ledger, venue=venue, alarm=alarm, clock=clock
        )
        self.desks = UseCases(self.conductor, self.attention, self.usher, self.ballots, self.afterwards, outside)
        self._watchers = (self.attention, self.usher, self.planner, self.ballots, self.finishing, self.afterwards)
        self.conductor.watchers += [watcher.settled for watcher in self._watchers]
        self.conductor.lights, self.conductor.hears = self.attention.lights, self.attention.may_come
        self.attention.spoke, self.attention.unfollowed = self.finishing.spoke, self.afterwards.unfollowed

    async def resume(self) -> None:
        """Take up everything that is unfinished; harmless when called again."""
        self.caretaker.start()
        await self.conductor.resume()
        await self.afterwards.resume()

    async def ring(self, name: str) -> None:
        """An alarm has rung; its name says whose it is."""
        if name == self.caretaker.NAME:
            await self.caretaker.ring()
            return
        for owner in (self.afterwards, self.finishing, self.desks.rehearsing):
            if name.startswith(owner.PREFIX):
                await owner.ring(name)
                return
        await (self.conductor if self.conductor.mixer(name) else self.attention).ring(name)

    async def idle(self) -> None:
        """Wait until nothing is being done; alarms may still be set."""
        for part in (self.conductor, *self._watchers):
            await part.idle()


async def run(settings: Settings, *, make_alarm: MakeAlarm | None = None, clock: Clock | None = None) -> int:
    """Run the bot until it is asked to stop; the exit code. Raises StoreUnusable, LoginFailure, network errors."""
    database = await Database.open(settings.database_url)
    clients, alarm, ears = _assemble(settings, database, make_alarm or ApsAlarm, clock or now)
    listening = [
        asyncio.create_task(_listener(client, token.get_secret_value()))
        for client, token in zip(clients[1:], settings.listener_tokens, strict=False)
    ]
    try:
        await _until_told_to_stop(clients[0].start(settings.token.get_secret_value()))
    finally:
        await ears.stop()
        await alarm.stop()
        for task in listening:
            task.cancel()
        await asyncio.gather(*listening, return_exceptions=True)
        await say_goodbye(clients)
        await database.close()
    return 0


async def _listener(client: discord.Client, token: str) -> None:
    """Run one listener; without it the bot goes on, with one ear less."""
    try:
        await client.start(token)
    except Exception as error:
        log.warning("a listener cannot be used: %s", error)


async def try_out(settings: Settings, guild_id: int, minutes: float, tell: Callable[[Tryout], int]) -> int:
    """Play a tryout with an evening's own parts; the exit code `tell` makes of it. Raises as `run` does."""
    clients, venue, ears = _discord(settings, Messages(), now)
    client, tokens = cast("Discord", clients[0]), (settings.token, *settings.listener_tokens)
    ears.listener = attendance = Attendance()
    client.watched_by_nobody()
    client.shard_away, client.planned = venue.shard_away, venue.gateway_told
    client.channel_told, client.status_told = venue.channel_told, venue.status_told
    trial = Tryout(client, venue, ears, attendance, now)

    async def play() -> None:
        for one, token in zip(clients, tokens, strict=False):
            await one.login(token.get_secret_value())
        async with asyncio.TaskGroup() as group:
            connected = [group.create_task(one.connect()) for one in clients]
            for one in clients:
                await one.wait_until_ready()
            await trial.play(guild_id, minutes, pause)
            for task in connected:
                task.cancel()

    try:
        await _until_told_to_stop(play())
    except ExceptionGroup as failures:
        raise failures.exceptions[0] from failures
    finally:
        await ears.stop()
        for one in clients:
            await one.close()
    return tell(trial)


def _discord(
    settings: Settings, messages: Messages, clock: Clock
) -> tuple[list[discord.Client], DiscordVenue, DiscordEars]:
    """The main bot and a listener for each token, and what stands on them; where nothing can be heard, no ears."""
    point_at(settings.api_url, settings.gateway_url)
    hears = machine_can_hear()
    if not hears:
        log.warning("hearing: %s", DEAF)
    gate = MoveGate(clock)
    main = Discord(
        connector=lambda: connector(settings.ca_file), http_trace=gate.trace(), tree=tree_for(messages), needed=NEEDED
    )
    listeners = [listener(lambda: connector(settings.ca_file)) for _ in settings.listener_tokens if hears]
    clients = [main, *listeners]
    ears = DiscordEars(clients if hears else (), lambda: clock().timestamp())
    venue = DiscordVenue(main, messages, gate, clock, ears.companions)
    ears.let_in = venue.let_in
    return clients, venue, ears


def _assemble(settings: Settings, database: Database, make_alarm: MakeAlarm, clock: Clock) -> Assembled:
    """The whole bot, ready to be started."""
    words, secret = Messages(), secret_of(settings.token.get_secret_value())
    clients, venue, ears = _discord(settings, words, clock)

    async def ring(name: str) -> None:
        await house.ring(name)

    alarm = make_alarm(ring)
    outside = Ports(
        store=SqlStore(database),
        ledger=SqlLedger(database, secret),
        venue=venue,
        times=DateparserTimes(),
        catalogue=words,
        alarm=alarm,
        clock=clock,
    )
    house = App(outside, ears=ears, draw=Painter(words).draw, secret=secret)

    async def opened() -> None:
        await open_doors(client, house.desks, words)
        alarm.start()
        await house.resume()

    client = cast("Discord", clients[0])
    ears.listener, client.wrote = house.attention, house.attention.wrote
    client.planned, client.servers = venue.gateway_told, house.caretaker.servers
    client.channel_told, client.status_told = venue.channel_told, venue.status_told
    client.opened, client.seen, client.shard_away = opened, house.conductor.look_again, venue.shard_away
    return clients, alarm, ears


async def _until_told_to_stop(work: Coroutine[None, None, None]) -> None:
    """Run this until it ends or the process is asked to stop by SIGINT or SIGTERM.

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
        await asyncio.wait({task}, timeout=CANCEL_AGAIN)
    return None
