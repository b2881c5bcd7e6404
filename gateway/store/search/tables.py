"""The tables of search: the order index with its terms and owners, whose purchase orders are, and the feeds.

Indexes end in (placed_at, number), in which order most pages are asked for. Numbers and terms compare by
code point on both databases, so that a page ends at the same place on either. No foreign keys: a row is
written whole, and nothing takes an order out.
"""

from sqlalchemy import Column, Index, Integer, String, Table, Text, text
from sqlalchemy.dialects import postgresql

from gateway.store.tables import METADATA, Instant

LONGEST_NAME = 250
"""Characters of a number, a term or an owner: an identifier with its namespace in front."""

NAME = String(LONGEST_NAME).with_variant(postgresql.VARCHAR(LONGEST_NAME, collation="C"), "postgresql")
_IS_OVERDUE = text("overdue_at IS NOT NULL")

ORDER_ROW = Table(
    "order_row",
    METADATA,
    Column("number", NAME, primary_key=True),
    Column("source", String(40), nullable=False),
    Column("customer", NAME, nullable=False),
    Column("channel", NAME, nullable=False),
    Column("status", String(30), nullable=False),
    Column("billing_status", String(30), nullable=False),
    Column("return_status", String(30), nullable=False),
    Column("placed_at", Instant),
    Column("promised_at", Instant),
    Column("changed_at", Instant),
    Column("overdue_at", Instant),
    Index(None, "placed_at", "number"),
    Index(None, "promised_at", "number"),
    Index(None, "changed_at", "number"),
    Index(None, "customer", "placed_at", "number"),
    Index(None, "channel", "placed_at", "number"),
    Index(None, "status", "placed_at", "number"),
    Index(None, "billing_status", "placed_at", "number"),
    Index(None, "return_status", "placed_at", "number"),
    Index(
        "ix_order_row_overdue_placed_at_number",
        "placed_at",
        "number",
        sqlite_where=_IS_OVERDUE,
        postgresql_where=_IS_OVERDUE,
    ),
    Index(
        "ix_order_row_overdue_promised_at_number",
        "promised_at",
        "number",
        sqlite_where=_IS_OVERDUE,
        postgresql_where=_IS_OVERDUE,
    ),
)
"""One row for each order."""

ORDER_TERM = Table(
    "order_term",
    METADATA,
    Column("number", NAME, primary_key=True),
    Column("kind", String(30), primary_key=True),
    Column("value", NAME, primary_key=True),
    Column("placed_at", Instant),
    Index(None, "kind", "value", "placed_at", "number"),
    sqlite_with_rowid=False,
)
"""What an order can be found by. placed_at: the order's, so that a common term is read newest first."""

ORDER_OWNER = Table(
    "order_owner",
    METADATA,
    Column("number", NAME, primary_key=True),
    Column("kind", String(30), primary_key=True),
    Column("value", NAME, primary_key=True),
    Column("placed_at", Instant),
    Index(None, "kind", "value", "placed_at", "number"),
    sqlite_with_rowid=False,
)
"""Whose an order is, for row scopes. An empty kind: it has no owner of the kind in `value`.

placed_at: the order's, so that what belongs to one owner is read newest first.
"""

PURCHASE_ROW = Table(
    "purchase_row",
    METADATA,
    Column("number", NAME, primary_key=True),
    Column("supplier", NAME, nullable=False),
    Column("location", NAME, nullable=False),
)
"""One row for each purchase order: whose it is, for row scopes."""

SOURCE_FEED = Table(
    "source_feed",
    METADATA,
    Column("instance", String(40), primary_key=True),
    Column("cursor", Text, nullable=False),
    Column("watermark", Instant),
    Column("last_heard_at", Instant),
    Column("expected_ms", Integer, nullable=False),
)
"""How far each instance has been heard."""
