"""Which scope each field of stock, goods, purchases and what may be sold needs: part of field_scopes."""

from domain.partners import Scope
from resolvers.scopes.by_scope import OPEN, ByScope

STOCK_SCOPES: ByScope = {
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
    "PurchaseOrder": {
        OPEN: "number",
        Scope.PURCHASING_READ: "state rawState supplier location placedAt lines identifiers source asOf",
    },
    "PurchaseLine": {OPEN: "id sku ordered acknowledged announced received expectedAt"},
}
