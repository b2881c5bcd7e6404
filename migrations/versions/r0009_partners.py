"""Partners, by whose subjects and keys they are known, and who changed what of them."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Five tables; the last has one row, which counts the changes."""
    op.create_table(
        "partner",
        sa.Column("name", sa.String(64), nullable=False),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("status", sa.String(20), nullable=False),
        sa.Column("lane", sa.String(20), nullable=False),
        sa.Column("weight", sa.Integer(), nullable=False),
        sa.Column("form", sa.Integer(), nullable=False),
        sa.Column("rights", sa.Text(), nullable=False),
        sa.Column("quota", sa.Text()),
        sa.PrimaryKeyConstraint("name", name="pk_partner"),
    )
    _credentials()
    op.create_table(
        "partner_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("who", sa.String(200), nullable=False),
        sa.Column("partner", sa.String(64), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("before", sa.Text(), nullable=False),
        sa.Column("after", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_partner_change"),
    )
    op.create_index("ix_partner_change_partner_id", "partner_change", ["partner", "id"])
    op.create_table(
        "partner_revision",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_partner_revision"),
    )


def downgrade() -> None:
    """Partners are forgotten, and with them everything that was done to them."""
    for table in ("partner_revision", "partner_change", "partner_key", "partner_subject", "partner"):
        op.drop_table(table)


def _credentials() -> None:
    op.create_table(
        "partner_subject",
        sa.Column("issuer", sa.String(300), nullable=False),
        sa.Column("value", sa.String(300), nullable=False),
        sa.Column("partner", sa.String(64), nullable=False),
        sa.ForeignKeyConstraint(["partner"], ["partner.name"], name="fk_partner_subject_partner"),
        sa.PrimaryKeyConstraint("issuer", "value", name="pk_partner_subject"),
    )
    op.create_index("ix_partner_subject_partner", "partner_subject", ["partner"])
    op.create_table(
        "partner_key",
        sa.Column("prefix", sa.String(40), nullable=False),
        sa.Column("partner", sa.String(64), nullable=False),
        sa.Column("label", sa.String(200), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True)),
        sa.Column("revoked_at", sa.DateTime(timezone=True)),
        sa.Column("last_used_at", sa.DateTime(timezone=True)),
        sa.ForeignKeyConstraint(["partner"], ["partner.name"], name="fk_partner_key_partner"),
        sa.PrimaryKeyConstraint("prefix", name="pk_partner_key"),
    )
    op.create_index("ix_partner_key_partner", "partner_key", ["partner"])
