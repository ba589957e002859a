"""How often a mixer has been handed over."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """Add the column."""
    op.add_column("mixers", sa.Column("handed_over", sa.Integer, nullable=False, server_default="0"))
