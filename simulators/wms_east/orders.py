"""Writes warehouse orders as the east WMS knows them."""

from simulators.orders.facts import Kind, Order, Package, Shipment, Work
from simulators.reference import catalog, customers, numbers
from simulators.reference.places import PLACES, SITES
from simulators.world import floor, lookup
from simulators.world.world import World

SITE = "EAST"
FACILITY = SITES[SITE].wms

STATES = {
    Kind.RELEASED: "RECEIVED",
    Kind.ALLOCATED: "ALLOCATED",
    Kind.WAVED: "WAVED",
    Kind.PICK_STARTED: "PICK_IN_PROGRESS",
    Kind.PICK_ENDED: "PICKED",
    Kind.PACKED: "PACKED",
    Kind.STAGED: "STAGED",
    Kind.LOADED: "LOADED",
    Kind.DISPATCHED: "SHIPPED",
    Kind.CANCELLED: "CANCELLED",
}
SHORT = "PICKED_SHORT"


def state(step: floor.Step) -> str:
    """Give the WMS's word for a state."""
    return SHORT if step.short else STATES[step.kind]


def millis(instant: int) -> int:
    """Write epoch seconds as milliseconds."""
    return instant * 1000


def item_code(order: Order, line: int) -> str:
    """Give the WMS's code of what an order line asks for."""
    wanted = order.line(line)
    return wanted.code or catalog.product(wanted.item).east_code


def warehouse_order(world: World, order: Order, work: Work, now: int) -> dict[str, object]:
    """Write one warehouse order with its shipment, once there is one."""
    history = floor.steps(order, work, now)
    shipment = floor.shipment(order, work, now)
    return {
        "orderId": numbers.warehouse_order(SITE, order.index, work.number),
        "hostReference": lookup.number_of(order),
        "facilityCode": FACILITY,
        "state": state(history[-1]),
        "stateSinceMillis": millis(history[-1].at),
        "updatedAtMillis": millis(floor.changed_at(order, work, now)),
        "shipTo": _ship_to(order),
        "lines": [_line(order, line) for line in floor.lines(order, work, now)],
        "shipments": [_shipment(world, order, work, shipment, now)] if shipment else [],
        "stateHistory": [{"state": state(step), "atMillis": millis(step.at)} for step in history],
    }


def _ship_to(order: Order) -> dict[str, object]:
    header = order.header
    who = customers.customer(header.customer)
    place = PLACES[header.city or who.city]
    return {
        "accountCode": f"A{header.customer:05d}",
        "name": header.consignee or who.name,
        "city": place.city,
        "region": place.region,
        "postalCode": place.postal,
        "country": place.country,
    }


def _line(order: Order, line: floor.FloorLine) -> dict[str, object]:
    return {
        "lineId": line.number,
        "hostLineNumber": line.line * 10,
        "itemCode": item_code(order, line.line),
        "uom": "EA",
        "orderedQuantity": line.ordered,
        "allocatedQuantity": line.allocated,
        "pickedQuantity": line.picked,
        "shortQuantity": line.short,
        "packedQuantity": line.packed,
        "shippedQuantity": line.shipped,
    }


def _shipment(world: World, order: Order, work: Work, shipment: Shipment, now: int) -> dict[str, object]:
    shipped = floor.shipped_at(order, work, now)
    return {
        "shipmentId": numbers.shipment(SITE, shipment.lead, shipment.work),
        "carrierCode": "PONE" if shipment.legs == 1 else "HWLN",
        "serviceLevel": shipment.service,
        "shippedAtMillis": None if shipped is None else millis(shipped),
        "containers": [_container(world, shipment, package) for package in shipment.packages],
    }


def _container(world: World, shipment: Shipment, package: Package) -> dict[str, object]:
    serial = f"{shipment.lead:07d}{shipment.work}{package.number}"
    return {
        "containerId": f"C{serial}",
        "sscc": numbers.sscc(shipment.lead, shipment.work, package.number),
        "trackingNumber": package.tracking,
        "weightGrams": package.grams,
        "contents": [
            {
                "hostReference": lookup.number_at(world, content.order),
                "hostLineNumber": content.line * 10,
                "itemCode": item_code(world.order(content.order), content.line),
                "quantity": content.quantity,
                "uom": "EA",
            }
            for content in package.contents
        ],
    }
