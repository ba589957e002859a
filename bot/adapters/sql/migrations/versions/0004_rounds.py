"""What rounds and company need: who sits where next, which room has lost its people, and how the split was made.

Rows of before take the server defaults: one round, nobody alone.
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Add the columns."""
    op.add_column("mixers", sa.Column("rounds", sa.Integer, nullable=False, server_default="1"))
    op.add_column("mixers", sa.Column("round", sa.Integer, nullable=False, server_default="1"))
    op.add_column("mixers", sa.Column("round_at", sa.DateTime(timezone=True)))
    op.add_column("mixers", sa.Column("planned", sa.Integer, nullable=False, server_default="1"))
    op.add_column("mixers", sa.Column("split", sa.Text))
    op.add_column("rooms", sa.Column("later", sa.Text, nullable=False, server_default="[]"))
    op.add_column("rooms", sa.Column("few", sa.Integer, nullable=False, server_default="0"))
    op.add_column("rooms", sa.Column("few_since", sa.DateTime(timezone=True)))
    op.add_column("rooms", sa.Column("fews", sa.Integer, nullable=False, server_default="0"))
    op.add_column("rooms", sa.Column("content", sa.Boolean, nullable=False, server_default=sa.false()))
    op.add_column("rooms", sa.Column("merge", sa.Text, nullable=False, server_default="[]"))
    op.add_column("rooms", sa.Column("merge_at", sa.DateTime(timezone=True)))
    op.add_column("guests", sa.Column("tables", sa.Text, nullable=False, server_default="[]"))
    op.add_column("guests", sa.Column("doors", sa.Text, nullable=False, server_default="[]"))
