"""Finding orders by their number in a web shop, the customer's own number, and the number of an invoice."""

from collections.abc import Iterator, Mapping, Sequence

from adapters.erp_tryton.api import Clause, Query
from adapters.erp_tryton.fields import asked
from adapters.erp_tryton.mapping.notes import Notes, Reading
from adapters.erp_tryton.mapping.vocabulary import CANCELLED
from adapters.erp_tryton.reading import Company
from adapters.erp_tryton.resources import HAS_NUMBER, SELLS
from adapters.erp_tryton.wire import references as wire
from adapters.transport.answers import all_answered
from adapters.transport.decode import RecordKind, for_each_key, read_records
from domain.identifiers import IdentifierKind
from domain.ports.demand import Demand
from domain.ports.reading import Failed, Found
from domain.references import Reference, ReferredOrders

_FIELDS = asked(wire.NamedSale)
_FIELDS_WITHOUT_SHOPS = asked(wire.NamedSale, without=("web_",))

_FIELD_OF: Mapping[IdentifierKind, str] = {
    IdentifierKind.CHANNEL_ORDER: "web_id",
    IdentifierKind.CUSTOMER_PO: "reference",
    IdentifierKind.INVOICE: "lines.invoice_lines.invoice.number",
}
"""What a sale is searched by. It may have been billed line by line, and a line by several invoices."""

KINDS = frozenset(_FIELD_OF)


def _names(sale: wire.SaleNames) -> tuple[Reference, ...]:
    return tuple(dict.fromkeys(_each_name(sale)))


def _each_name(sale: wire.SaleNames) -> Iterator[Reference]:
    if sale.web_id and sale.web_shop:
        yield Reference(IdentifierKind.CHANNEL_ORDER, sale.web_id)
    if sale.reference:
        yield Reference(IdentifierKind.CUSTOMER_PO, sale.reference)
    for bill in sale.invoices:
        if bill.number and bill.state != CANCELLED:
            yield Reference(IdentifierKind.INVOICE, bill.number)


_BY_NAMES: RecordKind[tuple[Reference, ...], wire.SaleNames, wire.NamedSale] = RecordKind(
    name=wire.SALE_NAMES,
    key=_names,
    record=wire.NAMED_SALE,
    subject=lambda names: ", ".join(map(str, names)),
)


class OrdersByReference:
    """One call for all names of a batch. A customer may have given one number to several sales."""

    def __init__(self, company: Company) -> None:
        self._company = company

    async def read(
        self, keys: Sequence[Reference], demand: Demand
    ) -> Mapping[Reference, Found[ReferredOrders] | Failed]:
        """A sale that only takes back is no order. Without web shops, no sale has a number in one."""
        shops = bool(self._company.meant.shops)
        known = [key for key in keys if shops or key.kind is not IdentifierKind.CHANNEL_ORDER]
        domain = _sales(known, self._company.number)
        if not domain:
            return {}
        fields = _FIELDS if shops else _FIELDS_WITHOUT_SHOPS
        query = Query(model="sale.sale", domain=domain, fields=fields)
        reply = await self._company.api.search(query, demand)
        read = for_each_key(read_records(reply.records, _BY_NAMES, self._company.instance))
        reading = self._company.reading(reply)
        return all_answered(known, read, lambda key, sales: _answer(key, sales, reading))


def _sales(keys: Sequence[Reference], company: int) -> Sequence[Clause]:
    """A search for each kind of name that is asked for; Tryton unites those of an `OR` at the top."""
    searches: list[Clause] = []
    for kind, field in _FIELD_OF.items():
        names = [key.value for key in keys if key.kind is kind]
        if names:
            searches.append([(field, "in", names), ("company", "=", company), HAS_NUMBER, SELLS])
    return ["OR", *searches] if searches else []


def _answer(key: Reference, sales: Sequence[wire.NamedSale], reading: Reading) -> Found[ReferredOrders]:
    orders = tuple(dict.fromkeys(sale.number for sale in sales))
    return Notes(reading, str(key)).as_found(ReferredOrders(reference=key, orders=orders))
