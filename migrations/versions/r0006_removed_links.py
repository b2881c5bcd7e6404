"""Links that were taken back by a person: which, when and by whom."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """One row for each claim that was taken back; a claim may be told and taken back several times."""
    op.create_table(
        "removed_link",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("value", sa.String(200), nullable=False),
        sa.Column("instance", sa.String(40), nullable=False),
        sa.Column("ours", sa.String(200), nullable=False),
        sa.Column("origin", sa.String(20), nullable=False),
        sa.Column("learned_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("who", sa.String(200), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_removed_link"),
    )
    op.create_index("ix_removed_link_kind_ours", "removed_link", ["kind", "ours"])


def downgrade() -> None:
    """The links that are left stay; what was taken back is forgotten."""
    op.drop_table("removed_link")
