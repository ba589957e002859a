"""Looking at a database without changing anything of it, as `engawa check` does, also beside a running bot."""

from __future__ import annotations

import os
from pathlib import Path

from sqlalchemy import URL, Connection, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from bot.adapters.sql.database import POOLED, named, on_postgresql, place_of, pooled, unusable
from bot.adapters.sql.migrations import step_of, steps
from bot.adapters.sql.tables import communities


async def look(url: str) -> str:
    """How it stands with a database, in words. Raises StoreUnusable, which says what is wrong with it."""
    place = place_of(url)
    if (engine := _engine(place)) is None:
        return _to_be_made(place, Path(place.database or ""))
    try:
        async with engine.connect() as connection:
            standing = f"{named(place)} {await connection.run_sync(_standing)}"
            if place.get_backend_name() != "sqlite" and await pooled(connection):
                return f"{standing}; {POOLED}"
            return standing
    except Exception as error:
        raise unusable(place, error) from error
    finally:
        await engine.dispose()


async def sounding(url: str) -> frozenset[int]:
    """The servers that have switched on the soft tone, as far as the database can tell as it is."""
    if (engine := _engine(place_of(url))) is None:
        return frozenset()
    try:
        async with engine.connect() as connection:
            found = await connection.execute(select(communities.c.guild_id).where(communities.c.tone))
            return frozenset(found.scalars())
    except (SQLAlchemyError, OSError):
        return frozenset()  # what is wrong with it, `look` says
    finally:
        await engine.dispose()


def _engine(place: URL) -> AsyncEngine | None:
    """What reads it; None where there is nothing yet."""
    if place.get_backend_name() != "sqlite":
        return on_postgresql(place)
    file = Path(place.database or "")
    return create_async_engine(_read_only(place, file), hide_parameters=True) if file.exists() else None


def _to_be_made(place: URL, file: Path) -> str:
    folder = next(parent for parent in file.absolute().parents if parent.exists())
    if not (folder.is_dir() and os.access(folder, os.W_OK | os.X_OK)):
        raise unusable(place, OSError(f"nothing can be made in {folder}"))
    return f"{named(place)} is not there yet, and is made when the bot is run"


def _read_only(place: URL, file: Path) -> URL:
    """Without a log beside it nobody is writing, and then not even a lock is left there."""
    quiet = not file.with_name(f"{file.name}-wal").exists()
    return place.set(
        database=file.absolute().as_uri(), query={"mode": "ro", "uri": "true"} | ({"immutable": "1"} if quiet else {})
    )


def _standing(connection: Connection) -> str:
    """Which of our steps the tables are at. Raises StrangeTables."""
    at = step_of(connection)
    if at is None:
        return "has no tables of Engawa's yet, and gets them when the bot is run"
    when = "is up to date" if at == steps()[-1] else "is brought up to date when the bot is run"
    return f"can be opened, and {when}"
