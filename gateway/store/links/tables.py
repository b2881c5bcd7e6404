"""The tables of links: who claims that an instance calls something of ours so.

Several claims of one identifier stand side by side; `domain.folds.standing_claims` says which holds.
number: of a value that a party gives, what stands behind the party.
"""

from sqlalchemy import Boolean, Column, ColumnElement, Index, Integer, String, Table, literal_column

from gateway.store.tables import METADATA, Instant

LONGEST_NAME = 200
"""Characters of a foreign value and of a name of ours."""

IS_DECLARED: ColumnElement[bool] = literal_column("origin = 'DECLARED'", Boolean)
"""As the short index has it, word for word: a parameter in it would keep PostgreSQL from using it."""

IDENTIFIER_LINK = Table(
    "identifier_link",
    METADATA,
    Column("kind", String(40), primary_key=True),
    Column("value", String(LONGEST_NAME), primary_key=True),
    Column("instance", String(40), primary_key=True),
    Column("ours", String(LONGEST_NAME), primary_key=True),
    Column("origin", String(20), primary_key=True),
    Column("learned_at", Instant, nullable=False),
    Column("valid_from", Instant),
    Column("valid_until", Instant),
    Column("number", String(LONGEST_NAME)),
    Index(None, "number", "kind"),
    Index(None, "kind", "ours", "instance"),
    Index(
        "ix_identifier_link_declared",
        "learned_at",
        postgresql_where=IS_DECLARED,
        sqlite_where=IS_DECLARED,
    ),
)

LONGEST_WHO = 200
"""Characters of who took a link back; the rest is cut off."""

REMOVED_LINK = Table(
    "removed_link",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("kind", String(40), nullable=False),
    Column("value", String(LONGEST_NAME), nullable=False),
    Column("instance", String(40), nullable=False),
    Column("ours", String(LONGEST_NAME), nullable=False),
    Column("origin", String(20), nullable=False),
    Column("learned_at", Instant, nullable=False),
    Column("removed_at", Instant, nullable=False),
    Column("who", String(LONGEST_WHO), nullable=False),
    Index(None, "kind", "ours"),
)
