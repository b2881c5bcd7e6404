"""The port `OrderIndex` on SQLite and PostgreSQL."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from operator import itemgetter
from typing import Any

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
from gateway.store.driver_reads import DriverReads, Row, instant
from gateway.store.search.order_days import page_by_day, within
from gateway.store.search.order_entries import name
from gateway.store.search.order_queries import DayAsked, OrderQueries
from gateway.store.search.order_removal import remove
from gateway.store.search.order_writes import OrderWrites

_KNOWN_AT_ONCE = 500
_NEWEST_FIRST = OrderSort()

_At = tuple[Any, str]
"""When, as the driver gives it, and which order."""

_number = itemgetter(1)


class SqlOrderIndex:
    """Implements the port `OrderIndex`. Replicas may write side by side: the newest row stays."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        embedded = is_embedded(engine.url)
        self._reads = DriverReads(engine)
        self._queries = OrderQueries(engine.dialect, embedded=embedded)
        self._writes = OrderWrites(embedded=embedded)

    async def put(self, rows: Sequence[OrderRow]) -> None:
        by_number: dict[str, OrderRow] = {}
        for row in rows:
            number = name(row.number)
            if number not in by_number or row.replaces(by_number[number]):
                by_number[number] = row
        if not by_number:
            return
        with store_errors(self._engine.url):
            async with self._engine.begin() as connection:
                await self._writes.put(connection, by_number)

    async def forget(self, numbers: Sequence[str]) -> None:
        names = sorted({name(number) for number in numbers})
        with store_errors(self._engine.url):
            async with self._engine.begin() as connection:
                for start in range(0, len(names), _KNOWN_AT_ONCE):
                    await remove(connection, names[start : start + _KNOWN_AT_ONCE])

    async def search(self, wanted: OrderFilter, rows: RowScope, paging: Paging) -> OrderPage:
        if not paging.sort.by_day:
            return await self._by_time(wanted, rows, paging)

        async def by_time(exact: Paging) -> OrderPage:
            return await self._by_time(wanted, rows, exact)

        async def of_day(day: datetime, after: str | None, most: int) -> Sequence[str]:
            asked = DayAsked(within(wanted, paging.sort.field, day), after, most)
            query, values = self._queries.of_day(asked, rows, paging)
            found = {row[1] for row in await self._reads.fetch(query, values)}
            return sorted(found, reverse=paging.sort.descending)[:most]

        return await page_by_day(paging, by_time, of_day)

    async def _by_time(self, wanted: OrderFilter, rows: RowScope, paging: Paging) -> OrderPage:
        query, values = self._queries.page(wanted, rows, paging, MOST_COUNTED + 1)
        found = await self._reads.fetch(query.first, values)
        if query.rest is not None and len({row[1] for row in found} - {None}) <= paging.first:
            found = [*found, *await self._reads.fetch(query.rest, values)]
        return _page(found, paging)

    async def named(self, terms: Sequence[Term], rows: RowScope) -> Mapping[Term, tuple[str, ...]]:
        asked = list(dict.fromkeys(terms))
        if not asked:
            return {}
        query, values = self._queries.newest(asked, rows, MOST_NAMED)
        result = await self._reads.fetch(query, values)
        found: dict[Term, list[_At]] = defaultdict(list)
        for at, number, place in result:
            found[asked[place]].append((at, number))
        return {
            one: tuple(number for _, number in _in_order(places, _NEWEST_FIRST)[:MOST_NAMED])
            for one, places in found.items()
        }

    def peek_known(self, numbers: Sequence[str], rows: RowScope) -> None:
        """Nothing is kept in memory."""
        del numbers, rows

    async def known(self, numbers: Sequence[str], rows: RowScope) -> frozenset[str]:
        kept = {name(number): number for number in numbers}
        names = list(kept)
        found: set[str] = set()
        for start in range(0, len(names), _KNOWN_AT_ONCE):
            query, values = self._queries.within(names[start : start + _KNOWN_AT_ONCE], rows)
            found.update(number for (number,) in await self._reads.fetch(query, values))
        return frozenset(kept[one] for one in found)


def _page(result: Sequence[Row], paging: Paging) -> OrderPage:
    places = _in_order({(row[0], row[1]) for row in result if row[1] is not None}, paging.sort)
    total = next((row[2] for row in result if row[1] is None), None)
    return OrderPage(
        positions=tuple(Position(instant(at), number) for at, number in places[: paging.first]),
        more=len(places) > paging.first,
        total=min(total or 0, MOST_COUNTED),
        total_is_exact=total is not None and total <= MOST_COUNTED,
    )


def _in_order(found: Iterable[_At], sort: OrderSort) -> list[_At]:
    """By time and number, those without a time last. Times compare as the driver gives them."""
    places = list(found)
    timed = sorted((one for one in places if one[0] is not None), reverse=sort.descending)
    untimed = sorted((one for one in places if one[0] is None), key=_number, reverse=sort.descending)
    return [*timed, *untimed]
