"""Which scope each question, change and subscription needs, and what comes of these: part of field_scopes."""

from domain.partners import Scope
from resolvers.scopes.by_scope import OPEN, ByScope

ROOT_SCOPES: ByScope = {
    "Query": {
        Scope.ORDERS_READ: "order orders find",
        Scope.SHIPMENTS_READ: "shipment track",
        Scope.AVAILABILITY_READ: "availability",
        Scope.STOCK_EXACT: "stockPositions",
        Scope.CATALOG_READ: "products locations",
        Scope.RETURNS_READ: "return",
        Scope.PURCHASING_READ: "purchaseOrder",
        Scope.OPS_READ: "backends exceptions exception deadLetters",
        Scope.PARTNERS_READ: "partners partner partnerChanges",
        Scope.RESERVATIONS_READ: "reservation reservations",
        Scope.WEBHOOKS_MANAGE: "webhookEndpoints webhookEndpoint",
        OPEN: "events _entities _service",
    },
    "Mutation": {
        Scope.EXCEPTIONS_WRITE: (
            "assignException resolveException retryDeadLetters discardDeadLetters replayDeliveries"
        ),
        Scope.RESERVATIONS_WRITE: "reserve extendReservation confirmReservation releaseReservation",
        Scope.PARTNERS_WRITE: (
            "addPartner setGrant suspendPartner resumePartner removePartner addPartnerKey revokePartnerKey"
        ),
        Scope.WEBHOOKS_MANAGE: (
            "createWebhookEndpoint updateWebhookEndpoint deleteWebhookEndpoint rotateWebhookSecret "
            "retireWebhookSecrets pauseWebhookEndpoint enableWebhookEndpoint replayWebhookEndpoint "
            "testWebhookEndpoint"
        ),
    },
    "Subscription": {
        Scope.ORDERS_READ: "orderChanged",
        Scope.SHIPMENTS_READ: "shipmentChanged",
        Scope.AVAILABILITY_READ: "availabilityChanged",
        Scope.OPS_READ: "exceptionChanged",
        OPEN: "events",
    },
    "OrderUpdate": {OPEN: "kind cursor event gap", Scope.ORDERS_READ: "order"},
    "ShipmentUpdate": {OPEN: "kind cursor event gap", Scope.SHIPMENTS_READ: "shipment"},
    "AvailabilityUpdate": {OPEN: "kind cursor gap", Scope.AVAILABILITY_READ: "availability"},
    "ExceptionUpdate": {OPEN: "kind cursor event gap", Scope.OPS_READ: "exception"},
    "EventUpdate": {OPEN: "kind cursor event gap"},
    "UpdateGap": {OPEN: "restart reread keys"},
    # Of each event its family decides: domain/log/shown.py.
    "Event": {
        OPEN: (
            "id type schemaVersion source subject related occurredAt recordedAt classifier data "
            "correctionOf cursor"
        ),
        Scope.OPS_READ: "rawRef correlationId",
    },
    "EventConnection": {OPEN: "edges pageInfo gap"},
    "EventEdge": {OPEN: "cursor node"},
    "LogGap": {OPEN: "restart"},
    "_Service": {OPEN: "sdl"},
}
