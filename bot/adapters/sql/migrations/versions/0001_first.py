"""The first tables: mixers with their rooms, guests and posts, and the communities' settings."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make the tables. Types are spelled out here, so that later changes to the code do not rewrite history."""
    _mixers()
    op.create_table(
        "rooms",
        sa.Column("mixer_id", sa.Text, nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("question", sa.Text, nullable=False),
        sa.Column("channel_id", sa.BigInteger),
        sa.Column("tried_at", sa.DateTime(timezone=True)),
        sa.Column("status", sa.Text),
        sa.Column("lost", sa.Boolean, nullable=False),
        sa.PrimaryKeyConstraint("mixer_id", "number", name="pk_rooms"),
        sa.ForeignKeyConstraint(["mixer_id"], ["mixers.id"], name="fk_rooms_mixer_id", ondelete="CASCADE"),
    )
    op.create_table(
        "guests",
        sa.Column("place", sa.BigInteger().with_variant(sa.Integer, "sqlite"), nullable=False),
        sa.Column("mixer_id", sa.Text, nullable=False),
        sa.Column("user_id", sa.BigInteger, nullable=False),
        sa.Column("room", sa.Integer, nullable=False),
        sa.Column("waiting", sa.Boolean, nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("place", name="pk_guests"),
        sa.UniqueConstraint("mixer_id", "user_id", name="uq_guests_mixer_id"),
        sa.ForeignKeyConstraint(["mixer_id"], ["mixers.id"], name="fk_guests_mixer_id", ondelete="CASCADE"),
    )
    op.create_table(
        "posts",
        sa.Column("mixer_id", sa.Text, nullable=False),
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("channel_id", sa.BigInteger, nullable=False),
        sa.Column("tried_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("delivery", sa.Text, nullable=False),
        sa.Column("message_id", sa.BigInteger),
        sa.Column("shown", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("mixer_id", "key", name="pk_posts"),
        sa.ForeignKeyConstraint(["mixer_id"], ["mixers.id"], name="fk_posts_mixer_id", ondelete="CASCADE"),
    )
    op.create_table(
        "communities",
        sa.Column("guild_id", sa.BigInteger, autoincrement=False, nullable=False),
        sa.Column("language", sa.Text, nullable=False),
        sa.Column("host_role_id", sa.BigInteger),
        sa.Column("lobby_id", sa.BigInteger),
        sa.PrimaryKeyConstraint("guild_id", name="pk_communities"),
    )


def _mixers() -> None:
    op.create_table(
        "mixers",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("guild_id", sa.BigInteger, nullable=False),
        sa.Column("host_id", sa.BigInteger, nullable=False),
        sa.Column("home_id", sa.BigInteger, nullable=False),
        sa.Column("lobby_id", sa.BigInteger, nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("common_ground", sa.Text, nullable=False),
        sa.Column("language", sa.Text, nullable=False),
        sa.Column("room_size", sa.Integer, nullable=False),
        sa.Column("length", sa.Interval, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("opens_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closes_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("phase", sa.Text, nullable=False),
        sa.Column("ending", sa.Text),
        sa.Column("ended_at", sa.DateTime(timezone=True)),
        sa.Column("category_name", sa.Text, nullable=False),
        sa.Column("category_id", sa.BigInteger),
        sa.Column("category_tried_at", sa.DateTime(timezone=True)),
        sa.Column("missing", sa.Text, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_mixers"),
    )
    op.create_index("ix_mixers_guild_id", "mixers", ["guild_id"])
    op.create_index("ix_mixers_phase", "mixers", ["phase"])
