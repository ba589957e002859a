"""What is half done when the bot dies: since when a host is being told how an evening was."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    """Add the column."""
    op.add_column("afterwards", sa.Column("telling_at", sa.DateTime(timezone=True)))
