"""Which kind of value each field of the graph shows: what a grant's value shapes act upon.

Beside `field_scopes`, and as strict: a time, a stock quantity or something of a person that stands neither
here nor among the exempt stops the build. What may hold a person's address is personal: so are the free
texts that systems hand on, and the places that carriers name.
"""

from collections.abc import Mapping

from domain.policy import FieldKinds, FieldTables
from domain.shapes.words import ValueKind
from resolvers.scopes.field_scopes import FIELD_SCOPES

_BY_KIND: Mapping[str, Mapping[ValueKind, str]] = {
    "Order": {ValueKind.TIME: "placedAt promisedAt asOf", ValueKind.ADDRESS: "shipTo"},
    "OrderLine": {ValueKind.TIME: "promisedAt"},
    "Hold": {ValueKind.TIME: "since releasedAt", ValueKind.TEXT: "reason"},
    "Invoice": {ValueKind.TIME: "issuedAt"},
    "Customer": {ValueKind.NAME: "name", ValueKind.EMAIL: "email", ValueKind.CODES: "identifiers"},
    "Address": {
        ValueKind.NAME: "name",
        ValueKind.STREET: "lines",
        ValueKind.POSTAL_CODE: "postalCode",
        ValueKind.PLACE: "city region country",
    },
    "Shipment": {
        ValueKind.TIME: "promisedAt asOf",
        ValueKind.DELAY: "delay",
        ValueKind.TEXT: "reason destination",
    },
    "Leg": {ValueKind.TIME: "departsAt arrivesAt", ValueKind.TEXT: "origin destination"},
    "Delay": {ValueKind.TIME: "since", ValueKind.TEXT: "reason"},
    "Track": {ValueKind.TIME: "asOf"},
    "Return": {ValueKind.TIME: "asOf"},
    "ReturnLine": {ValueKind.TEXT: "reason"},
    "PurchaseOrder": {ValueKind.TIME: "placedAt asOf"},
    "PurchaseLine": {ValueKind.TIME: "expectedAt"},
    "Availability": {
        ValueKind.STOCK: "available",
        ValueKind.FIGURE: "discounted",
        ValueKind.TIME: "earliest",
    },
    "LocationAvailability": {ValueKind.STOCK: "available", ValueKind.FIGURE: "discounted"},
    "AvailabilitySegment": {
        ValueKind.STOCK: "together",
        ValueKind.FIGURE: "quantity",
        ValueKind.TIME: "at",
    },
    "AvailabilityAddend": {ValueKind.FIGURE: "quantity", ValueKind.TIME: "asOf verifiedAt"},
    "StockPosition": {
        ValueKind.TIME: "asOf",
        ValueKind.FIGURE: (
            "onHand sellable picked damaged quarantined allocated reserved channelCommitted "
            "inTransit incoming backordered figures"
        ),
    },
    "StockFigure": {ValueKind.TIME: "asOf", ValueKind.FIGURE: "quantity"},
    "Product": {ValueKind.TIME: "asOf"},
    "Location": {ValueKind.TIME: "asOf"},
    "Freshness": {ValueKind.TIME: "asOf verifiedAt"},
    "Milestone": {ValueKind.TIME: "occurredAt recordedAt", ValueKind.TEXT: "place reason"},
    "Overdue": {ValueKind.TIME: "dueAt"},
    "Estimate": {ValueKind.TIME: "at toldAt"},
    "Event": {ValueKind.TIME: "occurredAt recordedAt"},
}

_EXEMPT: Mapping[str, str] = {
    # The partner's own business: what was ordered, sent, returned and bought.
    "LineQuantities": "ordered allocated picked shipped delivered backordered cancelled returned",
    "OrderLine": "ordered",
    "LineShipment": "quantity",
    "Content": "quantity",
    "Milestone": "quantity",
    "ReturnLine": "quantity",
    "PurchaseLine": "ordered acknowledged announced received",
    "ReservationLine": "asked held",
    "ReservationAllotment": "quantity",
    "Reservation": "createdAt expiresAt",
    # Names of things and places of ours.
    "Product": "name",
    "Location": "name",
    # About systems and our own work, not about anybody's business.
    "Freshness": "fetchedAt",
    "SourceFeed": "watermark lastHeardAt",
    "Backend": "lastSuccessAt lastFailureAt feedWatermark oldestServed",
    "BackendHost": "lastSuccessAt lastFailureAt",
    "RecentCalls": "p50 p99",
    "ExceptionCase": "firstSeen lastSeen",
    "DeadLetter": "firstAt lastAt",
    "ExceptionChange": "at",
    "Partner": "name",
    "PartnerQuota": "window",
    "PartnerKey": "createdAt expiresAt revokedAt lastUsedAt",
    "PartnerChange": "at",
    "WebhookEndpoint": "createdAt failingSince",
    "WebhookDelivery": "at duration",
}

FIELD_KINDS: FieldKinds = {
    type_name: {field: kind for kind, fields in by_kind.items() for field in fields.split()}
    for type_name, by_kind in _BY_KIND.items()
}

EXEMPT = frozenset((type_name, field) for type_name, fields in _EXEMPT.items() for field in fields.split())
"""Type and field of what looks like a kind of value and is shown to whoever may see the field, as it is."""

FIELD_TABLES = FieldTables(FIELD_SCOPES, FIELD_KINDS)
