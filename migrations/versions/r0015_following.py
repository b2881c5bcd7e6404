"""How far the log has had its effects, and how the feeds of those who push were heard."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """A row for whatever follows the log, and one for each instance that pushes."""
    op.create_table(
        "event_follower",
        sa.Column("name", sa.String(40), nullable=False),
        sa.Column("log", sa.String(40), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_event_follower"),
    )
    op.create_table(
        "told_feed",
        sa.Column("instance", sa.String(40), nullable=False),
        sa.Column("last_heard_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("watermark", sa.DateTime(timezone=True)),
        sa.Column("gaps", sa.JSON(), nullable=False),
        sa.Column("silent", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("instance", name="pk_told_feed"),
    )


def downgrade() -> None:
    """What was shared is read again, and rhythms are learned anew."""
    op.drop_table("told_feed")
    op.drop_table("event_follower")
