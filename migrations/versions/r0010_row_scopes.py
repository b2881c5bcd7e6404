"""Whose purchase orders are, and orders that no scope over suppliers shows any more.

Nobody tells whose goods an order's are that come straight from a supplier. An entry of an empty kind let
every scope over suppliers see it: it goes, and so the order is no supplier's.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

_NAME = sa.String(250).with_variant(postgresql.VARCHAR(250, collation="C"), "postgresql")


def upgrade() -> None:
    """One row for each purchase order."""
    op.create_table(
        "purchase_row",
        sa.Column("number", _NAME, nullable=False),
        sa.Column("supplier", _NAME, nullable=False),
        sa.Column("location", _NAME, nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_purchase_row"),
    )
    op.execute("DELETE FROM order_owner WHERE kind = ''")


def downgrade() -> None:
    """Orders stay no supplier's until they are read again."""
    op.drop_table("purchase_row")
