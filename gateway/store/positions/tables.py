"""The tables of stock positions: small rows, for there are millions of them."""

from sqlalchemy import BigInteger, Column, Index, Integer, LargeBinary, SmallInteger, String, Table

from gateway.store.tables import METADATA, Instant

LONGEST_SOURCE = 40
LONGEST_SKU = 100
LONGEST_LOCATION = 60
LONGEST_AMOUNT = 40

STOCK_SOURCE = Table(
    "stock_source",
    METADATA,
    Column("id", SmallInteger, primary_key=True, autoincrement=False),
    Column("name", String(LONGEST_SOURCE), nullable=False, unique=True),
    Column("generation", Integer, nullable=False),
    Column("newest", Integer, nullable=False),
    Column("as_of", Instant),
    Column("told_until", Instant),
    Column("doubted_at", Instant),
)
"""Whoever writes positions of a source locks its row. generation: which is read; newest: that was begun."""

STOCK_POSITION = Table(
    "stock_position",
    METADATA,
    Column("source", SmallInteger, primary_key=True, autoincrement=False),
    Column("generation", Integer, primary_key=True, autoincrement=False),
    Column("sku", String(LONGEST_SKU), primary_key=True),
    Column("location", String(LONGEST_LOCATION), primary_key=True),
    Column("carried_until", Instant),
    Column("body", LargeBinary, nullable=False),
    sqlite_with_rowid=False,
)
"""carried_until: a snapshot of before then does not say all; NULL: a row of the snapshot itself."""

Index(
    "ix_stock_position_carried",
    STOCK_POSITION.c.source,
    STOCK_POSITION.c.generation,
    STOCK_POSITION.c.carried_until,
    postgresql_where=STOCK_POSITION.c.carried_until.is_not(None),
    sqlite_where=STOCK_POSITION.c.carried_until.is_not(None),
)

STOCK_APPLIED = Table(
    "stock_applied",
    METADATA,
    Column("id", SmallInteger, primary_key=True, autoincrement=False),
    Column("log", String(40), nullable=False),
    Column("position", BigInteger, nullable=False),
)
"""One row: events of the log up to this one are in the positions."""

STOCK_DRIFT = Table(
    "stock_drift",
    METADATA,
    Column("source", String(LONGEST_SOURCE), primary_key=True),
    Column("location", String(LONGEST_LOCATION), primary_key=True),
    Column("as_of", Instant, primary_key=True),
    Column("compared_at", Instant, nullable=False),
    Column("compared", Integer, nullable=False),
    Column("differing", Integer, nullable=False),
    Column("unexpected", Integer, nullable=False),
    Column("off", String(LONGEST_AMOUNT), nullable=False),
    Column("of", String(LONGEST_AMOUNT), nullable=False),
)
"""What comparisons found. Amounts are exact decimals, which SQLite has no type for."""
