"""The questions at the root of the graph."""

from typing import Annotated

import strawberry
from strawberry.federation.schema_directives import Inaccessible

from domain.errors import BackendError
from domain.policy import ALLOW, decide_row
from domain.ports.backends import LOCATIONS, PRODUCTS
from domain.ports.reading import Failed, Found, K, Outcomes, V
from domain.rows.whose import of_place
from resolvers.administration.queries import partner, partner_changes, partners
from resolvers.administration.types import Partner, PartnerChange, PartnerConnection
from resolvers.batched import ask, asked
from resolvers.case_queries import CaseQueries
from resolvers.context import GraphContext
from resolvers.intake.root import IntakeQueries
from resolvers.log_queries import LogQueries
from resolvers.references import (
    absent,
    held_to_places,
    order_by_number,
    purchase_order_by_number,
    return_by_number,
    shipment_by_id,
    track_by_number,
)
from resolvers.reservations.root import ReservationQueries
from resolvers.searching.queries import anything, orders
from resolvers.stock_queries import Codes, Skus, availability, stock_positions
from resolvers.tags import OPS, PURCHASING
from resolvers.tags import STOCK as STOCK_TAG
from resolvers.types.availability import Availability
from resolvers.types.backends import Backend
from resolvers.types.catalog import Location, Product
from resolvers.types.orders import Order, Shipment
from resolvers.types.purchasing import PurchaseOrder
from resolvers.types.returns import Return
from resolvers.types.search import FindMatch, OrderConnection
from resolvers.types.shipments import Track
from resolvers.types.stock import StockPosition
from resolvers.webhooks.root import WebhookQueries

Info = strawberry.Info[GraphContext]
Number = Annotated[str, strawberry.argument(description="The number or name, exactly.")]


def _order(info: Info, number: Number) -> object:
    return order_by_number(info.context, number)


def _shipment(info: Info, id: Number) -> object:  # noqa: A002 - the argument's name in the graph
    return shipment_by_id(info.context, id)


def _track(info: Info, tracking_number: Number) -> object:
    return track_by_number(info.context, tracking_number)


def _products(info: Info, skus: Skus) -> object:
    return ask(info.context, PRODUCTS, skus, lambda found: [_each(found, sku) for sku in skus])


def _locations(info: Info, codes: Codes = None) -> object:
    context = info.context
    if codes:
        nothing = absent() if held_to_places(context) else None
        return ask(context, LOCATIONS, codes, lambda found: [_each(found, code) or nothing for code in codes])
    own = [code for code in context.places if decide_row(context.principal, of_place(code)) is ALLOW]
    return ask(context, LOCATIONS, own, lambda found: [_each(found, code) for code in own])


def _returned(info: Info, number: Number) -> object:
    return return_by_number(info.context, number)


def _purchase_order(info: Info, number: Number) -> object:
    return purchase_order_by_number(info.context, number)


def _backends(info: Info) -> object:
    """None for a row scope: they serve all rows, and how often they are called tells of those of others."""
    return info.context.backends.in_full() if info.context.admission is None else []


def _each(found: Outcomes[K, V], key: K) -> V | BackendError | None:
    """One element of a list: a failure costs that element alone, the executor places the error there."""
    outcome = found[key]
    if isinstance(outcome, Failed):
        return outcome.error
    return outcome.value if isinstance(outcome, Found) else None


@strawberry.type(description="Where is my order, and can I sell this?")
class Query(WebhookQueries, ReservationQueries, IntakeQueries, LogQueries, CaseQueries):
    """Each field answers at once where memory holds the answer, and else with something to await."""

    order: Order | None = asked(
        _order,
        description="An order by our number.",
    )
    orders: OrderConnection | None = asked(
        orders,
        description="Orders by what is known of them, page by page, out of our own index.",
    )
    find: list[FindMatch] | None = asked(
        anything,
        description=(
            "What a caller may read out: any number of an order, an e-mail, an item, a place. "
            "At most the 20 newest orders for each meaning of the text; empty where nothing has the name."
        ),
    )
    shipment: Shipment | None = asked(
        _shipment,
        description="A shipment by the number its warehouse gave it.",
    )
    track: Track | None = asked(
        _track,
        description="What the carriers tell about a tracking number.",
    )
    availability: list[Availability | None] | None = asked(
        availability,
        description="What may be promised of each item, in the order asked; empty for an unknown one.",
    )
    stock_positions: list[StockPosition] | None = asked(
        stock_positions,
        description="Stock of items by place, with every state and its source.",
        directives=[STOCK_TAG],
    )
    products: list[Product | None] | None = asked(
        _products,
        description="Items by our names, in the order asked; empty for an unknown one.",
    )
    locations: list[Location | None] | None = asked(
        _locations,
        description="Places by our codes; all that keep stock where left out.",
    )
    returned: Return | None = asked(
        _returned,
        description="A return by our number.",
        name="return",
    )
    purchase_order: PurchaseOrder | None = asked(
        _purchase_order,
        description="A purchase order by our number.",
        directives=[PURCHASING],
    )
    backends: list[Backend] | None = asked(
        _backends,
        description="The systems behind the graph, and how they have been answering.",
        # One process tells of itself: behind a router nobody could say which.
        directives=[Inaccessible()],
    )
    partners: PartnerConnection | None = asked(
        partners,
        description="Who may ask, by name. None for who is held to some rows.",
        directives=[OPS],
    )
    partner: Partner | None = asked(
        partner,
        description="One partner.",
        directives=[OPS],
    )
    partner_changes: list[PartnerChange] | None = asked(
        partner_changes,
        description="What was done to a partner, or to all, the latest first; to those that are gone too.",
        directives=[OPS],
    )
