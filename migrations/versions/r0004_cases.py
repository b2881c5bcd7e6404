"""What was done about an exception case: who, when, from which state to which."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """One row for each change of a case."""
    op.create_table(
        "exception_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.String(36), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("who", sa.String(200), nullable=False),
        sa.Column("before", sa.String(20), nullable=False),
        sa.Column("after", sa.String(20), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["exception_case.id"], name="fk_exception_change_case_id"),
        sa.PrimaryKeyConstraint("id", name="pk_exception_change"),
    )
    op.create_index("ix_exception_change_case_id_id", "exception_change", ["case_id", "id"])


def downgrade() -> None:
    """The cases stay; what was done about them is forgotten."""
    op.drop_table("exception_change")
