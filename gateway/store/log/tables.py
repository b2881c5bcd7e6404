"""The tables of what comes in and what is kept of it.

Everything about an event hangs on its position, so that the tables can be parted by ranges of it.
"""

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Index,
    Integer,
    LargeBinary,
    SmallInteger,
    String,
    Table,
    Text,
    false,
)

from gateway.store.tables import METADATA, Instant

LONGEST_ID = 40
LONGEST_NAME = 40
LONGEST_KEY = 200
LONGEST_KIND = 400
LONGEST_REASON = 80
LONGEST_PLACE = 300

INBOX = Table(
    "inbox",
    METADATA,
    Column("id", String(LONGEST_ID), primary_key=True),
    Column("source", String(LONGEST_NAME), nullable=False),
    Column("via", String(20), nullable=False),
    Column("received_at", Instant, nullable=False),
    Column("headers", JSON, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("correlation_id", String(LONGEST_ID), nullable=False),
    Column("mapped", Boolean, nullable=False),
    Column("holder", String(LONGEST_ID)),
    Column("held_until", Instant),
)
"""What came in, as it came. holder: the worker that maps it now."""

Index(
    "ix_inbox_unmapped", INBOX.c.id, postgresql_where=INBOX.c.mapped == false(), sqlite_where=~INBOX.c.mapped
)
Index("ix_inbox_received_at", INBOX.c.received_at)

LOG_HEAD = Table(
    "log_head",
    METADATA,
    Column("id", SmallInteger, primary_key=True, autoincrement=False),
    Column("name", String(LONGEST_ID), nullable=False),
    Column("position", BigInteger, nullable=False),
    Column("dropped", BigInteger, nullable=False),
)
"""One row: whoever appends locks it. position: of the last event; dropped: of the last that was compacted."""

EVENT = Table(
    "event",
    METADATA,
    Column("position", BigInteger, primary_key=True, autoincrement=False),
    Column("type", String(60), nullable=False),
    Column("source", String(LONGEST_NAME), nullable=False),
    Column("subject", String(LONGEST_KEY), nullable=False),
    Column("recorded_at", Instant, nullable=False),
    Column("owned", SmallInteger),
    Column("body", LargeBinary, nullable=False),
    Index(None, "subject", "position"),
    Index(None, "recorded_at"),
)
"""owned: a bit for each kind of owner that such an event has, known or not; NULL: nothing is known."""

EVENT_KEY = Table(
    "event_key",
    METADATA,
    Column("key", String(LONGEST_KEY), primary_key=True),
    Column("position", BigInteger, primary_key=True, autoincrement=False),
    Index(None, "position"),
)
"""The entity keys that an event concerns."""

EVENT_OWNER = Table(
    "event_owner",
    METADATA,
    Column("kind", String(20), primary_key=True),
    Column("owner", String(LONGEST_KEY), primary_key=True),
    Column("position", BigInteger, primary_key=True, autoincrement=False),
    Index(None, "position"),
)
"""Whose business it is."""

EVENT_RECEIPT = Table(
    "event_receipt",
    METADATA,
    Column("source", String(LONGEST_NAME), primary_key=True),
    Column("name", String(LONGEST_KEY), primary_key=True),
    Column("first_at", Instant, nullable=False),
    Column("last_at", Instant, nullable=False),
    Column("times", Integer, nullable=False),
    Index(None, "last_at"),
)
"""By what names events are known already, and how often each was told."""

EVENT_STANDING = Table(
    "event_standing",
    METADATA,
    Column("subject", String(LONGEST_KEY), primary_key=True),
    Column("kind", String(LONGEST_KIND), primary_key=True),
    Column("position", BigInteger, nullable=False),
    Column("body", LargeBinary, nullable=False),
)
"""Of each subject the last event of each kind that was compacted."""

DEAD_LETTER = Table(
    "dead_letter",
    METADATA,
    Column("id", String(LONGEST_ID), primary_key=True),
    Column("raw", String(LONGEST_ID), nullable=False),
    Column("source", String(LONGEST_NAME), nullable=False),
    Column("reason", String(LONGEST_REASON), nullable=False),
    Column("place", String(LONGEST_PLACE), nullable=False),
    Column("detail", Text, nullable=False),
    Column("mapping_version", Integer, nullable=False),
    Column("first_at", Instant, nullable=False),
    Column("last_at", Instant, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("state", String(20), nullable=False),
    Index(None, "state", "id"),
    Index(None, "raw"),
)
"""What could not be mapped."""
