"""The last known value of everything that was read, for when its system cannot be asked."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """One row for each record, in the encoding of the cache."""
    op.create_table(
        "last_known",
        sa.Column("instance", sa.String(40), nullable=False),
        sa.Column("port", sa.String(40), nullable=False),
        sa.Column("key", sa.String(300), nullable=False),
        sa.Column("form", sa.String(40), nullable=False),
        sa.Column("fetched_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("instance", "port", "key", name="pk_last_known"),
    )
    op.create_index("ix_last_known_fetched_at", "last_known", ["fetched_at"])


def downgrade() -> None:
    """What was known is read again where its system answers."""
    op.drop_table("last_known")
