"""The tables of reservations. Amounts are whole grains, see `domain.availability.grains`."""

from sqlalchemy import BigInteger, Column, Index, Integer, String, Table, Text

from gateway.store.tables import METADATA, Instant

LONGEST_ID = 40
LONGEST_NAME = 100
LONGEST_BUCKET = 300

RESERVATION_CEILING = Table(
    "reservation_ceiling",
    METADATA,
    Column("sku", String(LONGEST_NAME), primary_key=True),
    Column("bucket", String(LONGEST_BUCKET), primary_key=True),
    Column("ceiling", BigInteger, nullable=False),
    Column("held", BigInteger, nullable=False),
    Column("version", BigInteger, nullable=False),
)
"""held: the running total of what live reservations count in the bucket. Whoever changes it locks the rows in
the order of their key first, and any reservation before them: so nobody waits in a circle."""

RESERVATION = Table(
    "reservation",
    METADATA,
    Column("id", String(LONGEST_ID), primary_key=True),
    Column("partner", String(64), nullable=False),
    Column("channel", String(LONGEST_NAME), nullable=False),
    Column("customer", String(LONGEST_NAME), nullable=False),
    Column("state", String(20), nullable=False),
    Column("expires_at", Instant, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("changed_at", Instant, nullable=False),
    Column("order_number", String(200)),
    Column("taken", Text),
    Column("body", Text, nullable=False),
    Index(None, "created_at", "id"),
    Index(None, "channel", "created_at", "id"),
    Index(None, "changed_at"),
)
"""body: the reservation as it was made, which never changes. taken: grains of each allotment that its order
claims by itself."""

Index(
    "ix_reservation_running",
    RESERVATION.c.expires_at,
    RESERVATION.c.id,
    postgresql_where=RESERVATION.c.state == "HELD",
    sqlite_where=RESERVATION.c.state == "HELD",
)
Index(
    "ix_reservation_confirmed",
    RESERVATION.c.order_number,
    RESERVATION.c.id,
    postgresql_where=RESERVATION.c.state == "CONFIRMED",
    sqlite_where=RESERVATION.c.state == "CONFIRMED",
)

RESERVATION_ANSWER = Table(
    "reservation_answer",
    METADATA,
    Column("partner", String(64), primary_key=True),
    Column("key", String(200), primary_key=True),
    Column("at", Instant, nullable=False),
    Column("digest", String(64), nullable=False),
    Column("reservation", String(LONGEST_ID)),
    Column("refusal", Text),
    Index(None, "at"),
)
"""What keys were answered: the reservation, or why there is none."""

RESERVATION_STEP = Table(
    "reservation_step",
    METADATA,
    Column("number", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True),
    Column("reservation", String(LONGEST_ID), nullable=False),
    Column("step", String(20), nullable=False),
    Column("at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False),
    Column("order_number", String(200)),
)
"""Steps of which the log does not have the events yet."""
