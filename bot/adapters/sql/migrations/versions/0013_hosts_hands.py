"""What hosts decide of an evening and a series beside what they announced."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    """Add the columns."""
    op.add_column("mixers", sa.Column("last_slot_at", sa.DateTime(timezone=True)))
    op.add_column("mixers", sa.Column("usual", sa.Text, nullable=False, server_default="{}"))
    op.add_column("mixers", sa.Column("description", sa.Text, nullable=False, server_default=sa.text("''")))
    op.add_column("mixers", sa.Column("picture", sa.Text, nullable=False, server_default=sa.text("''")))
    op.add_column("mixers", sa.Column("calls_roles", sa.Boolean, nullable=False, server_default=sa.false()))
    op.add_column("mixers", sa.Column("call_off_at", sa.DateTime(timezone=True)))
    op.add_column("mixers", sa.Column("call_off_series", sa.Boolean, nullable=False, server_default=sa.false()))
