"""Many examples over one database, in one loop: to migrate takes longer than an example."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager

from sqlalchemy import delete

from gateway.store.search.tables import ORDER_OWNER, ORDER_ROW, ORDER_TERM
from gateway.store.sql_store import SqlStore
from tests.gateway.store.emptied import migrated_store


class OneDatabase:
    """Runs each example over the store, with the order index emptied before."""

    def __init__(self, runner: asyncio.Runner, store: SqlStore) -> None:
        self._runner = runner
        self._store = store

    def run(self, example: Callable[[SqlStore], Awaitable[None]]) -> None:
        self._runner.run(self._emptied(example))

    async def _emptied(self, example: Callable[[SqlStore], Awaitable[None]]) -> None:
        async with self._store.engine.begin() as connection:
            for table in (ORDER_ROW, ORDER_TERM, ORDER_OWNER):
                await connection.execute(delete(table))
        await example(self._store)


@contextmanager
def over_one_database(url: str) -> Iterator[OneDatabase]:
    """The database at the URL, migrated for as long as the context lasts."""
    with asyncio.Runner() as runner:
        opened = migrated_store(url)
        store = runner.run(opened.__aenter__())
        try:
            yield OneDatabase(runner, store)
        finally:
            runner.run(opened.__aexit__(None, None, None))
