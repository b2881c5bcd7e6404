"""Owners of orders, to be read newest first as their terms are."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_OLD = "ix_order_owner_kind_value_number"
_NEW = "ix_order_owner_kind_value_placed_at_number"
_FILL = (
    "UPDATE order_owner SET placed_at = "
    "(SELECT placed_at FROM order_row WHERE order_row.number = order_owner.number)"
)


def upgrade() -> None:
    """Each entry has its order's placed_at beside it."""
    op.drop_index(_OLD, "order_owner")
    op.add_column("order_owner", sa.Column("placed_at", sa.DateTime(timezone=True)))
    op.execute(_FILL)
    op.create_index(_NEW, "order_owner", ["kind", "value", "placed_at", "number"])


def downgrade() -> None:
    """The rows still have it."""
    op.drop_index(_NEW, "order_owner")
    op.drop_column("order_owner", "placed_at")
    op.create_index(_OLD, "order_owner", ["kind", "value", "number"])
