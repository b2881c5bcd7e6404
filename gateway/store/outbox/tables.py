"""The table of what is published to brokers."""

from sqlalchemy import BigInteger, Column, String, Table

from gateway.store.tables import METADATA, Instant

LONGEST_NAME = 64

OUTBOX_PLACE = Table(
    "outbox_place",
    METADATA,
    Column("name", String(LONGEST_NAME), primary_key=True),
    Column("log", String(40), nullable=False),
    Column("position", BigInteger, nullable=False),
    Column("holder", String(40)),
    Column("held_until", Instant),
)
"""Each outgoing feed, how far it was published, and who publishes it at the moment."""
