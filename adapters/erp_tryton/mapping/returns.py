"""From sales that take goods back to returns: pure.

Tryton's wizard copies the sale that is returned, with its quantities below zero, and names it as the
origin. A line of the copy does not say which line it takes back: that is told where the item stands on
only one. Else the return says what comes back, and its facts count for no line of the order, for without a
line and a quantity they would be told of all of it.
"""

from collections.abc import Mapping

from adapters.erp_tryton.mapping import units
from adapters.erp_tryton.mapping.notes import Notes, code
from adapters.erp_tryton.mapping.return_facts import milestones
from adapters.erp_tryton.mapping.vocabulary import GOODS_LINE, ISSUED_STATES, SERVICE
from adapters.erp_tryton.wire import returns as wire_returns
from adapters.erp_tryton.wire import sales as wire_sales
from domain.errors import ImpossibleValue
from domain.identifiers import IdentifierKind
from domain.returns import Return, ReturnLine


def goods_return(record: wire_returns.Return, notes: Notes) -> Return:
    """One return. Raises ImpossibleValue where an item has no code or its quantity cannot be meant."""
    bills = [bill for bill in notes.rows(record.invoices, wire_sales.INVOICE, "invoices") if bill.number]
    issued = [bill for bill in bills if bill.state in ISSUED_STATES]
    lines = {str(line.id): made for line in record.lines if (made := _line(line, record.origin, notes))}
    order, customer = record.origin.number or "", code(record.party)
    refund = next((bill.number for bill in issued if bill.number and _credits(bill)), "")
    return Return(
        number=record.number,
        source=notes.instance,
        order=order,
        customer=customer,
        business_unit=notes.reading.meant.business_unit,
        lines=tuple(lines.values()),
        refund=refund,
        milestones=milestones(record, lines, issued, notes),
        identifiers=notes.identifiers(
            [
                (IdentifierKind.RETURN, record.number),
                (IdentifierKind.ORDER, order),
                (IdentifierKind.CUSTOMER, customer),
                (IdentifierKind.INVOICE, refund),
            ]
        ),
        as_of=notes.reading.as_of,
    )


def _credits(bill: wire_sales.Invoice) -> bool:
    return any(row.quantity < 0 for row in bill.lines)


def _line(line: wire_returns.Line, origin: wire_returns.ReturnedSale, notes: Notes) -> ReturnLine | None:
    item = line.product
    if line.type != GOODS_LINE or item is None or item.type == SERVICE:
        return None
    if line.quantity is None or line.quantity >= 0:
        return None  # what is given for it
    place = f"lines[{line.id}]"
    if not item.code:
        raise ImpossibleValue(f"'{item.name}' has no code", field=f"{place}.product.code")
    unit = notes.unit(item.default_uom.symbol)
    return ReturnLine(
        line=_only_line(origin).get(item.code, ""),
        sku=item.code,
        quantity=units.in_base(-line.quantity, line.unit, item.default_uom, unit, field=f"{place}.quantity"),
    )


def _only_line(origin: wire_returns.ReturnedSale) -> Mapping[str, str]:
    """The line of the order by item; "" where several lines sold it."""
    found: dict[str, str] = {}
    for line in origin.lines:
        item = code(line.product)
        if item and line.quantity and line.quantity > 0:
            found[item] = "" if item in found else str(line.id)
    return found
