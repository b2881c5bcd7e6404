"""Reading orders, with the numbers of their returns.

A sale does not know what came back of it: the sale that takes it back names it as its origin. Both are
asked for in one call: the sales of a batch, or sales whose origin is one of them.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TypeAlias

from adapters.erp_tryton.api import Clause, Query
from adapters.erp_tryton.fields import asked
from adapters.erp_tryton.mapping.notes import Notes, Reading
from adapters.erp_tryton.mapping.orders import order
from adapters.erp_tryton.mapping.vocabulary import SALE, referred
from adapters.erp_tryton.reading import Company
from adapters.erp_tryton.resources import HAS_NUMBER, SELLS, TAKES_BACK, numbered
from adapters.erp_tryton.wire import returns as wire_returns
from adapters.erp_tryton.wire import sales as wire_sales
from adapters.erp_tryton.wire import values as wire
from adapters.reading.subjects import order_subject
from adapters.transport.answers import each_answered
from adapters.transport.decode import RecordKind, mapped, records
from domain.errors import ReplyInvalid
from domain.orders import Order
from domain.ports.demand import Demand
from domain.ports.reading import Failed, Found

Returns: TypeAlias = Mapping[str, Sequence[str]]
"""The numbers of returns by the id of the sale that they take back."""

_FIELDS = asked(wire_sales.Sale)
_FIELDS_WITHOUT_SHOPS = asked(wire_sales.Sale, without=("web_",))

_SALES: RecordKind[str, wire.Numbered, wire_sales.Sale] = RecordKind(
    name=wire.NUMBERED,
    key=lambda record: record.number,
    record=wire_sales.SALE,
    subject=order_subject,
)


class OrderReader:
    """One call for a batch."""

    def __init__(self, company: Company) -> None:
        self._company = company

    async def read(self, keys: Sequence[str], demand: Demand) -> Mapping[str, Found[Order] | Failed]:
        """By number. A sale that only takes back is no order."""
        query = Query(
            model="sale.sale",
            domain=_sales_and_returns(keys, self._company.number),
            fields=_FIELDS if self._company.meant.shops else _FIELDS_WITHOUT_SHOPS,
        )
        reply = await self._company.api.search(query, demand)
        told = records(reply.records, wire_returns.OUTLINE, self._company.instance)
        outlines = list(told)
        # What cannot be read may be an order: as one it is told to have failed.
        sales = [
            raw
            for raw, outline in zip(reply.records, outlines, strict=True)
            if isinstance(outline, ReplyInvalid) or outline.sells
        ]
        returns = _returns(outline for outline in outlines if not isinstance(outline, ReplyInvalid))
        reading = self._company.reading(reply)
        return each_answered(
            keys,
            self._company.records(replace(reply, records=sales), _SALES),
            lambda _, sale: _answer(sale, returns, reading),
        )


def _sales_and_returns(keys: Sequence[str], company: int) -> Sequence[Clause]:
    """Tryton makes two searches of an `OR` at the top, each with its own index, and unites them."""
    returned = [("origin.number", "in", keys, SALE), ("company", "=", company), HAS_NUMBER, TAKES_BACK]
    return ["OR", [*numbered(keys, company), SELLS], returned]


def _returns(outlines: Iterable[wire_returns.Outline]) -> Returns:
    """In the order in which they were made."""
    returns: dict[str, list[str]] = {}
    for outline in sorted(outlines, key=lambda outline: outline.id):
        if outline.number and outline.takes_back:
            returns.setdefault(referred(outline.origin, SALE), []).append(outline.number)
    return returns


def _answer(sale: wire_sales.Sale, returns: Returns, reading: Reading) -> Found[Order] | Failed:
    subject = order_subject(sale.number)
    notes = Notes(reading, subject)
    numbers = returns.get(str(sale.id), ())
    return mapped(
        sale, lambda record: notes.as_found(order(record, notes, numbers)), reading.instance, subject
    )
