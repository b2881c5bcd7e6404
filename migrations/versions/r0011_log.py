"""The inbox, the log of events with what it is found by, receipts, and dead letters."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

_INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """The row of the head is made by the first who needs it, with a name of its own."""
    _inbox()
    op.create_table(
        "log_head",
        sa.Column("id", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("name", sa.String(40), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("dropped", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_log_head"),
    )
    _event()
    op.create_table(
        "event_receipt",
        sa.Column("source", sa.String(40), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("first_at", _INSTANT, nullable=False),
        sa.Column("last_at", _INSTANT, nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("source", "name", name="pk_event_receipt"),
    )
    op.create_index("ix_event_receipt_last_at", "event_receipt", ["last_at"])
    _dead_letter()


def _inbox() -> None:
    op.create_table(
        "inbox",
        sa.Column("id", sa.String(40), nullable=False),
        sa.Column("source", sa.String(40), nullable=False),
        sa.Column("via", sa.String(20), nullable=False),
        sa.Column("received_at", _INSTANT, nullable=False),
        sa.Column("headers", sa.JSON(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("correlation_id", sa.String(40), nullable=False),
        sa.Column("mapped", sa.Boolean(), nullable=False),
        sa.Column("holder", sa.String(40)),
        sa.Column("held_until", _INSTANT),
        sa.PrimaryKeyConstraint("id", name="pk_inbox"),
    )
    unmapped = sa.text("NOT mapped")
    op.create_index("ix_inbox_unmapped", "inbox", ["id"], postgresql_where=unmapped, sqlite_where=unmapped)
    op.create_index("ix_inbox_received_at", "inbox", ["received_at"])


def _event() -> None:
    op.create_table(
        "event",
        sa.Column("position", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("type", sa.String(60), nullable=False),
        sa.Column("source", sa.String(40), nullable=False),
        sa.Column("subject", sa.String(200), nullable=False),
        sa.Column("recorded_at", _INSTANT, nullable=False),
        sa.Column("owned", sa.SmallInteger()),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("position", name="pk_event"),
    )
    op.create_index("ix_event_subject_position", "event", ["subject", "position"])
    op.create_index("ix_event_recorded_at", "event", ["recorded_at"])
    op.create_table(
        "event_key",
        sa.Column("key", sa.String(200), nullable=False),
        sa.Column("position", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("key", "position", name="pk_event_key"),
    )
    op.create_index("ix_event_key_position", "event_key", ["position"])
    op.create_table(
        "event_owner",
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("owner", sa.String(200), nullable=False),
        sa.Column("position", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("kind", "owner", "position", name="pk_event_owner"),
    )
    op.create_index("ix_event_owner_position", "event_owner", ["position"])
    op.create_table(
        "event_standing",
        sa.Column("subject", sa.String(200), nullable=False),
        sa.Column("kind", sa.String(400), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("subject", "kind", name="pk_event_standing"),
    )


def _dead_letter() -> None:
    op.create_table(
        "dead_letter",
        sa.Column("id", sa.String(40), nullable=False),
        sa.Column("raw", sa.String(40), nullable=False),
        sa.Column("source", sa.String(40), nullable=False),
        sa.Column("reason", sa.String(80), nullable=False),
        sa.Column("place", sa.String(300), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("mapping_version", sa.Integer(), nullable=False),
        sa.Column("first_at", _INSTANT, nullable=False),
        sa.Column("last_at", _INSTANT, nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_dead_letter"),
    )
    op.create_index("ix_dead_letter_state_id", "dead_letter", ["state", "id"])
    op.create_index("ix_dead_letter_raw", "dead_letter", ["raw"])


def downgrade() -> None:
    """Every event is gone with it, and what came in and was not mapped too."""
    for table in (
        "dead_letter",
        "event_receipt",
        "event_standing",
        "event_owner",
        "event_key",
        "event",
        "log_head",
        "inbox",
    ):
        op.drop_table(table)
