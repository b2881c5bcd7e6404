"""From Tryton's purchases to ours: pure. Quantities are in the unit in which the item is stocked."""

from collections.abc import Iterable
from datetime import datetime

from adapters.erp_tryton.mapping import units
from adapters.erp_tryton.mapping.notes import Notes, code
from adapters.erp_tryton.mapping.vocabulary import CANCELLED, DONE, GOODS_LINE, PURCHASE_STATE_OF, SERVICE
from adapters.erp_tryton.wire import purchases as wire_purchases
from domain.errors import ImpossibleValue
from domain.identifiers import IdentifierKind
from domain.purchasing import PurchaseLine, PurchaseOrder, PurchaseState
from domain.quantities import total


def purchase_order(record: wire_purchases.Purchase, notes: Notes) -> PurchaseOrder:
    """One purchase. Raises ImpossibleValue where an item has no code or its quantity cannot be meant."""
    lines = tuple(made for line in record.lines if (made := _line(line, notes)) is not None)
    placed_at = notes.happened(
        record.purchase_date, notes.instant(record.create_date, "create_date"), "purchase_date"
    )
    return PurchaseOrder(
        number=record.number,
        source=notes.instance,
        state=_state(record, lines, notes),
        raw_state=record.state,
        supplier=code(record.party),
        location=code(record.warehouse),
        business_unit=notes.reading.meant.business_unit,
        placed_at=placed_at,
        lines=lines,
        identifiers=notes.identifiers(
            [
                (IdentifierKind.PURCHASE_ORDER, record.number),
                (IdentifierKind.SUPPLIER, code(record.party)),
            ]
        ),
        as_of=notes.reading.as_of,
    )


def _line(line: wire_purchases.Line, notes: Notes) -> PurchaseLine | None:
    item = line.product
    if line.type != GOODS_LINE or item is None or item.type == SERVICE:
        return None
    if line.quantity is None or line.quantity <= 0:
        return None  # goods sent back to the supplier
    place = f"lines[{line.id}]"
    if not item.code:
        raise ImpossibleValue("the item has no code", field=f"{place}.product.code")
    unit = notes.unit(item.default_uom.symbol)
    arrived = [move.internal_quantity for move in line.moves if move.state == DONE]
    return PurchaseLine(
        id=str(line.id),
        sku=item.code,
        ordered=units.in_base(line.quantity, line.unit, item.default_uom, unit, field=f"{place}.quantity"),
        received=total((units.stocked(part, unit, field=f"{place}.moves") for part in arrived), unit),
        expected_at=_expected(line, notes, place),
    )


def _expected(line: wire_purchases.Line, notes: Notes, place: str) -> datetime | None:
    """When the last of what is still to come is due; None once all has come."""
    if not line.moves:
        return notes.due(line.delivery_date, f"{place}.delivery_date")
    due = [
        notes.due(move.planned_date, f"{place}.moves.planned_date")
        for move in line.moves
        if move.state not in {DONE, CANCELLED}
    ]
    return max((at for at in due if at is not None), default=None)


def _state(record: wire_purchases.Purchase, lines: Iterable[PurchaseLine], notes: Notes) -> PurchaseState:
    """An order that is under way says by its lines how much of it has come."""
    notes.unless_known("purchase state", record.state, PURCHASE_STATE_OF)
    state = PURCHASE_STATE_OF.get(record.state, PurchaseState.UNKNOWN)
    if state is not PurchaseState.PLACED:
        return state
    told = [(line.received.amount, line.ordered.amount) for line in lines if line.received]
    if told and all(received >= ordered for received, ordered in told):
        return PurchaseState.RECEIVED
    return PurchaseState.PARTIALLY_RECEIVED if any(received for received, _ in told) else state
