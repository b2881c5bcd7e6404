"""Dropping old events: each subject keeps its last of each kind.

Batch by batch, so that nobody waits for long. The head learns first how far events are dropped, in the
transaction that drops them, so that no reader takes a hole for the truth.
"""

from datetime import datetime

from sqlalchemy import delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from domain.log.records import Logged
from domain.log.standing import standing
from gateway.store.database import is_embedded
from gateway.store.log.event_rows import event_of
from gateway.store.log.standing_rows import put_standing
from gateway.store.log.tables import EVENT, EVENT_KEY, EVENT_OWNER, LOG_HEAD

_BATCH = 1_000


async def compact(engine: AsyncEngine, *, before: datetime) -> int:
    """Drop events recorded before; how many. They are dropped from the beginning on, without holes."""
    dropped = 0
    while True:
        async with engine.begin() as connection:
            batch = await _drop(connection, before, embedded=is_embedded(engine.url))
        dropped += batch
        if batch < _BATCH:
            return dropped


async def _drop(connection: AsyncConnection, before: datetime, *, embedded: bool) -> int:
    # Locks the head first: two who compact take turns, and SQLite locks at once.
    begin = await connection.scalar(update(LOG_HEAD).values(id=1).returning(LOG_HEAD.c.dropped))
    keep_from = await connection.scalar(
        select(func.min(EVENT.c.position)).where(EVENT.c.recorded_at >= before)
    )
    old = select(EVENT.c.position, EVENT.c.body).where(EVENT.c.position > begin)
    if keep_from is not None:
        old = old.where(EVENT.c.position < keep_from)
    rows = (await connection.execute(old.order_by(EVENT.c.position).limit(_BATCH))).all()
    if not rows:
        return 0
    await put_standing(
        connection, standing(Logged(row[0], event_of(row[1])) for row in rows), embedded=embedded
    )
    last = rows[-1][0]
    for table in (EVENT_KEY, EVENT_OWNER, EVENT):
        await connection.execute(delete(table).where(table.c.position <= last))
    await connection.execute(update(LOG_HEAD).values(dropped=last))
    return len(rows)
