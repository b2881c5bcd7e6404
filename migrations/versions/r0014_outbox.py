"""How far the log was published to each broker of the company's, and who publishes it."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """A row for each outgoing feed."""
    op.create_table(
        "outbox_place",
        sa.Column("name", sa.String(64), nullable=False),
        sa.Column("log", sa.String(40), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("holder", sa.String(40)),
        sa.Column("held_until", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("name", name="pk_outbox_place"),
    )


def downgrade() -> None:
    """Feeds begin anew, as their settings say."""
    op.drop_table("outbox_place")
