"""The tables of partners. What a partner may is JSON, of which `form` says the version.

partner_change has no key into partner: what was done to one that is gone stays. partner_revision has one row:
whoever changes anything holds it until the change is committed.
"""

from sqlalchemy import Column, ForeignKey, Index, Integer, LargeBinary, String, Table, Text

from domain.registry.checks import LONGEST_NAME, LONGEST_PREFIX, LONGEST_SUBJECT, LONGEST_TITLE
from gateway.store.tables import METADATA, Instant

LONGEST_WHO = 200
"""Characters of who changed something; the rest is cut off."""

PARTNER = Table(
    "partner",
    METADATA,
    Column("name", String(LONGEST_NAME), primary_key=True),
    Column("title", String(LONGEST_TITLE), nullable=False),
    Column("status", String(20), nullable=False),
    Column("lane", String(20), nullable=False),
    Column("weight", Integer, nullable=False),
    Column("form", Integer, nullable=False),
    Column("rights", Text, nullable=False),
    Column("quota", Text),
)

PARTNER_SUBJECT = Table(
    "partner_subject",
    METADATA,
    Column("issuer", String(LONGEST_SUBJECT), primary_key=True),
    Column("value", String(LONGEST_SUBJECT), primary_key=True),
    Column("partner", String(LONGEST_NAME), ForeignKey("partner.name"), nullable=False),
    Index(None, "partner"),
)

PARTNER_KEY = Table(
    "partner_key",
    METADATA,
    Column("prefix", String(LONGEST_PREFIX), primary_key=True),
    Column("partner", String(LONGEST_NAME), ForeignKey("partner.name"), nullable=False),
    Column("label", String(LONGEST_TITLE), nullable=False),
    Column("digest", LargeBinary, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("expires_at", Instant),
    Column("revoked_at", Instant),
    Column("last_used_at", Instant),
    Index(None, "partner"),
)

PARTNER_CHANGE = Table(
    "partner_change",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("at", Instant, nullable=False),
    Column("who", String(LONGEST_WHO), nullable=False),
    Column("partner", String(LONGEST_NAME), nullable=False),
    Column("kind", String(20), nullable=False),
    Column("before", Text, nullable=False),
    Column("after", Text, nullable=False),
    Index(None, "partner", "id"),
)

PARTNER_REVISION = Table(
    "partner_revision",
    METADATA,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("number", Integer, nullable=False),
)
