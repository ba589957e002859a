"""Questions that came with an evening, what kind its common ground is, and how a server would like its questions."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    """Add the columns and the table."""
    op.add_column("mixers", sa.Column("ground_kind", sa.Text))
    op.add_column("mixers", sa.Column("brought", sa.Text, nullable=False, server_default="[]"))
    op.add_column("own_questions", sa.Column("depth", sa.Integer, nullable=False, server_default="1"))
    op.add_column("own_questions", sa.Column("shape", sa.Text, nullable=False, server_default="open"))
    op.add_column("own_questions", sa.Column("first", sa.Boolean, nullable=False, server_default=sa.false()))
    op.add_column("communities", sa.Column("guest_questions", sa.Text, nullable=False, server_default="shown"))
    op.create_table(
        "switched_off",
        sa.Column("guild_id", sa.BigInteger, autoincrement=False, nullable=False),
        sa.Column("question", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("guild_id", "question", name="pk_switched_off"),
    )
