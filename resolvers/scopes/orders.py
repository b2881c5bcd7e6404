"""Which scope each field of orders, shipments and returns needs: part of field_scopes."""

from domain.partners import Scope
from resolvers.scopes.by_scope import OPEN, ByScope

ORDER_SCOPES: ByScope = {
    "OrderConnection": {OPEN: "edges pageInfo totalCount totalCountIsExact feeds"},
    "OrderEdge": {OPEN: "cursor", Scope.ORDERS_READ: "node"},
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
}
