"""Reading stock.

What a warehouse's storage holds is a function of the query's context in Tryton, for one warehouse at a
time: a batch takes one call for each warehouse in it and one for the open moves of all, side by side; now
and then the warehouses' zones are looked up before. The calls are not one snapshot: a pick between them
shows in one and not in the other.
"""

import asyncio
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Self

from adapters.erp_tryton.api import Query, Reply
from adapters.erp_tryton.fields import asked
from adapters.erp_tryton.mapping.notes import Notes
from adapters.erp_tryton.mapping.stock import position
from adapters.erp_tryton.mapping.vocabulary import SERVICE
from adapters.erp_tryton.reading import Company
from adapters.erp_tryton.resources import WITH_INACTIVE
from adapters.erp_tryton.warehouses import Warehouses
from adapters.erp_tryton.wire import stock as wire_stock
from adapters.erp_tryton.wire import values as wire
from adapters.reading.subjects import stock_subject
from adapters.transport.answers import with_failures
from adapters.transport.decode import RecordKind, RecordsRead, mapped, read_records
from domain.ports.demand import Demand
from domain.ports.reading import Failed, Found
from domain.stock import StockKey, StockPosition

_HELD: RecordKind[str, wire.CodedKey, wire_stock.Held] = RecordKind(
    name=wire.CODED_KEY,
    key=lambda record: record.code,
    record=wire_stock.HELD,
    subject="product:{}".format,
)
_MOVES: RecordKind[str, wire_stock.MoveName, wire_stock.Move] = RecordKind(
    name=wire_stock.MOVE_NAME,
    key=lambda record: record.product.code,
    record=wire_stock.MOVE,
    subject="product:{}".format,
)

Answers = dict[StockKey, Found[StockPosition] | Failed]


@dataclass(frozen=True, slots=True)
class OpenMoves:
    """The open moves of a batch by item, and those that could not be read.

    A move that cannot be read fails the positions of its item: what it claims is not known.
    """

    as_of: datetime | None
    by_item: Mapping[str, Sequence[wire_stock.Move]]
    read: RecordsRead[str, wire_stock.Move]

    @classmethod
    def of(cls, reply: Reply, instance: str) -> Self:
        """Those of one reply."""
        read = read_records(reply.records, _MOVES, instance)
        by_item: dict[str, list[wire_stock.Move]] = {}
        for item, move in read.records:
            by_item.setdefault(item, []).append(move)
        return cls(reply.as_of, by_item, read)

    def failure(self, item: str) -> Failed | None:
        """Why those of an item are not all known."""
        return self.read.failed.get(item) or self.read.unnamed


class StockReader:
    """Positions by item and warehouse code."""

    def __init__(self, company: Company) -> None:
        self._company = company
        self._warehouses = Warehouses(company)

    async def read(
        self, keys: Sequence[StockKey], demand: Demand
    ) -> Mapping[StockKey, Found[StockPosition] | Failed]:
        """One call for each warehouse, and one for open moves."""
        places = await self._warehouses.known({key.location for key in keys}, demand)
        warehouses = dict(places.records)
        wanted = [key for key in keys if key.location in warehouses]
        found = await self._positions(wanted, warehouses, demand) if wanted else {}
        failed = {key: places.failed[key.location] for key in keys if key.location in places.failed}
        unread: RecordsRead[StockKey, object] = RecordsRead(failed=failed, unnamed=places.unnamed)
        return with_failures(keys, found, unread, absent=wanted)

    async def _positions(
        self,
        keys: Sequence[StockKey],
        warehouses: Mapping[str, wire_stock.Warehouse],
        demand: Demand,
    ) -> Answers:
        items: dict[str, list[str]] = {}
        for key in keys:
            items.setdefault(key.location, []).append(key.sku)
        queries = [
            self._moves(dict.fromkeys(key.sku for key in keys)),
            *(_held(skus, warehouses[place]) for place, skus in items.items()),
        ]
        told, *held = await self._side_by_side(queries, demand)
        moves = OpenMoves.of(told, self._company.instance)
        return {
            key: answer
            for (place, skus), reply in zip(items.items(), held, strict=True)
            for key, answer in self._at(warehouses[place], skus, reply, moves)
        }

    async def _side_by_side(self, queries: Iterable[Query], demand: Demand) -> list[Reply]:
        """All replies, or the first error once every call has ended."""
        calls = [self._company.api.search(query, demand) for query in queries]
        ended = await asyncio.gather(*calls, return_exceptions=True)
        replies: list[Reply] = []
        for outcome in ended:
            if isinstance(outcome, BaseException):
                raise outcome
            replies.append(outcome)
        return replies

    def _at(
        self, warehouse: wire_stock.Warehouse, skus: Iterable[str], reply: Reply, moves: OpenMoves
    ) -> Iterator[tuple[StockKey, Found[StockPosition] | Failed]]:
        """The positions of one warehouse, each as old as the older of the two replies."""
        read = self._company.records(reply, _HELD)
        held = dict(read.records)
        told = [at for at in (reply.as_of, moves.as_of) if at is not None]
        reading = self._company.reading(replace(reply, as_of=min(told, default=None)))
        for sku in skus:
            key = StockKey(sku, warehouse.code)
            failure = read.failed.get(sku) or (read.unnamed if sku not in held else moves.failure(sku))
            if failure is not None:
                yield key, failure
            elif sku in held:
                notes = Notes(reading, stock_subject(key))
                make = _mapping(moves.by_item.get(sku, ()), warehouse, notes)
                yield key, mapped(held[sku], make, reading.instance, stock_subject(key))

    def _moves(self, skus: Iterable[str]) -> Query:
        return Query(
            model="stock.move",
            domain=[
                ("product.code", "in", list(skus)),
                ("state", "in", ("draft", "staging", "assigned")),
                ("company", "=", self._company.number),
            ],
            fields=asked(wire_stock.Move) + asked(wire_stock.MoveName),
        )


def _held(skus: Sequence[str], warehouse: wire_stock.Warehouse) -> Query:
    """Of a warehouse in the context, `stock_skip_warehouse` leaves the storage alone."""
    return Query(
        model="product.product",
        domain=[("code", "in", skus), ("type", "!=", SERVICE), WITH_INACTIVE],
        fields=asked(wire_stock.Held),
        context={"locations": [warehouse.id], "with_childs": True, "stock_skip_warehouse": True},
    )


def _mapping(
    moves: Sequence[wire_stock.Move], warehouse: wire_stock.Warehouse, notes: Notes
) -> Callable[[wire_stock.Held], Found[StockPosition]]:
    return lambda held: notes.as_found(position(held, moves, warehouse, notes))
