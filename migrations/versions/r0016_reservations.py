"""Holds, the ceilings that they keep to, what keys were answered, and steps that are still to be told."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

_INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Four tables."""
    op.create_table(
        "reservation_ceiling",
        sa.Column("sku", sa.String(100), nullable=False),
        sa.Column("bucket", sa.String(300), nullable=False),
        sa.Column("ceiling", sa.BigInteger(), nullable=False),
        sa.Column("held", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("sku", "bucket", name="pk_reservation_ceiling"),
    )
    op.create_table(
        "reservation",
        sa.Column("id", sa.String(40), nullable=False),
        sa.Column("partner", sa.String(64), nullable=False),
        sa.Column("channel", sa.String(100), nullable=False),
        sa.Column("customer", sa.String(100), nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("expires_at", _INSTANT, nullable=False),
        sa.Column("created_at", _INSTANT, nullable=False),
        sa.Column("changed_at", _INSTANT, nullable=False),
        sa.Column("order_number", sa.String(200)),
        sa.Column("taken", sa.Text()),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_reservation"),
    )
    op.create_index("ix_reservation_created_at_id", "reservation", ["created_at", "id"])
    op.create_index("ix_reservation_channel_created_at_id", "reservation", ["channel", "created_at", "id"])
    op.create_index("ix_reservation_changed_at", "reservation", ["changed_at"])
    for name, column, state in (
        ("ix_reservation_running", "expires_at", "HELD"),
        ("ix_reservation_confirmed", "order_number", "CONFIRMED"),
    ):
        where = sa.text(f"state = '{state}'")
        op.create_index(name, "reservation", [column, "id"], postgresql_where=where, sqlite_where=where)
    op.create_table(
        "reservation_answer",
        sa.Column("partner", sa.String(64), nullable=False),
        sa.Column("key", sa.String(200), nullable=False),
        sa.Column("at", _INSTANT, nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("reservation", sa.String(40)),
        sa.Column("refusal", sa.Text()),
        sa.PrimaryKeyConstraint("partner", "key", name="pk_reservation_answer"),
    )
    op.create_index("ix_reservation_answer_at", "reservation_answer", ["at"])
    op.create_table(
        "reservation_step",
        sa.Column(
            "number", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False
        ),
        sa.Column("reservation", sa.String(40), nullable=False),
        sa.Column("step", sa.String(20), nullable=False),
        sa.Column("at", _INSTANT, nullable=False),
        sa.Column("expires_at", _INSTANT, nullable=False),
        sa.Column("order_number", sa.String(200)),
        sa.PrimaryKeyConstraint("number", name="pk_reservation_step"),
    )


def downgrade() -> None:
    """Every hold is forgotten: what it held may be sold to others."""
    for table in ("reservation_step", "reservation_answer", "reservation", "reservation_ceiling"):
        op.drop_table(table)
