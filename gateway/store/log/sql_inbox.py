"""The port `Inbox` on SQLite and PostgreSQL."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from sqlalchemy import RowMapping, delete, exists, func, select
from sqlalchemy.ext.asyncio import AsyncEngine

from domain.log.naming import first_id
from domain.log.records import DeadState, Raw, Via
from gateway.store.database import store_errors
from gateway.store.driver_work import Ask, AskEach, DriverWork, Values, Work
from gateway.store.log import inbox_words as words
from gateway.store.log.tables import DEAD_LETTER, INBOX

_CLAIMS = 6_311_702_455_091
"""The number of the advisory lock under which PostgreSQL gives out deliveries."""
_LOOK_EVERY, _LATE = timedelta(seconds=1), timedelta(seconds=5)


class SqlInbox:
    """Implements `Inbox`.

    Where what waits begins is looked up every second: an index remembers what is mapped for some time, and
    to go through that with each claim takes the longer the more came in.
    """

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        self._work = DriverWork(engine)
        self._looked, self._floor = datetime.min.replace(tzinfo=UTC), ""

    async def keep(self, raws: Sequence[Raw]) -> None:
        if raws:
            await self._work.done(lambda: _kept(raws))

    async def claim(self, worker: str, *, most: int, hold: timedelta, now: datetime) -> Sequence[Raw]:
        values = (now, most, worker, now + hold)
        return await self._work.done(lambda: self._claimed(values, now), synced=False)

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

    def _claimed(self, values: Values, now: datetime) -> Work[list[Raw]]:
        yield Ask(words.TURN, (_CLAIMS,))
        if not timedelta(0) <= now - self._looked < _LOOK_EVERY:
            ((first,),) = yield Ask(words.FIRST)
            # Clocks of replicas differ, and one may have begun to keep what another does not see yet.
            late = first_id(now - _LATE)
            self._looked, self._floor = now, late if first is None else min(first, late)
        rows = yield Ask(words.CLAIM, (*values, self._floor))
        return sorted((words.raw_of(row) for row in rows), key=lambda raw: raw.id)


def _kept(raws: Sequence[Raw]) -> Work[None]:
    yield AskEach(words.KEEP, [words.kept_row(raw) for raw in raws])


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
