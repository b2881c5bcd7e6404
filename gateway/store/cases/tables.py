"""The history of exception cases; the cases themselves are in tables.py."""

from sqlalchemy import Column, ForeignKey, Index, Integer, String, Table, Text

from gateway.store.tables import METADATA, Instant

LONGEST_WHO = 200
"""Characters of who did something; the rest is cut off."""

EXCEPTION_CHANGE = Table(
    "exception_change",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("case_id", String(36), ForeignKey("exception_case.id"), nullable=False),
    Column("at", Instant, nullable=False),
    Column("who", String(LONGEST_WHO), nullable=False),
    Column("before", String(20), nullable=False),
    Column("after", String(20), nullable=False),
    Column("note", Text, nullable=False),
    Index(None, "case_id", "id"),
)
