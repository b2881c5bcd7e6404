"""Ceilings and their running totals. Rows are locked in the order of their key, whoever locks them."""

from collections.abc import Collection, Iterable, Mapping

from sqlalchemy import RowMapping, insert, select, text, update
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.reservations.records import Bucket, Room
from gateway.store.reservations.rows import columns
from gateway.store.reservations.tables import RESERVATION_CEILING

_C = RESERVATION_CEILING.c

_SHIFT = """
WITH wanted AS (
  SELECT * FROM unnest($1::text[], $2::text[], $3::bigint[]) AS w(sku, bucket, grains)
), locked AS MATERIALIZED (
  SELECT c.sku, c.bucket, w.grains
  FROM wanted w JOIN reservation_ceiling c ON c.sku = w.sku AND c.bucket = w.bucket
  ORDER BY c.sku, c.bucket FOR UPDATE OF c
)
UPDATE reservation_ceiling c SET held = c.held + l.grains
FROM locked l WHERE c.sku = l.sku AND c.bucket = l.bucket
"""


async def begin(connection: AsyncConnection) -> None:
    """SQLite locks where something is written: first of all, or what was read may have changed by then."""
    if connection.dialect.name == "sqlite":
        await connection.execute(text("UPDATE reservation_ceiling SET held = held WHERE sku = ''"))


async def shift(connection: AsyncConnection, deltas: dict[Bucket, int]) -> None:
    """Add so many grains to the totals; negative ones give room back."""
    moved = {bucket: grains for bucket, grains in deltas.items() if grains}
    if not moved:
        return
    if connection.dialect.name == "sqlite":
        for bucket, grains in moved.items():
            where = (_C.sku == bucket.sku) & (_C.bucket == bucket.name)
            await connection.execute(update(RESERVATION_CEILING).where(where).values(held=_C.held + grains))
        return
    await connection.exec_driver_sql(_SHIFT, columns(moved))


async def rooms_of(connection: AsyncConnection, skus: Collection[str]) -> dict[Bucket, Room]:
    """Every ceiling of these items."""
    rows = await connection.execute(
        select(RESERVATION_CEILING).where(_C.sku.in_(sorted(skus))).order_by(_C.sku, _C.bucket)
    )
    return rooms(rows.mappings())


def rooms(rows: Iterable[RowMapping]) -> dict[Bucket, Room]:
    """Ceilings as rows of the table."""
    return {
        Bucket(row["sku"], row["bucket"]): Room(row["ceiling"], row["held"], row["version"]) for row in rows
    }


async def put(connection: AsyncConnection, sku: str, limits: Mapping[str, int], version: int) -> bool:
    """Replace an item's ceilings, if theirs is still that version."""
    await begin(connection)
    locked = select(RESERVATION_CEILING).where(_C.sku == sku).order_by(_C.bucket).with_for_update()
    known = {row["bucket"]: row for row in (await connection.execute(locked)).mappings()}
    if max((row["version"] for row in known.values()), default=0) != version:
        return False
    for bucket, row in known.items():
        changed = update(RESERVATION_CEILING).where(_C.sku == sku, _C.bucket == bucket)
        ceiling = limits.get(bucket, 0)
        if (row["ceiling"], row["version"]) != (ceiling, version + 1):
            await connection.execute(changed.values(ceiling=ceiling, version=version + 1))
    new = [
        {"sku": sku, "bucket": bucket, "ceiling": limit, "held": 0, "version": version + 1}
        for bucket, limit in sorted(limits.items())
        if bucket not in known
    ]
    if new:
        await connection.execute(insert(RESERVATION_CEILING), new)
    return True
