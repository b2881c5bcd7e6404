"""From the warehouse's shipments to what every warehouse tells of its own: pure."""

from collections.abc import Iterator

from adapters.warehouse.records import Consignment
from adapters.wms_west import wire
from adapters.wms_west.elements import rows
from adapters.wms_west.notation import WestNotes, line_id
from domain.shipments import Content, Package

_CONTENT = "Order/Shipment/Pkg/Content"


def consignment(record: wire.Shipment, notes: WestNotes) -> Consignment:
    """A shipment as one of its orders tells it."""
    return Consignment(
        number=record.no,
        carrier=record.carrier,
        service=record.service,
        shipped_at=notes.instant(record.shipped, "Order/Shipment/@shipped"),
        packages=tuple(_package(package, notes) for package in record.packages),
        contents=tuple(part for package in record.packages for part in _contents(package, notes)),
    )


def _package(package: wire.Package, notes: WestNotes) -> Package:
    weight = notes.quantity(package.weight_kg or None, "KG", "Order/Shipment/Pkg/WeightKg")
    return Package(
        id=_label(package),
        tracking_number=package.tracking_no,
        weight_kg=weight.amount if weight else None,
    )


def _contents(package: wire.Package, notes: WestNotes) -> Iterator[Content]:
    for part in notes.readable(rows(package.contents, wire.Content, "Content", notes.instance), _CONTENT):
        quantity = notes.quantity(part.quantity, notes.unit(part.uom), f"{_CONTENT}/Qty")
        line = notes.attempt(f"{_CONTENT}/@hostLine", line_id, part.host_line)
        if quantity is not None and line is not None:
            yield Content(
                order=part.host_ref, sku=part.item, quantity=quantity, line=line, package=_label(package)
            )


def _label(package: wire.Package) -> str:
    return package.sscc or package.id
