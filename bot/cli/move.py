"""`engawa move`: everything that is kept, carried over into another database, such as from a file to a server."""

from __future__ import annotations

from bot.adapters.sql.database import named, place_of
from bot.adapters.sql.moving import move as carry
from bot.settings import Settings


async def move(settings: Settings, url: str) -> int:
    """Carry it over and say what to do next; the exit code. Raises StoreUnusable."""
    if place_of(settings.database_url) == place_of(url):
        print("That is the database that is used already (ENGAWA_DATABASE_URL): please name another, empty one.")
        return 1
    carried = await carry(settings.database_url, url)
    print(
        f"{carried} rows are carried over into {named(place_of(url))}. Please name it in ENGAWA_DATABASE_URL, run "
        "`engawa check`, and start the bot. The database of before stays as it is; delete it once all is well."
    )
    return 0
