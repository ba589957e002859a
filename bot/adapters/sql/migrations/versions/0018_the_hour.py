"""Whom we have muted; until when somebody sat in a room; who may not come any more in
the hour; and where hosts' boards stand."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"


def upgrade() -> None:
    """Add the table, the list, the channel, and the end of a stay; who comes back has another one."""
    op.create_table(
        "mutes",
        sa.Column("guild_id", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("user_id", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
    )
    op.add_column("mixers", sa.Column("uninvited", sa.Text, nullable=False, server_default="[]"))
    op.add_column("communities", sa.Column("board_id", sa.BigInteger))
    with op.batch_alter_table("sittings") as table:
        table.add_column(sa.Column("until", sa.DateTime(timezone=True)))
        table.drop_constraint("pk_sittings", type_="primary")
        table.create_primary_key("pk_sittings", ["guild_id", "user_id", "mixer_id", "round", "room", "at"])
