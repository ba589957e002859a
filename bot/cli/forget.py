"""`engawa forget`: deletes everything kept about a person, for an operator who is asked to; the bot may run on."""

from __future__ import annotations

from dataclasses import replace

from bot.adapters.alarm import now
from bot.adapters.sql.database import Database
from bot.adapters.sql.ledger import SqlLedger
from bot.adapters.sql.store import SqlStore
from bot.core.afterwards.sealing import secret_of
from bot.core.lifecycle.apply_event import step
from bot.core.lifecycle.events import Forgotten
from bot.core.lifecycle.mixer import Mixer
from bot.engine.retention import concerns
from bot.ports import Stale
from bot.settings import Settings

TRIES = 20
"""How often an evening is read again that a running bot changes at the same moment."""


async def forget(settings: Settings, user_id: int, guild_id: int | None) -> int:
    """Delete it in one server, or in all; say where something was. Raises StoreUnusable."""
    database = await Database.open(settings.database_url)
    try:
        store, ledger = SqlStore(database), SqlLedger(database, secret_of(settings.token.get_secret_value()))
        found: list[int] = []
        for server in sorted(await store.guilds()) if guild_id is None else [guild_id]:
            its = [mixer for mixer in await store.unfinished() if mixer.guild_id == server]
            listed = [mixer for mixer in its if mixer.signup(user_id) or mixer.guest(user_id)]
            if listed or user_id in await ledger.known_people(server):
                found.append(server)
            for mixer in its:
                if concerns(mixer, user_id):
                    await _take_out(store, mixer, user_id)
            await ledger.forget_person(server, user_id)
        where = f"in {len(found)} server{'' if len(found) == 1 else 's'} ({', '.join(map(str, found))})"
        print(f"Everything kept about {user_id} is deleted, {where}." if found else f"Nothing is kept about {user_id}.")
    finally:
        await database.close()
    return 0


async def _take_out(store: SqlStore, mixer: Mixer | None, user_id: int) -> None:
    """Save an evening without them; a bot that runs finds that another has saved it, and reads it again."""
    for _ in range(TRIES):
        if mixer is None or mixer.finished:
            return
        without = step(mixer, Forgotten(user_id), now())
        if without == mixer:
            return
        try:
            await store.save(replace(without, version=mixer.version + 1), mixer)
        except Stale:
            mixer = await store.mixer(mixer.id)
        else:
            return
    raise Stale("a mixer is changed all the time")
