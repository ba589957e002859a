"""How each evening went, in counts that name nobody; and whether a room may be asked about somebody's field of work."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"


def upgrade() -> None:
    """Add the table and the column."""
    op.create_table(
        "turnouts",
        sa.Column("guild_id", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("mixer_id", sa.Text, primary_key=True),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        *(sa.Column(name, sa.Integer, nullable=False) for name in ("came", "again", "questions", "revived")),
        *(sa.Column(name, sa.Integer) for name in ("good", "so_so", "not_for_me")),
    )
    op.create_index("ix_turnouts_at", "turnouts", ["at"])
    op.add_column("cards", sa.Column("ask_field", sa.Boolean, nullable=False, server_default=sa.false()))
