"""What happened to a return, as its sale, shipments and invoices tell: pure.

Every fact refers to the return by its number: an order has as many open returns as there are numbers
without an end.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple, TypeAlias

from adapters.erp_tryton.mapping import units
from adapters.erp_tryton.mapping.notes import Notes, code
from adapters.erp_tryton.mapping.order_facts import posted_at
from adapters.erp_tryton.mapping.vocabulary import (
    CODES_OF_RETURN,
    DONE,
    RETURN_SHIPMENT_STATES,
    SALE_LINE,
    referred,
)
from adapters.erp_tryton.wire import returns as wire_returns
from adapters.erp_tryton.wire import sales as wire_sales
from domain.milestones import Milestone, MilestoneCode
from domain.quantities import Quantity, zero
from domain.returns import ReturnLine

Lines: TypeAlias = Mapping[str, ReturnLine]
"""Those of a return by the id of their record, as references name it."""


class Part(NamedTuple):
    """So much of an order's line has come back, or was credited."""

    what: MilestoneCode
    line: str
    quantity: Quantity
    at: datetime
    reference: str
    raw_code: str
    location: str = ""


def milestones(
    record: wire_returns.Return, lines: Lines, issued: Iterable[wire_sales.Invoice], notes: Notes
) -> tuple[Milestone, ...]:
    """Every fact of a return. issued: its invoices that are in the books."""
    parts = [
        *(part for shipment in record.shipment_returns for part in _received(shipment, lines, record, notes)),
        *(part for bill in issued for part in _credited(bill, lines, record, notes)),
    ]
    return (
        *_of_state(record, notes),
        *(_milestone(part, notes) for part in _summed(parts)),
    )


def _of_state(record: wire_returns.Return, notes: Notes) -> Iterator[Milestone]:
    codes = notes.meaning("return state", record.state, CODES_OF_RETURN, (MilestoneCode.UNKNOWN,))
    made = notes.instant(record.create_date, "create_date")
    changed = notes.instant(record.write_date or record.create_date, "write_date")
    for what in codes:
        at = changed
        if what is MilestoneCode.RETURN_AUTHORISED:
            at = notes.happened(record.sale_date, made, "sale_date")
        if at is not None:
            yield Milestone(
                code=what,
                occurred_at=at,
                source=notes.instance,
                reference=record.number,
                raw_code=record.state,
            )


def _received(
    shipment: wire_returns.Shipment, lines: Lines, record: wire_returns.Return, notes: Notes
) -> Iterator[Part]:
    """What has come in, put away or not."""
    notes.unless_known("return shipment state", shipment.state, RETURN_SHIPMENT_STATES)
    for move in shipment.incoming_moves:
        line = lines.get(referred(move.origin, SALE_LINE))
        if line is None or move.state != DONE:
            continue
        written = notes.instant(move.write_date or move.create_date, "incoming_moves.write_date")
        at = notes.happened(move.effective_date, written, "incoming_moves.effective_date")
        quantity = units.stocked(move.internal_quantity, line.quantity.unit, field="incoming_moves.quantity")
        if at is not None:
            yield Part(
                what=MilestoneCode.RETURN_RECEIVED,
                line=line.line,
                quantity=quantity,
                at=at,
                reference=record.number,
                raw_code=shipment.state,
                location=code(shipment.warehouse),
            )


def _credited(
    bill: wire_sales.Invoice, lines: Lines, record: wire_returns.Return, notes: Notes
) -> Iterator[Part]:
    """What an invoice credits: of the return, and of the order where its line is known."""
    place = f"invoices[{bill.number}]"
    at = notes.happened(bill.invoice_date, posted_at(bill, notes), f"{place}.invoice_date")
    for line, quantity in notes.attempt(f"{place}.lines", _taken_back, bill, lines, record) or ():
        if at is None:
            return
        what = MilestoneCode.RETURN_CREDITED
        part = Part(what, line.line, quantity, at, reference=record.number, raw_code=bill.state)
        yield part
        if line.line:
            yield part._replace(what=MilestoneCode.CREDITED, reference=bill.number or "")


def _taken_back(
    bill: wire_sales.Invoice, lines: Lines, record: wire_returns.Return
) -> Sequence[tuple[ReturnLine, Quantity]]:
    """How much of each line, in stock units. Raises ImpossibleValue."""
    bases = {str(line.id): line.product.default_uom for line in record.lines if line.product}
    rows = [(referred(row.origin, SALE_LINE), row) for row in bill.lines if row.quantity < 0]
    return [
        (
            lines[name],
            units.in_base(-row.quantity, row.unit, bases[name], lines[name].quantity.unit, field="quantity"),
        )
        for name, row in rows
        if name in lines
    ]


def _summed(parts: Iterable[Part]) -> Iterable[Part]:
    """One fact for each line and moment: several rows of a line are one."""
    sums: dict[Part, Part] = {}
    for part in parts:
        key = part._replace(quantity=zero(part.quantity.unit))
        held = sums.get(key)
        sums[key] = part if held is None else held._replace(quantity=held.quantity + part.quantity)
    return sums.values()


def _milestone(part: Part, notes: Notes) -> Milestone:
    return Milestone(
        code=part.what,
        occurred_at=part.at,
        source=notes.instance,
        reference=part.reference,
        line=part.line,
        quantity=part.quantity if part.line else zero(part.quantity.unit),
        location=part.location,
        raw_code=part.raw_code,
    )
