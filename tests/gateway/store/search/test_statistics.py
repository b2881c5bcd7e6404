from sqlalchemy import text

from domain.search.terms import Term, TermKind
from gateway.store.search.sql_order_index import SqlOrderIndex
from gateway.store.sql_store import SqlStore
from tests.contracts.order_examples import row
from tests.gateway.store.emptied import migrated_store


async def analysed(store: SqlStore) -> set[str]:
    async with store.engine.connect() as connection:
        known = await connection.scalar(
            text("SELECT count(*) FROM sqlite_master WHERE name = 'sqlite_stat1'")
        )
        return set(await connection.scalars(text("SELECT tbl FROM sqlite_stat1"))) if known else set()


async def test_an_embedded_index_is_looked_at_once_it_has_grown(sqlite_url: str) -> None:
    async with migrated_store(sqlite_url) as store:
        index = SqlOrderIndex(store.engine)
        term = Term(TermKind.SKU, "drill")
        await index.put([row(f"SO-{number}", terms=frozenset({term})) for number in range(999)])
        assert await analysed(store) == set()
        await index.put([row("SO-999")])
        assert await analysed(store) == {"order_row", "order_term"}
