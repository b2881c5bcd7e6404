"""The port `ToldFeeds` on SQLite and PostgreSQL."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import RowMapping, Update, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from domain.search.rhythm import Rhythm
from domain.search.told_feeds import ToldFeed, heard
from gateway.store.database import is_embedded, store_errors
from gateway.store.following.tables import TOLD_FEED

_F = TOLD_FEED.c


class SqlToldFeeds:
    """Implements `ToldFeeds`. Replicas may write side by side: each change locks its one row."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        self._insert = sqlite.insert if is_embedded(engine.url) else postgresql.insert

    async def feeds(self) -> Sequence[ToldFeed]:
        with store_errors(self._engine.url):
            async with self._engine.connect() as connection:
                rows = await connection.execute(select(TOLD_FEED).order_by(_F.instance))
                return [_feed(row) for row in rows.mappings()]

    async def heard(self, instance: str, at: datetime, watermark: datetime | None = None) -> None:
        first = self._insert(TOLD_FEED).values(_row(heard(None, instance, at, watermark)))
        with store_errors(self._engine.url):
            async with self._engine.begin() as connection:
                made = await connection.execute(first.on_conflict_do_nothing(index_elements=["instance"]))
                if made.rowcount == 0:
                    await _again(connection, instance, at, watermark)

    async def fell_silent(self, instance: str, *, since: datetime) -> bool:
        unheard = (_F.instance == instance, _F.last_heard_at <= since, ~_F.silent)
        return await self._done(update(TOLD_FEED).where(*unheard).values(silent=True))

    async def recovered(self, instance: str) -> bool:
        return await self._done(
            update(TOLD_FEED).where(_F.instance == instance, _F.silent).values(silent=False)
        )

    async def _done(self, change: Update) -> bool:
        with store_errors(self._engine.url):
            async with self._engine.begin() as connection:
                return bool((await connection.execute(change)).rowcount)


async def _again(
    connection: AsyncConnection, instance: str, at: datetime, watermark: datetime | None
) -> None:
    kept = select(TOLD_FEED).where(_F.instance == instance).with_for_update()
    row = (await connection.execute(kept)).mappings().one()
    changed = _row(heard(_feed(row), instance, at, watermark))
    await connection.execute(update(TOLD_FEED).where(_F.instance == instance).values(changed))


def _row(feed: ToldFeed) -> dict[str, object]:
    return {
        "instance": feed.instance,
        "last_heard_at": feed.last_heard_at,
        "watermark": feed.watermark,
        "gaps": list(feed.rhythm.counts),
        "silent": feed.silent,
    }


def _feed(row: RowMapping) -> ToldFeed:
    return ToldFeed(
        instance=row["instance"],
        last_heard_at=row["last_heard_at"],
        watermark=row["watermark"],
        rhythm=Rhythm(tuple(row["gaps"])),
        silent=row["silent"],
    )
