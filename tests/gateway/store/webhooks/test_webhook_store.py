from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from domain.errors import StoreUnavailable
from gateway.store.webhooks.sealing import KeySealing
from gateway.store.webhooks.sql_deliveries import SqlDeliveries
from gateway.store.webhooks.sql_endpoints import SqlEndpoints
from tests.contracts.webhook_store import WebhookStore, WebhookStoreContract, endpoint
from tests.doubles.webhooks import InMemoryWebhooks
from tests.gateway.store.databases import OnPostgres, OnSqlite
from tests.gateway.store.emptied import migrated_store

SEALING = KeySealing(b"k" * 32, "webhooks")


class SqlWebhooks(SqlEndpoints, SqlDeliveries):
    """Both at once."""

    def __init__(self, engine: AsyncEngine) -> None:
        SqlEndpoints.__init__(self, engine, SEALING)
        SqlDeliveries.__init__(self, engine)


class TestInMemory(WebhookStoreContract):
    @asynccontextmanager
    async def opened(self) -> AsyncIterator[WebhookStore]:
        yield InMemoryWebhooks()


class SqlContract(WebhookStoreContract):
    url: str

    @asynccontextmanager
    async def opened(self) -> AsyncIterator[WebhookStore]:
        async with migrated_store(self.url) as store:
            yield SqlWebhooks(store.engine)

    async def test_secrets_cannot_be_read_in_the_database(self) -> None:
        async with migrated_store(self.url) as store:
            webhooks = SqlWebhooks(store.engine)
            await webhooks.put(endpoint("a"))
            async with store.engine.connect() as connection:
                kept = await connection.scalar(text("SELECT secrets FROM webhook_endpoint"))
            assert "whsec" not in str(kept)
            other = SqlEndpoints(store.engine, KeySealing(b"o" * 32, "webhooks"))
            with pytest.raises(StoreUnavailable, match="another key"):
                await other.endpoint("a")


class TestSqlite(OnSqlite, SqlContract):
    pass


class TestPostgres(OnPostgres, SqlContract):
    pass
