"""The ledger's tables; every key begins with the server, so that nothing of one is ever looked for in another."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, Integer, Table, Text, UniqueConstraint

from bot.adapters.columns import GROWING, NAMES, Instant, choice
from bot.adapters.tables import metadata
from bot.core.seating import Comfort


def _id(name: str) -> Column[int]:
    return Column(name, BigInteger, primary_key=True, autoincrement=False)


tallies = Table(
    "tallies",
    metadata,
    _id("guild_id"),
    Column("question", Text, primary_key=True),
    Column("put", Integer, nullable=False),
    Column("worked", Integer, nullable=False),
)

own_questions = Table(
    "own_questions",
    metadata,
    Column("place", GROWING, primary_key=True),
    Column("guild_id", BigInteger, nullable=False),
    Column("id", Text, nullable=False),
    Column("text", Text, nullable=False),
    UniqueConstraint("guild_id", "id"),
)

known_questions = Table(
    "known_questions",
    metadata,
    _id("guild_id"),
    _id("user_id"),
    Column("question", Text, primary_key=True),
    Column("at", Instant, nullable=False, index=True),
)

refusals = Table("refusals", metadata, _id("guild_id"), _id("user_id"))

cards = Table(
    "cards",
    metadata,
    _id("guild_id"),
    _id("user_id"),
    Column("about", Text, nullable=False),
    Column("answer", Text, nullable=False),
    Column("may_show", Boolean, nullable=False),
    Column("field", Text),
    Column("languages", NAMES, nullable=False),
    Column("comfort", choice(Comfort)),
    Column("remind", Boolean, nullable=False),
)

avoidances = Table("avoidances", metadata, _id("guild_id"), _id("user_id"), _id("other_id"))

sittings = Table(
    "sittings",
    metadata,
    _id("guild_id"),
    _id("user_id"),  # before the mixer: whoever comes tonight is looked for in all mixers, and never one mixer alone
    Column("mixer_id", Text, primary_key=True),
    Column("round", Integer, primary_key=True, autoincrement=False),
    Column("room", Integer, nullable=False),
    Column("at", Instant, nullable=False, index=True),
)

TABLES = (tallies, own_questions, known_questions, refusals, cards, avoidances, sittings)
"""Every table here; each tells servers apart by its `guild_id`, and people, if it is about any, by its `user_id`."""
EXPIRING = (known_questions, sittings)
"""What is kept for a while only, from its `at` on."""
