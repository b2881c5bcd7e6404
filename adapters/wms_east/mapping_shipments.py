"""From the warehouse's shipments to what every warehouse tells of its own: pure."""

from collections.abc import Iterator
from decimal import Decimal

from adapters.warehouse.records import Consignment
from adapters.wms_east import wire
from adapters.wms_east.notation import EastNotes
from domain.shipments import Content, Package

_GRAMS = Decimal(1000)


def consignment(record: wire.Shipment, notes: EastNotes) -> Consignment:
    """A shipment as one of its orders tells it."""
    return Consignment(
        number=record.shipment_id,
        carrier=record.carrier_code,
        service=record.service_level,
        shipped_at=notes.instant(record.shipped_at_millis, "shipments.shippedAtMillis"),
        packages=tuple(_package(box) for box in record.containers),
        contents=tuple(part for box in record.containers for part in _contents(box, notes)),
    )


def _package(box: wire.Container) -> Package:
    return Package(
        id=_label(box),
        tracking_number=box.tracking_number or "",
        weight_kg=None if box.weight_grams is None else box.weight_grams / _GRAMS,
    )


def _contents(box: wire.Container, notes: EastNotes) -> Iterator[Content]:
    place = "shipments.containers.contents"
    for part in notes.rows(box.contents, wire.CONTENT, place):
        quantity = notes.quantity(part.quantity, notes.unit(part.uom), f"{place}.quantity")
        if quantity is not None:
            yield Content(
                order=part.host_reference,
                sku=part.item_code,
                quantity=quantity,
                line=str(part.host_line_number),
                package=_label(box),
            )


def _label(box: wire.Container) -> str:
    return box.sscc or box.container_id
