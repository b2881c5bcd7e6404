"""The port `EventLog` on SQLite and PostgreSQL."""

from collections.abc import Collection, Sequence
from datetime import datetime
from itertools import islice
from typing import NamedTuple

from sqlalchemy import Row, delete, select, tuple_
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from domain.log.filters import EventFilter
from domain.log.records import Appended, Gap, Logged, LogPage, Mapped
from domain.log.standing import standing
from domain.partners import RowScope
from gateway.store.database import is_embedded, store_errors
from gateway.store.driver_work import DriverWork
from gateway.store.in_time import in_time
from gateway.store.log.appending import appended, begun
from gateway.store.log.compacting import compact
from gateway.store.log.event_rows import event_of, kept_key
from gateway.store.log.reading import events_after
from gateway.store.log.tables import EVENT, EVENT_RECEIPT, EVENT_STANDING, LOG_HEAD

_NAMES = 500
"""So many a statement."""


class SqlEventLog:
    """Implements `EventLog`."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        self._embedded = is_embedded(engine.url)
        self._work = DriverWork(engine)

    async def append(self, mapped: Sequence[Mapped]) -> Appended:
        return await self._work.done(lambda: appended(mapped, embedded=self._embedded))

    @in_time
    async def after(
        self, position: int, wanted: EventFilter, rows: RowScope, *, first: int, log: str | None = None
    ) -> LogPage:
        """Read again where events were compacted between the statements."""
        with store_errors(self._engine.url):
            async with self._engine.connect() as connection:
                head = await _head(connection)
                while True:
                    gap = _gap(head, position, log)
                    begin = gap.restart if gap else position
                    found = events_after(begin, head.position, wanted, rows).limit(first + 1)
                    events = [_logged(row) for row in await connection.execute(found)]
                    before, head = head, await _head(connection)
                    if head.dropped == before.dropped:
                        break
        if len(events) > first:
            return LogPage(events=events[:first], reached=events[first - 1].position, more=True, gap=gap)
        return LogPage(events=events, reached=max(begin, before.position), gap=gap)

    @in_time
    async def at(self, positions: Collection[int]) -> Sequence[Logged]:
        named = select(EVENT.c.position, EVENT.c.body).where(EVENT.c.position.in_(sorted(positions)))
        with store_errors(self._engine.url):
            async with self._engine.connect() as connection:
                rows = (await connection.execute(named.order_by(EVENT.c.position))).all()
        return [_logged(row) for row in rows]

    async def head(self) -> Logged | None:
        last = select(EVENT.c.position, EVENT.c.body).order_by(EVENT.c.position.desc()).limit(1)
        with store_errors(self._engine.url):
            async with self._engine.connect() as connection:
                row = (await connection.execute(last)).one_or_none()
        return None if row is None else _logged(row)

    async def name(self) -> str:
        with store_errors(self._engine.url):
            async with self._engine.connect() as connection:
                head = await _head(connection)
        return head.name or await self._work.done(begun)

    @in_time
    async def standing(self, keys: Collection[str]) -> Sequence[Logged]:
        subjects = sorted(map(kept_key, keys))
        kept = select(EVENT_STANDING.c.position, EVENT_STANDING.c.body).where(
            EVENT_STANDING.c.subject.in_(subjects)
        )
        live = select(EVENT.c.position, EVENT.c.body).where(EVENT.c.subject.in_(subjects))
        with store_errors(self._engine.url):
            async with self._engine.connect() as connection:
                rows = (await connection.execute(kept.union(live))).all()
        return standing(_logged(row) for row in rows)

    @in_time
    async def known(self, names: Collection[tuple[str, str]]) -> frozenset[tuple[str, str]]:
        by_kept = {(source, kept_key(name)): (source, name) for source, name in names}
        found: set[tuple[str, str]] = set()
        with store_errors(self._engine.url):
            async with self._engine.connect() as connection:
                names_left = iter(by_kept)
                while batch := list(islice(names_left, _NAMES)):
                    told = tuple_(EVENT_RECEIPT.c.source, EVENT_RECEIPT.c.name).in_(batch)
                    rows = await connection.execute(
                        select(EVENT_RECEIPT.c.source, EVENT_RECEIPT.c.name).where(told)
                    )
                    found.update(by_kept[row[0], row[1]] for row in rows)
        return frozenset(found)

    async def compact(self, *, before: datetime) -> int:
        with store_errors(self._engine.url):
            return await compact(self._engine, before=before)

    async def prune_receipts(self, *, before: datetime) -> int:
        old = delete(EVENT_RECEIPT).where(EVENT_RECEIPT.c.last_at < before)
        with store_errors(self._engine.url):
            async with self._engine.begin() as connection:
                return (await connection.execute(old)).rowcount


class _Head(NamedTuple):
    """Of a log that has not begun: nothing."""

    name: str = ""
    position: int = 0
    dropped: int = 0


async def _head(connection: AsyncConnection) -> _Head:
    columns = LOG_HEAD.c
    row = (await connection.execute(select(columns.name, columns.position, columns.dropped))).first()
    return _Head(*row) if row else _Head()


def _gap(head: _Head, position: int, log: str | None) -> Gap | None:
    """Of another log, or of what this one never had, nothing is known up to its last event."""
    if (log is not None and log != head.name) or position > head.position:
        return Gap(restart=head.position)
    return Gap(restart=head.dropped) if position < head.dropped else None


def _logged(row: Row[int, bytes]) -> Logged:
    position, body = row
    return Logged(position, event_of(body))
