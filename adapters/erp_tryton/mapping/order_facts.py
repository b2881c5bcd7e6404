"""What happened to an order, as its sale and invoices tell: pure. Its shipments tell the rest.

A sale keeps its present state and no history. When it was confirmed is its sale date; when the warehouse
got it, the making of its first shipment. Closed or cancelled it was by its last change.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime

from adapters.erp_tryton.mapping import units
from adapters.erp_tryton.mapping.notes import Notes
from adapters.erp_tryton.mapping.vocabulary import CODES_OF_SALE, SALE_LINE, referred
from adapters.erp_tryton.wire import sales as wire_sales
from domain.milestones import Classifier, Milestone, MilestoneCode
from domain.orders import OrderLine
from domain.quantities import Quantity, zero

_BY_LAST_CHANGE = {MilestoneCode.CLOSED, MilestoneCode.CANCELLED, MilestoneCode.UNKNOWN}


def milestones(
    record: wire_sales.Sale,
    lines: Mapping[int, OrderLine],
    issued: Iterable[wire_sales.Invoice],
    notes: Notes,
) -> tuple[Milestone, ...]:
    """Every fact and plan of an order that its sale tells. lines: by the id of their record."""
    return (
        *_of_state(record, notes),
        *_released(record, notes),
        *_planned(record, notes),
        *(fact for bill in issued for fact in _of_invoice(bill, lines, record, notes)),
    )


def placed_at(record: wire_sales.Sale, notes: Notes) -> datetime | None:
    """When the order was placed: on its sale date, which a sale has from its confirmation on."""
    return notes.happened(record.sale_date, notes.instant(record.create_date, "create_date"), "sale_date")


def _of_state(record: wire_sales.Sale, notes: Notes) -> Iterator[Milestone]:
    notes.unless_known("sale state", record.state, CODES_OF_SALE)
    changed = notes.instant(record.write_date or record.create_date, "write_date")
    for code in CODES_OF_SALE.get(record.state, (MilestoneCode.UNKNOWN,)):
        at = changed if code in _BY_LAST_CHANGE else placed_at(record, notes)
        if at is not None:
            yield Milestone(code=code, occurred_at=at, source=notes.instance, raw_code=record.state)


def _released(record: wire_sales.Sale, notes: Notes) -> Iterator[Milestone]:
    told = [notes.instant(made.create_date, "shipments.create_date") for made in record.shipments]
    first = min((at for at in told if at is not None), default=None)
    if first is not None:
        yield Milestone(
            code=MilestoneCode.RELEASED, occurred_at=first, recorded_at=first, source=notes.instance
        )


def _planned(record: wire_sales.Sale, notes: Notes) -> Iterator[Milestone]:
    due = notes.due(record.shipping_date, "shipping_date")
    if due is not None:
        yield Milestone(
            code=MilestoneCode.SHIPPED,
            occurred_at=due,
            source=notes.instance,
            classifier=Classifier.PLANNED,
        )


def _of_invoice(
    bill: wire_sales.Invoice, lines: Mapping[int, OrderLine], record: wire_sales.Sale, notes: Notes
) -> Iterator[Milestone]:
    """How much of each line an invoice bills, or credits. It may bill freight and other sales besides."""
    place = f"invoices[{bill.number}]"
    posted = posted_at(bill, notes)
    at = notes.happened(bill.invoice_date, posted, f"{place}.invoice_date")
    billed = notes.attempt(f"{place}.lines", _billed, bill, lines, record)
    for line, part in (billed or {}).items():
        if at is not None and part.amount:
            yield Milestone(
                code=MilestoneCode.INVOICED if part.amount > 0 else MilestoneCode.CREDITED,
                occurred_at=at,
                recorded_at=posted,
                source=notes.instance,
                reference=bill.number or "",
                line=str(line),
                quantity=Quantity(abs(part.amount), part.unit),
                raw_code=bill.state,
            )


def posted_at(bill: wire_sales.Invoice, notes: Notes) -> datetime | None:
    """When an invoice came into the books."""
    path = f"invoices[{bill.number}].move.create_date"
    return notes.instant(bill.move.create_date, path) if bill.move else None


def _billed(
    bill: wire_sales.Invoice, lines: Mapping[int, OrderLine], record: wire_sales.Sale
) -> Mapping[int, Quantity]:
    """What is billed of each line of ours, in stock units."""
    bases = {str(line.id): line.product.default_uom for line in record.lines if line.product}
    billed = {number: zero(line.ordered.unit) for number, line in lines.items()}
    for row in bill.lines:
        number = referred(row.origin, SALE_LINE)
        if number in bases and int(number) in billed:
            part = billed[int(number)]
            billed[int(number)] += units.in_base(
                row.quantity, row.unit, bases[number], part.unit, field="quantity"
            )
    return billed
