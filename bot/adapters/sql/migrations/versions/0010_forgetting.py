"""Keys of an evening's own; who is forgotten or away, and since when nobody has touched what they said."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
OVER = "('closed', 'cancelled')"


def upgrade() -> None:
    """Add the columns and the table, and delete what evenings that are over have no more use for."""
    op.add_column("mixers", sa.Column("vote_key", sa.Text, nullable=False, server_default=sa.text("''")))
    op.add_column("mixers", sa.Column("forgotten", sa.Text, nullable=False, server_default="[]"))
    op.add_column("afterwards", sa.Column("tick_key", sa.Text))
    for table in ("cards", "avoidances", "refusals"):
        op.add_column(table, sa.Column("at", sa.DateTime(timezone=True)))
    op.create_table(
        "absences",
        sa.Column("guild_id", sa.BigInteger, autoincrement=False, nullable=False),
        sa.Column("user_id", sa.BigInteger, autoincrement=False, nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("guild_id", "user_id", name="pk_absences"),
    )
    op.execute(f"UPDATE mixers SET notices = '[]' WHERE phase IN {OVER}")
    over = f"mixer_id IN (SELECT id FROM mixers WHERE phase IN {OVER})"
    op.execute(f"UPDATE rooms SET let_in = '[]', chain = '[]' WHERE {over}")
