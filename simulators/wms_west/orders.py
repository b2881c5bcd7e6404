"""Writes warehouse orders as the west WMS knows them."""

from xml.etree import ElementTree as ET

from simulators.orders.facts import Order, Package, Shipment, Work
from simulators.reference import customers, numbers
from simulators.reference.places import PLACES
from simulators.wms_west.envelope import leaf, tag
from simulators.wms_west.notation import (
    FACILITY,
    SHORT,
    SITE,
    STATES,
    amount,
    host_ref,
    host_ref_at,
    item_code,
    local,
    unit,
)
from simulators.world import floor
from simulators.world.world import World


def state(step: floor.Step) -> tuple[str, int]:
    """Give the WMS's code and number for a state."""
    return SHORT if step.short else STATES[step.kind]


def history(order: Order, work: Work, now: int) -> list[floor.Step]:
    """Give the states that this WMS has a code for, oldest first."""
    return [step for step in floor.steps(order, work, now) if step.kind in STATES]


def warehouse_order(world: World, order: Order, work: Work, now: int) -> ET.Element:
    """Write one warehouse order with its shipment, once there is one."""
    log = history(order, work, now)
    code, number = state(log[-1])
    element = ET.Element(
        tag("Order"),
        {
            "no": numbers.warehouse_order(SITE, order.index, work.number),
            "hostRef": host_ref(order),
            "facility": FACILITY,
            "state": code,
            "stateNo": str(number),
            "changed": local(floor.changed_at(order, work, now)),
        },
    )
    _consignee(element, order)
    for line in floor.lines(order, work, now):
        _line(element, order, line)
    shipment = floor.shipment(order, work, now)
    if shipment:
        _shipment(element, world, shipment, floor.shipped_at(order, work, now))
    for step in log:
        code, number = state(step)
        attributes = {"state": code, "stateNo": str(number), "at": local(step.at)}
        ET.SubElement(element, tag("Log"), attributes)
    return element


def _consignee(parent: ET.Element, order: Order) -> None:
    header = order.header
    who = customers.customer(header.customer)
    place = PLACES[header.city or who.city]
    element = ET.SubElement(parent, tag("Consignee"), {"no": f"{header.customer:010d}"})
    leaf(element, "Name", header.consignee or who.name)
    leaf(element, "City", place.city)
    leaf(element, "Region", place.region)
    leaf(element, "Zip", place.postal)
    leaf(element, "Country", place.country)


def _line(parent: ET.Element, order: Order, line: floor.FloorLine) -> None:
    wanted = order.line(line.line)
    attributes = {"no": str(line.number), "hostLine": f"{line.line * 10:06d}"}
    element = ET.SubElement(parent, tag("Line"), attributes)
    leaf(element, "Item", item_code(wanted))
    quantities = {
        "QtyOrdered": line.ordered,
        "QtyAllocated": line.allocated,
        "QtyPicked": line.picked,
        "QtyShort": line.short,
        "QtyPacked": line.packed,
        "QtyShipped": line.shipped,
    }
    uom = unit(wanted.item, quantities.values())
    leaf(element, "Uom", uom)
    for name, eaches in quantities.items():
        leaf(element, name, amount(uom, eaches))


def _shipment(parent: ET.Element, world: World, shipment: Shipment, shipped: int | None) -> None:
    element = ET.SubElement(
        parent,
        tag("Shipment"),
        {
            "no": numbers.shipment(SITE, shipment.lead, shipment.work),
            "carrier": "PONE" if shipment.legs == 1 else "HWLN",
            "service": shipment.service,
            "shipped": "" if shipped is None else local(shipped),
        },
    )
    for package in shipment.packages:
        _package(element, world, shipment, package)


def _package(parent: ET.Element, world: World, shipment: Shipment, package: Package) -> None:
    serial = f"{shipment.lead:07d}{shipment.work}{package.number}"
    sscc = numbers.sscc(shipment.lead, shipment.work, package.number)
    element = ET.SubElement(parent, tag("Pkg"), {"id": f"P{serial}", "sscc": sscc})
    leaf(element, "TrackingNo", package.tracking)
    leaf(element, "WeightKg", f"{package.grams / 1000:.3f}".replace(".", ","))
    for content in package.contents:
        wanted = world.order(content.order).line(content.line)
        attributes = {"hostRef": host_ref_at(world, content.order), "hostLine": f"{content.line * 10:06d}"}
        part = ET.SubElement(element, tag("Content"), attributes)
        leaf(part, "Item", item_code(wanted))
        uom = unit(wanted.item, [content.quantity])
        leaf(part, "Uom", uom)
        leaf(part, "Qty", amount(uom, content.quantity))
