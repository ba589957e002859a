"""Who always comes to a series, and what stays readable of an evening that is over."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"


def upgrade() -> None:
    """Add the table and the columns."""
    op.create_table(
        "standing",
        sa.Column("place", sa.BigInteger().with_variant(sa.Integer, "sqlite"), primary_key=True),
        sa.Column("guild_id", sa.BigInteger, nullable=False),
        sa.Column("series", sa.Text, nullable=False),
        sa.Column("user_id", sa.BigInteger, nullable=False),
        sa.Column("absences", sa.Integer, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.UniqueConstraint("guild_id", "series", "user_id", name="uq_standing_guild_id"),
    )
    op.create_index("ix_standing_at", "standing", ["at"])
    op.add_column("signups", sa.Column("standing", sa.Boolean, nullable=False, server_default=sa.false()))
    op.add_column("afterwards", sa.Column("began_at", sa.DateTime(timezone=True)))
    op.add_column("afterwards", sa.Column("common_ground", sa.Text, nullable=False, server_default=sa.text("''")))
