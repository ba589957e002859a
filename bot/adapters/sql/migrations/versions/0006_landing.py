"""What the end of the hour needs: votes, rooms that stay, who is asked when a room calls, and what hosts tell.

Rows of before take the server defaults.
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Add the columns."""
    op.add_column("mixers", sa.Column("notices", sa.Text, nullable=False, server_default="[]"))
    op.add_column("mixers", sa.Column("stayed", sa.Boolean, nullable=False, server_default=sa.false()))
    op.add_column("rooms", sa.Column("chain", sa.Text, nullable=False, server_default="[]"))
    op.add_column("rooms", sa.Column("answered", sa.Boolean, nullable=False, server_default=sa.false()))
    op.add_column("rooms", sa.Column("let_in", sa.Text, nullable=False, server_default="[]"))
    op.add_column("rooms", sa.Column("closing", sa.Text, nullable=False, server_default=""))
    op.add_column("rooms", sa.Column("counted", sa.Boolean, nullable=False, server_default=sa.false()))
    op.add_column("rooms", sa.Column("stays", sa.Boolean, nullable=False, server_default=sa.false()))
    op.add_column("rooms", sa.Column("over_at", sa.DateTime(timezone=True)))
    op.add_column("rooms", sa.Column("released", sa.Boolean, nullable=False, server_default=sa.false()))
    op.add_column("guests", sa.Column("ballot", sa.Text, nullable=False, server_default=""))
