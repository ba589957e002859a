"""What is known about people: their cards, whom they avoid and with whom they sat; and a server's further settings.

Rows of before take the server defaults, which is what the code does without these columns.
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Add the columns and make the tables."""
    op.add_column("communities", sa.Column("time_zone", sa.Text, nullable=False, server_default="UTC"))
    op.add_column("communities", sa.Column("fields", sa.Text, nullable=False, server_default="[]"))
    op.add_column("communities", sa.Column("announce_days", sa.Integer, nullable=False, server_default="7"))
    op.add_column("communities", sa.Column("name_guests", sa.Boolean, nullable=False, server_default=sa.false()))
    op.add_column("communities", sa.Column("announce_id", sa.BigInteger))
    op.add_column("communities", sa.Column("left_at", sa.DateTime(timezone=True)))
    op.create_table(
        "cards",
        sa.Column("guild_id", sa.BigInteger, autoincrement=False, nullable=False),
        sa.Column("user_id", sa.BigInteger, autoincrement=False, nullable=False),
        sa.Column("about", sa.Text, nullable=False),
        sa.Column("answer", sa.Text, nullable=False),
        sa.Column("may_show", sa.Boolean, nullable=False),
        sa.Column("field", sa.Text),
        sa.Column("languages", sa.Text, nullable=False),
        sa.Column("comfort", sa.Text),
        sa.Column("remind", sa.Boolean, nullable=False),
        sa.PrimaryKeyConstraint("guild_id", "user_id", name="pk_cards"),
    )
    op.create_table(
        "avoidances",
        sa.Column("guild_id", sa.BigInteger, autoincrement=False, nullable=False),
        sa.Column("user_id", sa.BigInteger, autoincrement=False, nullable=False),
        sa.Column("other_id", sa.BigInteger, autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("guild_id", "user_id", "other_id", name="pk_avoidances"),
    )
    op.create_table(
        "sittings",
        sa.Column("guild_id", sa.BigInteger, autoincrement=False, nullable=False),
        sa.Column("user_id", sa.BigInteger, autoincrement=False, nullable=False),
        sa.Column("mixer_id", sa.Text, nullable=False),
        sa.Column("round", sa.Integer, autoincrement=False, nullable=False),
        sa.Column("room", sa.Integer, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("guild_id", "user_id", "mixer_id", "round", name="pk_sittings"),
    )
    op.create_index("ix_sittings_at", "sittings", ["at"])
