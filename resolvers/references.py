"""Things by their numbers, for those who may see them. For all others there is no such thing.

Who is held to some rows is told so with an error: its text, its place and the way to it are the same whether
the thing is not there or is somebody else's, and the systems are asked for it behind the answer either way.
"""

from collections.abc import Awaitable, Callable, Sequence
from typing import Final, TypeVar

from domain.catalog import Location, Product
from domain.errors import ImpossibleValue, NotFound
from domain.orders import Order
from domain.ports.backends import (
    LOCATIONS,
    ORDERS,
    PRODUCTS,
    PURCHASE_ORDERS,
    RETURNS,
    SHIPMENTS,
    TRACKING,
)
from domain.ports.reading import Outcomes, Port
from domain.purchasing import PurchaseOrder
from domain.returns import Return
from domain.search.terms import TermKind, term
from domain.shipments import Shipment, Track
from resolvers.batched import ask, ask_one, value_of
from resolvers.context import GraphContext

V = TypeVar("V")
_ABSENT: Final = "There is nothing of that name"
_Learn = Callable[[GraphContext, str], None]


def absent() -> NotFound:
    """What is told of a name under which there is nothing for the principal, whatever the cause."""
    return NotFound(_ABSENT)


def order_by_number(context: GraphContext, key: str) -> Order | Awaitable[Order | None] | None:
    """An order, if it is one of the principal's rows."""
    return _one(context, ORDERS, key, _named(TermKind.ORDER))


def purchase_order_by_number(
    context: GraphContext, key: str
) -> PurchaseOrder | Awaitable[PurchaseOrder | None] | None:
    """A purchase order, if it is one of the principal's rows."""
    return _one(context, PURCHASE_ORDERS, key, _bought)


def shipment_by_id(context: GraphContext, key: str) -> Shipment | Awaitable[Shipment | None] | None:
    """A shipment, as far as the principal may see any of the orders in it."""
    return _one(context, SHIPMENTS, key, _named(TermKind.SHIPMENT))


def return_by_number(context: GraphContext, key: str) -> Return | Awaitable[Return | None] | None:
    """A return, if the principal may see its order."""
    return _one(context, RETURNS, key, _named(TermKind.RETURN))


def track_by_number(context: GraphContext, key: str) -> Track | Awaitable[Track | None] | None:
    """A track, if the principal may see a shipment that shows its number."""
    return _one(context, TRACKING, key, _named(TermKind.TRACKING))


def location_by_code(context: GraphContext, key: str) -> Location | Awaitable[Location | None] | None:
    """A place, if it is one of the principal's. Places are declared, so there is nothing to learn."""
    return _one(context, LOCATIONS, key, _not_at_all)


def product_by_sku(context: GraphContext, key: str) -> Product | Awaitable[Product | None] | None:
    """An item. Items are everybody's, so there is nothing to learn."""
    return _one(context, PRODUCTS, key, _not_at_all)


def held_to_places(context: GraphContext) -> bool:
    """Whether there are places that the principal may not see."""
    return context.admission is not None and context.admission.rows.locations is not None


def _one(
    context: GraphContext, port: Port[str, V], key: str, learn: _Learn
) -> V | Awaitable[V | None] | None:
    if context.admission is None:
        return ask_one(context, port, key)
    return _own(context, port, key, learn)


def _own(context: GraphContext, port: Port[str, V], key: str, learn: _Learn) -> V | Awaitable[V]:
    """The readers know whose it is; nothing of what is not own came through them, not even its age."""

    def shown(found: Outcomes[str, V]) -> V:
        value = value_of(found, key)
        if value is None:
            learn(context, key)
            raise absent()
        return value

    return ask(context, port, [key], shown)


def _named(kind: TermKind) -> _Learn:
    def learn(context: GraphContext, key: str) -> None:
        try:
            one = term(kind, key)
        except ImpossibleValue:
            return
        context.search.learner.later({one: key})

    return learn


def _bought(context: GraphContext, key: str) -> None:
    numbers: Sequence[str] = [key] if key else []
    context.search.learner.later_purchases(numbers)


def _not_at_all(context: GraphContext, key: str) -> None:
    del context, key
