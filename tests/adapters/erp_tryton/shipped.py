"""A customer shipment in two boxes, mapped."""

from adapters.erp_tryton.mapping.shipments import shipment as mapping
from adapters.erp_tryton.wire import shipments as wire_shipments
from domain.ports.reading import Found
from domain.shipments import Shipment
from tests.adapters.erp_tryton.replies import Json, notes, read

BOXES: list[Json] = [
    {"id": 11, "number": "P-1", "shipping_reference": "TRK-1"},
    {"id": 12, "number": "P-2", "shipping_reference": None},
]


def told(record: Json) -> Found[Shipment]:
    """What the record becomes."""
    noted = notes("shipment:17")
    return noted.as_found(mapping(read(wire_shipments.SHIPMENT, record), noted))
