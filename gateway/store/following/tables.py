"""The tables of what follows from events besides the log itself."""

from sqlalchemy import JSON, BigInteger, Boolean, Column, String, Table

from gateway.store.tables import METADATA, Instant

LONGEST_NAME = 40

EVENT_FOLLOWER = Table(
    "event_follower",
    METADATA,
    Column("name", String(LONGEST_NAME), primary_key=True),
    Column("log", String(LONGEST_NAME), nullable=False),
    Column("position", BigInteger, nullable=False),
)
"""Up to where of which log something was done with every event."""

TOLD_FEED = Table(
    "told_feed",
    METADATA,
    Column("instance", String(LONGEST_NAME), primary_key=True),
    Column("last_heard_at", Instant, nullable=False),
    Column("watermark", Instant),
    Column("gaps", JSON, nullable=False),
    Column("silent", Boolean, nullable=False),
)
"""Instances that push: when each was heard last, and how long it kept silent before, by powers of two."""
