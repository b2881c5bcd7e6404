"""The port `Feeds` on SQLite and PostgreSQL: one conditional upsert, so that no time ever goes back."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, RowMapping, Table, case, or_, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncEngine

from domain.search.feeds import Feed
from gateway.store.database import is_embedded, store_errors
from gateway.store.in_time import in_time
from gateway.store.search.tables import SOURCE_FEED

_MILLISECOND = timedelta(milliseconds=1)


class SqlFeeds:
    """Implements the port `Feeds`. Replicas may poll side by side: the latest of each time stays."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        insert = sqlite.insert if is_embedded(engine.url) else postgresql.insert
        self._advance = _advance(insert)
        self._heard = _heard(insert)

    @in_time
    async def feeds(self) -> Sequence[Feed]:
        with store_errors(self._engine.url):
            async with self._engine.connect() as connection:
                result = await connection.execute(select(SOURCE_FEED))
                return sorted(map(_feed, result.mappings()), key=lambda feed: feed.instance)

    @in_time
    async def feed(self, instance: str) -> Feed:
        query = select(SOURCE_FEED).where(SOURCE_FEED.c.instance == instance)
        with store_errors(self._engine.url):
            async with self._engine.connect() as connection:
                row = (await connection.execute(query)).mappings().first()
                return Feed(instance=instance) if row is None else _feed(row)

    async def advance(self, feed: Feed) -> None:
        await self._write(self._advance, feed)

    async def heard(self, instance: str, at: datetime) -> None:
        await self._write(self._heard, Feed(instance=instance, last_heard_at=at))

    async def _write(self, statement: postgresql.Insert | sqlite.Insert, feed: Feed) -> None:
        row = {
            "instance": feed.instance,
            "cursor": feed.cursor,
            "watermark": feed.watermark,
            "last_heard_at": feed.last_heard_at,
            "expected_ms": feed.expected // _MILLISECOND,
        }
        with store_errors(self._engine.url):
            async with self._engine.begin() as connection:
                await connection.execute(statement, row)


_Insert = Callable[[Table], postgresql.Insert] | Callable[[Table], sqlite.Insert]


def _advance(insert: _Insert) -> postgresql.Insert | sqlite.Insert:
    statement = insert(SOURCE_FEED)
    old, new = SOURCE_FEED.c, statement.excluded
    ahead = _is_later(new.watermark, old.watermark)
    return statement.on_conflict_do_update(
        index_elements=["instance"],
        set_={
            "cursor": case((ahead, new.cursor), else_=old.cursor),
            "watermark": case((ahead, new.watermark), else_=old.watermark),
            "last_heard_at": _later(new.last_heard_at, old.last_heard_at),
            "expected_ms": new.expected_ms,
        },
    )


def _heard(insert: _Insert) -> postgresql.Insert | sqlite.Insert:
    statement = insert(SOURCE_FEED)
    later = _later(statement.excluded.last_heard_at, SOURCE_FEED.c.last_heard_at)
    return statement.on_conflict_do_update(index_elements=["instance"], set_={"last_heard_at": later})


def _later(new: ColumnElement[datetime], old: ColumnElement[datetime]) -> ColumnElement[datetime]:
    return case((_is_later(new, old), new), else_=old)


def _is_later(new: ColumnElement[datetime], old: ColumnElement[datetime]) -> ColumnElement[bool]:
    """Whether the new time may stand: equal ones do, and none gives way to any."""
    return or_(old.is_(None), new >= old)


def _feed(row: RowMapping) -> Feed:
    return Feed(
        instance=row["instance"],
        cursor=row["cursor"],
        watermark=row["watermark"],
        last_heard_at=row["last_heard_at"],
        expected=row["expected_ms"] * _MILLISECOND,
    )
