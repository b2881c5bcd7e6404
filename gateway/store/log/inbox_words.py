"""What the inbox asks of both databases, in their own words."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import orjson

from domain.log.records import Raw, Via
from gateway.store.driver_reads import instant
from gateway.store.driver_work import Row, Statement

_COLUMNS = "id, source, via, received_at, headers, body, correlation_id"

KEEP = Statement(
    f"INSERT INTO inbox ({_COLUMNS}, mapped) SELECT each.*, false FROM ("  # noqa: S608 - of constants alone
    "SELECT unnest($1::text[]), unnest($2::text[]), unnest($3::text[]), unnest($4::timestamptz[]), "
    "unnest($5::text[])::json, unnest($6::bytea[]), unnest($7::text[])) AS each",
    f"INSERT INTO inbox ({_COLUMNS}, mapped) VALUES (?, ?, ?, ?, ?, ?, ?, 0)",  # noqa: S608 - of constants alone
)

TURN = Statement(
    "SELECT pg_advisory_xact_lock($1), set_config('synchronous_commit', 'off', true)", "SELECT ?"
)
"""Claims take turns, or two at once would give out a source's deliveries out of their order.

They need not be on the disk: what a server that fails forgets of them is claimed again.
"""

_CLAIM = """
WITH held AS (
    SELECT source, min(id) AS id FROM inbox
    WHERE id >= {floor} AND NOT mapped AND held_until > {now} GROUP BY source
), free AS (
    SELECT inbox.id FROM inbox LEFT JOIN held ON held.source = inbox.source
    WHERE inbox.id >= {floor} AND NOT inbox.mapped AND (inbox.held_until IS NULL OR inbox.held_until <= {now})
    AND (held.id IS NULL OR inbox.id < held.id)
    ORDER BY inbox.id LIMIT {most}
)
UPDATE inbox SET holder = {holder}, held_until = {until} WHERE id IN (SELECT id FROM free)
RETURNING """
CLAIM = Statement(
    _CLAIM.format(
        now="$1::timestamptz", most="$2::int", holder="$3::text", until="$4::timestamptz", floor="$5"
    )
    + _COLUMNS.replace("headers", "headers::text"),
    _CLAIM.format(now="?1", most="?2", holder="?3", until="?4", floor="?5") + _COLUMNS,
)
"""Unmapped, held by nobody, and of a source of which nobody holds an older one."""

FIRST = Statement(*["SELECT min(id) FROM inbox WHERE NOT mapped"] * 2)

MARK = Statement(
    "UPDATE inbox SET mapped = true, holder = NULL, held_until = NULL "
    "WHERE id = ANY($1::text[]) AND NOT mapped RETURNING id",
    "UPDATE inbox SET mapped = 1, holder = NULL, held_until = NULL WHERE id = ? AND NOT mapped RETURNING id",
)


def kept_row(raw: Raw) -> Sequence[object]:
    """A delivery as `KEEP` takes it."""
    headers = orjson.dumps(raw.headers).decode()
    return (raw.id, raw.source, raw.via.value, raw.received_at, headers, raw.body, raw.correlation_id)


def raw_of(row: Row) -> Raw:
    """A delivery as `CLAIM` gives it."""
    name, source, via, received_at, headers, body, correlation_id = row
    given: Any = orjson.loads(headers)
    at = instant(received_at)
    assert isinstance(at, datetime)  # noqa: S101 - the column has always one
    return Raw(
        id=name,
        source=source,
        via=Via(via),
        received_at=at,
        headers=tuple((name, value) for name, value in given),
        body=body,
        correlation_id=correlation_id,
    )
