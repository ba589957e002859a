"""The front door: the command line, what it runs, and in words what keeps that from running."""

from __future__ import annotations

import asyncio
import logging
import sys
from argparse import Namespace
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from bot.adapters.shipped import ShippedFileMissing
from bot.cli.parser import parser

if TYPE_CHECKING:  # the sandbox does without the bot's own libraries, and these bring them
    from bot.settings import Settings

CONFIGURATION, UNAVAILABLE = 78, 69
"""Exit codes of `engawa run`, those of sysexits.h: only an operator can mend it, or it may work the next time."""
SANDBOX = {"jsonschema_rs", "cryptography", "trustme", "rich"}
"""The modules of the extra `sandbox` in pyproject.toml."""
NO_SANDBOX = """\
`engawa {command}` needs a library that the bot itself does without, and that is not installed ({library}). Please run
  in a checkout:  .venv/bin/pip install --no-deps --require-hashes -r requirements-sandbox.lock
  with a wheel:   pip install 'NAME-OF-THE-WHEEL.whl[sandbox]'"""


async def _run_with(settings: Settings) -> int:
    """Run the bot, and put what ends it in words and an exit code."""
    from bot.adapters.discord.failures import FAILURES, REFUSALS, why
    from bot.adapters.sql.database import StoreUnusable
    from bot.cli.run import run
    from bot.cli.watching import PortTaken

    try:
        return await run(settings)
    except PortTaken as error:
        print(error, file=sys.stderr)
        return CONFIGURATION
    except StoreUnusable as error:
        print(error, file=sys.stderr)
    except REFUSALS as error:
        print(why(error), file=sys.stderr)
        return CONFIGURATION
    except FAILURES as error:
        print(why(error), file=sys.stderr)
    return UNAVAILABLE


async def _check(settings: Settings, *, as_json: bool) -> int:
    from bot.adapters.discord.permissions import NEEDED
    from bot.adapters.ears.udp import DEAF, machine_can_hear
    from bot.adapters.sql.looking import look, sounding
    from bot.cli.check import check
    from bot.settings import doubts

    return await check(
        settings,
        doubts=doubts(),
        look=look,
        sounding=sounding,
        needed=NEEDED,
        deaf=None if machine_can_hear() else DEAF,
        as_json=as_json,
    )


async def _tryout(settings: Settings, chosen: Namespace) -> int:
    """Play a tryout, and put what keeps it from being played in words."""
    from bot.adapters.discord.failures import FAILURES, why
    from bot.cli.tryout import tell, try_out, write_facts

    try:
        trial = await try_out(settings, chosen.server_id, chosen.minutes)
    except FAILURES as error:
        print(why(error), file=sys.stderr)
        return 1
    if chosen.facts is not None:
        write_facts(chosen.facts, trial.facts)
    return tell(trial.tried)


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
        work = _sandbox(chosen) if chosen.command == "sandbox" else _demo(chosen)
    except ModuleNotFoundError as error:
        if error.name is None or error.name.split(".")[0] not in SANDBOX:
            raise
        print(NO_SANDBOX.format(command=chosen.command, library=error.name), file=sys.stderr)
        return 1
    try:
        return work()
    except OSError as error:
        print(f"`engawa {chosen.command}` cannot go on: {error}.", file=sys.stderr)
        return 2


def _sandbox(chosen: Namespace) -> Callable[[], int]:
    from bot.sandbox.command import serve

    return lambda: asyncio.run(serve(chosen))


def _demo(chosen: Namespace) -> Callable[[], int]:
    from bot.demo import demo

    return lambda: demo(
        people=chosen.people, minutes=chosen.minutes, seed=chosen.seed, log=chosen.log, fast=chosen.fast,
        host=chosen.host, hands=chosen.by_hand, guests=chosen.guests,
    )  # fmt: skip


def _command(chosen: Namespace) -> int:
    """What the bot itself does."""
    if chosen.command == "replay":
        from bot.cli.replay import replay

        return replay(chosen.files, as_json=chosen.json)
    if chosen.command == "seat":
        from bot.cli.seat import seat_file

        return seat_file(chosen.file, rounds=chosen.rounds, size=chosen.size, seed=chosen.seed, as_json=chosen.json)
    from bot.cli.logs import log_to_stderr
    from bot.settings import SettingsUnusable, doubts, read_settings
    from bot.ui.catalogue import read_all

    try:
        settings = read_settings()
    except SettingsUnusable as error:
        print(error, file=sys.stderr)
        return CONFIGURATION if chosen.command == "run" else 1
    if chosen.command == "alive":
        return _alive(settings)
    read_all()
    if chosen.command == "check":
        return asyncio.run(_check(settings, as_json=chosen.json))
    if chosen.command in {"forget", "export", "backup", "move"}:
        return _with_the_database(settings, chosen)
    print("".join(f"{doubt}\n" for doubt in doubts()), end="", file=sys.stderr)
    log_to_stderr("WARNING" if chosen.command == "tryout" else settings.log_level, settings.log_format)
    try:
        work = _tryout(settings, chosen) if chosen.command == "tryout" else _run_with(settings)
        return asyncio.run(work)
    except KeyboardInterrupt:
        logging.getLogger("engawa").info("stopping, as asked, before everything had begun")
        return 0


def _alive(settings: Settings) -> int:
    """For whoever watches over the bot: 0 if it is well."""
    from bot.adapters.heartbeat import told

    if settings.alive_file is None:
        print("ENGAWA_ALIVE_FILE is not set: nothing is known of a running Engawa.", file=sys.stderr)
        return 1
    well, words = told(settings.alive_file)
    print(words, file=sys.stdout if well else sys.stderr)
    return int(not well)


def _with_the_database(settings: Settings, chosen: Namespace) -> int:
    """What an operator does with what is kept."""
    from bot.adapters.sql.database import StoreUnusable
    from bot.cli.backup import backup
    from bot.cli.export import export
    from bot.cli.forget import forget
    from bot.cli.move import move

    try:
        if chosen.command == "backup":
            return backup(settings.database_url, chosen.file)
        if chosen.command == "move":
            return asyncio.run(move(settings, chosen.url))
        work = forget(settings, chosen.user_id, chosen.server) if chosen.command == "forget" else None
        return asyncio.run(work or export(settings, chosen.user_id))
    except StoreUnusable as error:
        print(error, file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
