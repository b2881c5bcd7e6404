"""The port `Inbox` on SQLite and PostgreSQL."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import RowMapping, Select, delete, exists, func, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from domain.log.records import DeadState, Raw, Via
from gateway.store.database import is_embedded, store_errors
from gateway.store.log.tables import DEAD_LETTER, INBOX

_CLAIMS = 6_311_702_455_091
"""The number of the advisory lock under which PostgreSQL gives out deliveries."""


class SqlInbox:
    """Implements `Inbox`."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        self._embedded = is_embedded(engine.url)

    async def keep(self, raws: Sequence[Raw]) -> None:
        if not raws:
            return
        with store_errors(self._engine.url):
            async with self._engine.begin() as connection:
                await connection.execute(insert(INBOX), [_row(raw) for raw in raws])

    async def claim(self, worker: str, *, most: int, hold: timedelta, now: datetime) -> Sequence[Raw]:
        with store_errors(self._engine.url):
            async with self._engine.begin() as connection:
                ids = await self._claimed(connection, most, now)
                if not ids:
                    return []
                held = update(INBOX).where(INBOX.c.id.in_(ids)).values(holder=worker, held_until=now + hold)
                await connection.execute(held)
                rows = await connection.execute(select(INBOX).where(INBOX.c.id.in_(ids)).order_by(INBOX.c.id))
                return [_raw(row) for row in rows.mappings()]

    async def raw(self, raw_id: str) -> Raw | None:
        with store_errors(self._engine.url):
            async with self._engine.connect() as connection:
                row = (await connection.execute(select(INBOX).where(INBOX.c.id == raw_id))).mappings().first()
        return None if row is None else _raw(row)

    async def listed(
        self,
        *,
        source: str | None = None,
        since: datetime | None = None,
        until: datetime | None = None,
        after: str = "",
        first: int,
    ) -> Sequence[Raw]:
        conditions = [INBOX.c.mapped, INBOX.c.id > after]
        if source is not None:
            conditions.append(INBOX.c.source == source)
        if since is not None:
            conditions.append(INBOX.c.received_at >= since)
        if until is not None:
            conditions.append(INBOX.c.received_at < until)
        chosen = select(INBOX).where(*conditions).order_by(INBOX.c.id).limit(first)
        with store_errors(self._engine.url):
            async with self._engine.connect() as connection:
                return [_raw(row) for row in (await connection.execute(chosen)).mappings()]

    async def waiting(self) -> int:
        count = select(func.count()).select_from(INBOX).where(~INBOX.c.mapped)
        with store_errors(self._engine.url):
            async with self._engine.connect() as connection:
                return int(await connection.scalar(count) or 0)

    async def prune(self, *, before: datetime) -> int:
        needed = exists().where(
            DEAD_LETTER.c.raw == INBOX.c.id, DEAD_LETTER.c.state == DeadState.WAITING.value
        )
        old = delete(INBOX).where(INBOX.c.mapped, INBOX.c.received_at < before, ~needed)
        with store_errors(self._engine.url):
            async with self._engine.begin() as connection:
                return (await connection.execute(old)).rowcount

    async def _claimed(self, connection: AsyncConnection, most: int, now: datetime) -> list[str]:
        """Claims take turns, or two at once would give out a source's deliveries out of their order."""
        if self._embedded:
            # SQLite locks where something is written.
            await connection.execute(update(INBOX).where(INBOX.c.id == "").values(holder=None))
        else:
            await connection.execute(select(func.pg_advisory_xact_lock(_CLAIMS)))
        return list((await connection.execute(_free(most, now))).scalars())


def _free(most: int, now: datetime) -> Select[Any]:
    """Unmapped, held by nobody, and of a source of which nobody holds an older one."""
    older = INBOX.alias()
    behind = exists().where(
        older.c.source == INBOX.c.source,
        older.c.id < INBOX.c.id,
        ~older.c.mapped,
        older.c.held_until > now,
    )
    free = or_(INBOX.c.held_until.is_(None), INBOX.c.held_until <= now)
    return select(INBOX.c.id).where(~INBOX.c.mapped, free, ~behind).order_by(INBOX.c.id).limit(most)


def _row(raw: Raw) -> dict[str, Any]:
    return {
        "id": raw.id,
        "source": raw.source,
        "via": raw.via.value,
        "received_at": raw.received_at,
        "headers": [list(pair) for pair in raw.headers],
        "body": raw.body,
        "correlation_id": raw.correlation_id,
        "mapped": False,
        "holder": None,
        "held_until": None,
    }


def _raw(row: RowMapping) -> Raw:
    return Raw(
        id=row["id"],
        source=row["source"],
        via=Via(row["via"]),
        received_at=row["received_at"],
        body=row["body"],
        headers=tuple((name, value) for name, value in row["headers"]),
        correlation_id=row["correlation_id"],
    )
