"""From the warehouse's orders to fulfilments and shipments, by way of what all warehouses tell: pure."""

from collections.abc import Sequence

from adapters.reading.subjects import order_subject, shipment_subject
from adapters.warehouse.orders import Work, fulfilled
from adapters.warehouse.records import LineCounts, WarehouseOrder, steps
from adapters.warehouse.shipments import shipments
from adapters.wms_east import wire
from adapters.wms_east.mapping_shipments import consignment
from adapters.wms_east.notation import EastNotes, Reading
from adapters.wms_east.vocabulary import CODES_OF
from domain.orders import Fulfilment
from domain.ports.reading import Found
from domain.shipments import Shipment


def fulfilment(orders: Sequence[wire.Order], reading: Reading) -> Found[Fulfilment]:
    """All warehouse orders of one host order. Raises ImpossibleValue for quantities that cannot be."""
    notes = reading.notes_on(order_subject(orders[0].host_reference))
    as_of = reading.as_of(notes)
    work = [
        Work(_order(order, notes), [_line_counts(line, notes) for line in order.lines]) for order in orders
    ]
    return notes.found(fulfilled(work, CODES_OF, as_of, notes), as_of, reading.fetched_at)


def shipment(orders: Sequence[wire.Order], name: str, reading: Reading) -> Found[Shipment]:
    """The shipment of that name, out of the orders that have it."""
    notes = reading.notes_on(shipment_subject(name))
    as_of = reading.as_of(notes)
    told = [_order(order, notes) for order in orders]
    return notes.found(shipments(told, CODES_OF, as_of, notes)[name], as_of, reading.fetched_at)


def _order(order: wire.Order, notes: EastNotes) -> WarehouseOrder:
    updated_at = notes.instant(order.updated_at_millis, "updatedAtMillis")
    history = [
        (step.state, notes.instant(step.at_millis, "stateHistory.atMillis"))
        for step in notes.rows(order.state_history, wire.STEP, "stateHistory")
    ]
    return WarehouseOrder(
        number=order.order_id,
        reference=order.host_reference,
        facility=order.facility_code,
        customers=(order.ship_to.account_code,) if order.ship_to else (),
        state=order.state,
        changed_at=updated_at,
        steps=steps(history, order.state, updated_at),
        consignments=tuple(consignment(record, notes) for record in order.shipments),
    )


def _line_counts(line: wire.Line, notes: EastNotes) -> LineCounts:
    unit = notes.unit(line.uom)
    place = f"lines[hostLineNumber={line.host_line_number}]"
    return LineCounts(
        line=str(line.host_line_number),
        item=line.item_code,
        ordered=notes.counted(line.ordered_quantity, unit, f"{place}.orderedQuantity"),
        allocated=notes.counted(line.allocated_quantity, unit, f"{place}.allocatedQuantity"),
        picked=notes.counted(line.picked_quantity, unit, f"{place}.pickedQuantity"),
        short=notes.counted(line.short_quantity, unit, f"{place}.shortQuantity"),
        packed=notes.counted(line.packed_quantity, unit, f"{place}.packedQuantity"),
        shipped=notes.counted(line.shipped_quantity, unit, f"{place}.shippedQuantity"),
    )
