"""Stock positions."""

from datetime import datetime
from typing import Any

import strawberry

from domain import quantities
from domain import stock as domain
from domain.stock import StockState, on_hand, reserved
from resolvers.batched import derived
from resolvers.types.freshness import Freshness, of_position
from resolvers.types.values import Quantity

strawberry.enum(StockState, description="What a figure of a stock position counts.")


@strawberry.type(description="One figure of a stock position, with its source.")
class StockFigure:
    """After domain.stock.Figure."""

    state: StockState = strawberry.field(description="What it counts.")
    quantity: Quantity | None = strawberry.field(description="How much.")
    source: str = strawberry.field(description="The system that counts.")
    as_of: datetime | None = strawberry.field(description="When that was so.")


def _figure(state: StockState, description: str) -> Any:  # noqa: ANN401 - as derived
    """A field for the quantity in one state."""

    def of_state(position: domain.StockPosition) -> quantities.Quantity | None:
        return position.of(state)

    return derived(of_state, description=description)


@strawberry.type(description="One item at one place: physical states, claims, and supply on its way.")
class StockPosition:
    """After domain.stock.StockPosition."""

    sku: str = strawberry.field(description="The item.")
    location: str = strawberry.field(description="Our code of the place.")
    unit: str | None = strawberry.field(description="The unit of all its figures.")
    on_hand: Quantity | None = derived(on_hand, description="Everything in the building.")
    sellable: Quantity | None = _figure(StockState.SELLABLE, "On the shelf and good, claims included.")
    picked: Quantity | None = _figure(StockState.PICKED, "Taken from the shelf, still in the building.")
    damaged: Quantity | None = _figure(StockState.DAMAGED, "Damaged.")
    quarantined: Quantity | None = _figure(StockState.QUARANTINED, "Waiting for a decision.")
    allocated: Quantity | None = _figure(StockState.ALLOCATED, "Promised to order lines.")
    reserved: Quantity | None = derived(
        reserved, description="Held: by the systems, and by reservations made here."
    )
    channel_committed: Quantity | None = _figure(StockState.CHANNEL_COMMITTED, "Set aside for a channel.")
    in_transit: Quantity | None = _figure(StockState.IN_TRANSIT, "Between two of our places.")
    incoming: Quantity | None = _figure(StockState.INCOMING, "Ordered from suppliers.")
    backordered: Quantity | None = _figure(StockState.BACKORDERED, "Demand without supply.")
    figures: list[StockFigure] | None = strawberry.field(description="Every figure with its source.")
    as_of: datetime | None = strawberry.field(description="The latest time for which a source speaks.")
    freshness: list[Freshness] | None = of_position
