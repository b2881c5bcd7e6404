"""Status messages of a load: X12 214 codes, with times in the local time of their place or in UTC."""

from datetime import UTC, datetime
from typing import NamedTuple

from simulators.clock import iso
from simulators.orders.facts import Fact, Kind, Order, Shipment
from simulators.reference import numbers
from simulators.reference.places import PLACES, SITES
from simulators.world import consignments

CODES = {
    Kind.TENDERED: "AA",
    Kind.ARRIVED_PICKUP: "X3",
    Kind.PICKED_UP: "AF",
    Kind.HUB_ARRIVED: "X4",
    Kind.HUB_DEPARTED: "P1",
    Kind.HANDED_OVER: "J1",
    Kind.CARRIER_RECEIVED: "R1",
    Kind.CUSTOMS_STARTED: "K1",
    Kind.CUSTOMS_CLEARED: "CT",
    Kind.OUT_FOR_DELIVERY: "X6",
    Kind.ATTEMPTED: "AP",
    Kind.ARRIVED: "X1",
    Kind.DELIVERED: "D1",
    Kind.DELAYED: "SD",
    Kind.ESTIMATED: "AG",
    Kind.DAMAGED: "A9",
    Kind.LOST: "LS",
    Kind.RETURNED: "A3",
}
_REVISED = "X2"
_REASONS = {"": "NS", "weather": "AO", "nobody home": "AG", "damaged": "BG", "unknown": "BG"}


class Message(NamedTuple):
    """A status message with the instant at which the TMS has it, and the place it speaks of."""

    number: int
    heard_at: int
    fact: Fact
    leg: int
    stop: int | None
    place: str
    code: str


def messages(order: Order, shipment: Shipment, now: int) -> list[Message]:
    """Give what the TMS has of a shipment by now, in order of receipt."""
    found = []
    leg = 1
    known = (fact for fact in consignments.facts(order, shipment) if fact.kind in CODES)
    for number, fact in enumerate(known, 1):
        estimate = fact.kind is Kind.ESTIMATED
        place = shipment.destination if estimate else fact.place
        found.append(
            Message(
                number=number,
                heard_at=fact.heard or fact.at,
                fact=fact,
                leg=shipment.legs if estimate else leg,
                stop=_stop(shipment, place),
                place=place,
                code=_REVISED if estimate and fact.reason else CODES[fact.kind],
            )
        )
        leg += fact.kind is Kind.HANDED_OVER
    return sorted((each for each in found if each.heard_at <= now), key=lambda each: each.heard_at)


def written(shipment: Shipment, message: Message) -> dict[str, object]:
    """Write one message. Of an estimate, date and time are those that are estimated."""
    instant = message.fact.due or message.fact.at
    place = PLACES[message.place]
    return {
        "id": f"{numbers.load(shipment.lead, shipment.work)}-{message.number}",
        "leg": message.leg,
        "stop": message.stop,
        "location": {
            "code": location_code(message.place),
            "city": place.city,
            "region": place.region,
            "country": place.country,
            "timeZone": place.zone,
        },
        "statusCode": message.code,
        "reasonCode": _REASONS[message.fact.reason],
        **_moment(instant, message, shipment.lead),
        "receivedAt": iso(message.heard_at),
    }


def estimate(message: Message) -> dict[str, object]:
    """Write what an estimate's message says, as an entry of the load's estimates."""
    return {
        "stop": message.stop,
        "madeAt": iso(message.heard_at),
        "statusCode": message.code,
        **local(message.fact.due, message.place),
        "reasonCode": _REASONS[message.fact.reason],
    }


def local(instant: int, place: str) -> dict[str, object]:
    """Write an instant as a date and a time in the local time of a place."""
    moment = datetime.fromtimestamp(instant, UTC).astimezone(PLACES[place].tz)
    return {"date": moment.strftime("%Y%m%d"), "time": moment.strftime("%H%M%S"), "timeCode": "LT"}


def location_code(place: str) -> str:
    """Give the TMS's code of a place."""
    return SITES[place].tms if place in SITES else place


def _moment(instant: int, message: Message, salt: int) -> dict[str, object]:
    """Every fourth message is in UTC, every third without seconds."""
    moment = local(instant, message.place)
    if (message.number + salt) % 4 == 0:
        utc = datetime.fromtimestamp(instant, UTC)
        moment = {"date": utc.strftime("%Y%m%d"), "time": utc.strftime("%H%M%S"), "timeCode": "UT"}
    if (message.number + salt) % 3 == 0:
        moment["time"] = str(moment["time"])[:4]
    return moment


def _stop(shipment: Shipment, place: str) -> int | None:
    stops = [shipment.site, *([shipment.hub] if shipment.legs > 1 else []), shipment.destination]
    return stops.index(place) + 1 if place in stops else None
