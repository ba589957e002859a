"""The front door: the command line, and the only place that builds the whole."""

from __future__ import annotations

import asyncio
import logging
import signal
import sys
from argparse import Namespace
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from contextlib import suppress
from hashlib import blake2b
from typing import TYPE_CHECKING, Protocol, cast

from pydantic import ValidationError

from bot.command_line import parser
from bot.logs import log_to_stderr
from bot.ports import Alarm, Clock
from bot.settings import Settings, complaints
from bot.shipped import ShippedFileMissing

if TYPE_CHECKING:
    import discord

    from bot.adapters.ears import DiscordEars
    from bot.adapters.store import SqlStore
    from bot.adapters.venue import DiscordVenue
    from bot.client import Discord
    from bot.messages import Messages

    Assembled = tuple[list[discord.Client], "RingingAlarm", DiscordEars]

log = logging.getLogger("engawa")
DEAF = "not on this machine, it needs Linux; rooms get a gentle question now and then, and more by New topic"
"""Why there are no ears, and what there is instead."""
SANDBOX = {"jsonschema_rs", "cryptography", "trustme", "rich"}
"""The modules of the extra `sandbox` in pyproject.toml."""
NO_SANDBOX = """\
`engawa {command}` needs a library that the bot itself does without, and that is not installed ({library}). Please run
  in a checkout:  .venv/bin/pip install --no-deps --require-hashes -r requirements-sandbox.lock
  with a wheel:   pip install 'NAME-OF-THE-WHEEL.whl[sandbox]'"""


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
    """The main bot and a listener for each token, and what stands on them; where nothing can be heard, no ears."""
    from bot.adapters.ears import DiscordEars
    from bot.adapters.hearing.udp import machine_can_hear
    from bot.adapters.move_gate import MoveGate
    from bot.adapters.permissions import NEEDED
    from bot.adapters.venue import DiscordVenue
    from bot.client import Discord, connector, listener, point_at
    from cogs.tree import tree_for

    point_at(settings.api_url, settings.gateway_url)
    hears = machine_can_hear()
    if not hears:
        log.warning("hearing: %s", DEAF)
    gate = MoveGate(clock)
    main = Discord(
        connector=connector(settings.ca_file), http_trace=gate.trace(), tree=tree_for(messages), needed=NEEDED
    )
    listeners = [listener(connector(settings.ca_file)) for _ in settings.listener_tokens if hears]
    clients = [main, *listeners]
    ears = DiscordEars(clients if hears else (), lambda: clock().timestamp())
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
    """Run this until it ends or the process is asked to stop by SIGINT or SIGTERM.

    Event loops of Windows take no signals; there Ctrl+C cancels whoever waits here, which comes to the same.
    """
    task = asyncio.ensure_future(work)
    with suppress(NotImplementedError):
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
    from bot.adapters.database import StoreUnusable
    from bot.failures import FAILURES, why

    try:
        return await run(settings)
    except StoreUnusable as error:
        print(error, file=sys.stderr)
    except FAILURES as error:
        print(why(error, settings.api_url), file=sys.stderr)
    return 1


async def _check(settings: Settings, *, as_json: bool) -> int:
    from bot.adapters.database import named, place_of
    from bot.adapters.hearing.udp import machine_can_hear
    from bot.adapters.permissions import NEEDED
    from bot.adapters.store import SqlStore
    from bot.check import check

    async def open_store(url: str) -> str:
        await (await SqlStore.open(url)).close()
        return named(place_of(url))

    return await check(
        settings, open_store=open_store, needed=NEEDED, deaf=None if machine_can_hear() else DEAF, as_json=as_json
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command of the command line; the exit code."""
    chosen = parser().parse_args(arguments)
    try:
        return _beside_the_bot(chosen) if chosen.command in {"sandbox", "demo"} else _command(chosen)
    except ShippedFileMissing as error:
        print(error, file=sys.stderr)
        return 1


def _beside_the_bot(chosen: Namespace) -> int:
    """Sandbox and demo, whose libraries the bot does without, and which so may not be installed."""
    try:
        from bot.demo import demo
        from bot.sandbox.command import serve
    except ModuleNotFoundError as error:
        if error.name is None or error.name.split(".")[0] not in SANDBOX:
            raise
        print(NO_SANDBOX.format(command=chosen.command, library=error.name), file=sys.stderr)
        return 1
    if chosen.command == "sandbox":
        return asyncio.run(serve(chosen))
    return demo(people=chosen.people, minutes=chosen.minutes, seed=chosen.seed, log=chosen.log, fast=chosen.fast)


def _command(chosen: Namespace) -> int:
    """What the bot itself does."""
    if chosen.command == "replay":
        from bot.replay import replay

        return replay(chosen.files, as_json=chosen.json)
    if chosen.command == "seat":
        from bot.seat import seat_file

        return seat_file(chosen.file, rounds=chosen.rounds, size=chosen.size, seed=chosen.seed, as_json=chosen.json)
    from bot.messages import read_all

    settings = _settings()
    read_all()
    if chosen.command == "check":
        return asyncio.run(_check(settings, as_json=chosen.json))
    log_to_stderr(settings.log_level)
    try:
        return asyncio.run(_run_with(settings))
    except KeyboardInterrupt:
        log.info("stopping, as asked, before everything had begun")
        return 0


if __name__ == "__main__":
    sys.exit(main())
