"""Links of the crosswalk: learned from records, and declared by import."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_IS_DECLARED = sa.text("origin = 'DECLARED'")


def upgrade() -> None:
    """One row for each claim; the short index is what a replica looks at to see a new declaration."""
    op.create_table(
        "identifier_link",
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("value", sa.String(200), nullable=False),
        sa.Column("instance", sa.String(40), nullable=False),
        sa.Column("ours", sa.String(200), nullable=False),
        sa.Column("origin", sa.String(20), nullable=False),
        sa.Column("learned_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("valid_from", sa.DateTime(timezone=True)),
        sa.Column("valid_until", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("kind", "value", "instance", "ours", "origin", name="pk_identifier_link"),
    )
    op.create_index("ix_identifier_link_kind_ours_instance", "identifier_link", ["kind", "ours", "instance"])
    op.create_index(
        "ix_identifier_link_declared",
        "identifier_link",
        ["learned_at"],
        postgresql_where=_IS_DECLARED,
        sqlite_where=_IS_DECLARED,
    )


def downgrade() -> None:
    """The instance file's links are all that is left."""
    op.drop_table("identifier_link")
