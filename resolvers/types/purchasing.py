"""Purchase orders."""

from datetime import datetime

import strawberry

from domain import purchasing as domain
from domain.purchasing import PurchaseState
from resolvers.context import GraphContext
from resolvers.entities import permitted
from resolvers.references import purchase_order_by_number
from resolvers.tags import PURCHASING
from resolvers.types.values import Identifier, Quantity

strawberry.enum(PurchaseState, description="How far a purchase order is.")


@strawberry.type(description="One line of a purchase order.")
class PurchaseLine:
    """After domain.purchasing.PurchaseLine."""

    id: str = strawberry.field(description="Line number.")
    sku: str = strawberry.field(description="The item.")
    ordered: Quantity = strawberry.field(description="Ordered.")
    acknowledged: Quantity | None = strawberry.field(description="What the supplier acknowledged.")
    announced: Quantity | None = strawberry.field(description="What an ASN announced.")
    received: Quantity | None = strawberry.field(description="What has arrived.")
    expected_at: datetime | None = strawberry.field(description="When it is expected.")


@strawberry.federation.type(
    keys=["number"], directives=[PURCHASING], description="Supply that was ordered from a supplier."
)
class PurchaseOrder:
    """After domain.purchasing.PurchaseOrder."""

    number: str = strawberry.field(description="Our number.")
    state: PurchaseState | None = strawberry.field(description="How far it is.")
    raw_state: str | None = strawberry.field(description="The state as its source names it.")
    supplier: str | None = strawberry.field(description="Code of the supplier.")
    location: str | None = strawberry.field(description="Our code of the place that it is for.")
    placed_at: datetime | None = strawberry.field(description="When it was placed.")
    lines: list[PurchaseLine] | None = strawberry.field(description="What was ordered.")
    identifiers: list[Identifier] | None = strawberry.field(description="What each system calls it.")
    source: str | None = strawberry.field(description="The system that owns it.")
    as_of: datetime | None = strawberry.field(description="When its source says that it was so.")

    @classmethod
    def resolve_reference(cls, info: strawberry.Info[GraphContext], number: str) -> object:
        return purchase_order_by_number(permitted(info.context, "PurchaseOrder"), number)

    @classmethod
    def is_type_of(cls, value: object, _info: object) -> bool:
        return isinstance(value, domain.PurchaseOrder)
