"""Where people are: from which room a guest is brought to their seat, and every room that somebody sat in."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    """Add the column, and let somebody have sat in several rooms of one round."""
    op.add_column("guests", sa.Column("brought_from", sa.Integer, nullable=False, server_default="0"))
    with op.batch_alter_table("sittings") as table:
        table.drop_constraint("pk_sittings", type_="primary")
        table.create_primary_key("pk_sittings", ["guild_id", "user_id", "mixer_id", "round", "room"])
