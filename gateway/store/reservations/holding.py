"""Writing a hold: every ceiling is checked, and the hold is written, in one step.

PostgreSQL does it in one statement: see `by_driver`. SQLite has one writer at a time: the same steps in a
transaction that writes first.
"""

from datetime import datetime, timedelta

from sqlalchemy import insert, select
from sqlalchemy.dialects import sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.ports.reservations import Hold
from domain.reservations.records import Bucket, Room, counted
from domain.reservations.states import Step
from gateway.store.reservations.ceilings import begin, rooms_of, shift
from gateway.store.reservations.rows import row_of, step_of
from gateway.store.reservations.tables import RESERVATION, RESERVATION_ANSWER, RESERVATION_STEP

KNOWN_FOR = timedelta(hours=24)
"""How long a key is known."""

Written = tuple[bool, dict[Bucket, Room]]
"""Whether the hold was written, and the rooms at stake after it."""


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
