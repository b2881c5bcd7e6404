"""Where what is shown of a thing came from: its own record, and what the fields beside it are derived of."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from domain.freshness import Stamp, by_source, unavailable
from domain.orders import Fulfilment, Order
from domain.partners import Principal
from domain.ports import backends as ports
from domain.ports.graph import POSITIONS, PROGRESS
from domain.ports.reading import Failed, Found, Missing, Port
from domain.shipments import Shipment
from domain.stock import StockKey, StockPosition
from resolvers.batches import Batches
from resolvers.builds import orders, shipments


@dataclass(frozen=True, slots=True)
class Origin:
    """A read that may have brought a record. holds: whether an outcome's value is it, or has it in it."""

    port: Port[Any, Any]
    keys: Callable[[Any], Sequence[Any]]
    holds: Callable[[Any, object], bool]


@dataclass(frozen=True, slots=True)
class Origins:
    """Of one type. beside: the ports whose words its other fields are derived of, and their keys."""

    own: tuple[Origin, ...]
    beside: dict[str, tuple[Port[Any, Any], Callable[[Any, Principal], Sequence[Any]]]]

    def stamps(self, record: object, batches: Batches) -> tuple[Stamp, ...]:
        """Those of the record itself, as it was read."""
        for origin in self.own:
            for found in batches.behind(origin.port, origin.keys(record)):
                if origin.holds(found.value, record):
                    return found.stamps
        return ()


def told(outcomes: Iterable[Found[Any] | Missing | Failed]) -> Iterable[Stamp]:
    """All stamps of these; who failed is unavailable."""
    for outcome in outcomes:
        if isinstance(outcome, Failed):
            yield from (unavailable(error.backend) for error in outcome.errors)
        else:
            yield from outcome.stamps


def worst(stamps: Iterable[Stamp]) -> list[Stamp]:
    """One for each system."""
    return list(by_source(stamps))


def _itself(value: object, record: object) -> bool:
    return value is record


def _number(order: Order) -> Sequence[str]:
    return [order.number]


def _id(shipment: Shipment) -> Sequence[str]:
    return [shipment.id]


def _orders(shipment: Shipment) -> Sequence[str]:
    return list(dict.fromkeys(content.order for content in shipment.contents))


def _among(fulfilment: Fulfilment, shipment: object) -> bool:
    return any(each is shipment for each in fulfilment.shipments)


def _place(position: StockPosition) -> Sequence[StockKey]:
    return [StockKey(position.sku, position.location)]


OF_ORDER = Origins(
    own=(Origin(ports.ORDERS, _number, _itself),),
    beside={
        PROGRESS.name: (PROGRESS, orders.number),
        ports.FULFILMENTS.name: (ports.FULFILMENTS, orders.number),
    },
)
OF_SHIPMENT = Origins(
    own=(Origin(ports.SHIPMENTS, _id, _itself), Origin(ports.FULFILMENTS, _orders, _among)),
    beside={ports.TRACKING.name: (ports.TRACKING, shipments.tracking_numbers)},
)
OF_POSITION = Origins(own=(Origin(POSITIONS, _place, _itself),), beside={})
