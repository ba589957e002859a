"""The front door: the command line, and the only place that builds the whole."""

from __future__ import annotations

import asyncio
import logging
import signal
import sys
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from hashlib import blake2b
from typing import TYPE_CHECKING, Protocol, cast

from pydantic import ValidationError

from bot.command_line import parser
from bot.logs import log_to_stderr
from bot.ports import Alarm, Clock
from bot.settings import Settings, complaints

if TYPE_CHECKING:
    import discord

    from bot.adapters.ears import DiscordEars
    from bot.adapters.store import SqlStore
    from bot.adapters.venue import DiscordVenue
    from bot.client import Discord
    from bot.messages import Messages

    Assembled = tuple[list[discord.Client], "RingingAlarm", DiscordEars]

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


async def run(settings: Settings, *, make_alarm: MakeAlarm | None = None, clock: Clock | None = None) -> int:
    """Run the bot until it is asked to stop; the exit code. Raises StoreUnusable, LoginFailure, network errors."""
    from bot.adapters.alarm import ApsAlarm, now
    from bot.adapters.store import SqlStore

    store = await SqlStore.open(settings.database_url)
    clients, alarm, ears = _assemble(settings, store, make_alarm or ApsAlarm, clock or now)
    listening = [
        asyncio.create_task(_listener(client, token.get_secret_value()))
        for client, token in zip(clients[1:], settings.listener_tokens, strict=True)
    ]
    try:
        await _until_told_to_stop(clients[0].start(settings.token.get_secret_value()))
    finally:
        await ears.stop()
        await alarm.stop()
        for task in listening:
            task.cancel()
        await asyncio.gather(*listening, return_exceptions=True)
        for client in clients:
            await client.close()
        await store.close()
    return 0


async def _listener(client: discord.Client, token: str) -> None:
    """Run one listener; without it the bot goes on, with one ear less."""
    try:
        await client.start(token)
    except Exception as error:
        log.warning("a listener cannot be used: %s", error)


def _discord(
    settings: Settings, messages: Messages, clock: Clock
) -> tuple[list[discord.Client], DiscordVenue, DiscordEars]:
    """The main bot and a listener for each token, and what stands on them."""
    from bot.adapters.ears import DiscordEars
    from bot.adapters.move_gate import MoveGate
    from bot.adapters.venue import DiscordVenue
    from bot.client import Discord, connector, listener, point_at
    from cogs.tree import tree_for

    point_at(settings.api_url, settings.gateway_url)
    gate = MoveGate(clock)
    main = Discord(connector=connector(settings.ca_file), http_trace=gate.trace(), tree=tree_for(messages))
    clients = [main, *(listener(connector(settings.ca_file)) for _ in settings.listener_tokens)]
    ears = DiscordEars(clients, lambda: clock().timestamp())
    return clients, DiscordVenue(main, messages, gate, clock, ears.companions), ears


def _assemble(settings: Settings, store: SqlStore, make_alarm: MakeAlarm, clock: Clock) -> Assembled:
    """The whole bot, ready to be started."""
    from bot.adapters.ledger import SqlLedger
    from bot.adapters.picture.painter import Painter
    from bot.adapters.typed_times import DateparserTimes
    from bot.household import Household
    from bot.messages import Messages
    from bot.reception import Outside
    from cogs import open_doors

    words, secret = Messages(), _secret(settings)
    clients, venue, ears = _discord(settings, words, clock)

    async def ring(name: str) -> None:
        await house.ring(name)

    alarm = make_alarm(ring)
    outside = Outside(
        store=store,
        ledger=SqlLedger(store, secret),
        venue=venue,
        times=DateparserTimes(),
        catalogue=words,
        alarm=alarm,
        clock=clock,
    )
    house = Household(outside, ears=ears, draw=Painter(words).draw, secret=secret)

    async def opened() -> None:
        await open_doors(client, house.desks, words)
        alarm.start()
        await house.resume()

    client = cast("Discord", clients[0])
    ears.listener, client.wrote = house.attention, house.attention.wrote
    client.planned, client.servers = venue.gateway_told, house.caretaker.servers
    client.opened, client.seen, client.shard_away = opened, house.conductor.look_again, venue.shard_away
    return clients, alarm, ears


def _secret(settings: Settings) -> bytes:
    """What only this bot knows and no database holds; what is blinded with it is lost with the token, and soon old."""
    return blake2b(settings.token.get_secret_value().encode(), digest_size=32, person=b"engawa").digest()


async def _until_told_to_stop(work: Coroutine[None, None, None]) -> None:
    """Run this until it ends or the process is asked to stop by SIGINT or SIGTERM."""
    task = asyncio.ensure_future(work)
    for name in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(name, task.cancel)
    try:
        await task
    except asyncio.CancelledError:
        log.info("stopping, as asked; running mixers go on at the next start")


def _settings() -> Settings:
    """The operator's settings; says what is wrong with them and exits if they cannot be used."""
    try:
        return Settings()  # pyright: ignore[reportCallIssue] - the token comes from the environment
    except ValidationError as error:
        print("\n".join(complaints(error)), file=sys.stderr)
        sys.exit(1)


async def _run_with(settings: Settings) -> int:
    """Run the bot, and put what keeps it from running in words."""
    import aiohttp
    import discord

    from bot.adapters.database import StoreUnusable

    try:
        return await run(settings)
    except discord.LoginFailure:
        reason = "Discord does not know this token. Please check ENGAWA_TOKEN."
    except StoreUnusable as error:
        reason = str(error)
    except (aiohttp.ClientError, OSError) as error:
        reason = f"{settings.api_url} cannot be reached ({error}). Please check the network and ENGAWA_API_URL."
    print(reason, file=sys.stderr)
    return 1


async def _check(settings: Settings, *, as_json: bool) -> int:
    from bot.adapters.permissions import NEEDED
    from bot.adapters.store import SqlStore
    from bot.check import check

    async def open_store(url: str) -> None:
        await (await SqlStore.open(url)).close()

    return await check(settings, open_store=open_store, needed=NEEDED, as_json=as_json)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command of the command line; the exit code."""
    chosen = parser().parse_args(arguments)
    if chosen.command == "sandbox":
        from bot.sandbox.command import serve

        return asyncio.run(serve(chosen))
    if chosen.command == "demo":
        from bot.demo import demo

        return demo(people=chosen.people, minutes=chosen.minutes, seed=chosen.seed, log=chosen.log, fast=chosen.fast)
    if chosen.command == "replay":
        from bot.replay import replay

        return replay(chosen.files, as_json=chosen.json)
    if chosen.command == "seat":
        from bot.seat import seat_file

        return seat_file(chosen.file, rounds=chosen.rounds, size=chosen.size, seed=chosen.seed, as_json=chosen.json)
    settings = _settings()
    if chosen.command == "check":
        return asyncio.run(_check(settings, as_json=chosen.json))
    log_to_stderr(settings.log_level)
    return asyncio.run(_run_with(settings))


if __name__ == "__main__":
    sys.exit(main())
