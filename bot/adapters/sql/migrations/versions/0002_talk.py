"""What talk needs: the rooms' further questions, the choices about ears, and what a server remembers of its evenings.

Rows of before take the server defaults, which is what the code does without these columns.
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Add the columns and make the tables."""
    op.add_column("rooms", sa.Column("askings", sa.Text, nullable=False, server_default="[]"))
    op.add_column("rooms", sa.Column("peace_until", sa.DateTime(timezone=True)))
    op.add_column("rooms", sa.Column("listened", sa.Boolean, nullable=False, server_default=sa.false()))
    op.add_column("rooms", sa.Column("calls", sa.Integer, nullable=False, server_default="0"))
    op.add_column("rooms", sa.Column("called_at", sa.DateTime(timezone=True)))
    op.add_column("guests", sa.Column("admitted", sa.Boolean, nullable=False, server_default=sa.true()))
    op.add_column("communities", sa.Column("listening", sa.Boolean, nullable=False, server_default=sa.true()))
    op.add_column("communities", sa.Column("gentle_minutes", sa.Integer, nullable=False, server_default="15"))
    op.create_table(
        "tallies",
        sa.Column("guild_id", sa.BigInteger, autoincrement=False, nullable=False),
        sa.Column("question", sa.Text, nullable=False),
        sa.Column("put", sa.Integer, nullable=False),
        sa.Column("worked", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("guild_id", "question", name="pk_tallies"),
    )
    op.create_table(
        "own_questions",
        sa.Column("place", sa.BigInteger().with_variant(sa.Integer, "sqlite"), nullable=False),
        sa.Column("guild_id", sa.BigInteger, nullable=False),
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("place", name="pk_own_questions"),
        sa.UniqueConstraint("guild_id", "id", name="uq_own_questions_guild_id"),
    )
    op.create_table(
        "known_questions",
        sa.Column("guild_id", sa.BigInteger, autoincrement=False, nullable=False),
        sa.Column("user_id", sa.BigInteger, autoincrement=False, nullable=False),
        sa.Column("question", sa.Text, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("guild_id", "user_id", "question", name="pk_known_questions"),
    )
    op.create_index("ix_known_questions_at", "known_questions", ["at"])
    op.create_table(
        "refusals",
        sa.Column("guild_id", sa.BigInteger, autoincrement=False, nullable=False),
        sa.Column("user_id", sa.BigInteger, autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("guild_id", "user_id", name="pk_refusals"),
    )
