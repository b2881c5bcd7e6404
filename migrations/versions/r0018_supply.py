"""Supply that is on its way: what purchase orders and announced deliveries bring, by item."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

NAME = sa.String(250).with_variant(postgresql.VARCHAR(250, collation="C"), "postgresql")


def upgrade() -> None:
    """A row for each part of a document that brings something."""
    op.create_table(
        "coming_supply",
        sa.Column("number", NAME, nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("sku", NAME, nullable=False),
        sa.Column("location", NAME, nullable=False),
        sa.Column("grains", sa.BigInteger(), nullable=False),
        sa.Column("unit", sa.String(40), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("expected_at", sa.DateTime(timezone=True)),
        sa.Column("source", sa.String(40), nullable=False),
        sa.PrimaryKeyConstraint("number", "ordinal", name="pk_coming_supply"),
    )
    op.create_index("ix_coming_supply_sku", "coming_supply", ["sku"])


def downgrade() -> None:
    """Polls bring it in again."""
    op.drop_table("coming_supply")
