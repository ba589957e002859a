"""The ledger's tables; every key begins with the server, so that nothing of one is ever looked for in another."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, Boolean, Column, Integer, Table, Text, UniqueConstraint, false

from bot.adapters.sql.columns import GROWING, NAMES, Instant, choice
from bot.adapters.sql.tables import EMPTY, metadata
from bot.core.community.deeds import DeedKind
from bot.core.seating import Comfort


def _id(name: str) -> Column[int]:
    return Column(name, BigInteger, primary_key=True, autoincrement=False)


def _touched() -> Column[datetime | None]:
    """The first look at what is old since its owner last changed it or sat at a mixer; NULL until then."""
    return Column("at", Instant)


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
    Column("depth", Integer, nullable=False, server_default="1"),
    Column("shape", Text, nullable=False, server_default="open"),
    Column("first", Boolean, nullable=False, server_default=false()),
    UniqueConstraint("guild_id", "id"),
)

switched_off = Table(
    "switched_off",
    metadata,
    _id("guild_id"),
    Column("question", Text, primary_key=True),
)

known_questions = Table(
    "known_questions",
    metadata,
    _id("guild_id"),
    _id("user_id"),
    Column("question", Text, primary_key=True),
    Column("at", Instant, nullable=False, index=True),
)

refusals = Table("refusals", metadata, _id("guild_id"), _id("user_id"), _touched())

cards = Table(
    "cards",
    metadata,
    _id("guild_id"),
    _id("user_id"),
    Column("about", Text, nullable=False),
    Column("answer", Text, nullable=False),
    Column("may_show", Boolean, nullable=False),
    Column("field", Text),
    Column("ask_field", Boolean, nullable=False, server_default=false()),
    Column("languages", NAMES, nullable=False),
    Column("comfort", choice(Comfort)),
    Column("remind", Boolean, nullable=False),
    _touched(),
)

avoidances = Table("avoidances", metadata, _id("guild_id"), _id("user_id"), _id("other_id"), _touched())

offers = Table(
    "offers",
    metadata,
    Column("place", GROWING, primary_key=True),
    Column("guild_id", BigInteger, nullable=False),
    Column("user_id", BigInteger, nullable=False),
    Column("token", Text, nullable=False, unique=True),
    Column("choices", Text, nullable=False),
    Column("until", Instant, nullable=False, index=True),
)

standing = Table(
    "standing",
    metadata,
    Column("place", GROWING, primary_key=True),
    Column("guild_id", BigInteger, nullable=False),
    Column("series", Text, nullable=False),
    Column("user_id", BigInteger, nullable=False),
    Column("absences", Integer, nullable=False),
    Column("at", Instant, nullable=False, index=True),  # when they last came, or said that they would
    UniqueConstraint("guild_id", "series", "user_id"),
)

absences = Table("absences", metadata, _id("guild_id"), _id("user_id"), Column("since", Instant, nullable=False))

sittings = Table(
    "sittings",
    metadata,
    _id("guild_id"),
    _id("user_id"),  # before the mixer: whoever comes tonight is looked for in all mixers
    Column("mixer_id", Text, primary_key=True, index=True),
    Column("round", Integer, primary_key=True, autoincrement=False),
    Column("room", Integer, primary_key=True, autoincrement=False),
    Column("at", Instant, primary_key=True, index=True),
    Column("until", Instant),
)

afterwards = Table(
    "afterwards",
    metadata,
    _id("guild_id"),
    Column("mixer_id", Text, primary_key=True),
    Column("host_id", BigInteger, nullable=False),
    Column("home_id", BigInteger, nullable=False, key="channel_id"),
    Column("title", Text, nullable=False),
    Column("language", Text, nullable=False),
    Column("signed_up", Integer, nullable=False),
    Column("ended_at", Instant, nullable=False),
    Column("recap_at", Instant, nullable=False),
    Column("reveal_at", Instant, nullable=False),
    Column("recapped", Boolean, nullable=False),
    Column("revealed", Boolean, nullable=False),
    Column("tick_key", Text),
    Column("began_at", Instant),
    Column("common_ground", Text, nullable=False, server_default=EMPTY),
    Column("telling_at", Instant),
)

# Rows of SQLite's tables have a number that tells in which order they were written; these two must not tell that.
ticks = Table(
    "ticks",
    metadata,
    _id("guild_id"),
    Column("mixer_id", Text, primary_key=True),
    Column("slip", Text, primary_key=True),
    sqlite_with_rowid=False,
)

ratings = Table(
    "voices",
    metadata,
    _id("guild_id"),
    Column("mixer_id", Text, primary_key=True),
    Column("voice", Text, primary_key=True),
    Column("face", Integer, nullable=False),
    Column("remark", Text, nullable=False),
    Column("told", Boolean, nullable=False),
    sqlite_with_rowid=False,
)

matches = Table(
    "matches",
    metadata,
    _id("guild_id"),
    Column("mixer_id", Text, primary_key=True),
    _id("user_id"),
    _id("other_id"),
    Column("told", Boolean, nullable=False),
)

deeds = Table(
    "deeds",
    metadata,
    Column("place", GROWING, primary_key=True),
    Column("guild_id", BigInteger, nullable=False, index=True),
    Column("at", Instant, nullable=False),
    Column("kind", choice(DeedKind), nullable=False),
    Column("title", Text, nullable=False),
    Column("user_id", BigInteger, nullable=False),  # who did it
    Column("other_id", BigInteger, nullable=False),  # whom it was about
)

kept_out = Table("kept_out", metadata, _id("guild_id"), _id("user_id"), Column("at", Instant, nullable=False))

mutes = Table("mutes", metadata, _id("guild_id"), _id("user_id"), Column("since", Instant, nullable=False))
templates = Table(
    "templates",
    metadata,
    _id("guild_id"),
    Column("title", Text, primary_key=True),
    Column("mixer_id", Text, nullable=False),
    Column("plan", Text, nullable=False),
    Column("at", Instant, nullable=False),
)

turnouts = Table(
    "turnouts",
    metadata,
    _id("guild_id"),
    Column("mixer_id", Text, primary_key=True),
    Column("title", Text, nullable=False),
    Column("at", Instant, nullable=False, index=True),
    *(Column(name, Integer, nullable=False) for name in ("came", "again", "questions", "revived")),
    *(Column(name, Integer) for name in ("good", "so_so", "not_for_me")),
)

OF_AN_EVENING = (ticks, ratings, matches)
"""What is kept as long as its evening is."""
TABLES = (
    *(tallies, own_questions, switched_off, known_questions, refusals, cards, avoidances, absences, sittings),
    *(afterwards, *OF_AN_EVENING, deeds, kept_out, mutes, offers, templates, turnouts, standing),
)
"""Every table here; each tells servers apart by its `guild_id`, and people, if it is about any, by its `user_id`."""
PERSONAL = (cards, avoidances, refusals)
"""What people say of themselves, kept until a year has passed without a change or an evening of theirs."""
UNFORGETTABLE = frozenset({kept_out, mutes})
"""What people cannot have deleted about themselves: they would let themselves in again, or be muted for ever."""
EXPIRING = (known_questions, sittings, standing)
"""What is kept for a while only, from its `at` on."""
