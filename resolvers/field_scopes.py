"""Which scope each field of the graph needs: one entry for every field, or the schema does not build.

OPEN is for what whoever got this far may see: keys that the asker gave, and the insides of small
values whose field is scoped itself. A scoped field is nullable.
"""

from collections.abc import Mapping

from domain.partners import Scope
from domain.policy import FieldScopes
from resolvers.office_scopes import OFFICE_SCOPES
from resolvers.reservation_scopes import RESERVATION_SCOPES

OPEN = None

_BY_SCOPE: Mapping[str, Mapping[Scope | None, str]] = {
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
    "OrderConnection": {OPEN: "edges pageInfo totalCount totalCountIsExact feeds"},
    "OrderEdge": {OPEN: "cursor", Scope.ORDERS_READ: "node"},
    "PageInfo": {OPEN: "hasNextPage hasPreviousPage startCursor endCursor"},
    "SourceFeed": {OPEN: "source watermark lastHeardAt silent"},
    "FindMatch": {
        OPEN: "kind value",
        Scope.ORDERS_READ: "order",
        Scope.SHIPMENTS_READ: "shipment",
        Scope.CATALOG_READ: "product location",
    },
    "Order": {
        OPEN: "number",
        Scope.ORDERS_READ: (
            "status billingStatus returnStatus channel businessUnit placedAt promisedAt lines holds invoices "
            "overdue milestones identifiers source asOf freshness"
        ),
        Scope.ORDERS_PII: "customer shipTo",
        Scope.SHIPMENTS_READ: "shipments",
        Scope.RETURNS_READ: "returns",
    },
    "OrderLine": {
        OPEN: "id sku",
        Scope.ORDERS_READ: "description ordered quantities promisedAt location",
        Scope.ORDERS_PRICING: "unitPrice",
        Scope.CATALOG_READ: "product",
        Scope.SHIPMENTS_READ: "shipments",
        Scope.AVAILABILITY_READ: "availability",
    },
    "LineShipment": {OPEN: "shipment quantity package"},
    "LineQuantities": {
        OPEN: "ordered allocated picked shipped delivered backordered cancelled returned",
    },
    "Hold": {OPEN: "code reason since releasedAt"},
    "Invoice": {OPEN: "number issuedAt state", Scope.ORDERS_PRICING: "amount"},
    "Customer": {OPEN: "code", Scope.ORDERS_PII: "name email identifiers"},
    "Address": {OPEN: "name lines city postalCode region country"},
    "Shipment": {
        OPEN: "id",
        Scope.ORDERS_READ: "orders",
        Scope.SHIPMENTS_READ: (
            "status overdue reason fault delay eta estimates milestones contents origin carrier service "
            "trackingNumbers packages legs destination promisedAt identifiers sources asOf freshness"
        ),
    },
    "Package": {OPEN: "id trackingNumber weightKg"},
    "Content": {OPEN: "order line sku quantity package"},
    "Leg": {
        OPEN: (
            "sequence carrier service trackingNumber origin destination departsAt departure arrivesAt arrival"
        ),
    },
    "Delay": {OPEN: "seconds since reason fault"},
    "Track": {
        OPEN: "trackingNumber",
        Scope.SHIPMENTS_READ: "carrier service status eta estimates milestones references source asOf",
    },
    "Return": {
        OPEN: "number",
        Scope.RETURNS_READ: "order state lines refund milestones identifiers source asOf",
    },
    "ReturnLine": {OPEN: "line sku quantity reason disposition"},
    "PurchaseOrder": {
        OPEN: "number",
        Scope.PURCHASING_READ: "state rawState supplier location placedAt lines identifiers source asOf",
    },
    "PurchaseLine": {OPEN: "id sku ordered acknowledged announced received expectedAt"},
    "Availability": {
        OPEN: "sku",
        Scope.AVAILABILITY_READ: "available locations segments earliest isStale discounted freshness",
        Scope.STOCK_EXACT: "explain",
    },
    "LocationAvailability": {OPEN: "location", Scope.AVAILABILITY_READ: "available isStale discounted"},
    "AvailabilitySegment": {
        OPEN: "at kind location",
        Scope.AVAILABILITY_READ: "together quantity",
        Scope.PURCHASING_READ: "supply",
    },
    "AvailabilityAddend": {OPEN: "kind location source asOf verifiedAt note quantity"},
    "StockPosition": {
        OPEN: "sku location",
        Scope.STOCK_EXACT: (
            "unit onHand sellable picked damaged quarantined allocated reserved channelCommitted "
            "inTransit incoming backordered figures asOf freshness"
        ),
    },
    "StockAmount": {OPEN: "amount unit atLeast band inStock"},
    "Freshness": {OPEN: "source state asOf verifiedAt fetchedAt reason"},
    "StockFigure": {OPEN: "state quantity source asOf"},
    "Product": {
        OPEN: "sku",
        Scope.CATALOG_READ: "name baseUnit conversions components identifiers source asOf",
        Scope.AVAILABILITY_READ: "availability",
    },
    "UnitConversion": {OPEN: "unit inBase"},
    "Component": {OPEN: "sku amount"},
    "Location": {
        OPEN: "code",
        Scope.CATALOG_READ: "name zone region country identifiers source asOf",
    },
    "Backend": {
        OPEN: "instance",
        Scope.OPS_READ: (
            "adapter kind capabilities reachable calls failures lastSuccessAt lastFailureAt lastError host "
            "hitRatio feedWatermark oldestServed"
        ),
    },
    "BackendHost": {OPEN: "host breaker budget pace lately lastSuccessAt lastFailureAt"},
    "LaneBudget": {OPEN: "lane left"},
    "RecentCalls": {OPEN: "calls failures errorRate p50 p99"},
    "ExceptionConnection": {OPEN: "edges pageInfo totalCount"},
    "ExceptionEdge": {OPEN: "cursor", Scope.OPS_READ: "node"},
    "AssignExceptionPayload": {OPEN: "exception"},
    "ResolveExceptionPayload": {OPEN: "exception"},
    "ExceptionCase": {
        OPEN: "id",
        Scope.OPS_READ: (
            "code severity state owner resolution firstSeen lastSeen count systems subjects detail "
            "evidence impact history"
        ),
    },
    "ExceptionChange": {OPEN: "at who from to note"},
    "Impact": {OPEN: "orders skus customers locations"},
    **RESERVATION_SCOPES,
    **OFFICE_SCOPES,
    "Milestone": {
        OPEN: (
            "code classifier occurredAt recordedAt source reference line quantity location place "
            "reason fault rawCode"
        ),
    },
    "Overdue": {OPEN: "milestone dueAt owedBy location"},
    "Estimate": {OPEN: "at source toldAt classifier"},
    "Identifier": {OPEN: "kind instance value"},
    "Quantity": {OPEN: "amount unit"},
    "Money": {OPEN: "amount currency"},
    "_Service": {OPEN: "sdl"},
}

FIELD_SCOPES: FieldScopes = {
    type_name: {field: scope for scope, fields in by_scope.items() for field in fields.split()}
    for type_name, by_scope in _BY_SCOPE.items()
}

ENTITY_QUERIES: Mapping[str, str] = {
    "Order": "order",
    "Shipment": "shipment",
    "Return": "return",
    "PurchaseOrder": "purchaseOrder",
    "Product": "products",
    "Location": "locations",
}
"""The query whose scope an entity needs when a router asks for it by key."""
