"""From the warehouse's orders to fulfilments and shipments, by way of what all warehouses tell: pure."""

from collections.abc import Sequence

from adapters.reading.subjects import order_subject, shipment_subject
from adapters.warehouse.orders import Work, fulfilled
from adapters.warehouse.records import LineCounts, WarehouseOrder, steps
from adapters.warehouse.shipments import shipments
from adapters.wms_west import wire
from adapters.wms_west.elements import rows
from adapters.wms_west.mapping_shipments import consignment
from adapters.wms_west.notation import Reading, WestNotes, line_id
from adapters.wms_west.vocabulary import CODES_OF
from domain.orders import Fulfilment
from domain.ports.reading import Found
from domain.shipments import Shipment


def fulfilment(orders: Sequence[wire.Order], reading: Reading) -> Found[Fulfilment]:
    """All warehouse orders of one host order. Raises ImpossibleValue for quantities that cannot be."""
    notes = reading.notes_on(order_subject(orders[0].host_ref), orders)
    as_of = reading.as_of(notes)
    work = [
        Work(_order(order, notes), [_line_counts(line, notes) for line in order.lines]) for order in orders
    ]
    return notes.found(fulfilled(work, CODES_OF, as_of, notes), as_of, reading.fetched_at)


def shipment(orders: Sequence[wire.Order], name: str, reading: Reading) -> Found[Shipment]:
    """The shipment of that number, out of the orders that have it."""
    notes = reading.notes_on(shipment_subject(name), orders)
    as_of = reading.as_of(notes)
    told = [_order(order, notes) for order in orders]
    return notes.found(shipments(told, CODES_OF, as_of, notes)[name], as_of, reading.fetched_at)


def _order(order: wire.Order, notes: WestNotes) -> WarehouseOrder:
    changed_at = notes.instant(order.changed, "Order/@changed")
    history = [
        (log.state, notes.instant(log.at, "Order/Log/@at"))
        for log in notes.readable(rows(order.log, wire.Log, "Log", notes.instance), "Order/Log")
    ]
    return WarehouseOrder(
        number=order.no,
        reference=order.host_ref,
        facility=order.facility,
        customers=tuple(consignee.no for consignee in order.consignee),
        state=order.state,
        changed_at=changed_at,
        steps=steps(history, order.state, changed_at),
        consignments=tuple(consignment(record, notes) for record in order.shipments),
    )


def _line_counts(line: wire.Line, notes: WestNotes) -> LineCounts:
    place = f"Order/Line[@hostLine='{line.host_line[:20]}']"
    unit = notes.unit(line.uom)
    return LineCounts(
        line=line_id(line.host_line, f"{place}/@hostLine"),
        item=line.item,
        ordered=notes.counted(line.ordered, unit, f"{place}/QtyOrdered"),
        allocated=notes.counted(line.allocated, unit, f"{place}/QtyAllocated"),
        picked=notes.counted(line.picked, unit, f"{place}/QtyPicked"),
        short=notes.counted(line.short, unit, f"{place}/QtyShort"),
        packed=notes.counted(line.packed, unit, f"{place}/QtyPacked"),
        shipped=notes.counted(line.shipped, unit, f"{place}/QtyShipped"),
    )
