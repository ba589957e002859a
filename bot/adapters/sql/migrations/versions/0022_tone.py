"""Whether a server has a soft tone with its questions, and which sound of its soundboard that is."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"


def upgrade() -> None:
    """Add the columns."""
    op.add_column("communities", sa.Column("tone", sa.Boolean, nullable=False, server_default=sa.false()))
    op.add_column("communities", sa.Column("tone_id", sa.BigInteger))
