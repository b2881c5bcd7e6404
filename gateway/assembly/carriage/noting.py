"""Whatever passes with shipments in it tells which carrier has which number."""

from collections.abc import Callable, Iterable, Sequence
from typing import Generic

from domain.orders import Fulfilment
from domain.ports.demand import Demand
from domain.ports.reading import Found, K, Outcomes, Reader, V
from domain.shipments import Shipment
from gateway.assembly.carriage.told import ToldCarriers


class NotingCarriers(Generic[K, V]):
    """The same reader, its shipments noted."""

    def __init__(
        self, reader: Reader[K, V], shipments: Callable[[V], Iterable[Shipment]], told: ToldCarriers
    ) -> None:
        self._reader = reader
        self._shipments = shipments
        self._told = told

    async def read(self, keys: Sequence[K], demand: Demand) -> Outcomes[K, V]:
        outcomes = await self._reader.read(keys, demand)
        for outcome in outcomes.values():
            if isinstance(outcome, Found):
                for shipment in self._shipments(outcome.value):
                    self._told.note(shipment)
        return outcomes

    def peek(self, keys: Sequence[K], demand: Demand) -> Outcomes[K, V] | None:
        """What memory holds was noted when it was read."""
        return self._reader.peek(keys, demand)


def noting_fulfilments(reader: Reader[K, Fulfilment], told: ToldCarriers) -> NotingCarriers[K, Fulfilment]:
    """Noting the shipments of orders."""
    return NotingCarriers(reader, lambda record: record.shipments, told)


def noting_shipments(reader: Reader[K, Shipment], told: ToldCarriers) -> NotingCarriers[K, Shipment]:
    """Noting each shipment itself."""
    return NotingCarriers(reader, lambda record: (record,), told)
