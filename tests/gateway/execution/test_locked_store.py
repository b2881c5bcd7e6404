"""A database that does not answer costs the fields that need it, within the time of the request."""

from dataclasses import replace
from datetime import timedelta
from time import monotonic

import pytest
from sqlalchemy import text

from domain.partners import Principal
from domain.ports.demand import Demand
from gateway.execution.operations import Asker
from gateway.execution.patience import Wait
from gateway.store.cases.sql_exception_cases import SqlExceptionCases
from gateway.store.database import open_database
from gateway.store.search.sql_feeds import SqlFeeds
from gateway.store.search.sql_order_index import SqlOrderIndex
from gateway.store.sql_store import SqlStore
from resolvers.context import GraphContext
from tests.gateway.execution.asking_fresh import Remembered
from tests.gateway.store.emptied import migrated_store
from tests.resolvers.asking import DESK, context_of

TIME = timedelta(seconds=0.3)
SURELY = 10.0
QUESTION = """
{
  orders(first: 1) { edges { node { number } } }
  exceptions(first: 1) { edges { node { id } } }
  order(number: "SO-1") { number }
}
"""


class Kept(Remembered):
    """The small world, with its index and its cases in a database."""

    def __init__(self, store: SqlStore) -> None:
        super().__init__()
        self._store = store.engine

    def _context(self, principal: Principal, demand: Demand) -> GraphContext:
        context = context_of(self.world, principal, demand)
        context.search = replace(
            context.search, index=SqlOrderIndex(self._store), feeds=SqlFeeds(self._store)
        )
        context.cases = SqlExceptionCases(self._store)
        return context


@pytest.mark.service("postgres")
async def test_the_other_fields_are_answered(postgres_url: str) -> None:
    other = open_database(postgres_url)
    async with migrated_store(postgres_url) as store:
        kept = Kept(store)
        clock = kept.world.clock
        asker = Asker(principal=DESK, correlation_id="", wait=Wait(clock.monotonic(), TIME))
        async with other.connect() as connection:
            await connection.execute(text("LOCK TABLE order_row, exception_case IN ACCESS EXCLUSIVE MODE"))
            began = monotonic()
            answer = await kept.engine.run(kept.prepared(QUESTION), asker)
            assert monotonic() - began < SURELY
        assert answer.data == {"orders": None, "exceptions": None, "order": {"number": "SO-1"}}
        told = {error["path"][0]: error["extensions"] for error in answer.errors}
        assert {name: each["code"] for name, each in told.items()} == {
            "orders": "STORE_UNAVAILABLE",
            "exceptions": "STORE_UNAVAILABLE",
        }
        assert all(each["retryable"] for each in told.values())
        assert not (await kept.engine.run(kept.prepared(QUESTION), asker)).errors
    await other.dispose()
