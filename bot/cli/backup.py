"""`engawa backup`: a whole and consistent copy of the database, also of a running bot's."""

from __future__ import annotations

import sqlite3
import sys
from contextlib import closing
from pathlib import Path

from bot.adapters.sql.database import named, place_of, unusable

PG_DUMP = """\
Engawa copies SQLite files only. For {name} please use PostgreSQL's own tool, which copies a running one too:
  pg_dump --format=custom --file={file} --host={host} --port={port} --username={user} {database}"""


def backup(url: str, target: Path) -> int:
    """Write the copy where nothing is yet; the exit code. Raises StoreUnusable."""
    place = place_of(url)
    if place.get_backend_name() != "sqlite":
        address = {"host": place.host, "port": place.port or 5432, "user": place.username, "database": place.database}
        print(PG_DUMP.format(name=named(place), file=target, **address), file=sys.stderr)
        return 1
    if not place.database or not Path(place.database).is_file():
        print(
            f"There is no {named(place).removeprefix('the ')} to copy: please check ENGAWA_DATABASE_URL.",
            file=sys.stderr,
        )
        return 1
    # A copy that is cut short never has the name that somebody will look for.
    part = target.with_name(f"{target.name}.part")
    try:
        target.touch(0o600, exist_ok=False)
        part.unlink(missing_ok=True)
        part.touch(0o600)
        _copy(Path(place.database), part)
        part.replace(target)
    except FileExistsError:
        print(f"{target} is there already and stays as it is: please name a file that is not.", file=sys.stderr)
        return 1
    except (OSError, sqlite3.Error) as error:
        _clean(target, part)
        if isinstance(error, sqlite3.DatabaseError) and "malformed" in str(error):
            raise unusable(place, error) from error
        print(
            f"{target} cannot be written ({error}): please check that its folder exists and has room.", file=sys.stderr
        )
        return 1
    print(f"{target} is a whole copy of {named(place)}.")
    return 0


def _copy(source: Path, target: Path) -> None:
    with closing(sqlite3.connect(f"{source.absolute().as_uri()}?mode=ro", uri=True)) as database:
        database.execute("VACUUM INTO ?", (str(target),))
    with closing(sqlite3.connect(target)) as copy:
        if (found := copy.execute("PRAGMA quick_check(1)").fetchone()[0]) != "ok":
            raise sqlite3.DatabaseError(f"malformed: {found}")


def _clean(*files: Path) -> None:
    for file in files:
        file.unlink(missing_ok=True)
