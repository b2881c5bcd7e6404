"""From the ERP's sales orders to ours. Their facts are made in `mapping_facts`."""

from collections.abc import Iterator
from datetime import datetime

from adapters.erp_sim import vocabulary, wire
from adapters.erp_sim.documents import Documents, read_documents
from adapters.erp_sim.mapping_facts import order_milestones
from adapters.erp_sim.notation import ErpNotes
from domain.identifiers import IdentifierKind, of_party
from domain.orders import Address, Hold, InvoiceReference, Order, OrderLine


def order(record: wire.Order, notes: ErpNotes, as_of: datetime | None) -> Order:
    """A sales order; raises ImpossibleValue where a line's quantity cannot be meant."""
    documents = read_documents(record, notes)
    return Order(
        number=record.number,
        source=notes.instance,
        placed_at=notes.instant(record.ordered_at, "ordered_at"),
        promised_at=notes.instant(record.promised_at, "promised_at"),
        customer=record.customer.number if record.customer else "",
        channel=record.channel,
        business_unit=record.sales_org,
        ship_to=_address(record.ship_to) if record.ship_to else None,
        lines=tuple(_line(line, record, notes) for line in record.lines),
        holds=tuple(_hold(hold, notes) for hold in documents.holds),
        invoices=tuple(_invoice(invoice, notes) for invoice in documents.invoices),
        return_numbers=tuple(record.returns),
        milestones=order_milestones(record, documents, notes),
        identifiers=notes.identifiers(_names(record, documents)),
        as_of=as_of,
    )


def _line(line: wire.OrderLine, record: wire.Order, notes: ErpNotes) -> OrderLine:
    place = f"lines[{line.line}]"
    customer = record.customer.number if record.customer else ""
    unit = notes.unit(line.uom)
    return OrderLine(
        id=str(line.line),
        sku=line.sku,
        ordered=notes.counted(line.quantity, unit, f"{place}.quantity"),
        location=line.site,
        cancelled=notes.quantity(line.cancelled, unit, f"{place}.cancelled"),
        promised_at=notes.instant(line.promised_at, f"{place}.promised_at"),
        unit_price=notes.money(line.unit_price, record.currency, f"{place}.unit_price"),
        identifiers=notes.identifiers(
            [(IdentifierKind.CUSTOMER_ITEM, of_party(customer, line.customer_item or ""))]
        ),
    )


def _address(place: wire.ShipTo) -> Address:
    return Address(
        name=place.name,
        lines=(place.line1,) if place.line1 else (),
        city=place.city,
        postal_code=place.postal_code,
        region=place.region,
        country=place.country,
    )


def _hold(hold: wire.Hold, notes: ErpNotes) -> Hold:
    place = f"holds[{hold.code}]"
    return Hold(
        code=hold.code,
        reason=notes.meaning("hold", hold.code, vocabulary.HOLD_REASON_OF, hold.text),
        since=notes.instant(hold.since, place),
        released_at=notes.instant(hold.released_at, place),
    )


def _invoice(invoice: wire.Invoice, notes: ErpNotes) -> InvoiceReference:
    place = f"invoices[{invoice.number}]"
    notes.unless_known("invoice state", invoice.state, vocabulary.INVOICE_STATES)
    return InvoiceReference(
        number=invoice.number,
        issued_at=notes.instant(invoice.posted_at, place),
        amount=notes.money(invoice.amount, invoice.currency, f"{place}.amount"),
        state=invoice.state,
    )


def _names(record: wire.Order, documents: Documents) -> Iterator[tuple[IdentifierKind, str | None]]:
    yield IdentifierKind.ORDER, record.number
    yield IdentifierKind.CHANNEL_ORDER, record.channel_ref
    yield IdentifierKind.CUSTOMER_PO, record.customer_po
    for invoice in documents.invoices:
        yield IdentifierKind.INVOICE, invoice.number
    for number in record.returns:
        yield IdentifierKind.RETURN, number
    for delivery in documents.deliveries:
        yield IdentifierKind.SHIPMENT, delivery.shipment_ref
        for tracking_number in delivery.tracking_numbers:
            yield IdentifierKind.TRACKING, tracking_number
