"""`engawa export`: everything kept about a person as JSON, for an operator who is asked for it; the bot may run on."""

from __future__ import annotations

import json
from dataclasses import asdict, is_dataclass

from bot.adapters.sql.database import Database
from bot.adapters.sql.ledger import SqlLedger
from bot.adapters.sql.person import rows_about
from bot.adapters.sql.store import SqlStore
from bot.core.afterwards.sealing import secret_of
from bot.settings import Settings


async def export(settings: Settings, user_id: int) -> int:
    """Print it, by server and table; what others wish about them is not theirs and not in it. Raises StoreUnusable."""
    database = await Database.open(settings.database_url)
    try:
        ledger = SqlLedger(database, secret_of(settings.token.get_secret_value()))
        servers: dict[str, dict[str, object]] = {
            str(server): {**tables} for server, tables in (await rows_about(database, user_id)).items()
        }
        for server in await SqlStore(database).guilds():
            kept = await ledger.kept(server, user_id)
            sealed = {"would_like_to_stay_in_touch_with": sorted(kept.ticked), "remarks": list(kept.remarks)}
            if kept.ratings or any(sealed.values()):
                servers.setdefault(str(server), {}).update(sealed, evenings_rated=kept.ratings)
    finally:
        await database.close()
    print(json.dumps({"user_id": user_id, "servers": servers}, ensure_ascii=False, indent=2, default=_plain))
    return 0


def _plain(value: object) -> object:
    if is_dataclass(value) and not isinstance(value, type):
        return asdict(value)
    return sorted(map(str, value)) if isinstance(value, frozenset) else str(value)
