from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from domain.ports.following import Followed, ToldFeeds
from gateway.store.following.sql_followed import SqlFollowed
from gateway.store.following.sql_told_feeds import SqlToldFeeds
from tests.contracts.following import FollowedContract, ToldFeedsContract
from tests.doubles.following import InMemoryFollowed, InMemoryToldFeeds
from tests.gateway.store.databases import OnPostgres, OnSqlite
from tests.gateway.store.emptied import migrated_store


class TestInMemory(FollowedContract, ToldFeedsContract):
    @asynccontextmanager
    async def followed(self) -> AsyncIterator[Followed]:
        yield InMemoryFollowed()

    @asynccontextmanager
    async def told_feeds(self) -> AsyncIterator[ToldFeeds]:
        yield InMemoryToldFeeds()


class SqlContract(FollowedContract, ToldFeedsContract):
    url: str

    @asynccontextmanager
    async def followed(self) -> AsyncIterator[Followed]:
        async with migrated_store(self.url) as store:
            yield SqlFollowed(store.engine)

    @asynccontextmanager
    async def told_feeds(self) -> AsyncIterator[ToldFeeds]:
        async with migrated_store(self.url) as store:
            yield SqlToldFeeds(store.engine)


class TestSqlite(OnSqlite, SqlContract):
    pass


class TestPostgres(OnPostgres, SqlContract):
    pass
