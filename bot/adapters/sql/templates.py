"""How a server's evenings were announced, so that a new one can be like them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.adapters.offered import read_plan, written_plan
from bot.adapters.sql.database import Database
from bot.adapters.sql.ledger_tables import templates
from bot.core.planning.schedule import TEMPLATE_KEPT, Schedule


class SqlTemplates:
    """Keeps plans of evenings that took place. Every method raises StoreUnusable."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def keep_template(self, guild_id: int, mixer_id: str, plan: Schedule, at: datetime, *, most: int) -> None:
        """See ports.TemplateBook."""
        its = {"mixer_id": mixer_id, "plan": written_plan(plan), "at": at}
        new = self._database.insert(templates).values(guild_id=guild_id, title=plan.wish.title or "", **its)
        kept = new.on_conflict_do_update(index_elements=templates.primary_key, set_=its)
        here = templates.c.guild_id == guild_id
        latest = select(templates.c.title).where(here).order_by(templates.c.at.desc()).limit(most)

        async def keep(connection: AsyncConnection) -> None:
            await connection.execute(kept)
            await connection.execute(delete(templates).where(here, templates.c.title.not_in(latest)))

        await self._database.work(keep)

    async def templates(self, guild_id: int) -> Mapping[str, Schedule]:
        """See ports.TemplateBook."""
        wanted = select(templates).where(templates.c.guild_id == guild_id).order_by(templates.c.at.desc())
        found = await self._database.work(lambda connection: connection.execute(wanted), reading=True)
        plans = {row["mixer_id"]: read_plan(row["plan"]) for row in found.mappings()}
        return {id: plan for id, plan in plans.items() if plan is not None}

    async def _expire_templates(self, connection: AsyncConnection, now: datetime) -> None:
        """Delete those of which nothing has taken place for long."""
        await connection.execute(delete(templates).where(templates.c.at <= now - TEMPLATE_KEPT))
