"""From Tryton's sales to orders: pure. What happened to an order is told in mapping_order_facts.

A line has no number of its own: its record's id names it, here and in every move and invoice. Only goods
are lines of ours: services and texts are never sent, and a negative line takes back what another sold.
Quantities and prices are in the unit in which the item is stocked, whatever it is sold in.
Tryton plans when goods shall leave and promises no arrival: that plan is a milestone, not a promise.
"""

from collections.abc import Iterator, Sequence

from adapters.erp_tryton.mapping import units
from adapters.erp_tryton.mapping.notes import Notes, code
from adapters.erp_tryton.mapping.order_facts import milestones, placed_at, posted_at
from adapters.erp_tryton.mapping.vocabulary import (
    CANCELLED,
    GOODS_LINE,
    INVOICE_STATES,
    ISSUED_STATES,
    SERVICE,
)
from adapters.erp_tryton.wire import sales as wire_sales
from domain.errors import ImpossibleValue
from domain.identifiers import IdentifierKind
from domain.orders import Address, InvoiceReference, Order, OrderLine
from domain.quantities import Money, Quantity, total


def order(record: wire_sales.Sale, notes: Notes, returns: Sequence[str] = ()) -> Order:
    """One sale. returns: the numbers of those that take it back.

    Raises ImpossibleValue where an item has no code or its quantity cannot be meant.
    """
    invoices = [bill for bill in notes.rows(record.invoices, wire_sales.INVOICE, "invoices") if bill.number]
    lines = {line.id: made for line in record.lines if (made := _line(line, record, notes))}
    return Order(
        number=record.number,
        source=notes.instance,
        placed_at=placed_at(record, notes),
        customer=code(record.party),
        channel=_channel(record, notes),
        business_unit=notes.reading.meant.business_unit,
        ship_to=_address(record),
        lines=tuple(lines.values()),
        invoices=tuple(_invoice(bill, notes) for bill in invoices),
        return_numbers=tuple(returns),
        milestones=milestones(record, lines, _issued(invoices), notes),
        identifiers=notes.identifiers(_names(record, invoices, returns)),
        as_of=notes.reading.as_of,
    )


def _line(line: wire_sales.Line, record: wire_sales.Sale, notes: Notes) -> OrderLine | None:
    item = line.product
    if line.type != GOODS_LINE or item is None or item.type == SERVICE:
        return None
    if line.quantity is None or line.quantity <= 0:
        return None
    place = f"lines[{line.id}]"
    if not item.code:
        raise ImpossibleValue(f"'{item.name}' has no code", field=f"{place}.product.code")
    unit = notes.unit(item.default_uom.symbol)
    return OrderLine(
        id=str(line.id),
        sku=item.code,
        ordered=units.in_base(line.quantity, line.unit, item.default_uom, unit, field=f"{place}.quantity"),
        description=line.description or item.name,
        location=code(record.warehouse),
        cancelled=_ignored(line, unit, place),
        unit_price=notes.attempt(f"{place}.unit_price", _price, line, item, record),
    )


def _price(line: wire_sales.Line, item: wire_sales.Item, record: wire_sales.Sale) -> Money | None:
    """Of one stock unit: a price is told for the unit of the line."""
    if line.unit_price is None:
        return None
    each = units.ratio(line.unit, item.default_uom, field="unit")
    return units.base_price(line.unit_price, code(record.currency), each, field="unit_price")


def _ignored(line: wire_sales.Line, unit: str, place: str) -> Quantity | None:
    """What was cancelled in the warehouse and shall not be made up for."""
    if not line.moves_ignored:
        return None
    field = f"{place}.moves_ignored"
    return total(
        (units.stocked(move.internal_quantity, unit, field=field) for move in line.moves_ignored), unit
    )


def _channel(record: wire_sales.Sale, notes: Notes) -> str:
    """Our name of the shop. One that no setting has is told by its own, and noted."""
    if record.web_shop is None:
        return ""
    name = record.web_shop.name
    return notes.meaning("web shop", name, notes.reading.meant.shops, name)


def _address(record: wire_sales.Sale) -> Address | None:
    place = record.shipment_address
    if place is None:
        return None
    party = record.shipment_party or record.party
    return Address(
        name=place.party_name or (party.name if party else None) or "",
        lines=tuple((place.street or "").splitlines()),
        city=place.city or "",
        postal_code=place.postal_code or "",
        region=code(place.subdivision),
        country=code(place.country),
    )


def _invoice(bill: wire_sales.Invoice, notes: Notes) -> InvoiceReference:
    place = f"invoices[{bill.number}]"
    notes.unless_known("invoice state", bill.state, INVOICE_STATES)
    return InvoiceReference(
        number=bill.number or "",
        issued_at=notes.happened(bill.invoice_date, posted_at(bill, notes), f"{place}.invoice_date"),
        amount=notes.money(bill.total_amount, bill.currency, f"{place}.total_amount"),
        state=bill.state,
    )


def _issued(invoices: Sequence[wire_sales.Invoice]) -> list[wire_sales.Invoice]:
    return [bill for bill in invoices if bill.state in ISSUED_STATES]


def _names(
    record: wire_sales.Sale, invoices: Sequence[wire_sales.Invoice], returns: Sequence[str]
) -> Iterator[tuple[IdentifierKind, str | None]]:
    yield IdentifierKind.ORDER, record.number
    yield IdentifierKind.CHANNEL_ORDER, record.web_id if record.web_shop else None
    yield IdentifierKind.CUSTOMER_PO, record.reference
    yield IdentifierKind.CUSTOMER, code(record.party)
    for bill in invoices:
        if bill.state != CANCELLED:
            yield IdentifierKind.INVOICE, bill.number
    for shipment in record.shipments:
        yield IdentifierKind.SHIPMENT, shipment.number
    for number in returns:
        yield IdentifierKind.RETURN, number
