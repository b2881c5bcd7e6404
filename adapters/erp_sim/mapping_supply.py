"""From the ERP's stock and purchase orders to ours."""

from datetime import datetime

from adapters.erp_sim import vocabulary, wire_supply
from adapters.erp_sim.notation import ErpNotes
from domain.identifiers import IdentifierKind
from domain.purchasing import PurchaseLine, PurchaseOrder, PurchaseState
from domain.quantities import Quantity, total
from domain.stock import Figure, StockPosition, StockState


def position(record: wire_supply.Stock, notes: ErpNotes, as_of: datetime | None) -> StockPosition:
    """A stock position: what is in the building, what of it is promised, what is on its way."""
    unit = notes.unit(record.uom)
    told_at = notes.instant(record.as_of, "as_of") or as_of
    told = {
        StockState.ON_HAND: notes.quantity(record.on_hand, unit, "on_hand"),
        StockState.ALLOCATED: notes.quantity(record.allocated, unit, "allocated"),
        StockState.INCOMING: _incoming(record, unit, notes),
    }
    return StockPosition(
        sku=record.sku,
        location=record.site,
        unit=unit,
        figures=tuple(
            Figure(state=state, quantity=quantity, source=notes.instance, as_of=told_at)
            for state, quantity in told.items()
            if quantity is not None
        ),
        as_of=told_at,
    )


def purchase_order(
    record: wire_supply.PurchaseOrder, notes: ErpNotes, as_of: datetime | None
) -> PurchaseOrder:
    """A purchase order; raises ImpossibleValue where a line's ordered quantity cannot be meant."""
    expected_at = notes.instant(record.expected_at, "expected_at")
    asn = record.asn
    return PurchaseOrder(
        number=record.number,
        source=notes.instance,
        state=_state(record, notes),
        raw_state=record.state,
        supplier=record.supplier.number,
        location=record.site,
        placed_at=notes.instant(record.ordered_at, "ordered_at"),
        lines=tuple(_line(line, notes, expected_at) for line in record.lines),
        identifiers=notes.identifiers(
            (
                (IdentifierKind.PURCHASE_ORDER, record.number),
                (IdentifierKind.SHIPMENT, asn.number if asn else None),
                (IdentifierKind.TRACKING, asn.tracking_number if asn else None),
            )
        ),
        as_of=as_of,
    )


def _incoming(record: wire_supply.Stock, unit: str, notes: ErpNotes) -> Quantity | None:
    """The sum of what is on its way; a part that cannot be meant leaves no sum."""
    if record.incoming is None:
        return None
    parts = [notes.quantity(part.quantity, unit, "incoming") for part in record.incoming]
    sure = [part for part in parts if part is not None]
    return total(sure, unit) if len(sure) == len(parts) else None


def _state(record: wire_supply.PurchaseOrder, notes: ErpNotes) -> PurchaseState:
    """The ERP has no state for an order of which only a part has come: its lines tell."""
    state = notes.meaning(
        "purchase order state", record.state, vocabulary.PURCHASE_STATE_OF, PurchaseState.UNKNOWN
    )
    if state in {PurchaseState.UNKNOWN, PurchaseState.RECEIVED}:
        return state
    arrived = any(line.received for line in record.lines)
    return PurchaseState.PARTIALLY_RECEIVED if arrived else state


def _line(line: wire_supply.PurchaseLine, notes: ErpNotes, expected_at: datetime | None) -> PurchaseLine:
    place = f"lines[{line.line}]"
    unit = notes.unit(line.uom)
    return PurchaseLine(
        id=str(line.line),
        sku=line.sku,
        ordered=notes.counted(line.ordered, unit, f"{place}.ordered"),
        acknowledged=notes.quantity(line.confirmed, unit, f"{place}.confirmed"),
        announced=notes.quantity(line.announced, unit, f"{place}.announced"),
        received=notes.quantity(line.received, unit, f"{place}.received"),
        expected_at=notes.instant(line.confirmed_for, f"{place}.confirmed_for") or expected_at,
    )
