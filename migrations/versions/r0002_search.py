"""Search: the order index with its terms and owners, and the source feeds."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_NAME = sa.String(250).with_variant(postgresql.VARCHAR(250, collation="C"), "postgresql")
_IS_OVERDUE = sa.text("overdue_at IS NOT NULL")
_PAGED_BY = ("customer", "channel", "status", "billing_status", "return_status")


def upgrade() -> None:
    """One row for each order, what it is found by, whose it is; and one row for each feed."""
    _order_row()
    _order_names("order_term", sa.Column("placed_at", sa.DateTime(timezone=True)), found_by="placed_at")
    _order_names("order_owner")
    op.create_table(
        "source_feed",
        sa.Column("instance", sa.String(40), nullable=False),
        sa.Column("cursor", sa.Text(), nullable=False),
        sa.Column("watermark", sa.DateTime(timezone=True)),
        sa.Column("last_heard_at", sa.DateTime(timezone=True)),
        sa.Column("expected_ms", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("instance", name="pk_source_feed"),
    )


def downgrade() -> None:
    """Search knows nothing any more; a sync of the systems fills it again."""
    for table in ("source_feed", "order_owner", "order_term", "order_row"):
        op.drop_table(table)


def _order_row() -> None:
    op.create_table(
        "order_row",
        sa.Column("number", _NAME, nullable=False),
        sa.Column("source", sa.String(40), nullable=False),
        sa.Column("customer", _NAME, nullable=False),
        sa.Column("channel", _NAME, nullable=False),
        *(sa.Column(f"{what}status", sa.String(30), nullable=False) for what in ("", "billing_", "return_")),
        *(
            sa.Column(f"{what}_at", sa.DateTime(timezone=True))
            for what in ("placed", "promised", "changed", "overdue")
        ),
        sa.PrimaryKeyConstraint("number", name="pk_order_row"),
    )
    for field in ("placed_at", "promised_at", "changed_at"):
        op.create_index(f"ix_order_row_{field}_number", "order_row", [field, "number"])
    for field in _PAGED_BY:
        op.create_index(f"ix_order_row_{field}_placed_at_number", "order_row", [field, "placed_at", "number"])
    for field in ("placed_at", "promised_at"):
        op.create_index(
            f"ix_order_row_overdue_{field}_number",
            "order_row",
            [field, "number"],
            sqlite_where=_IS_OVERDUE,
            postgresql_where=_IS_OVERDUE,
        )


def _order_names(table: str, *more: sa.Column[object], found_by: str = "") -> None:
    op.create_table(
        table,
        sa.Column("number", _NAME, nullable=False),
        sa.Column("kind", sa.String(30), nullable=False),
        sa.Column("value", _NAME, nullable=False),
        *more,
        sa.PrimaryKeyConstraint("number", "kind", "value", name=f"pk_{table}"),
        sqlite_with_rowid=False,
    )
    columns = ["kind", "value", *([found_by] if found_by else []), "number"]
    op.create_index("_".join(["ix", table, *columns]), table, columns)
