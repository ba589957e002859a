"""What a server can choose besides: when ticks are told; and whether an invitation says who comes."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Add the columns."""
    op.add_column("communities", sa.Column("reveal_hours", sa.Integer, nullable=False, server_default="24"))
    op.add_column("mixers", sa.Column("name_guests", sa.Boolean, nullable=False, server_default=sa.false()))
