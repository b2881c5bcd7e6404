"""The questions that reading positions asks of either database, in its driver's own words.

A list of names is one value: an array on PostgreSQL, a JSON document on SQLite. So each statement is always
the same, however many are asked for.
"""

from collections.abc import Sequence
from typing import NamedTuple

import msgspec
from sqlalchemy import TextClause, text

from domain.stock import StockKey
from gateway.store.driver_reads import Prepared

_COLUMNS = "p.sku, p.location, p.body, s.told_until, s.doubted_at"


class Questions(NamedTuple):
    """known: positions of a source by its items and places. held: those of a generation, one by one."""

    known: Prepared
    held: TextClause
    embedded: bool

    def values(self, source: str, skus: Sequence[str], locations: Sequence[str]) -> dict[str, object]:
        if self.embedded:
            encoded = [msgspec.json.encode(each).decode() for each in (skus, locations)]
            return {"source": source, "skus": encoded[0], "locations": encoded[1]}
        return {"source": source, "skus": list(skus), "locations": list(locations)}

    def named(self, keys: Sequence[StockKey]) -> dict[str, object]:
        """The positions that `held` is to give."""
        if self.embedded:
            return {"keys": msgspec.json.encode([(key.sku, key.location) for key in keys]).decode()}
        return {"skus": [key.sku for key in keys], "locations": [key.location for key in keys]}


def questions(*, embedded: bool) -> Questions:
    """Of this kind of database."""
    known = Prepared(_SQLITE if embedded else _POSTGRES, ("skus", "source", "locations"), {})
    return Questions(known, _HELD_SQLITE if embedded else _HELD_POSTGRES, embedded)


# The planner is not left a choice, for a table that was just filled has no statistics yet: CROSS JOIN in one
# and OFFSET 0 in the other have each item looked up in the primary key.
_SQLITE = f"""
    SELECT {_COLUMNS} FROM stock_source s CROSS JOIN json_each(?) w CROSS JOIN stock_position p
    ON p.source = s.id AND p.generation = s.generation AND p.sku = w.value
    WHERE s.name = ? AND p.location IN (SELECT value FROM json_each(?))
"""  # noqa: S608 - nothing in it is anybody's
_POSTGRES = f"""
    SELECT {_COLUMNS} FROM stock_source s CROSS JOIN unnest($1::varchar[]) AS w(sku) CROSS JOIN LATERAL (
        SELECT sku, location, body FROM stock_position p
        WHERE p.source = s.id AND p.generation = s.generation AND p.sku = w.sku
        AND p.location = ANY($3::varchar[]) OFFSET 0
    ) p WHERE s.name = $2
"""  # noqa: S608 - nothing in it is anybody's
_HELD_SQLITE = text("""
    SELECT p.sku, p.location, p.body FROM json_each(:keys) w CROSS JOIN stock_position p
    ON p.source = :source AND p.generation = :generation
    AND p.sku = json_extract(w.value, '$[0]') AND p.location = json_extract(w.value, '$[1]')
""")
_HELD_POSTGRES = text("""
    SELECT p.sku, p.location, p.body
    FROM unnest(CAST(:skus AS varchar[]), CAST(:locations AS varchar[])) AS w(sku, location)
    CROSS JOIN LATERAL (
        SELECT sku, location, body FROM stock_position p
        WHERE p.source = :source AND p.generation = :generation
        AND p.sku = w.sku AND p.location = w.location OFFSET 0
    ) p
""")
