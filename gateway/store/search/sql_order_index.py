"""The port `OrderIndex` on SQLite and PostgreSQL."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncEngine

from domain.partners import RowScope
from domain.search.orders import (
    MOST_COUNTED,
    MOST_NAMED,
    OrderFilter,
    OrderPage,
    OrderRow,
    OrderSort,
    Paging,
    Position,
)
from domain.search.terms import Term
from gateway.store.database import is_embedded, store_errors
from gateway.store.search.order_entries import name
from gateway.store.search.order_queries import newest, page, within
from gateway.store.search.order_writes import OrderWrites

_KNOWN_AT_ONCE = 500
_NEWEST_FIRST = OrderSort()

_Row = tuple[datetime | None, str | None, int | None]


class SqlOrderIndex:
    """Implements the port `OrderIndex`. Replicas may write side by side: rows are whole, the last stays."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        # One statement sees one state by itself: PostgreSQL needs no transaction around it, nor its two ways.
        embedded = is_embedded(engine.url)
        self._reading = engine if embedded else engine.execution_options(isolation_level="AUTOCOMMIT")
        self._writes = OrderWrites(embedded=embedded)

    async def put(self, rows: Sequence[OrderRow]) -> None:
        by_number = {name(row.number): row for row in rows}
        if not by_number:
            return
        with store_errors(self._engine.url):
            async with self._engine.begin() as connection:
                await self._writes.put(connection, by_number)

    async def search(self, wanted: OrderFilter, rows: RowScope, paging: Paging) -> OrderPage:
        query, values = page(wanted, rows, paging, MOST_COUNTED + 1)
        with store_errors(self._engine.url):
            async with self._reading.connect() as connection:
                result = (await connection.execute(query, values)).all()
        return _page(result, paging)

    async def named(self, terms: Sequence[Term], rows: RowScope) -> Mapping[Term, tuple[str, ...]]:
        asked = list(dict.fromkeys(terms))
        if not asked:
            return {}
        query, values = newest(asked, rows, MOST_NAMED)
        with store_errors(self._engine.url):
            async with self._reading.connect() as connection:
                result = (await connection.execute(query, values)).all()
        found: dict[Term, list[tuple[datetime | None, str]]] = defaultdict(list)
        for at, number, place in result:
            found[asked[place]].append((at, number))
        return {
            one: tuple(position.number for position in _in_order(places, _NEWEST_FIRST)[:MOST_NAMED])
            for one, places in found.items()
        }

    async def known(self, numbers: Sequence[str], rows: RowScope) -> frozenset[str]:
        kept = {name(number): number for number in numbers}
        names = list(kept)
        found: set[str] = set()
        with store_errors(self._engine.url):
            async with self._reading.connect() as connection:
                for start in range(0, len(names), _KNOWN_AT_ONCE):
                    query, values = within(names[start : start + _KNOWN_AT_ONCE], rows)
                    found.update((await connection.execute(query, values)).scalars())
        return frozenset(kept[one] for one in found)


def _page(result: Sequence[_Row], paging: Paging) -> OrderPage:
    positions = _in_order(((at, number) for at, number, _ in result if number is not None), paging.sort)
    total = next((count for _, number, count in result if number is None), None)
    return OrderPage(
        positions=tuple(positions[: paging.first]),
        more=len(positions) > paging.first,
        total=min(total or 0, MOST_COUNTED),
        total_is_exact=total is not None and total <= MOST_COUNTED,
    )


def _in_order(found: Iterable[tuple[datetime | None, str]], sort: OrderSort) -> list[Position]:
    """By time and number, those without a time last."""
    places = list(found)
    timed = sorted(((at, number) for at, number in places if at is not None), reverse=sort.descending)
    untimed = sorted((number for at, number in places if at is None), reverse=sort.descending)
    return [*(Position(at, number) for at, number in timed), *(Position(None, number) for number in untimed)]
