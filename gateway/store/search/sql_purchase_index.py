"""The port `PurchaseIndex` on SQLite and PostgreSQL."""

from collections.abc import Iterator, Sequence

from sqlalchemy import ColumnElement, Select, delete, false, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncEngine

from domain.partners import RowScope
from domain.search.purchases import PurchaseRow
from gateway.store.database import is_embedded, store_errors
from gateway.store.in_time import in_time
from gateway.store.search.order_entries import name
from gateway.store.search.tables import PURCHASE_ROW

_AT_ONCE = 500
_ROW = PURCHASE_ROW.c


class SqlPurchaseIndex:
    """Implements the port `PurchaseIndex`. Replicas may write side by side: the last that is put stays."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        into = sqlite.insert if is_embedded(engine.url) else postgresql.insert
        statement = into(PURCHASE_ROW)
        new = {column: statement.excluded[column] for column in ("supplier", "location")}
        self._upsert = statement.on_conflict_do_update(index_elements=["number"], set_=new)

    async def put(self, rows: Sequence[PurchaseRow]) -> None:
        kept = {name(row.number): row for row in rows}
        # In one order, for two writers that meet in another would lock for ever.
        columns = [
            {
                "number": number,
                "supplier": name(kept[number].supplier),
                "location": name(kept[number].location),
            }
            for number in sorted(kept)
        ]
        if columns:
            with store_errors(self._engine.url):
                async with self._engine.begin() as connection:
                    await connection.execute(self._upsert, columns)

    async def forget(self, numbers: Sequence[str]) -> None:
        names = sorted({name(number) for number in numbers})
        with store_errors(self._engine.url):
            async with self._engine.begin() as connection:
                for start in range(0, len(names), _AT_ONCE):
                    gone = _ROW.number.in_(names[start : start + _AT_ONCE])
                    await connection.execute(delete(PURCHASE_ROW).where(gone))

    @in_time
    async def known(self, numbers: Sequence[str], rows: RowScope) -> frozenset[str]:
        kept = {name(number): number for number in numbers}
        names, found = list(kept), set[str]()
        with store_errors(self._engine.url):
            async with self._engine.connect() as connection:
                for start in range(0, len(names), _AT_ONCE):
                    told = await connection.scalars(_within(names[start : start + _AT_ONCE], rows))
                    found.update(told)
        return frozenset(kept[one] for one in found)


def _within(numbers: Sequence[str], rows: RowScope) -> Select[str]:
    return select(_ROW.number).where(_ROW.number.in_(numbers), *_owned(rows))


def _owned(rows: RowScope) -> Iterator[ColumnElement[bool]]:
    """As `domain.rows.whose` has it: a purchase order has no owners of the other kinds."""
    for allowed, column in ((rows.suppliers, _ROW.supplier), (rows.locations, _ROW.location)):
        if allowed is not None:
            yield column.in_(sorted(map(name, allowed - {""})))
    if (rows.customers, rows.channels, rows.carriers) != (None, None, None):
        yield false()
