"""Writes loads with their stops, legs, messages and estimates."""

from simulators.clock import iso
from simulators.orders.facts import Kind, Order, Shipment
from simulators.reference import customers, numbers
from simulators.reference.places import PLACES
from simulators.tms.messages import Message, estimate, local, location_code, messages, written
from simulators.world import consignments, lookup
from simulators.world.world import World

_ACCEPTED_AFTER = 1800
_PICKUP_AFTER = 3 * 3600
_EXCEPTIONS = {Kind.DAMAGED, Kind.LOST, Kind.RETURNED}


def tendered_at(order: Order, shipment: Shipment) -> int:
    """Give the instant from which the TMS knows of a shipment."""
    facts = consignments.facts(order, shipment)
    return next(fact.at for fact in facts if fact.kind is Kind.TENDERED)


def load(world: World, order: Order, shipment: Shipment, now: int) -> dict[str, object]:
    """Write the load of a shipment."""
    heard = messages(order, shipment, now)
    return {
        "loadNumber": numbers.load(shipment.lead, shipment.work),
        "status": _status(heard, now),
        "updatedAt": iso(heard[-1].heard_at),
        "references": references(world, shipment),
        "consignee": f"CN-{order.header.customer:05d}",
        "weightKg": sum(package.grams for package in shipment.packages) / 1000,
        "pieces": len(shipment.packages),
        "stops": _stops(order, shipment),
        "legs": _legs(shipment),
        "statusMessages": [written(shipment, message) for message in heard],
        "estimates": [estimate(message) for message in heard if message.fact.kind is Kind.ESTIMATED],
    }


def references(world: World, shipment: Shipment) -> list[dict[str, str]]:
    """Write the names under which others know a load."""
    number = numbers.shipment(shipment.site, shipment.lead, shipment.work)
    orders = [lookup.number_at(world, index) for index in lookup.orders_in(shipment)]
    return [{"type": "SHIPMENT", "value": number}, *({"type": "ORDER", "value": each} for each in orders)]


def heard_at(order: Order, shipment: Shipment, now: int) -> int:
    """Give the instant at which the TMS last heard of a shipment, 0 before it is tendered."""
    if tendered_at(order, shipment) > now:
        return 0
    return messages(order, shipment, now)[-1].heard_at


def changed_at(order: Order, now: int) -> int:
    """Give the instant at which the TMS last heard of a load that an order leads."""
    led = (each for each in order.shipments if each.lead == order.index)
    return max((heard_at(order, each, now) for each in led), default=0)


def _status(heard: list[Message], now: int) -> str:
    kinds = {message.fact.kind for message in heard}
    if kinds & _EXCEPTIONS:
        return "EXCEPTION"
    if Kind.DELIVERED in kinds:
        return "DELIVERED"
    if Kind.PICKED_UP in kinds:
        return "IN_TRANSIT"
    if Kind.ARRIVED_PICKUP in kinds:
        return "AT_PICKUP"
    return "ACCEPTED" if heard[0].heard_at + _ACCEPTED_AFTER <= now else "TENDERED"


def _stops(order: Order, shipment: Shipment) -> list[dict[str, object]]:
    tendered = tendered_at(order, shipment)
    facts = consignments.facts(order, shipment)
    due = next((fact.due for fact in facts if fact.kind is Kind.ESTIMATED), tendered)
    header = order.header
    name = header.consignee or customers.customer(header.customer).name
    places = [("PICKUP", shipment.site, tendered + _PICKUP_AFTER)]
    if shipment.legs > 1:
        places.append(("TRANSFER", shipment.hub, (tendered + due) // 2))
    places.append(("DROP", shipment.destination, due))
    return [
        {
            "sequence": sequence,
            "type": kind,
            "location": {
                "code": f"CN-{header.customer:05d}" if kind == "DROP" else location_code(place),
                "name": name if kind == "DROP" else PLACES[place].name,
                "city": PLACES[place].city,
                "region": PLACES[place].region,
                "country": PLACES[place].country,
                "timeZone": PLACES[place].zone,
            },
            "planned": local(planned, place),
        }
        for sequence, (kind, place, planned) in enumerate(places, 1)
    ]


def _legs(shipment: Shipment) -> list[dict[str, object]]:
    last = shipment.legs
    parcel = {
        "sequence": last,
        "fromStop": last,
        "toStop": last + 1,
        "mode": "PARCEL",
        "carrier": {"scac": "PONE", "name": "Parcel One"},
        "proNumber": None,
        "trackingNumber": shipment.packages[0].tracking,
        "trackingNumbers": [package.tracking for package in shipment.packages],
    }
    linehaul = {
        "sequence": 1,
        "fromStop": 1,
        "toStop": 2,
        "mode": "LTL",
        "carrier": {"scac": "HWLN", "name": "Highway Line"},
        "proNumber": numbers.pro(shipment.lead, shipment.work),
        "trackingNumber": None,
        "trackingNumbers": [],
    }
    return [linehaul, parcel] if last > 1 else [parcel]
