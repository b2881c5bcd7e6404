"""What appending asks of both databases, in their own words."""

from gateway.store.driver_work import Statement

_COUNT = """
ON CONFLICT (source, name) DO UPDATE
SET times = event_receipt.times + excluded.times, last_at = excluded.last_at
RETURNING source, name, times"""
RECEIVE = Statement(
    "INSERT INTO event_receipt (source, name, first_at, last_at, times) SELECT unnest($1::text[]), "
    "unnest($2::text[]), unnest($3::timestamptz[]), unnest($4::timestamptz[]), unnest($5::int[])" + _COUNT,
    "INSERT INTO event_receipt (source, name, first_at, last_at, times) VALUES (?, ?, ?, ?, ?)"  # noqa: S608 - of constants alone
    + _COUNT,
)
"""Count tellings of names: which are new, says how often they were told then."""

_AGAIN = """
ON CONFLICT (id) DO UPDATE SET attempts = dead_letter.attempts + 1, last_at = excluded.last_at,
mapping_version = excluded.mapping_version, reason = excluded.reason, detail = excluded.detail"""
LETTER_COLUMNS = (
    "id", "raw", "source", "reason", "place", "detail", "mapping_version", "first_at", "last_at", "attempts",
    "state",
)  # fmt: skip
_LETTER = f"INSERT INTO dead_letter ({', '.join(LETTER_COLUMNS)}) "
LETTERS = Statement(
    _LETTER + "SELECT unnest($1::text[]), unnest($2::text[]), unnest($3::text[]), unnest($4::text[]), "
    "unnest($5::text[]), unnest($6::text[]), unnest($7::int[]), unnest($8::timestamptz[]), "
    "unnest($9::timestamptz[]), unnest($10::int[]), unnest($11::text[])" + _AGAIN,
    _LETTER + "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)" + _AGAIN,
)

BEGIN = Statement(
    "INSERT INTO log_head (id, name, position, dropped) VALUES (1, $1, 0, 0) ON CONFLICT (id) DO NOTHING",
    "INSERT INTO log_head (id, name, position, dropped) VALUES (1, ?, 0, 0) ON CONFLICT (id) DO NOTHING",
)
NAME = Statement("SELECT name FROM log_head", "SELECT name FROM log_head")

_TAKE = "UPDATE log_head SET position = position + ?1 RETURNING position - ?1"
_EVENTS = (
    "INSERT INTO event (position, type, source, subject, recorded_at, owned, body) "
    "VALUES (?, ?, ?, ?, ?, ?, ?)"
)
_KEYS = "INSERT INTO event_key (position, key) VALUES (?, ?)"
_OWNERS = "INSERT INTO event_owner (position, kind, owner) VALUES (?, ?, ?)"
TAKE, EVENTS, KEYS, OWNERS = (Statement("", text) for text in (_TAKE, _EVENTS, _KEYS, _OWNERS))
"""One by one, which costs nothing where the database is in the same process."""

_ALL = """
WITH head AS (
    UPDATE log_head SET position = position + $1::bigint RETURNING position - $1::bigint AS before
), told AS (
    INSERT INTO event (position, type, source, subject, recorded_at, owned, body)
    SELECT before + place, type, source, subject, recorded_at, owned, body FROM head, (
        SELECT unnest($2::bigint[]) AS place, unnest($3::text[]) AS type, unnest($4::text[]) AS source,
        unnest($5::text[]) AS subject, unnest($6::timestamptz[]) AS recorded_at,
        unnest($7::smallint[]) AS owned, unnest($8::bytea[]) AS body
    ) AS events
), concerned AS (
    INSERT INTO event_key (position, key)
    SELECT before + place, key FROM head, (
        SELECT unnest($9::bigint[]) AS place, unnest($10::text[]) AS key
    ) AS keys
), owned AS (
    INSERT INTO event_owner (position, kind, owner)
    SELECT before + place, kind, owner FROM head, (
        SELECT unnest($11::bigint[]) AS place, unnest($12::text[]) AS kind, unnest($13::text[]) AS owner
    ) AS owners
)
SELECT before FROM head
"""
ALL = Statement(_ALL, "")
"""All in one way there and back, so that the row of the head is locked for no longer than that."""
