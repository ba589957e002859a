"""What planning ahead needs: who signed up, when and for whom an evening is, its series, and its Scheduled Event.

Rows of before take the server defaults: started at once, for everybody, and never again.
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Add the columns and make the table."""
    op.add_column("mixers", sa.Column("for_roles", sa.Text, nullable=False, server_default="[]"))
    op.add_column("mixers", sa.Column("capacity", sa.Integer))
    op.add_column("mixers", sa.Column("announce_at", sa.DateTime(timezone=True)))
    op.add_column("mixers", sa.Column("moved_at", sa.DateTime(timezone=True)))
    op.add_column("mixers", sa.Column("time_zone", sa.Text, nullable=False, server_default="UTC"))
    op.add_column("mixers", sa.Column("repeat", sa.Text, nullable=False, server_default="once"))
    op.add_column("mixers", sa.Column("series_at", sa.DateTime(timezone=True)))
    op.add_column("mixers", sa.Column("slot_at", sa.DateTime(timezone=True)))
    op.add_column("mixers", sa.Column("followed", sa.Boolean, nullable=False, server_default=sa.false()))
    op.add_column("mixers", sa.Column("next_at", sa.DateTime(timezone=True)))
    op.add_column("mixers", sa.Column("event", sa.Text))
    op.add_column("guests", sa.Column("about", sa.Text, nullable=False, server_default=""))
    op.add_column("guests", sa.Column("answer", sa.Text, nullable=False, server_default=""))
    op.add_column("guests", sa.Column("absent", sa.Boolean, nullable=False, server_default=sa.false()))
    op.create_table(
        "signups",
        sa.Column("place", sa.BigInteger().with_variant(sa.Integer, "sqlite"), nullable=False),
        sa.Column("mixer_id", sa.Text, nullable=False),
        sa.Column("user_id", sa.BigInteger, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("waiting", sa.Boolean, nullable=False),
        sa.Column("remind", sa.Boolean, nullable=False),
        sa.Column("moved_up", sa.Boolean, nullable=False),
        sa.ForeignKeyConstraint(["mixer_id"], ["mixers.id"], name="fk_signups_mixer_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("place", name="pk_signups"),
        sa.UniqueConstraint("mixer_id", "user_id", name="uq_signups_mixer_id"),
    )
