"""Returns."""

from datetime import datetime

import strawberry

from domain import returns as domain
from domain.returns import Disposition, ReturnState
from resolvers.batched import derived
from resolvers.builds import orders as build
from resolvers.context import GraphContext
from resolvers.entities import permitted
from resolvers.references import return_by_number
from resolvers.types.values import Identifier, Milestone, Quantity

strawberry.enum(ReturnState, description="How far a return is.")
strawberry.enum(Disposition, description="What becomes of returned goods.")


@strawberry.type(description="So much of one order line comes back.")
class ReturnLine:
    """After domain.returns.ReturnLine."""

    line: str = strawberry.field(description="Line of the order.")
    sku: str = strawberry.field(description="The item.")
    quantity: Quantity = strawberry.field(description="How much comes back.")
    reason: str | None = strawberry.field(description="Why, in the source's words.")
    disposition: Disposition = strawberry.field(description="What inspection decided.")


@strawberry.federation.type(keys=["number"], description="Goods that a customer sends back.")
class Return:
    """After domain.returns.Return."""

    number: str = strawberry.field(description="Our number.")
    state: ReturnState | None = derived(build.state, description="How far it is.")
    order: str | None = strawberry.field(description="Number of the order.")
    lines: list[ReturnLine] | None = strawberry.field(description="What comes back.")
    refund: str | None = strawberry.field(description="Number of the credit note, where there is one.")
    milestones: list[Milestone] | None = strawberry.field(description="What happened to it.")
    identifiers: list[Identifier] | None = strawberry.field(description="What each system calls it.")
    source: str | None = strawberry.field(description="The system that owns it.")
    as_of: datetime | None = strawberry.field(description="When its source says that it was so.")

    @classmethod
    def resolve_reference(cls, info: strawberry.Info[GraphContext], number: str) -> object:
        return return_by_number(permitted(info.context, "Return"), number)

    @classmethod
    def is_type_of(cls, value: object, _info: object) -> bool:
        return isinstance(value, domain.Return)
