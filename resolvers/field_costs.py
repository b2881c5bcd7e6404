"""What fields cost, in points: one for each call that a system, or our own store, has to answer for them.

Who asks for a field that is not here pays nothing for it: its object was paid for. docs/cost.md has it all
in words and in a table.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

ENTRY = 1
"""What every operation costs, for being let in."""


class Asked(NamedTuple):
    """A field with arguments, or at the root: it is paid for each time it is selected.

    points: for itself. each: for every element that the argument `by` counts, a list or a number. assumed:
    how many where it is left out. most: more than so many are refused anyway. pages: the list below that is
    so long; without it the field's own, where it is one.
    """

    points: int = 0
    each: int = 0
    by: str = ""
    assumed: int = 1
    most: int = 1_000
    pages: str = ""


class Read(NamedTuple):
    """Fields of a type that one read answers: paid once for an object, however many of them are selected.

    ports: what is read, one of them for an object; empty where no port is read. of: the type further up whose
    object has the key, and pays, once for all that is below it.
    """

    points: int
    ports: str
    fields: str
    of: str = ""


ASKED: Mapping[str, Mapping[str, Asked]] = {
    "Query": {
        "order": Asked(1),
        "orders": Asked(5, by="first", most=100, pages="edges"),
        "find": Asked(5, assumed=20),
        "shipment": Asked(2),
        "track": Asked(1),
        "availability": Asked(each=2, by="skus"),
        "stockPositions": Asked(each=2, by="skus"),
        "products": Asked(each=1, by="skus"),
        "locations": Asked(each=1, by="codes", assumed=5),
        "return": Asked(1),
        "purchaseOrder": Asked(1),
        "backends": Asked(1),
        "exceptions": Asked(2, by="first", most=100, pages="edges"),
        "exception": Asked(1),
        "deadLetters": Asked(2, by="first", most=100),
        "events": Asked(2),
        "partners": Asked(2, by="first", most=100, pages="edges"),
        "partner": Asked(1),
        "partnerChanges": Asked(1),
        "reservation": Asked(1),
        "reservations": Asked(2, by="first", most=100, pages="edges"),
        "webhookEndpoints": Asked(2, by="first", most=100, pages="edges"),
        "webhookEndpoint": Asked(1),
        "_entities": Asked(each=2, by="representations"),
        "_service": Asked(1),
        "__schema": Asked(10),
        "__type": Asked(5),
    },
    "Mutation": {
        "assignException": Asked(5),
        "resolveException": Asked(5),
        "retryDeadLetters": Asked(each=5, by="ids", most=100),
        "discardDeadLetters": Asked(5),
        "replayDeliveries": Asked(100),
        "addPartner": Asked(5),
        "setGrant": Asked(5),
        "suspendPartner": Asked(5),
        "resumePartner": Asked(5),
        "removePartner": Asked(5),
        "addPartnerKey": Asked(5),
        "revokePartnerKey": Asked(5),
        "reserve": Asked(each=3, by="lines"),
        "extendReservation": Asked(3),
        "confirmReservation": Asked(3),
        "releaseReservation": Asked(3),
        "createWebhookEndpoint": Asked(5),
        "updateWebhookEndpoint": Asked(5),
        "deleteWebhookEndpoint": Asked(5),
        "rotateWebhookSecret": Asked(5),
        "retireWebhookSecrets": Asked(5),
        "pauseWebhookEndpoint": Asked(5),
        "enableWebhookEndpoint": Asked(5),
        "replayWebhookEndpoint": Asked(5),
        "testWebhookEndpoint": Asked(5),
    },
    "Subscription": {
        "orderChanged": Asked(each=1, by="numbers", most=100),
        "shipmentChanged": Asked(each=3, by="trackingNumbers", most=100),
        "availabilityChanged": Asked(each=1, by="skus", most=100),
        "exceptionChanged": Asked(2, assumed=20),
        "events": Asked(2),
    },
    "Partner": {"changes": Asked(1)},
    "Availability": {"earliest": Asked()},
    "WebhookEndpoint": {"deliveries": Asked(1, by="first", most=100, pages="edges")},
}

READS: Mapping[str, Sequence[Read]] = {
    "Order": (
        Read(4, "progress", "status billingStatus returnStatus milestones overdue"),
        Read(2, "fulfilments", "shipments"),
        Read(1, "returns", "returns"),
        Read(1, "customers", "customer"),
    ),
    "OrderLine": (
        Read(4, "progress", "quantities", of="Order"),
        Read(2, "fulfilments", "shipments", of="Order"),
        Read(1, "products", "product"),
        Read(1, "locations", "location"),
        Read(2, "availability", "availability"),
    ),
    "Shipment": (
        Read(2, "tracking", "status reason fault delay eta estimates milestones overdue"),
        Read(2, "orders", "orders"),
        Read(1, "locations", "origin"),
    ),
    "Product": (Read(2, "availability", "availability"),),
    "OrderConnection": (Read(3, "", "totalCount totalCountIsExact"), Read(1, "", "feeds")),
    "OrderEdge": (Read(1, "orders", "node"),),
    "FindMatch": (Read(2, "orders fulfilments products locations", "order shipment product location"),),
    "ExceptionCase": (Read(20, "impact", "impact"),),
    "Partner": (Read(1, "partner_keys", "keys"),),
    "WebhookEndpoint": (Read(1, "waiting_deliveries", "waiting"),),
    "OrderUpdate": (Read(1, "orders", "order"),),
    "ShipmentUpdate": (Read(2, "shipments", "shipment"),),
    "AvailabilityUpdate": (Read(2, "availability", "availability"),),
}

LENGTHS: Mapping[str, Mapping[str, int]] = {
    "Order": {"lines": 10, "shipments": 2},
    "OrderLine": {"shipments": 2},
    "Shipment": {"orders": 2},
}
"""How long lists are taken to be before they are read, where no argument says it and more is paid below."""
