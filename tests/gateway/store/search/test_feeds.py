from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from domain.errors import StoreUnavailable
from domain.ports.search import Feeds
from domain.search.feeds import Feed
from gateway.store.search.sql_feeds import SqlFeeds
from tests.contracts.feeds import FeedsContract
from tests.doubles.clock import START
from tests.doubles.feeds import InMemoryFeeds
from tests.gateway.store.databases import OnPostgres, OnSqlite
from tests.gateway.store.emptied import empty_store, migrated_store


class TestInMemory(FeedsContract):
    @asynccontextmanager
    async def opened(self) -> AsyncIterator[Feeds]:
        yield InMemoryFeeds()


class SqlContract(FeedsContract):
    url: str

    @asynccontextmanager
    async def opened(self) -> AsyncIterator[Feeds]:
        async with migrated_store(self.url) as store:
            yield SqlFeeds(store.engine)

    async def test_a_database_without_the_table_is_unavailable(self) -> None:
        async with empty_store(self.url) as store:
            feeds = SqlFeeds(store.engine)
            for asked in (feeds.feeds(), feeds.feed("erp"), feeds.heard("erp", START)):
                with pytest.raises(StoreUnavailable, match="source_feed"):
                    await asked
            with pytest.raises(StoreUnavailable, match="source_feed"):
                await feeds.advance(Feed(instance="erp"))


class TestSqlite(OnSqlite, SqlContract):
    pass


class TestPostgres(OnPostgres, SqlContract):
    pass
