"""Writing rows of the order index: upserts of the rows, and of their terms and owners what differs."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import chain
from operator import itemgetter

from sqlalchemy import Delete, Table, and_, bindparam, delete, insert, or_, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.sql.dml import ReturningInsert

from domain.search.orders import OrderRow
from gateway.store.search.order_entries import columns, owners, terms
from gateway.store.search.statistics import Statistics
from gateway.store.search.tables import ORDER_OWNER, ORDER_ROW, ORDER_TERM

BATCH = 500
"""Orders a statement."""

_Insert = Callable[[Table], postgresql.Insert] | Callable[[Table], sqlite.Insert]


_kind_and_value = itemgetter(1, 2, 0)


class OrderWrites:
    """The statements of one kind of database."""

    def __init__(self, *, embedded: bool) -> None:
        self._upsert = _upsert(sqlite.insert if embedded else postgresql.insert)
        self._statistics = Statistics() if embedded else None

    async def put(self, connection: AsyncConnection, rows: Mapping[str, OrderRow]) -> None:
        """Insert or replace, in the connection's transaction; rows are by the number that they are kept by.

        The rows themselves come first: that locks them, so that two writers of an order take turns. Rows go
        in one order, since two writers that meet in another would lock for ever.
        """
        for numbers in _batches(sorted(rows)):
            kept = [dict(columns(rows[number])) for number in numbers]
            replaced = sorted((await connection.execute(self._upsert, kept)).scalars())
            if not replaced:
                continue
            batch = [rows[number] for number in replaced]
            await _replace(connection, ORDER_TERM, replaced, set(chain.from_iterable(map(terms, batch))))
            await _replace(connection, ORDER_OWNER, replaced, set(chain.from_iterable(map(owners, batch))))
        if self._statistics is not None:
            await self._statistics.wrote(connection, len(rows))


async def _replace(
    connection: AsyncConnection, table: Table, numbers: Sequence[str], wanted: set[tuple[object, ...]]
) -> None:
    """Leave in the table, for these orders, exactly what is wanted; most of it is there already."""
    result = await connection.execute(select(table).where(table.c.number.in_(numbers)))
    held = {tuple(row) for row in result}
    gone, new = held - wanted, wanted - held
    if gone:
        keys = [{"gone_number": one[0], "gone_kind": one[1], "gone_value": one[2]} for one in gone]
        await connection.execute(_delete(table), keys)
    if new:
        names = table.c.keys()
        # In the order of the index, so that neighbours in it are written one after the other.
        ordered = sorted(new, key=_kind_and_value)
        await connection.execute(insert(table), [dict(zip(names, one, strict=True)) for one in ordered])


def _delete(table: Table) -> Delete:
    key = (table.c[column] == bindparam(f"gone_{column}") for column in ("number", "kind", "value"))
    return delete(table).where(and_(*key))


def _upsert(into: _Insert) -> ReturningInsert[str]:
    """Gives the numbers of the rows that stand now. The condition is that of `OrderRow.replaces`."""
    statement = into(ORDER_ROW)
    held, new = ORDER_ROW.c, statement.excluded
    replaces = or_(new.source != held.source, held.changed_at.is_(None), new.changed_at >= held.changed_at)
    changes = {column.name: new[column.name] for column in held if not column.primary_key}
    upsert = statement.on_conflict_do_update(index_elements=["number"], set_=changes, where=replaces)
    return upsert.returning(held.number)


def _batches(numbers: Sequence[str]) -> Iterator[Sequence[str]]:
    return (numbers[start : start + BATCH] for start in range(0, len(numbers), BATCH))
