"""Which scope each field of the graph needs: one entry for every field, or the schema does not build.

Each kind of thing has a table of its own beside this one. A scoped field is nullable.
"""

from collections.abc import Mapping

from domain.policy import FieldScopes
from resolvers.scopes.by_scope import ByScope
from resolvers.scopes.offices import OFFICE_SCOPES
from resolvers.scopes.operations import OPERATION_SCOPES
from resolvers.scopes.orders import ORDER_SCOPES
from resolvers.scopes.reservations import RESERVATION_SCOPES
from resolvers.scopes.roots import ROOT_SCOPES
from resolvers.scopes.stock import STOCK_SCOPES
from resolvers.scopes.values import VALUE_SCOPES

_BY_SCOPE: ByScope = {
    **ROOT_SCOPES,
    **ORDER_SCOPES,
    **STOCK_SCOPES,
    **OPERATION_SCOPES,
    **RESERVATION_SCOPES,
    **OFFICE_SCOPES,
    **VALUE_SCOPES,
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
