"""Stock positions of our own, how far the log is in them, and what comparisons with snapshots found."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Small rows by source, generation, item and place."""
    op.create_table(
        "stock_source",
        sa.Column("id", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("name", sa.String(40), nullable=False),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("newest", sa.Integer(), nullable=False),
        sa.Column("as_of", sa.DateTime(timezone=True), nullable=True),
        sa.Column("told_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("doubted_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_stock_source"),
        sa.UniqueConstraint("name", name="uq_stock_source_name"),
    )
    op.create_table(
        "stock_position",
        sa.Column("source", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("generation", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("sku", sa.String(100), nullable=False),
        sa.Column("location", sa.String(60), nullable=False),
        sa.Column("carried_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("source", "generation", "sku", "location", name="pk_stock_position"),
        sqlite_with_rowid=False,
    )
    op.create_index(
        "ix_stock_position_carried",
        "stock_position",
        ["source", "generation", "carried_until"],
        postgresql_where=sa.text("carried_until IS NOT NULL"),
        sqlite_where=sa.text("carried_until IS NOT NULL"),
    )
    op.create_table(
        "stock_applied",
        sa.Column("id", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("log", sa.String(40), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_stock_applied"),
    )
    op.create_table(
        "stock_drift",
        sa.Column("source", sa.String(40), nullable=False),
        sa.Column("location", sa.String(60), nullable=False),
        sa.Column("as_of", sa.DateTime(timezone=True), nullable=False),
        sa.Column("compared_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("compared", sa.Integer(), nullable=False),
        sa.Column("differing", sa.Integer(), nullable=False),
        sa.Column("unexpected", sa.Integer(), nullable=False),
        sa.Column("off", sa.String(40), nullable=False),
        sa.Column("of", sa.String(40), nullable=False),
        sa.PrimaryKeyConstraint("source", "location", "as_of", name="pk_stock_drift"),
    )


def downgrade() -> None:
    """Positions are read from their systems again, or imported."""
    for table in ("stock_drift", "stock_applied", "stock_position", "stock_source"):
        op.drop_table(table)
