"""The tables, each column named as the dataclass field it keeps."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Integer,
    Interval,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    false,
    text,
    true,
)

from bot.adapters.sql.columns import (
    ASKINGS,
    ASSEMBLY,
    BROUGHT,
    EVENT,
    GROWING,
    NAMES,
    NOTICES,
    NUMBERS,
    POST_KEY,
    REPORTS,
    SEATS,
    SPLIT,
    USUAL,
    WORDS,
    Instant,
    choice,
)
from bot.core.community.settings import GuestQuestions
from bot.core.lifecycle.parts import (
    Delivery,
)
from bot.core.lifecycle.phase import Ending, Phase
from bot.core.times.recurrence import Repeat

EMPTY = text("''")
"""As SQLite reports it: Alembic would find a plain "" to differ from that."""

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)

mixers = Table(
    "mixers",
    metadata,
    Column("id", Text, primary_key=True),
    Column("guild_id", BigInteger, nullable=False, index=True),
    Column("host_id", BigInteger, nullable=False),
    Column("home_id", BigInteger, nullable=False, key="channel_id"),
    Column("lobby_id", BigInteger, nullable=False),
    Column("title", Text, nullable=False),
    Column("common_ground", Text, nullable=False),
    Column("language", Text, nullable=False),
    Column("room_size", Integer, nullable=False),
    Column("length", Interval, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("opens_at", Instant, nullable=False),
    Column("closes_at", Instant, nullable=False),
    Column("phase", choice(Phase), nullable=False, index=True),
    Column("ending", choice(Ending)),
    Column("ended_at", Instant),
    Column("category_name", Text, nullable=False),
    Column("category_id", BigInteger),
    Column("category_tried_at", Instant),
    Column("for_roles", NUMBERS, nullable=False, server_default="[]"),
    Column("capacity", Integer),
    Column("description", Text, nullable=False, server_default=EMPTY),
    Column("picture", Text, nullable=False, server_default=EMPTY),
    Column("calls_roles", Boolean, nullable=False, server_default=false()),
    Column("announce_at", Instant),
    Column("name_guests", Boolean, nullable=False, server_default=false()),
    Column("moved_at", Instant),
    Column("time_zone", Text, nullable=False, server_default="UTC"),
    Column("repeat", choice(Repeat), nullable=False, server_default="once"),
    Column("series_at", Instant),
    Column("slot_at", Instant),
    Column("last_slot_at", Instant),
    Column("usual", USUAL, nullable=False, server_default="{}"),
    Column("followed", Boolean, nullable=False, server_default=false(), key="next_planned"),
    Column("next_at", Instant),
    Column("event", EVENT),
    Column("rounds", Integer, nullable=False, server_default="1"),
    Column("round", Integer, nullable=False, server_default="1"),
    Column("round_at", Instant),
    Column("planned", Integer, nullable=False, server_default="1", key="round_planned"),
    Column("split", SPLIT, key="seating_summary"),
    Column("notices", NOTICES, nullable=False, server_default="[]"),
    Column("stayed", Boolean, nullable=False, server_default=false()),
    Column("broken", NAMES, nullable=False, server_default="[]"),
    Column("stand_ins", NUMBERS, nullable=False, server_default="[]"),
    Column("handed_over", Integer, nullable=False, server_default="0"),
    Column("missing", NAMES, nullable=False, key="missing_permissions"),
    Column("call_off_at", Instant),
    Column("call_off_series", Boolean, nullable=False, server_default=false()),
    Column("vote_key", Text, nullable=False, server_default=EMPTY),
    Column("forgotten", NUMBERS, nullable=False, server_default="[]"),
    Column("ground_kind", Text),
    Column("brought", BROUGHT, nullable=False, server_default="[]"),
    Column("shut_out", NUMBERS, nullable=False, server_default="[]"),
    Column("uninvited", NUMBERS, nullable=False, server_default="[]"),
    Column("reports", REPORTS, nullable=False, server_default="[]"),
    Column("beside", SEATS, nullable=False, server_default="[]"),
    Column("apart", SEATS, nullable=False, server_default="[]"),
    Column("friends", SEATS, nullable=False, server_default="[]"),
    Column("assembly", ASSEMBLY),
    Column("version", Integer, nullable=False),
)


def _mixer_id(*, primary_key: bool) -> Column[str]:
    return Column(
        "mixer_id", Text, ForeignKey(mixers.c.id, ondelete="CASCADE"), primary_key=primary_key, nullable=False
    )


rooms = Table(
    "rooms",
    metadata,
    _mixer_id(primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("name", Text, nullable=False),
    Column("question", Text, nullable=False, key="questions.now"),
    Column("channel_id", BigInteger),
    Column("tried_at", Instant),
    Column("status", Text),
    Column("lost", Boolean, nullable=False),
    Column("askings", ASKINGS, nullable=False, server_default="[]"),
    Column("peace_until", Instant),
    Column("listened", Boolean, nullable=False, server_default=false()),
    Column("calls", Integer, nullable=False, server_default="0", key="call.nth"),
    Column("called_at", Instant, key="call.at"),
    Column("chain", NUMBERS, nullable=False, server_default="[]", key="call.chain"),
    Column("answered", Boolean, nullable=False, server_default=false(), key="call.answered"),
    Column("let_in", NUMBERS, nullable=False, server_default="[]"),
    Column("closing", Text, nullable=False, server_default=EMPTY, key="end.question"),
    Column("counted", Boolean, nullable=False, server_default=false(), key="end.counted"),
    Column("stays", Boolean, nullable=False, server_default=false(), key="end.stays"),
    Column("over_at", Instant, key="end.over_at"),
    Column("released", Boolean, nullable=False, server_default=false(), key="end.released"),
    Column("later", WORDS, nullable=False, server_default="[]", key="questions.later"),
    Column("few", Integer, nullable=False, server_default="0", key="smallness.count"),
    Column("few_since", Instant, key="smallness.since"),
    Column("fews", Integer, nullable=False, server_default="0", key="smallness.nth"),
    Column("content", Boolean, nullable=False, server_default=false(), key="smallness.stays"),
    Column("merge", SEATS, nullable=False, server_default="[]", key="smallness.moves"),
    Column("merge_at", Instant, key="smallness.at"),
)

guests = Table(
    "guests",
    metadata,
    Column("place", GROWING, primary_key=True),
    _mixer_id(primary_key=False),
    Column("user_id", BigInteger, nullable=False),
    Column("room", Integer, nullable=False),
    Column("waiting", Boolean, nullable=False),
    Column("asked_at", Instant),
    Column("admitted", Boolean, nullable=False, server_default=true()),
    Column("tables", NUMBERS, nullable=False, server_default="[]", key="next_rooms"),
    Column("doors", NUMBERS, nullable=False, server_default="[]", key="admitted_to"),
    Column("about", Text, nullable=False, server_default=EMPTY),
    Column("answer", Text, nullable=False, server_default=EMPTY),
    Column("absent", Boolean, nullable=False, server_default=false()),
    Column("ballot", Text, nullable=False, server_default=EMPTY),
    Column("brought_from", Integer, nullable=False, server_default="0"),
    UniqueConstraint("mixer_id", "user_id"),
)

signups = Table(
    "signups",
    metadata,
    Column("place", GROWING, primary_key=True),
    _mixer_id(primary_key=False),
    Column("user_id", BigInteger, nullable=False),
    Column("at", Instant, nullable=False),
    Column("waiting", Boolean, nullable=False),
    Column("remind", Boolean, nullable=False),
    Column("moved_up", Boolean, nullable=False),
    Column("standing", Boolean, nullable=False, server_default=false()),
    UniqueConstraint("mixer_id", "user_id"),
)

posts = Table(
    "posts",
    metadata,
    _mixer_id(primary_key=True),
    Column("key", POST_KEY, primary_key=True),
    Column("channel_id", BigInteger, nullable=False),
    Column("tried_at", Instant, nullable=False),
    Column("delivery", choice(Delivery), nullable=False),
    Column("message_id", BigInteger),
    Column("shown", Text, nullable=False),
)

communities = Table(
    "communities",
    metadata,
    Column("guild_id", BigInteger, primary_key=True, autoincrement=False),
    Column("language", Text, nullable=False),
    Column("host_role_id", BigInteger),
    Column("lobby_id", BigInteger),
    Column("listening", Boolean, nullable=False, server_default=true()),
    Column("gentle_minutes", Integer, nullable=False, server_default="15"),
    Column("time_zone", Text, nullable=False, server_default="UTC"),
    Column("fields", WORDS, nullable=False, server_default="[]"),
    Column("announce_days", Integer, nullable=False, server_default="7"),
    Column("name_guests", Boolean, nullable=False, server_default=false()),
    Column("announce_id", BigInteger),
    Column("board_id", BigInteger),
    Column("reveal_hours", Integer, nullable=False, server_default="24"),
    Column("guest_questions", choice(GuestQuestions), nullable=False, server_default="shown"),
    Column("tone", Boolean, nullable=False, server_default=false()),
    Column("tone_id", BigInteger),
    Column("left_at", Instant),
)

leases = Table(
    "leases",
    metadata,
    Column("count", Integer, primary_key=True, autoincrement=False),
    Column("shard", Integer, primary_key=True, autoincrement=False),
    Column("holder", Text, nullable=False),
    Column("until", Instant, nullable=False),
    Column("asked_until", Instant),
)

identifies = Table(
    "identifies",
    metadata,
    Column("bot_id", BigInteger, primary_key=True, autoincrement=False),
    Column("bucket", Integer, primary_key=True, autoincrement=False),
    Column("next_at", Instant, nullable=False),
)
