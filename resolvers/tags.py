"""Tags on the contract, from which a router's variants are built: each names what not everybody is offered.

A tag stands where the graph leads to such fields: on the query, or on the field of a type that all may see.
What is offered is no right: who sees what is decided by the policy, whatever the variant.
"""

from collections.abc import Mapping
from typing import Final

from strawberry.federation.schema_directives import Tag

from domain.partners import Scope

OPS: Final = Tag(name="ops")
PERSONAL: Final = Tag(name="personal")
PRICING: Final = Tag(name="pricing")
PURCHASING: Final = Tag(name="purchasing")
STOCK: Final = Tag(name="stock")

TAGGED: Mapping[Scope, Tag] = {
    Scope.OPS_READ: OPS,
    Scope.EXCEPTIONS_WRITE: OPS,
    Scope.PARTNERS_READ: OPS,
    Scope.PARTNERS_WRITE: OPS,
    Scope.ORDERS_PII: PERSONAL,
    Scope.ORDERS_PRICING: PRICING,
    Scope.PURCHASING_READ: PURCHASING,
    Scope.STOCK_EXACT: STOCK,
}
"""What leads to fields of these scopes is tagged."""
