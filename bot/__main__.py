"""The front door: the command line, what it runs, and in words what keeps that from running."""

from __future__ import annotations

import asyncio
import logging
import sys
from argparse import Namespace
from collections.abc import Sequence

from pydantic import ValidationError

from bot.adapters.shipped import ShippedFileMissing
from bot.cli.logs import log_to_stderr
from bot.cli.parser import parser
from bot.settings import Settings, complaints

SANDBOX = {"jsonschema_rs", "cryptography", "trustme", "rich"}
"""The modules of the extra `sandbox` in pyproject.toml."""
NO_SANDBOX = """\
`engawa {command}` needs a library that the bot itself does without, and that is not installed ({library}). Please run
  in a checkout:  .venv/bin/pip install --no-deps --require-hashes -r requirements-sandbox.lock
  with a wheel:   pip install 'NAME-OF-THE-WHEEL.whl[sandbox]'"""


def _settings() -> Settings:
    """The operator's settings; says what is wrong with them and exits if they cannot be used."""
    try:
        return Settings()  # pyright: ignore[reportCallIssue] - the token comes from the environment
    except ValidationError as error:
        print("\n".join(complaints(error)), file=sys.stderr)
        sys.exit(1)


async def _run_with(settings: Settings) -> int:
    """Run the bot, and put what keeps it from running in words."""
    from bot.adapters.sql.database import StoreUnusable
    from bot.cli.failures import FAILURES, why
    from bot.cli.run import run

    try:
        return await run(settings)
    except StoreUnusable as error:
        print(error, file=sys.stderr)
    except FAILURES as error:
        print(why(error, settings.api_url), file=sys.stderr)
    return 1


async def _check(settings: Settings, *, as_json: bool) -> int:
    from bot.adapters.discord.permissions import NEEDED
    from bot.adapters.ears.udp import DEAF, machine_can_hear
    from bot.adapters.sql.database import Database, named, place_of
    from bot.cli.check import check

    async def open_store(url: str) -> str:
        await (await Database.open(url)).close()
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
        from bot.cli.replay import replay

        return replay(chosen.files, as_json=chosen.json)
    if chosen.command == "seat":
        from bot.cli.seat import seat_file

        return seat_file(chosen.file, rounds=chosen.rounds, size=chosen.size, seed=chosen.seed, as_json=chosen.json)
    from bot.ui.catalogue import read_all

    settings = _settings()
    read_all()
    if chosen.command == "check":
        return asyncio.run(_check(settings, as_json=chosen.json))
    if chosen.command in {"forget", "export", "backup"}:
        return _with_the_database(settings, chosen)
    log_to_stderr(settings.log_level)
    try:
        return asyncio.run(_run_with(settings))
    except KeyboardInterrupt:
        logging.getLogger("engawa").info("stopping, as asked, before everything had begun")
        return 0


def _with_the_database(settings: Settings, chosen: Namespace) -> int:
    """What an operator does with what is kept."""
    from bot.adapters.sql.database import StoreUnusable
    from bot.cli.backup import backup
    from bot.cli.export import export
    from bot.cli.forget import forget

    try:
        if chosen.command == "backup":
            return backup(settings.database_url, chosen.file)
        work = forget(settings, chosen.user_id, chosen.server) if chosen.command == "forget" else None
        return asyncio.run(work or export(settings, chosen.user_id))
    except StoreUnusable as error:
        print(error, file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
