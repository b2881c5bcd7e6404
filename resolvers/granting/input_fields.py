"""What inputs compare with: to find by a field is to see it, bit by bit.

So an input needs what its field needs, and that the grant shows the field as it is. A field that is told to
the day can be compared with whole days. Every argument and every field of an input stands here, or the
schema does not build.
"""

from collections.abc import Mapping

from domain.search.orders import SortField
from domain.search.recognition import Meaning

COMPARED: Mapping[str, Mapping[str, str]] = {
    "OrderFilterInput": {
        "number": "Order.number",
        "channelOrder": "Order.identifiers",
        "customerPo": "Order.identifiers",
        "warehouseOrder": "Order.identifiers",
        "invoice": "Order.invoices",
        "shipment": "Order.shipments",
        "trackingNumber": "Shipment.trackingNumbers",
        "return": "Order.returns",
        "email": "Customer.email",
        "customer": "Customer.code",
        "channel": "Order.channel",
        "status": "Order.status",
        "billingStatus": "Order.billingStatus",
        "returnStatus": "Order.returnStatus",
        "placed": "Order.placedAt",
        "promised": "Order.promisedAt",
        "changed": "Order.asOf",
        "sku": "OrderLine.sku",
        "location": "OrderLine.location",
        "overdue": "Order.overdue",
    },
    "ExceptionFilterInput": {
        "states": "ExceptionCase.state",
        "codes": "ExceptionCase.code",
        "severities": "ExceptionCase.severity",
        "systems": "ExceptionCase.systems",
        "subjects": "ExceptionCase.subjects",
        "owner": "ExceptionCase.owner",
    },
    "EventFilterInput": {
        "types": "Event.type",
        "keys": "Event.subject",
        "sources": "Event.source",
        "since": "Event.recordedAt",
    },
}
"""Of each input type, the field of the graph that each of its own is compared with."""

SORTED: Mapping[SortField, str] = {
    SortField.PLACED_AT: "Order.placedAt",
    SortField.PROMISED_AT: "Order.promisedAt",
    SortField.CHANGED_AT: "Order.asOf",
}
"""The field that orders are sorted by."""

FOUND_BY: Mapping[Meaning, str] = {
    Meaning.SHIPMENT: "Order.shipments",
    Meaning.LOAD: "Order.shipments",
    Meaning.TRACKING: "Shipment.trackingNumbers",
    Meaning.RETURN: "Order.returns",
    Meaning.EMAIL: "Customer.email",
}
"""What a text is compared with that is read as this. Other meanings are open to all who may find."""

_PLAIN: Mapping[str, str] = {
    "Query._entities": "representations",
    "Query.order": "number",
    "Query.orders": "filter orderBy first after",
    "Query.find": "text",
    "Query.shipment": "id",
    "Query.track": "trackingNumber",
    "Query.availability": "skus channel customer destination quantity locations",
    "Availability.earliest": "quantity",
    "Query.stockPositions": "skus locations",
    "Query.products": "skus",
    "Query.locations": "codes",
    "Query.return": "number",
    "Query.purchaseOrder": "number",
    "Query.exceptions": "filter first after",
    "Query.exception": "id",
    "Mutation.assignException": "id owner",
    "Mutation.resolveException": "id note",
    "Query.events": "filter after first",
    "Subscription.orderChanged": "numbers customer after",
    "Subscription.shipmentChanged": "trackingNumbers carrier after",
    "Subscription.availabilityChanged": "skus channel after",
    "Subscription.exceptionChanged": "filter after",
    "Subscription.events": "filter after",
    "Query.partners": "first after",
    "Query.partner": "name",
    "Query.partnerChanges": "name first",
    "Partner.changes": "first",
    "Mutation.addPartner": "name title subjects grant lane weight quota",
    "Mutation.setGrant": "name grant lane weight quota",
    "Mutation.suspendPartner": "name",
    "Mutation.resumePartner": "name",
    "Mutation.removePartner": "name",
    "Mutation.addPartnerKey": "name label expiresAt",
    "Mutation.revokePartnerKey": "prefix",
    "Query.deadLetters": "source reason state first after",
    "Mutation.retryDeadLetters": "ids dryRun",
    "Mutation.discardDeadLetters": "ids",
    "Mutation.replayDeliveries": "source since until after most dryRun",
    "Query.reservation": "id",
    "Query.reservations": "channel state first after",
    "Mutation.reserve": "lines channel ttl idempotencyKey mode customer destination",
    "Mutation.extendReservation": "id ttl",
    "Mutation.confirmReservation": "id orderNumber",
    "Mutation.releaseReservation": "id",
    "Query.webhookEndpoints": "partner first after",
    "Query.webhookEndpoint": "id",
    "WebhookEndpoint.deliveries": "first after",
    "Mutation.createWebhookEndpoint": "url filter after partner",
    "Mutation.updateWebhookEndpoint": "id url filter",
    "Mutation.deleteWebhookEndpoint": "id",
    "Mutation.rotateWebhookSecret": "id",
    "Mutation.retireWebhookSecrets": "id",
    "Mutation.pauseWebhookEndpoint": "id",
    "Mutation.enableWebhookEndpoint": "id",
    "Mutation.replayWebhookEndpoint": "id after since",
    "Mutation.testWebhookEndpoint": "id",
    "GrantInput": (
        "scopes customers channels locations suppliers carriers quantity personal time fields audited"
    ),
    "QuantityShapeInput": "form at low",
    "FieldShapeInput": "field quantity personal time",
    "QuotaInput": "points window concurrency",
    "PartnerSubjectInput": "issuer value",
    "ReservationLineInput": "sku quantity unit",
    "WebhookFilterInput": "types keys sources",
    "OrderSortInput": "field descending",
    "PeriodInput": "since until",
}
"""Of each field and input type, the arguments and fields that compare with nothing by themselves."""

INPUTS: Mapping[str, frozenset[str]] = {
    **{place: frozenset(names.split()) for place, names in _PLAIN.items()},
    **{kind: frozenset(fields) for kind, fields in COMPARED.items()},
}
"""By field (`Query.order`) or input type: every argument and field that there may be."""
