"""Writes stock as the west WMS counts it."""

from xml.etree import ElementTree as ET

from simulators.reference import catalog
from simulators.wms_west.envelope import leaf, tag
from simulators.wms_west.notation import FACILITY, amount, unit
from simulators.world.ledger import Position


def stock(item: int, position: Position) -> ET.Element:
    """Write the count of one item."""
    places = {
        "UU": position.sellable,
        "PI": position.picked,
        "DM": position.damaged,
        "QI": position.quarantined,
    }
    uom = unit(item, [*places.values(), position.allocated])
    attributes = {"item": catalog.product(item).west_code, "facility": FACILITY, "uom": uom}
    element = ET.Element(tag("Stock"), attributes)
    for kind, eaches in places.items():
        leaf(element, "Qty", amount(uom, eaches), type=kind)
    leaf(element, "Allocated", amount(uom, position.allocated))
    return element
