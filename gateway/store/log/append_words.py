"""What appending asks of both databases, in their own words."""

from gateway.store.driver_work import Statement

_COUNT = """
ON CONFLICT (source, name) DO UPDATE
SET times = event_receipt.times + excluded.times, last_at = excluded.last_at
RETURNING source, name, times"""
RECEIVE = Statement(
    "INSERT INTO event_receipt (source, name, first_at, last_at, times) SELECT unnest($1::text[]), "
    "unnest($2::text[]), unnest($3::timestamptz[]), unnest($4::timestamptz[]), unnest($5::int[])" + _COUNT,
    "INSERT INTO event_receipt (source, name, first_at, last_at, times) VALUES (?, ?, ?, ?, ?)"  # noqa: S608 - ours
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

TAKE = Statement(
    "UPDATE log_head SET position = position + $1 RETURNING position",
    "UPDATE log_head SET position = position + ? RETURNING position",
)
BEGIN = Statement(
    "INSERT INTO log_head (id, name, position, dropped) VALUES (1, $1, 0, 0) ON CONFLICT (id) DO NOTHING",
    "INSERT INTO log_head (id, name, position, dropped) VALUES (1, ?, 0, 0) ON CONFLICT (id) DO NOTHING",
)
NAME = Statement("SELECT name FROM log_head", "SELECT name FROM log_head")

_EVENT = "INSERT INTO event (position, type, source, subject, recorded_at, owned, body) "
EVENTS = Statement(
    _EVENT + "SELECT unnest($1::bigint[]), unnest($2::text[]), unnest($3::text[]), unnest($4::text[]), "
    "unnest($5::timestamptz[]), unnest($6::smallint[]), unnest($7::bytea[])",
    _EVENT + "VALUES (?, ?, ?, ?, ?, ?, ?)",
)
KEYS = Statement(
    "INSERT INTO event_key (key, position) SELECT unnest($1::text[]), unnest($2::bigint[])",
    "INSERT INTO event_key (key, position) VALUES (?, ?)",
)
OWNERS = Statement(
    "INSERT INTO event_owner (kind, owner, position) "
    "SELECT unnest($1::text[]), unnest($2::text[]), unnest($3::bigint[])",
    "INSERT INTO event_owner (kind, owner, position) VALUES (?, ?, ?)",
)
