"""What comes after an evening: what is to be told of it, sealed ticks and voices, and whom they brought together."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Make the tables."""
    op.create_index("ix_sittings_mixer_id", "sittings", ["mixer_id"])
    op.create_table(
        "afterwards",
        sa.Column("guild_id", sa.BigInteger, autoincrement=False, nullable=False),
        sa.Column("mixer_id", sa.Text, nullable=False),
        sa.Column("host_id", sa.BigInteger, nullable=False),
        sa.Column("home_id", sa.BigInteger, nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("language", sa.Text, nullable=False),
        sa.Column("signed_up", sa.Integer, nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recap_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reveal_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recapped", sa.Boolean, nullable=False),
        sa.Column("revealed", sa.Boolean, nullable=False),
        sa.PrimaryKeyConstraint("guild_id", "mixer_id", name="pk_afterwards"),
    )
    op.create_table(
        "ticks",
        sa.Column("guild_id", sa.BigInteger, autoincrement=False, nullable=False),
        sa.Column("mixer_id", sa.Text, nullable=False),
        sa.Column("slip", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("guild_id", "mixer_id", "slip", name="pk_ticks"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "voices",
        sa.Column("guild_id", sa.BigInteger, autoincrement=False, nullable=False),
        sa.Column("mixer_id", sa.Text, nullable=False),
        sa.Column("voice", sa.Text, nullable=False),
        sa.Column("face", sa.Integer, nullable=False),
        sa.Column("remark", sa.Text, nullable=False),
        sa.Column("told", sa.Boolean, nullable=False),
        sa.PrimaryKeyConstraint("guild_id", "mixer_id", "voice", name="pk_voices"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "matches",
        sa.Column("guild_id", sa.BigInteger, autoincrement=False, nullable=False),
        sa.Column("mixer_id", sa.Text, nullable=False),
        sa.Column("user_id", sa.BigInteger, autoincrement=False, nullable=False),
        sa.Column("other_id", sa.BigInteger, autoincrement=False, nullable=False),
        sa.Column("told", sa.Boolean, nullable=False),
        sa.PrimaryKeyConstraint("guild_id", "mixer_id", "user_id", "other_id", name="pk_matches"),
    )
