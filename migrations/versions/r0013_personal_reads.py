"""Who was shown personal data, under grants that ask for it to be kept."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """A line for each answer, and whose records it showed."""
    op.create_table(
        "personal_read",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("partner", sa.String(64), nullable=False),
        sa.Column("person", sa.String(200), nullable=False),
        sa.Column("operation", sa.String(200), nullable=False),
        sa.Column("fields", sa.JSON(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("correlation_id", sa.String(40), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_personal_read"),
    )
    op.create_index("ix_personal_read_at", "personal_read", ["at"])
    op.create_index("ix_personal_read_partner_at", "personal_read", ["partner", "at"])
    op.create_table(
        "personal_read_subject",
        sa.Column("subject", sa.String(200), nullable=False),
        sa.Column("read", sa.String(32), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("subject", "read", name="pk_personal_read_subject"),
    )
    op.create_index("ix_personal_read_subject_read", "personal_read_subject", ["read"])


def downgrade() -> None:
    """Who looked is not known any more."""
    op.drop_table("personal_read_subject")
    op.drop_table("personal_read")
