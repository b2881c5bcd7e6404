"""Writes what the carrier knows of a tracking number."""

from datetime import UTC, datetime

from simulators.orders.facts import Fact, Kind, Order, Shipment
from simulators.reference import customers
from simulators.reference.places import PLACES
from simulators.world import consignments, lookup
from simulators.world.world import World

CODES = {
    Kind.LABEL_CREATED: ("MA", "Label created"),
    Kind.PICKED_UP: ("PU", "Picked up"),
    Kind.CARRIER_RECEIVED: ("AR", "Arrival scan"),
    Kind.HUB_ARRIVED: ("AR", "Arrival scan"),
    Kind.HUB_DEPARTED: ("DP", "Departure scan"),
    Kind.CUSTOMS_STARTED: ("CI", "At customs"),
    Kind.CUSTOMS_CLEARED: ("CR", "Released by customs"),
    Kind.OUT_FOR_DELIVERY: ("OD", "Out for delivery"),
    Kind.ATTEMPTED: ("DA", "Delivery attempted"),
    Kind.DELIVERED: ("DL", "Delivered"),
    Kind.DAMAGED: ("EX", "Exception"),
    Kind.LOST: ("LO", "Lost"),
    Kind.RETURNING: ("RS", "Returning to sender"),
    Kind.RETURNED: ("RD", "Returned to sender"),
}
_REASONS = {
    "nobody home": ("NH", "Nobody home"),
    "weather": ("WX", "Weather"),
    "damaged": ("DM", "Damaged"),
    "unknown": ("UN", "Unknown"),
}
_ENDED = {Kind.DELIVERED, Kind.LOST, Kind.RETURNING, Kind.RETURNED}
_REFERENCES_LEFT_OUT = 3  # of so many shipments one names no order


def known(order: Order, shipment: Shipment) -> list[Fact]:
    """Give what this carrier has to do with: of two legs the label and everything from the hand-over on."""
    facts = [fact for fact in consignments.facts(order, shipment) if fact.kind in CODES or _is_estimate(fact)]
    if shipment.legs == 1:
        return facts
    received = next(place for place, fact in enumerate(facts) if fact.kind is Kind.CARRIER_RECEIVED)
    first = [fact for fact in facts[:received] if fact.kind is Kind.LABEL_CREATED]
    return [*first, *facts[received:]]


def unknown(number: str) -> dict[str, object]:
    """Write that the carrier has no such number."""
    error = {"code": "NOT_FOUND", "text": "No record of this number"}
    return {"trackingNumber": number, "found": False, "error": error}


def result(world: World, number: str, order: Order, shipment: Shipment, now: int) -> dict[str, object]:
    """Write all about one tracking number."""
    facts = [fact for fact in known(order, shipment) if fact.at <= now]
    scans = [fact for fact in facts if not _is_estimate(fact)]
    delivered = next((fact for fact in scans if fact.kind is Kind.DELIVERED), None)
    consignee = order.header.consignee or customers.customer(order.header.customer).name
    return {
        "trackingNumber": number,
        "found": True,
        "service": shipment.service,
        "pieces": len(shipment.packages),
        "shipmentNumber": f"PN{shipment.lead * 10 + shipment.work:09d}",
        "references": _references(world, shipment),
        "status": status(scans[-1]),
        "estimatedDelivery": estimated(order, shipment, now),
        "deliveredAt": zoned(delivered.at, delivered.place) if delivered else None,
        "signedBy": consignee.rpartition(" ")[2].upper() if delivered else None,
        "events": [event(number, place, fact) for place, fact in enumerate(scans, 1)],
    }


def status(fact: Fact) -> dict[str, object]:
    """Write a status as its newest event gives it."""
    code, text = CODES[fact.kind]
    return {"code": code, "text": text}


def estimated(order: Order, shipment: Shipment, now: int) -> str | None:
    """Write the newest estimate, None where there is none or nothing left to estimate."""
    facts = [fact for fact in known(order, shipment) if fact.at <= now]
    with_us = any(fact.kind in {Kind.PICKED_UP, Kind.CARRIER_RECEIVED} for fact in facts)
    if not with_us or any(fact.kind in _ENDED for fact in facts):
        return None
    told = [each for each in consignments.facts(order, shipment) if _is_estimate(each) and each.at <= now]
    return zoned(told[-1].due, shipment.destination) if told else None


def event(number: str, place_in_list: int, fact: Fact) -> dict[str, object]:
    """Write one scan."""
    code, text = CODES[fact.kind]
    place = PLACES[fact.place]
    reason = _REASONS.get(fact.reason)
    return {
        "id": f"{number}-{place_in_list}",
        "code": code,
        "text": text,
        "at": zoned(fact.at, fact.place),
        "location": {"city": place.city, "region": place.region, "country": place.country},
        "reason": {"code": reason[0], "text": reason[1]} if reason else None,
    }


def zoned(instant: int, place: str) -> str:
    """Write epoch seconds in the local time of a place, with its offset."""
    return datetime.fromtimestamp(instant, UTC).astimezone(PLACES[place].tz).isoformat()


def _is_estimate(fact: Fact) -> bool:
    return fact.kind is Kind.ESTIMATED


def _references(world: World, shipment: Shipment) -> list[dict[str, object]]:
    if shipment.lead % _REFERENCES_LEFT_OUT == 0:
        return []
    return [{"type": "ORDER", "value": lookup.number_at(world, shipment.lead)}]
