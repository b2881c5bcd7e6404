"""The tables of webhooks out."""

from sqlalchemy import JSON, BigInteger, Column, Index, Integer, String, Table, Text

from gateway.store.tables import METADATA, Instant

LONGEST_SUBJECT = 200
LONGEST_ERROR = 200

WEBHOOK_ENDPOINT = Table(
    "webhook_endpoint",
    METADATA,
    Column("id", String(40), primary_key=True),
    Column("partner", String(64), nullable=False),
    Column("url", Text, nullable=False),
    Column("wanted", JSON, nullable=False),
    Column("secrets", Text, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("position", BigInteger, nullable=False),
    Column("state", String(20), nullable=False),
    Column("failing_since", Instant),
    Index(None, "partner"),
)
"""secrets: sealed, for whoever reads the database must not be able to sign."""

WEBHOOK_DELIVERY = Table(
    "webhook_delivery",
    METADATA,
    Column("endpoint", String(40), primary_key=True),
    Column("position", BigInteger, primary_key=True, autoincrement=False),
    Column("subject", String(LONGEST_SUBJECT), nullable=False),
    Column("state", String(20), nullable=False),
    Column("next_at", Instant, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("first_at", Instant),
    Column("holder", String(40)),
    Column("held_until", Instant),
    Index(None, "state", "next_at"),
    Index(None, "endpoint", "subject", "state", "position"),
)
"""What waits for an endpoint, and what became of it."""

WEBHOOK_ATTEMPT = Table(
    "webhook_attempt",
    METADATA,
    Column("id", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True),
    Column("endpoint", String(40), nullable=False),
    Column("position", BigInteger, nullable=False),
    Column("at", Instant, nullable=False),
    Column("status", Integer),
    Column("milliseconds", Integer, nullable=False),
    Column("error", String(LONGEST_ERROR), nullable=False),
    Index(None, "endpoint", "id"),
    Index(None, "at"),
)
"""The delivery log."""
