"""Writing a hold: every ceiling is checked, and the hold is written, in one step.

PostgreSQL does it in one statement: it locks the ceilings in the order of their key, so that each of them
is the newest, and all that follows rests on what they say. Others who want the same ceilings wait for that
statement alone. SQLite has one writer at a time: the same steps in a transaction that writes first.
"""

from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager
from datetime import datetime, timedelta
from typing import Any, Protocol

from sqlalchemy import insert, select
from sqlalchemy.dialects import sqlite
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from domain.ports.reservations import Hold
from domain.reservations.records import Bucket, Room, counted
from domain.reservations.states import Step
from gateway.store.reservations.ceilings import begin, rooms_of, shift
from gateway.store.reservations.rows import body_of, columns, row_of, step_of
from gateway.store.reservations.tables import RESERVATION, RESERVATION_ANSWER, RESERVATION_STEP

KNOWN_FOR = timedelta(hours=24)
"""How long a key is known."""

_HOLD = """
WITH wanted AS (
  SELECT * FROM unnest($1::text[], $2::text[], $3::bigint[]) AS w(sku, bucket, grains)
), locked AS MATERIALIZED (
  SELECT c.sku, c.bucket, c.ceiling, c.held, c.version, w.grains
  FROM wanted w JOIN reservation_ceiling c ON c.sku = w.sku AND c.bucket = w.bucket
  ORDER BY c.sku, c.bucket FOR UPDATE OF c
), answered AS (
  INSERT INTO reservation_answer (partner, key, at, digest, reservation, refusal)
  SELECT $5, $11, $9, $12, $4, NULL
  WHERE (SELECT count(*) = cardinality($1::text[]) AND bool_and(held + grains <= ceiling) FROM locked)
  ON CONFLICT (partner, key) DO UPDATE
    SET at = excluded.at, digest = excluded.digest, reservation = excluded.reservation, refusal = NULL
    WHERE reservation_answer.at <= $13
  RETURNING 1
), made AS (
  INSERT INTO reservation
    (id, partner, channel, customer, state, expires_at, created_at, changed_at, order_number, taken, body)
  SELECT $4, $5, $6, $7, 'HELD', $8, $9, $9, NULL, NULL, $10 FROM answered
), stepped AS (
  INSERT INTO reservation_step (reservation, step, at, expires_at, order_number)
  SELECT $4, 'held', $9, $8, NULL FROM answered
), totals AS (
  UPDATE reservation_ceiling c SET held = c.held + l.grains
  FROM locked l, answered WHERE c.sku = l.sku AND c.bucket = l.bucket
)
SELECT sku, bucket, ceiling, held, version, grains, EXISTS (SELECT FROM answered) AS done FROM locked
"""

_LOCK = """
SELECT 1 FROM unnest($1::text[], $2::text[]) AS w(sku, bucket)
JOIN reservation_ceiling c ON c.sku = w.sku AND c.bucket = w.bucket
ORDER BY c.sku, c.bucket FOR UPDATE OF c
"""


class _Driver(Protocol):
    """What of asyncpg's connection is used here; it has no types of its own."""

    async def fetch(self, query: str, *values: object) -> list[Any]: ...

    def transaction(self) -> AbstractAsyncContextManager[None]: ...


Written = tuple[bool, dict[Bucket, Room]]
"""Whether the hold was written, and the rooms at stake after it."""


def values_of(hold: Hold, now: datetime) -> tuple[object, ...]:
    """The values of the statement."""
    reservation = hold.reservation
    return (
        *columns(counted(reservation.allotments)),
        reservation.id,
        reservation.partner,
        reservation.channel,
        reservation.customer,
        reservation.expires_at,
        now,
        body_of(reservation),
        hold.key,
        hold.digest,
        now - KNOWN_FOR,
    )


async def written_by_driver(engine: AsyncEngine, holds: Sequence[Sequence[object]]) -> Sequence[Written]:
    """On PostgreSQL, by the driver itself. One hold is its own transaction; several are in one."""
    async with engine.connect() as connection:
        driver: _Driver = (await connection.get_raw_connection()).driver_connection  # type: ignore[assignment]  # it has no types
        if len(holds) == 1:
            return [_written(await driver.fetch(_HOLD, *holds[0]))]
        async with driver.transaction():
            await driver.fetch(_LOCK, *_all_ceilings(holds))
            return [_written(await driver.fetch(_HOLD, *values)) for values in holds]


def _all_ceilings(holds: Sequence[Sequence[object]]) -> tuple[list[str], list[str]]:
    named = {pair for values in holds for pair in zip(_texts(values[0]), _texts(values[1]), strict=True)}
    return [sku for sku, _ in sorted(named)], [bucket for _, bucket in sorted(named)]


def _texts(values: object) -> list[str]:
    return [str(one) for one in values] if isinstance(values, list) else []


def _written(rows: Sequence[Any]) -> Written:
    done = bool(rows) and rows[0][6]
    found = {Bucket(row[0], row[1]): Room(row[2], row[3] + (row[5] if done else 0), row[4]) for row in rows}
    return done, found


async def in_one_transaction(connection: AsyncConnection, hold: Hold, now: datetime) -> Written:
    """On SQLite, in the connection's transaction."""
    await begin(connection)
    reservation = hold.reservation
    wanted = counted(reservation.allotments)
    rooms = await rooms_of(connection, {bucket.sku for bucket in wanted})
    at_stake = {bucket: rooms[bucket] for bucket in wanted if bucket in rooms}
    fits = all(
        bucket in at_stake and at_stake[bucket].held + grains <= at_stake[bucket].ceiling
        for bucket, grains in wanted.items()
    )
    if not fits or not await _answer(connection, hold, now):
        return False, at_stake
    await connection.execute(insert(RESERVATION), row_of(reservation, now))
    await connection.execute(insert(RESERVATION_STEP), step_of(reservation, Step.HOLD, now))
    await shift(connection, wanted)
    after = {b: Room(room.ceiling, room.held + wanted[b], room.version) for b, room in at_stake.items()}
    return True, after


async def _answer(connection: AsyncConnection, hold: Hold, now: datetime) -> bool:
    """Take the key, unless it is known."""
    columns_ = RESERVATION_ANSWER.c
    known = select(columns_.at).where(
        columns_.partner == hold.reservation.partner, columns_.key == hold.key, columns_.at > now - KNOWN_FOR
    )
    if (await connection.execute(known)).first() is not None:
        return False
    row = {
        "partner": hold.reservation.partner,
        "key": hold.key,
        "at": now,
        "digest": hold.digest,
        "reservation": hold.reservation.id,
        "refusal": None,
    }
    await connection.execute(sqlite.insert(RESERVATION_ANSWER).prefix_with("OR REPLACE").values(row))
    return True
