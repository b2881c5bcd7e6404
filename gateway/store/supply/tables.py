"""The table of supply that is on its way. Amounts are whole grains, see `domain.availability.grains`."""

from sqlalchemy import BigInteger, Column, Index, Integer, String, Table

from gateway.store.search.tables import NAME
from gateway.store.tables import METADATA, Instant

COMING_SUPPLY = Table(
    "coming_supply",
    METADATA,
    Column("number", NAME, primary_key=True),
    Column("ordinal", Integer, primary_key=True),
    Column("sku", NAME, nullable=False),
    Column("location", NAME, nullable=False),
    Column("grains", BigInteger, nullable=False),
    Column("unit", String(40), nullable=False),
    Column("kind", String(40), nullable=False),
    Column("expected_at", Instant),
    Column("source", String(40), nullable=False),
    Index("ix_coming_supply_sku", "sku"),
)
"""One row for each part of a document: what it brings, where to and when."""
