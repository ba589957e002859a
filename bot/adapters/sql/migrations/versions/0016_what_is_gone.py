"""What an evening needs and has not, and who is asked in the place of a host who has left."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    """Add the columns."""
    op.add_column("mixers", sa.Column("broken", sa.Text, nullable=False, server_default="[]"))
    op.add_column("mixers", sa.Column("stand_ins", sa.Text, nullable=False, server_default="[]"))
