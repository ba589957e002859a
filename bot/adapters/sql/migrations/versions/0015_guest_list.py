"""What hosts do with people by hand, and who is kept from evenings to come."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    """Add the columns and the tables."""
    for name in ("shut_out", "reports", "beside", "apart", "friends"):
        op.add_column("mixers", sa.Column(name, sa.Text, nullable=False, server_default="[]"))
    op.add_column("mixers", sa.Column("assembly", sa.Text))
    op.create_table(
        "deeds",
        sa.Column("place", sa.BigInteger().with_variant(sa.Integer, "sqlite"), nullable=False),
        sa.Column("guild_id", sa.BigInteger, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("user_id", sa.BigInteger, nullable=False),
        sa.Column("other_id", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("place", name="pk_deeds"),
    )
    op.create_index("ix_deeds_guild_id", "deeds", ["guild_id"])
    op.create_table(
        "kept_out",
        sa.Column("guild_id", sa.BigInteger, autoincrement=False, nullable=False),
        sa.Column("user_id", sa.BigInteger, autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("guild_id", "user_id", name="pk_kept_out"),
    )
