"""A night on one token: requests, lateness, rows, bytes and processor, by any number of servers and evenings.

What is real: every use case, the engine, the core, the catalogues, the bot's own queue of requests, and the database
(SQLite in a folder of its own, or PostgreSQL). What is not: Discord, which is a server in memory behind its limits as
bot/sandbox/rules has them; people, by a seed; the network's and the database's time, in which the clock stands still.
"""

from __future__ import annotations

import argparse
import asyncio
import resource
import tempfile
import time
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from tests import postgres
from tests.bench.scale.figures import tell
from tests.bench.scale.jumping import CountedDatabase, Jumping
from tests.bench.scale.night import Night
from tests.bench.scale.plans import plans


def main() -> None:
    """Read what is to be run, and run it."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.scale", description=__doc__)
    for name, usual, told in (
        ("servers", 200, "servers the bot is in"),
        ("evenings", 50, "evenings in the night, each in a server of its own"),
        ("zones", 1, "hours over which those servers' clocks are spread"),
        ("seed", 18, "of everything that is drawn"),
    ):
        parser.add_argument(f"--{name}", type=int, default=usual, help=f"{told} ({usual})")
    parser.add_argument("--rate", type=float, default=32, help="requests a second that the bot allows itself (32)")
    parser.add_argument("--postgres", action="store_true", help="on a PostgreSQL of its own instead of SQLite")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, _database(Path(folder), chosen.postgres) as url:
        loop = Jumping()
        asyncio.set_event_loop(loop)
        began, spent = time.monotonic(), time.process_time()
        night = loop.run_until_complete(_night(loop, url, chosen))
        spent, took = time.process_time() - spent, time.monotonic() - began
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(f"{spent:.0f} s of the processor in {took:.0f} s; {peak:.0f} MB at most, Discord and all people included")
        assert night.mixers


@contextmanager
def _database(folder: Path, on_postgres: bool) -> Generator[str]:
    if not on_postgres:
        yield f"sqlite+aiosqlite:///{folder}/engawa.db"
        return
    binaries = postgres.programs()
    if binaries is None:
        raise SystemExit(postgres.ABSENT)
    with postgres.cluster(binaries) as server:
        yield server.url


async def _night(loop: Jumping, url: str, chosen: argparse.Namespace) -> Night:
    database = await loop.outside(CountedDatabase.made(loop, url))
    night = Night(loop, database, rate=chosen.rate, seed=chosen.seed)
    await night.run([*plans(chosen.evenings, chosen.zones, chosen.seed)], chosen.servers)
    await loop.outside(tell(night, url))
    await loop.outside(database.close())
    return night


if __name__ == "__main__":
    main()
